use axum::Router;
use axum::routing::{MethodFilter, on};
use leptos_axum::handle_server_fns_with_context;
use tower_http::limit::RequestBodyLimitLayer;

use crate::site::Application;

/// The largest form that a server function reads; uploads have routes of their own.
const FORM_BYTES_MAX: usize = 1024 * 1024;

/// Adds the application's own server functions to a router.
///
/// Leptos would offer every server function of the binary on every router. Only those under the
/// application's prefix are added, so that the functions of one host are unknown to the other and
/// both routers can be merged. A function that changes state is a POST; no other method is served.
pub(crate) fn add_server_functions(
    mut router: Router,
    application: Application,
    context: impl Fn() + Clone + Send + Sync + 'static,
) -> Router {
    for path in server_function_paths(application) {
        let context = context.clone();
        let handler = move |request| handle_server_fns_with_context(context.clone(), request);
        let function = on(MethodFilter::POST, handler);
        router = router.route(
            path,
            function.layer(RequestBodyLimitLayer::new(FORM_BYTES_MAX)),
        );
    }
    router
}

/// The paths of the application's server functions.
pub fn server_function_paths(application: Application) -> impl Iterator<Item = &'static str> {
    leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| path)
        .filter(move |path| path.starts_with(application.function_prefix()))
}
