//! `/styleguide`: every block in its states, in the sandbox only.
//!
//! Its words are samples of what pages say, so they are not translated.

mod actions;
mod data;
mod forms;
mod foundations;
mod messages;
mod trace;

use leptos::prelude::*;

use crate::NotFound;
use crate::delivery::Delivery;
use crate::site::{Application, Stage};
use crate::ui::PageHeader;

/// The page with the previews; in production there is no such page.
#[component]
pub(crate) fn Styleguide() -> impl IntoView {
    match use_context::<Delivery>().map(|delivery| delivery.stage) {
        Some(Stage::Sandbox) => previews().into_any(),
        _ => view! { <NotFound application=Application::Checkout /> }.into_any(),
    }
}

fn previews() -> impl IntoView {
    view! {
        <leptos_meta::Title text="Blocchi – Nodo" />
        <div class="styleguide">
            <PageHeader
                title="Blocchi"
                kind="Guida di stile"
                lead="I mattoni con cui sono fatte le pagine, ciascuno nei suoi stati."
            />
            {section("Fondamenta", foundations::preview().into_any())}
            {section("Azioni", actions::preview().into_any())}
            {section("Domande", forms::preview().into_any())}
            {section("Messaggi", messages::preview().into_any())}
            {section("Dati", data::preview().into_any())}
            {section("Traccia di un pagamento", trace::preview().into_any())}
        </div>
    }
}

fn section(title: &'static str, content: AnyView) -> impl IntoView {
    view! {
        <section class="styleguide-section">
            <h2 class="styleguide-title">{title}</h2>
            {content}
        </section>
    }
}

/// A block with its name.
#[component]
fn Specimen(
    /// The block's name.
    name: &'static str,
    /// The block.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="specimen">
            <h3 class="specimen-name">{name}</h3>
            {children()}
        </div>
    }
}
