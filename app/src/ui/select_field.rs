use leptos::prelude::*;

use super::error_line::{described_by, error_line};
use super::icon::{Glyph, Icon};
use super::optional_text::OptionalText;

/// One answer out of many, as the platform's own list.
#[component]
pub fn SelectField(
    /// Name in the form and `id`.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// The answers: what the form sends, what is shown.
    options: Vec<(String, String)>,
    /// The value chosen before.
    #[prop(optional, into)]
    chosen: OptionalText,
    /// Help below the label.
    #[prop(optional, into)]
    hint: OptionalText,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptionalText,
) -> impl IntoView {
    let OptionalText(chosen) = chosen;
    let OptionalText(hint) = hint;
    let OptionalText(error) = error;
    let described = described_by(&name, hint.as_ref(), error.as_ref());
    let is_wrong = error.is_some();
    let hint_id = format!("{name}-hint");
    let errors = error_line(&name, error);
    let options = options
        .into_iter()
        .map(|(value, text)| {
            let is_chosen = chosen.as_ref() == Some(&value);
            view! { <option value=value selected=is_chosen>{text}</option> }
        })
        .collect_view();
    view! {
        <div class="field" class:field-wrong=is_wrong>
            <label class="label" for=name.clone()>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            <div class="input-frame">
                <select
                    class="input input-select"
                    id=name.clone()
                    name=name
                    aria-invalid=is_wrong.then_some("true")
                    aria-describedby=described
                >
                    {options}
                </select>
                <Glyph icon=Icon::ChevronDown class="input-chevron" />
            </div>
            {errors}
        </div>
    }
}
