use axum::Router as Routes;
use axum::middleware::from_fn_with_state;
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes as Pages};
use leptos_router::path;

use super::page::{
    CanceledPage, DeepLinkPage, EmailPage, ExpiredPage, LeavePage, MethodCheckPage, MethodPage,
    NoticePage, OutcomeDocument, PspPage, ReceiptPage, ReviewPage, SummaryPage, TroublePage,
};
use super::services::Services;
use super::{frame, outcome_state};
use crate::accessibility_statement::AccessibilityStatement;
use crate::i18n::Locale;
use crate::locale::Languages;
use crate::security_headers::{Referrers, security_headers};
use crate::site::{Application, Site};
use crate::ui::styleguide::Styleguide;
use crate::{Document, NotFound};

/// The languages that Checkout is written in.
pub const LANGUAGES: Languages = &[Locale::it, Locale::en];

/// The routes of Checkout at the root of its host.
///
/// It has a fallback, so at most one of the routers that it is merged with may have none.
pub fn routes(services: Services, site: &Site) -> Routes {
    let state = outcome_state::routes(services.clone())
        .layer(from_fn_with_state(Referrers::Nobody, security_headers));
    pages(site, move || provide_context(services.clone())).merge(state)
}

/// The routes without services: only `/styleguide` and the pages that ask for nothing, to look at
/// the blocks.
pub fn block_routes(site: &Site) -> Routes {
    pages(site, || ())
}

fn pages(site: &Site, context: impl Fn() + Clone + Send + Sync + 'static) -> Routes {
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
                        <Route path=path!("/") view=NoticePage />
                        <Route path=path!("/dati-pagamento") view=SummaryPage />
                        <Route path=path!("/inserisci-email") view=EmailPage />
                        <Route path=path!("/scegli-metodo") view=MethodPage />
                        <Route path=path!("/lista-psp") view=PspPage />
                        <Route path=path!("/riepilogo-pagamento") view=ReviewPage />
                        <Route path=path!("/gdi-check") view=MethodCheckPage />
                        <Route path=path!("/esito/:result") view=OutcomeDocument />
                        <Route path=path!("/esito/:result/ricevuta") view=ReceiptPage />
                        <Route path=path!("/annulla") view=LeavePage />
                        <Route path=path!("/annullato") view=CanceledPage />
                        <Route path=path!("/errore") view=TroublePage />
                        <Route path=path!("/sessione-scaduta") view=ExpiredPage />
                        <Route path=path!("/accessibility") view=AccessibilityStatement />
                        <Route path=path!("/styleguide") view=Styleguide />
                        <Route path=path!("/:rpt_id") view=DeepLinkPage />
                    </Pages>
                </Router>
            </frame::Frame>
        </Document>
    }
}
