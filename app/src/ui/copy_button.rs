use std::time::Duration;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::icon::{Glyph, Icon};

/// What is copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CopySource {
    /// This text.
    Text(String),
    /// The text of the element with this `id`.
    Element(String),
}

/// How long it says that it has copied.
const THANKS: Duration = Duration::from_secs(2);

/// Copies a code to the clipboard. Shown only where script runs.
#[island]
pub fn CopyButton(
    /// What is copied.
    source: CopySource,
    /// What the button says, with the name of the thing ("Copia il codice").
    label: String,
    /// What it says afterwards.
    done_label: String,
) -> impl IntoView {
    let is_done = RwSignal::new(false);
    let copy = move |_| {
        if let Some(text) = text_of(&source) {
            write_to_clipboard(&text);
            is_done.set(true);
            set_timeout(move || is_done.set(false), THANKS);
        }
    };
    let icon = move || {
        if is_done.get() {
            Icon::Check
        } else {
            Icon::Copy
        }
    };
    view! {
        <button type="button" class="button button-quiet button-small copy-button" on:click=copy>
            {move || view! { <Glyph icon=icon() /> }}
            <span aria-live="polite">
                {move || if is_done.get() { done_label.clone() } else { label.clone() }}
            </span>
        </button>
    }
}

#[cfg(feature = "hydrate")]
fn text_of(source: &CopySource) -> Option<String> {
    match source {
        CopySource::Text(text) => Some(text.clone()),
        CopySource::Element(id) => document().get_element_by_id(id)?.text_content(),
    }
}

#[cfg(feature = "hydrate")]
fn write_to_clipboard(text: &str) {
    // The browser shows its own message when it refuses; the text can still be selected.
    let _ = window().navigator().clipboard().write_text(text);
}

#[cfg(not(feature = "hydrate"))]
fn text_of(_: &CopySource) -> Option<String> {
    None
}

#[cfg(not(feature = "hydrate"))]
fn write_to_clipboard(_: &str) {}
