use leptos::prelude::*;

use super::choice::Mark;
use super::error_line::{described_by, error_line};
use super::optional_text::OptionalText;

/// A yes-or-no that is sent with the form.
#[component]
pub fn Checkbox(
    /// Name in the form and `id`.
    #[prop(into)]
    name: String,
    /// What is agreed to.
    #[prop(into)]
    label: String,
    /// Whether it is ticked.
    #[prop(optional)]
    mark: Mark,
    /// Help below the label.
    #[prop(optional, into)]
    hint: OptionalText,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptionalText,
) -> impl IntoView {
    let OptionalText(hint) = hint;
    let OptionalText(error) = error;
    let described = described_by(&name, hint.as_ref(), error.as_ref());
    let is_wrong = error.is_some();
    let hint_id = format!("{name}-hint");
    let errors = error_line(&name, error);
    view! {
        <div class="check">
            <input
                type="checkbox"
                class="check-input"
                id=name.clone()
                name=name.clone()
                value="true"
                checked=mark == Mark::On
                aria-invalid=is_wrong.then_some("true")
                aria-describedby=described
            />
            <label class="check-label" for=name>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {errors}
        </div>
    }
}

/// A setting that is on or off.
#[component]
pub fn Switch(
    /// Name in the form and `id`.
    #[prop(into)]
    name: String,
    /// What is on or off.
    #[prop(into)]
    label: String,
    /// Whether it is on.
    #[prop(optional)]
    mark: Mark,
) -> impl IntoView {
    view! {
        <div class="switch">
            <input
                type="checkbox"
                role="switch"
                class="switch-input"
                id=name.clone()
                name=name.clone()
                value="true"
                checked=mark == Mark::On
            />
            <label class="check-label" for=name>{label}</label>
        </div>
    }
}
