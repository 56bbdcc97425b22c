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

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::{get, post};
    use http::{Method, StatusCode};

    use super::*;
    use crate::fixture::{closed_address, loopback_counterparties, serve};

    fn request(method: Method, uri: &str, body: &str) -> HttpRequest {
        let mut request = HttpRequest::new(body.as_bytes().to_vec());
        *request.method_mut() = method;
        *request.uri_mut() = uri.parse().unwrap();
        request
    }

    #[tokio::test]
    async fn statuses_of_the_protocol_pass_and_failures_are_told_apart() {
        let router = Router::new()
            .route(
                "/token",
                post(|body: String| async move { (StatusCode::BAD_REQUEST, body) }),
            )
            .route("/broken", get(|| async { StatusCode::BAD_GATEWAY }))
            .route(
                "/long",
                get(|| async { "x".repeat(HTTP_BODY_BYTES_MAX + 1) }),
            );
        let address = serve(router).await;
        let fetch = IdentityFetch::new(loopback_counterparties(&Arc::default()));
        let get = |path: &str| fetch.fetch(request(Method::GET, &format!("{address}{path}"), ""));

        let token = request(Method::POST, &format!("{address}/token"), "code=1");
        let answer = fetch.fetch(token).await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), answer.body().as_slice()),
            (400, &b"code=1"[..])
        );
        let error = get("/broken").await.unwrap_err();
        assert!(
            matches!(error, HttpFetchError::ServerError(502)),
            "{error:?}"
        );
        let error = get("/long").await.unwrap_err();
        assert!(matches!(error, HttpFetchError::TooLong), "{error:?}");
        for uri in [closed_address().await, "http://10.0.0.1/".into()] {
            let error = fetch
                .fetch(request(Method::GET, &uri, ""))
                .await
                .unwrap_err();
            assert!(matches!(error, HttpFetchError::Unreachable(_)), "{error:?}");
        }
    }
}
