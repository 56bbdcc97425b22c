//! The applications' routers, called as browsers and strangers call them.

#![expect(
    clippy::unwrap_used,
    reason = "a failure to set up or to read an answer is a failed test"
)]
#![expect(
    clippy::unused_async,
    reason = "server functions are asynchronous even where a probe has nothing to wait for"
)]

mod browser_hardening;
mod languages;
mod server_functions;
mod static_files;

use app::{LiveReload, Origin, Site, Stage};
use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

/// A site whose files are nowhere.
fn site(stage: Stage) -> Site {
    Site {
        root: "no-such-folder".into(),
        stage,
        gateways: vec![Origin::parse("https://gateway.example").unwrap()],
        live_reload: LiveReload::Off,
    }
}

/// Both applications and their assets on one host, as the sandbox serves them.
fn one_host(site: &Site) -> Router {
    app::checkout::block_routes(site)
        .merge(app::backoffice::block_routes(site))
        .merge(app::static_files::assets(site))
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

async fn ask(router: &Router, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

async fn get(router: &Router, path: &str) -> Answer {
    ask(router, Method::GET, path, &[]).await
}
