//! `/styleguide`: every block in its states, in the sandbox only.

use leptos::prelude::*;

use crate::NotFound;
use crate::delivery::Delivery;
use crate::site::{Application, Stage};

/// The page with the previews; in production there is no such page.
#[component]
pub fn Styleguide() -> impl IntoView {
    match use_context::<Delivery>().map(|delivery| delivery.stage) {
        Some(Stage::Sandbox) => view! { <h1 class="page-title">"Blocchi"</h1> }.into_any(),
        _ => view! { <NotFound application=Application::Checkout /> }.into_any(),
    }
}
