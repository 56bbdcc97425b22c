use leptos::prelude::*;

use super::error_line::{described_by, error_line};
use super::icon::{Glyph, Icon};
use super::optional_text::OptionalText;

/// A file to send; the form around it must be `multipart/form-data`.
#[component]
pub fn FileField(
    /// Name in the form and `id`.
    #[prop(into)]
    name: String,
    /// What is sent.
    #[prop(into)]
    label: String,
    /// The kinds that are accepted, as the attribute `accept` has them.
    #[prop(into)]
    accept: String,
    /// Kinds and size in words.
    #[prop(into)]
    hint: String,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptionalText,
) -> impl IntoView {
    let OptionalText(error) = error;
    let described = described_by(&name, Some(&hint), error.as_ref());
    let is_wrong = error.is_some();
    let hint_id = format!("{name}-hint");
    let errors = error_line(&name, error);
    view! {
        <div class="field" class:field-wrong=is_wrong>
            <label class="label" for=name.clone()>{label}</label>
            <p class="hint" id=hint_id>{hint}</p>
            <div class="file-frame">
                <Glyph icon=Icon::Upload class="icon-24" />
                <input
                    type="file"
                    class="file-input"
                    id=name.clone()
                    name=name
                    accept=accept
                    aria-invalid=is_wrong.then_some("true")
                    aria-describedby=described
                />
            </div>
            {errors}
        </div>
    }
}
