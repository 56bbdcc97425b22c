use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::i18n::td_string;
use crate::locale::use_locale;
use crate::site::Application;
use crate::ui::{ButtonKind, LinkButton, Spot, SpotDrawing};

/// What an address leads to that no page has.
#[component]
pub fn NotFound(
    /// The application whose start the visitor is offered.
    application: Application,
) -> impl IntoView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
    let locale = use_locale();
    let start = match application {
        Application::Checkout => "/",
        Application::Backoffice => "/backoffice",
    };
    view! {
        <leptos_meta::Title text=td_string!(locale, ui.not_found_title) />
        <div class="corridor outcome">
            <SpotDrawing spot=Spot::Error />
            <h1 class="outcome-title">{td_string!(locale, ui.not_found_title)}</h1>
            <p class="outcome-text">{td_string!(locale, ui.not_found_text)}</p>
            <LinkButton kind=ButtonKind::Primary href=start>
                {td_string!(locale, ui.to_start)}
            </LinkButton>
        </div>
    }
}
