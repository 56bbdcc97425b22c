use std::error::Error;

use domain::{ErrorChain, local_date};
use http::StatusCode;
use leptos::prelude::*;

use crate::backoffice::visit::Visit;
use crate::document::window_title;
use crate::i18n::td_string;
use crate::ui::{ButtonKind, LinkButton, Spot, SpotDrawing, format};

/// The store failed: what that means for whoever looks, and what to tell the assistance.
pub(in crate::backoffice) fn broken(
    visit: &Visit,
    error: Option<&(dyn Error + Send + Sync + 'static)>,
) -> AnyView {
    let now = visit.services.clock.now();
    let reference = format!("{} {}", local_date(now), format::instant_ms(now));
    if let Some(error) = error {
        tracing::error!(
            reference,
            error = %ErrorChain::new(error),
            "a page of the portal was not loaded"
        );
    }
    visit.response.set_status(StatusCode::SERVICE_UNAVAILABLE);
    let locale = visit.locale;
    let title = td_string!(locale, backoffice.trouble.title);
    let again = visit.address();
    view! {
        <leptos_meta::Title text=window_title(title, td_string!(locale, backoffice.product), locale) />
        <div class="corridor outcome">
            <SpotDrawing spot=Spot::Error />
            <h1 class="outcome-title">{title}</h1>
            <p class="outcome-text">{td_string!(locale, backoffice.trouble.text)}</p>
            <p class="hint">
                {td_string!(locale, backoffice.reference)} " " <span class="code">{reference}</span>
            </p>
            <LinkButton kind=ButtonKind::Primary href=again>
                {td_string!(locale, backoffice.trouble.again)}
            </LinkButton>
        </div>
    }
    .into_any()
}
