use leptos::prelude::*;

use crate::ui::{ButtonKind, Glyph, Icon};

/// Prints the page. Shown only where script runs: the others have their browser's menu.
#[island]
pub fn PrintButton(
    /// What it says.
    label: String,
) -> impl IntoView {
    let is_ready = RwSignal::new(false);
    Effect::new(move || is_ready.set(true));
    view! {
        <button
            type="button"
            class=ButtonKind::Primary.class()
            hidden=move || !is_ready.get()
            on:click=move |_| print()
        >
            <Glyph icon=Icon::Print />
            <span>{label}</span>
        </button>
    }
}

fn print() {
    #[cfg(feature = "hydrate")]
    // A browser that cannot print says so itself.
    let _ = window().print();
}
