//! The portal of institutions, payment service providers and the operator: a calm desk.
//!
//! Every request passes `admission`, which knows the session; every page and function asks
//! [`audience`] whose payments the visitor may see.

mod action;
mod address;
mod admission;
mod audience;
mod callback;
mod desk;
mod fault_meaning;
mod frame;
mod identity_button;
mod login_problem;
mod menu;
mod message_file;
mod navigation;
mod page;
mod payment_filter;
mod payment_label;
mod payment_table;
mod reason;
mod services;
mod trace_model;
mod visit;

use axum::Router as Routes;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use http::request::Parts;
use identity::Access;
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes as Pages};
use leptos_router::path;

pub use audience::audience;
pub use desk::Desk;
pub use navigation::{Navigation, NavigationLink, NavigationSection, SignedIn};
pub use services::Services;

use self::admission::Visitor;
use self::visit::Visit;
use crate::accessibility_statement::AccessibilityStatement;
use crate::i18n::Locale;
use crate::locale::{Languages, use_locale};
use crate::same_origin::same_origin;
use crate::security_headers::{Referrers, security_headers};
use crate::site::{Application, Site};
use crate::{Document, NotFound};

/// The languages that the portal is written in.
pub const LANGUAGES: Languages = &[Locale::it, Locale::en];

/// The portal, all under `/backoffice`: nobody who is not logged in sees more than the way in.
pub fn routes(services: Services, site: &Site) -> Routes {
    // Only Checkout frames a gateway and posts to it.
    let site = Site {
        gateways: Vec::new(),
        ..site.clone()
    };
    let context = {
        let services = services.clone();
        move || {
            provide_context(services.clone());
            provide_visitor();
        }
    };
    let files = Routes::new()
        .route(address::CALLBACK, get(callback::callback))
        .route(address::MESSAGE_FILE, get(message_file::message_file))
        .with_state(services.clone());
    page_routes(&site, context)
        .merge(files)
        .layer(from_fn_with_state(services, admission::admit))
        .layer(from_fn(same_origin))
        .layer(from_fn_with_state(Referrers::SameOrigin, security_headers))
}

/// The portal without services and visitors, to look at its frame: other pages have nothing to show.
pub fn block_routes(site: &Site) -> Routes {
    page_routes(site, || ())
}

fn page_routes(site: &Site, context: impl Fn() + Clone + Send + Sync + 'static) -> Routes {
    let pages = crate::Pages {
        application: Application::Backoffice,
        languages: LANGUAGES,
        view: || view! { <Backoffice /> },
        context,
        referrers: Referrers::SameOrigin,
    };
    crate::page_routes(pages, site)
}

/// Tells the frame who the visitor is and where they may go.
fn provide_visitor() {
    let visitor = use_context::<Parts>().and_then(|parts| parts.extensions.get().cloned());
    if let Some(Visitor::Person(session)) = visitor {
        let locale = use_locale();
        provide_context(menu::signed_in(&session, locale));
        if let Some(acting) = session.acting() {
            provide_context(menu::menu(acting, locale));
        }
    }
}

#[component]
fn Backoffice() -> impl IntoView {
    view! {
        <Document>
            <frame::Frame>{stopped().unwrap_or_else(|| view! { <Desks /> }.into_any())}</frame::Frame>
        </Document>
    }
}

/// What is shown in place of any page.
fn stopped() -> Option<AnyView> {
    let visit = Visit::current()?;
    match &visit.visitor {
        _ if visit.is_public() => None,
        Visitor::Unknown => Some(page::broken(&visit, None)),
        Visitor::Person(session) => matches!(session.access, Access::NoRole)
            .then(|| view! { <page::NoRolePage visit=visit.clone() /> }.into_any()),
        Visitor::Stranger => None,
    }
}

#[component]
fn Desks() -> impl IntoView {
    let missing = || view! { <NotFound application=Application::Backoffice /> };
    view! {
        <Router base="/backoffice">
            <Pages fallback=missing>
                <Route path=path!("") view=page::OverviewPage />
                <Route path=path!("/accesso") view=page::LoginPage />
                <Route path=path!("/ente") view=page::PartyPage />
                <Route path=path!("/pagamenti") view=page::PaymentsPage />
                <Route path=path!("/pagamenti/:token") view=page::TracePage />
                <Route path=path!("/accessibility") view=AccessibilityStatement />
            </Pages>
        </Router>
    }
}
