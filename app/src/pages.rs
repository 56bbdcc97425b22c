use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::{any, get};
use leptos::prelude::*;
use leptos_axum::{
    LeptosRoutes, generate_route_list_with_exclusions_and_ssg_and_context,
    render_app_async_with_context,
};

use crate::delivery::Delivery;
use crate::locale::{Languages, Offered, remember_language};
use crate::same_origin::same_origin;
use crate::security_headers::{Referrers, security_headers};
use crate::server_functions::add_server_functions;
use crate::site::{Application, Site};
use crate::static_files;

/// An application's pages: what differs between the two.
pub struct Pages<V, C> {
    /// Which of the two.
    pub application: Application,
    /// The languages that it is written in.
    pub languages: Languages,
    /// The whole document.
    pub view: V,
    /// Provides the services that pages and server functions use.
    pub context: C,
    /// To whom its addresses are told.
    pub referrers: Referrers,
}

/// The routes of an application: its pages, server functions and built files, behind the layers
/// of browser hardening. What no route knows is answered by the page "not found".
///
/// Pages are sent whole, never streamed in pieces that a script must put in place, so that they
/// work without script and can still set their status.
pub fn page_routes<V, C, W>(pages: Pages<V, C>, site: &Site) -> Router
where
    V: Fn() -> W + Clone + Send + Sync + 'static,
    C: Fn() + Clone + Send + Sync + 'static,
    W: IntoView + 'static,
{
    let Pages {
        application,
        languages,
        view,
        context,
        referrers,
    } = pages;
    let delivery = Delivery::new(application, site);
    let delivery_options = delivery.options();
    let context = move || {
        provide_context(delivery.clone());
        provide_context(Offered(languages));
        context();
    };
    let (routes, _static_pages) = generate_route_list_with_exclusions_and_ssg_and_context(
        view.clone(),
        None,
        context.clone(),
    );
    let page = render_app_async_with_context(context.clone(), view);
    let own_pages = Router::new()
        .leptos_routes_with_handler(routes, page.clone())
        .with_state(delivery_options);
    let all_pages = match application {
        Application::Checkout => own_pages.fallback(page),
        Application::Backoffice => {
            // The slash at the end is a page of its own to the router.
            let start = || async { Redirect::permanent("/backoffice") };
            own_pages
                .route("/backoffice/", get(start))
                .route("/backoffice/{*unknown}", any(page))
        }
    };
    add_server_functions(all_pages, application, context)
        .merge(static_files::package(application, site))
        .layer(from_fn(remember_language))
        .layer(from_fn(same_origin))
        .layer(from_fn_with_state(referrers, security_headers))
}
