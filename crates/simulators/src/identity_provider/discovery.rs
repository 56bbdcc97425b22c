use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::Shared;
use super::level::Level;

/// `/.well-known/openid-configuration`.
pub(super) async fn document(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({
        "issuer": shared.config.issuer,
        "authorization_endpoint": shared.endpoint("/oidc/authorize"),
        "token_endpoint": shared.endpoint("/oidc/token"),
        "userinfo_endpoint": shared.endpoint("/oidc/userinfo"),
        "jwks_uri": shared.endpoint("/oidc/keys"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "scopes_supported": ["openid"],
        "subject_types_supported": ["public"],
        "acr_values_supported": Level::ALL.map(Level::acr),
        "id_token_signing_alg_values_supported": ["RS256"],
        "userinfo_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "claims_supported":
            ["sub", "iss", "aud", "exp", "iat", "nonce", "acr", "at_hash", "auth_time",
             "fiscalNumber", "name", "familyName", "email"],
    }))
}

/// The key set.
pub(super) async fn keys(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({ "keys": [shared.key().public()] }))
}
