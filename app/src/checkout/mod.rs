//! Checkout: a quiet corridor, one question on each page, from the notice to the receipt.

mod corridor;
mod frame;

use axum::Router as Routes;
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes as Pages};
use leptos_router::path;

pub use corridor::Corridor;

use crate::accessibility_statement::AccessibilityStatement;
use crate::i18n::Locale;
use crate::locale::Languages;
use crate::security_headers::Referrers;
use crate::site::{Application, Site};
use crate::ui::styleguide::Styleguide;
use crate::{Document, NotFound};

/// The languages that Checkout is written in.
pub const LANGUAGES: Languages = &[Locale::it, Locale::en];

/// The routes of Checkout at the root of its host. `context` provides the services that its pages
/// and server functions use, once for each request.
///
/// It has a fallback, so at most one of the routers that it is merged with may have none.
pub fn routes(site: &Site, context: impl Fn() + Clone + Send + Sync + 'static) -> Routes {
    let pages = crate::Pages {
        application: Application::Checkout,
        languages: LANGUAGES,
        view: || view! { <Checkout /> },
        context,
        referrers: Referrers::Nobody,
    };
    crate::page_routes(pages, site)
}

#[component]
fn Checkout() -> impl IntoView {
    let missing = || view! { <NotFound application=Application::Checkout /> };
    view! {
        <Document>
            <frame::Frame>
                <Router>
                    <Pages fallback=missing>
                        <Route path=path!("/accessibility") view=AccessibilityStatement />
                        <Route path=path!("/styleguide") view=Styleguide />
                    </Pages>
                </Router>
            </frame::Frame>
        </Document>
    }
}
