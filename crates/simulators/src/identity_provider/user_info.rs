use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::token::TOKEN_LIFETIME_S;
use super::{Shared, lock};

/// The attributes again, signed, for whoever holds the access token.
pub(super) async fn read(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let now = shared.config.clock.now();
    let grant = token.and_then(|token| lock(&shared.grants).find_access_token(token, now).cloned());
    let Some(grant) = grant else {
        let challenge = [(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")];
        return (StatusCode::UNAUTHORIZED, challenge).into_response();
    };
    let claims = json!({
        "iss": shared.config.issuer,
        "aud": grant.client_id,
        "sub": grant.subject,
        "iat": now.as_second(),
        "exp": now.as_second() + TOKEN_LIFETIME_S,
        "fiscalNumber": format!("TINIT-{}", grant.person.fiscal_code),
        "name": grant.person.given_name,
        "familyName": grant.person.family_name,
        "email": grant.person.email,
    });
    match shared.key().sign(&claims) {
        Ok(token) => ([(header::CONTENT_TYPE, "application/jwt")], token).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
