use leptos::prelude::*;

use super::icon::Glyph;
use super::tone::Tone;

/// A state in one word, with the tone's colour and shape.
#[component]
pub fn Badge(
    /// What the state means.
    tone: Tone,
    /// The state's name.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <span class=format!("badge {}", tone.class())>
            <Glyph icon=tone.icon() class="icon-16" />
            {label}
        </span>
    }
}
