use leptos::prelude::*;

use super::error_line::{described_by, error_line};
use super::field::Field;

/// The longest text that may be typed.
const LENGTH_MAX: u16 = 4000;

/// A question with an answer of several lines.
#[component]
pub fn TextArea(
    /// The question; its kind of input does not matter.
    field: Field,
) -> impl IntoView {
    let Field {
        name,
        label,
        hint,
        error,
        value,
        optional,
        ..
    } = field;
    let described = described_by(&name, hint.as_ref(), error.as_ref());
    let is_wrong = error.is_some();
    let hint_id = format!("{name}-hint");
    let errors = error_line(&name, error);
    view! {
        <div class="field" class:field-wrong=is_wrong>
            <label class="label" for=name.clone()>
                {label}
                {optional.map(|word| view! { <span class="label-optional">{word}</span> })}
            </label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            <textarea
                class="input input-area"
                id=name.clone()
                name=name
                rows="5"
                maxlength=LENGTH_MAX.to_string()
                aria-invalid=is_wrong.then_some("true")
                aria-describedby=described
            >
                {value}
            </textarea>
            {errors}
        </div>
    }
}
