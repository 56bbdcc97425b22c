use std::any::Any;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// An error as REST callers read it (RFC 9457), wherever no official contract wants another form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// More about this occurrence; never internal text.
    pub detail: &'static str,
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    detail: &'a str,
}

impl Problem {
    /// A problem.
    #[must_use]
    pub const fn new(status: StatusCode, detail: &'static str) -> Self {
        Self { status, detail }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Body {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or_default(),
            status: self.status.as_u16(),
            detail: self.detail,
        };
        // A struct of strings and a number: encoding it cannot fail.
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let content_type = HeaderValue::from_static("application/problem+json");
        (self.status, [(header::CONTENT_TYPE, content_type)], body).into_response()
    }
}

/// The answer when a handler has panicked: nothing of the panic is told.
pub(crate) fn after_panic(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request broke down");
    let detail = "the request could not be carried out";
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, detail).into_response()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use http::Request;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;
    use crate::fixture::call;

    fn crash() {
        panic!("secret");
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_of_that_request_only() {
        let router = Router::new()
            .route("/bad", get(|| async { crash() }))
            .route("/good", get(|| async { "good" }))
            .layer(CatchPanicLayer::custom(after_panic));
        let request = |path: &str| Request::get(path).body(Body::empty()).unwrap();
        let answer = call(router.clone(), request("/bad")).await;
        assert_eq!(answer.status, 500);
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(body["type"], "about:blank");
        assert_eq!(body["title"], "Internal Server Error");
        assert!(!answer.body.contains("secret"));
        assert_eq!(call(router, request("/good")).await.status, 200);
    }
}
