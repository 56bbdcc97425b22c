use leptos::prelude::*;

use super::optional_text::OptionalText;

/// Questions that belong together.
#[component]
pub fn FormSection(
    /// What they are about.
    #[prop(into)]
    title: String,
    /// Why they are asked.
    #[prop(optional, into)]
    lead: OptionalText,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let OptionalText(lead) = lead;
    view! {
        <fieldset class="form-section">
            <legend class="form-section-title">{title}</legend>
            {lead.map(|lead| view! { <p class="form-section-lead">{lead}</p> })}
            <div class="form-section-fields">{children()}</div>
        </fieldset>
    }
}
