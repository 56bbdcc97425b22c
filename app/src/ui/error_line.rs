use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// What is wrong with the field `name`: icon and words, below it.
pub(super) fn error_line(name: &str, error: Option<String>) -> impl IntoView + use<> {
    let id = format!("{name}-error");
    error.map(|text| {
        view! { <p class="error" id=id><Glyph icon=Icon::Error /> <span>{text}</span></p> }
    })
}

/// The `id`s of a field's hint and error, for `aria-describedby`.
pub(super) fn described_by(
    name: &str,
    hint: Option<&String>,
    error: Option<&String>,
) -> Option<String> {
    let ids = [
        hint.map(|_| format!("{name}-hint")),
        error.map(|_| format!("{name}-error")),
    ];
    let ids: Vec<String> = ids.into_iter().flatten().collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}
