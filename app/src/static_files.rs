//! The files that pages load: the built packages and the fonts and drawings beside them.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use http::header::CACHE_CONTROL;
use http::{HeaderValue, StatusCode};
use tower_http::services::ServeDir;

use crate::security_headers::{Referrers, security_headers};
use crate::site::{Application, Site};

/// The name never means another content.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Seven days: fonts and drawings change with releases only.
const FOR_A_WHILE: HeaderValue = HeaderValue::from_static("public, max-age=604800");
/// To be asked for again each time.
const NEVER: HeaderValue = HeaderValue::from_static("no-cache");

/// The application's package: style sheet, script and module, sent compressed where the build
/// left compressed files beside them.
pub(crate) fn package(application: Application, site: &Site) -> Router {
    let path = format!("{}/pkg", application.base());
    let folder = site.root.join(path.trim_start_matches('/'));
    serve(&path, folder, NEVER)
}

/// `/assets`: fonts, favicon and drawings, shared by both applications. To be merged once into
/// each host's routes.
pub fn assets(site: &Site) -> Router {
    serve("/assets", site.root.join("assets"), FOR_A_WHILE)
        .layer(from_fn_with_state(Referrers::Nobody, security_headers))
}

fn serve(path: &str, folder: std::path::PathBuf, unnamed: HeaderValue) -> Router {
    let files = ServeDir::new(folder)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    let cached = from_fn(move |request: Request, next: Next| {
        let unnamed = unnamed.clone();
        async move { with_age(request, next, unnamed).await }
    });
    Router::new().nest_service(
        path,
        tower::ServiceBuilder::new().layer(cached).service(files),
    )
}

/// A request that names the content by its fingerprint (`?v=`) may be answered from the cache for
/// ever, any other for as long as `unnamed` says.
async fn with_age(request: Request, next: Next, unnamed: HeaderValue) -> Response {
    let is_named = request
        .uri()
        .query()
        .is_some_and(|query| query.starts_with("v="));
    let mut response = next.run(request).await;
    if response.status() == StatusCode::OK || response.status() == StatusCode::NOT_MODIFIED {
        let age = if is_named { FOREVER } else { unnamed };
        response.headers_mut().insert(CACHE_CONTROL, age);
    }
    response
}
