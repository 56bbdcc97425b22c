use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use identity::{
    HTTP_BODY_BYTES_MAX, HTTP_TIMEOUT_MS, HttpFetch, HttpFetchError, HttpRequest, HttpResponse,
};

use crate::counterparty::{Call, Counterparties, CounterpartyError};
use crate::http_client::{ExchangeError, Pooling};

/// Requests to identity providers, with the guard, the limits and the circuit breaker of every
/// outbound call.
pub struct IdentityFetch {
    counterparties: Arc<Counterparties>,
}

impl IdentityFetch {
    /// A client for every provider.
    #[must_use]
    pub fn new(counterparties: Arc<Counterparties>) -> Self {
        Self { counterparties }
    }
}

#[async_trait]
impl HttpFetch for IdentityFetch {
    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, HttpFetchError> {
        let (parts, body) = request.into_parts();
        let target = self
            .counterparties
            .target(&parts.uri.to_string())
            .map_err(failure)?;
        let call = Call {
            name: "identity-provider",
            target,
            pooling: Pooling::Reuse,
            method: parts.method,
            headers: parts.headers,
            body,
            timeout: Duration::from_millis(HTTP_TIMEOUT_MS),
            body_bytes_max: HTTP_BODY_BYTES_MAX,
        };
        let answer = self.counterparties.call(call).await.map_err(failure)?;
        if answer.status.is_server_error() {
            return Err(HttpFetchError::ServerError(answer.status.as_u16()));
        }
        let mut response = HttpResponse::new(answer.body.to_vec());
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        Ok(response)
    }
}

fn failure(error: CounterpartyError) -> HttpFetchError {
    match error {
        CounterpartyError::Exchange(ExchangeError::Timeout) | CounterpartyError::Saturated => {
            HttpFetchError::Timeout
        }
        CounterpartyError::Exchange(ExchangeError::TooLong) => HttpFetchError::TooLong,
        CounterpartyError::Refused(_)
        | CounterpartyError::Client(_)
        | CounterpartyError::LeftAlone
        | CounterpartyError::Exchange(
            ExchangeError::Refused(_)
            | ExchangeError::NotConnected(_)
            | ExchangeError::Interrupted(_),
        ) => HttpFetchError::Unreachable(Box::new(error)),
    }
}
