use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::grant::{ACCESS_TOKEN_LIFETIME_S, Grant};
use super::signing_key::{KeyError, SigningKey};
use super::{Client, Fault, Shared, lock};

/// How long a signed token lives, in seconds; the real bridge's live as long.
pub(super) const TOKEN_LIFETIME_S: i64 = 60;

/// The form of a token request.
#[derive(Deserialize)]
pub(super) struct Params {
    grant_type: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
}

/// Why no token is given (RFC 6749 §5.2).
enum Refusal {
    InvalidClient,
    InvalidRequest,
    InvalidGrant,
    UnsupportedGrantType,
    ServerError,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = match self {
            Self::InvalidClient => (StatusCode::UNAUTHORIZED, "invalid_client"),
            Self::InvalidRequest => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::InvalidGrant => (StatusCode::BAD_REQUEST, "invalid_grant"),
            Self::UnsupportedGrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
            Self::ServerError => (StatusCode::INTERNAL_SERVER_ERROR, "server_error"),
        };
        let headers = [
            (header::CACHE_CONTROL, "no-store"),
            (header::WWW_AUTHENTICATE, "Basic"),
        ];
        (status, headers, axum::Json(json!({ "error": code }))).into_response()
    }
}

/// Exchanges a code for tokens.
pub(super) async fn exchange(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    form: Result<Form<Params>, FormRejection>,
) -> Response {
    let tokens = match form {
        Ok(Form(params)) => answer(&shared, &headers, &params),
        Err(_) => Err(Refusal::InvalidRequest),
    };
    match tokens {
        Ok(_) if shared.has(Fault::Garbage) => (
            [(header::CONTENT_TYPE, "application/json")],
            "<html></html>",
        )
            .into_response(),
        Ok(tokens) => ([(header::CACHE_CONTROL, "no-store")], axum::Json(tokens)).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

fn answer(shared: &Shared, headers: &HeaderMap, params: &Params) -> Result<Value, Refusal> {
    let client = authenticate(shared, headers).ok_or(Refusal::InvalidClient)?;
    if params.grant_type.as_deref() != Some("authorization_code") {
        return Err(Refusal::UnsupportedGrantType);
    }
    let (Some(code), Some(redirect_uri), Some(verifier)) =
        (&params.code, &params.redirect_uri, &params.code_verifier)
    else {
        return Err(Refusal::InvalidRequest);
    };
    let now = shared.config.clock.now();
    let grant = lock(&shared.grants)
        .take_code(code, now)
        .ok_or(Refusal::InvalidGrant)?;
    let is_same = grant.client_id == client.id
        && grant.redirect_uri == *redirect_uri
        && grant.code_challenge == URL_SAFE_NO_PAD.encode(sha256(verifier));
    if !is_same {
        return Err(Refusal::InvalidGrant);
    }
    let access_token = shared.config.random.hex::<32>();
    let claims = claims(shared, &grant, &access_token, now);
    let id_token = sign(shared, client, &claims).map_err(|_| Refusal::ServerError)?;
    lock(&shared.grants).add_access_token(access_token.clone(), grant, now);
    Ok(json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": ACCESS_TOKEN_LIFETIME_S,
        "id_token": id_token,
    }))
}

/// `client_secret_basic`: identifier and secret are form-encoded before base64 (RFC 6749 §2.3.1).
fn authenticate<'s>(shared: &'s Shared, headers: &HeaderMap) -> Option<&'s Client> {
    let credentials = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Basic ")?;
    let credentials = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
    let (id, secret) = credentials.split_once(':')?;
    let (id, secret) = (decode(id)?, decode(secret)?);
    let client = shared
        .config
        .clients
        .iter()
        .find(|client| client.id == id)?;
    verify_slices_are_equal(client.secret.as_bytes(), secret.as_bytes()).ok()?;
    Some(client)
}

fn decode(text: &str) -> Option<String> {
    let (name, _) = url::form_urlencoded::parse(text.as_bytes()).next()?;
    Some(name.into_owned())
}

fn sha256(text: &str) -> digest::Digest {
    digest::digest(&digest::SHA256, text.as_bytes())
}

fn claims(shared: &Shared, grant: &Grant, access_token: &str, now: Timestamp) -> Value {
    let random = &shared.config.random;
    let has = |fault| shared.has(fault);
    let issued_at = match () {
        () if has(Fault::IssuedInFuture) => now.as_second() + 3_600,
        () if has(Fault::Expired) => now.as_second() - 3_600,
        () => now.as_second(),
    };
    let audience = match () {
        () if has(Fault::WrongAudience) => json!("another-client"),
        () if has(Fault::SharedAudience) => json!([grant.client_id, "another-client"]),
        () => json!(grant.client_id),
    };
    let hashed = if has(Fault::WrongAccessTokenHash) {
        "another"
    } else {
        access_token
    };
    let half = sha256(hashed)
        .as_ref()
        .iter()
        .take(16)
        .copied()
        .collect::<Vec<u8>>();
    let mut claims = json!({
        "iss": shared.config.issuer,
        "sub": grant.subject,
        "aud": audience,
        "iat": issued_at,
        "exp": issued_at + TOKEN_LIFETIME_S,
        "auth_time": grant.granted_at.as_second(),
        "nonce": grant.nonce,
        "acr": grant.person.level.acr(),
        "at_hash": URL_SAFE_NO_PAD.encode(half),
        "fiscalNumber": format!("TINIT-{}", grant.person.fiscal_code),
        "name": grant.person.given_name,
        "familyName": grant.person.family_name,
        "email": grant.person.email,
    });
    if let Some(claims) = claims.as_object_mut() {
        if has(Fault::WrongIssuer) {
            claims.insert("iss".to_owned(), json!("https://another.example.org"));
        }
        if has(Fault::WrongNonce) {
            claims.insert("nonce".to_owned(), json!(random.hex::<32>()));
        }
        let absent: &[&str] = match () {
            () if has(Fault::NoNonce) => &["nonce"],
            () if has(Fault::NoFiscalNumber) => &["fiscalNumber"],
            () if has(Fault::Bare) => &["acr", "at_hash", "auth_time"],
            () => &[],
        };
        for name in absent {
            claims.remove(*name);
        }
    }
    claims
}

fn sign(shared: &Shared, client: &Client, claims: &Value) -> Result<String, KeyError> {
    let key = shared.key();
    let fault = *lock(&shared.fault);
    match fault {
        Some(Fault::AlgorithmNone) => SigningKey::unsigned(claims),
        Some(Fault::HmacWithPublicKey) => key.hmac(&key.public_bytes()?, claims),
        Some(Fault::HmacWithClientSecret) => key.hmac(client.secret.as_bytes(), claims),
        Some(Fault::UnknownKey) => key.sign_as("unknown", claims),
        Some(Fault::WrongSignature) => key.sign_wrongly(claims),
        _ => key.sign(claims),
    }
}
