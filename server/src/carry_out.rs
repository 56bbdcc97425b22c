use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio_util::task::TaskTracker;

/// Carries out what a page has asked for also when its browser hangs up meanwhile, as one does whose
/// user presses a button twice: the second request must find what the first has done, and an answer
/// of the gateway must not be lost between its arrival and the store.
pub(crate) async fn carry_out(
    State(tasks): State<TaskTracker>,
    request: Request,
    next: Next,
) -> Response {
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) {
        return next.run(request).await;
    }
    match tasks.spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(error = %error, "a request of a page broke down");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use tokio::sync::{Notify, mpsc};
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn what_a_page_asked_for_is_done_though_its_browser_hangs_up() {
        let tasks = TaskTracker::new();
        let gateway = Arc::new(Notify::new());
        let (done, mut steps) = mpsc::unbounded_channel();
        let answer = Arc::clone(&gateway);
        let work = post(move || async move {
            done.send("asked").unwrap();
            answer.notified().await;
            done.send("stored").unwrap();
        });
        let router = Router::new()
            .route("/pay", work)
            .layer(from_fn_with_state(tasks.clone(), carry_out));
        let request = Request::post("/pay").body(Body::empty()).unwrap();
        let mut connection = Box::pin(router.oneshot(request));
        tokio::select! {
            _ = &mut connection => panic!("it waits for the gateway"),
            step = steps.recv() => assert_eq!(step, Some("asked")),
        }
        drop(connection);
        gateway.notify_one();
        assert_eq!(steps.recv().await, Some("stored"));
        tasks.close();
        tasks.wait().await;
    }
}
