//! The portal of institutions, payment service providers and the operator: a calm desk.

mod desk;
mod frame;
mod navigation;

use axum::Router as Routes;
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes as Pages};
use leptos_router::path;

pub use desk::Desk;
pub use navigation::{Navigation, NavigationLink, NavigationSection, SignedIn};

use crate::accessibility_statement::AccessibilityStatement;
use crate::i18n::Locale;
use crate::locale::Languages;
use crate::security_headers::Referrers;
use crate::site::{Application, Site};
use crate::{Document, NotFound};

/// The languages that the portal is written in.
pub const LANGUAGES: Languages = &[Locale::it, Locale::en];

/// The routes of the portal, all under `/backoffice`. `context` provides, once for each request,
/// the services that its pages and server functions use, and the [`Navigation`] and [`SignedIn`]
/// of the visitor.
pub fn routes(site: &Site, context: impl Fn() + Clone + Send + Sync + 'static) -> Routes {
    let pages = crate::Pages {
        application: Application::Backoffice,
        languages: LANGUAGES,
        view: || view! { <Backoffice /> },
        context,
        referrers: Referrers::SameOrigin,
    };
    crate::page_routes(pages, site)
}

#[component]
fn Backoffice() -> impl IntoView {
    let missing = || view! { <NotFound application=Application::Backoffice /> };
    view! {
        <Document>
            <frame::Frame>
                <Router base="/backoffice">
                    <Pages fallback=missing>
                        <Route path=path!("/accessibility") view=AccessibilityStatement />
                    </Pages>
                </Router>
            </frame::Frame>
        </Document>
    }
}
