use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::Gateway;
use super::rejection::Rejection;

/// A merchant who showed its key and a `Correlation-Id`.
pub(super) struct Merchant {
    /// The call's own name, in the log.
    pub(super) correlation_id: Uuid,
}

impl FromRequestParts<Arc<Gateway>> for Merchant {
    type Rejection = Rejection;

    async fn from_request_parts(
        parts: &mut Parts,
        gateway: &Arc<Gateway>,
    ) -> Result<Self, Rejection> {
        let header = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok());
        let key = header("x-api-key").unwrap_or_default();
        let expected = gateway.config.api_key.0.as_bytes();
        if !bool::from(key.as_bytes().ct_eq(expected)) {
            return Err(Rejection::Unauthorized);
        }
        let correlation_id = header("correlation-id")
            .and_then(|id| Uuid::try_parse(id).ok())
            .ok_or_else(|| Rejection::invalid("Correlation-Id must be a UUID"))?;
        Ok(Self { correlation_id })
    }
}

/// Reads a JSON body, answering `ClientError` where the framework would answer plain text.
pub(super) fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Rejection> {
    serde_json::from_slice(body)
        .map_err(|error| Rejection::invalid(&format!("wrong JSON body: {error}")))
}
