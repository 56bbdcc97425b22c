//! Probes for whoever runs the program.

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use tower_http::catch_panic::CatchPanicLayer;

use crate::problem::{Problem, after_panic};

/// Whether requests can be served now.
#[async_trait]
pub trait Readiness: Send + Sync {
    /// The first thing that is missing, as a short public text.
    async fn missing(&self) -> Option<&'static str>;
}

/// `GET /health/live` (the process runs) and `GET /health/ready` (it can serve requests).
pub fn router(readiness: Arc<dyn Readiness>) -> Router {
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .layer(CatchPanicLayer::custom(after_panic))
        .with_state(readiness)
}

async fn live() -> &'static str {
    "live\n"
}

async fn ready(State(readiness): State<Arc<dyn Readiness>>) -> Response {
    match readiness.missing().await {
        None => "ready\n".into_response(),
        Some(missing) => Problem::new(StatusCode::SERVICE_UNAVAILABLE, missing).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http::Request;
    use tower::ServiceExt;

    use super::*;

    struct Fixed(Option<&'static str>);

    #[async_trait]
    impl Readiness for Fixed {
        async fn missing(&self) -> Option<&'static str> {
            self.0
        }
    }

    #[tokio::test]
    async fn a_process_without_its_store_lives_but_is_not_ready() {
        for (missing, path, status) in [
            (None, "/health/ready", 200),
            (Some("the store does not answer"), "/health/ready", 503),
            (Some("the store does not answer"), "/health/live", 200),
        ] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let response = router(Arc::new(Fixed(missing)))
                .oneshot(request)
                .await
                .unwrap();
            assert_eq!(response.status(), status, "{path}");
        }
    }
}
