use std::time::Duration;

use leptos::prelude::*;

use super::button::ButtonKind;
use super::icon::{Glyph, Icon};

/// A submit button that, with script, is pressed once only and says what it is doing.
#[island]
pub fn SubmitButton(
    /// How much it asks to be pressed.
    kind: ButtonKind,
    /// A verb and its object.
    label: String,
    /// What it says while the server answers.
    busy_label: String,
) -> impl IntoView {
    let is_busy = RwSignal::new(false);
    let press = move |_| {
        // A button that is disabled before the event ends would not submit its form. When the
        // browser finds a field that it refuses, the page stays and the button must too.
        set_timeout(move || is_busy.set(true), Duration::ZERO);
        set_timeout(move || is_busy.set(false), RELEASE_AFTER);
    };
    view! {
        <button
            type="submit"
            class=kind.class()
            aria-busy=move || is_busy.get().then_some("true")
            disabled=move || is_busy.get()
            on:click=press
        >
            {move || is_busy.get().then(|| view! { <Glyph icon=Icon::Spinner class="spinner" /> })}
            <span>{move || if is_busy.get() { busy_label.clone() } else { label.clone() }}</span>
        </button>
    }
}

/// Longer than any answer should take; then the button may be tried again.
const RELEASE_AFTER: Duration = Duration::from_secs(15);
