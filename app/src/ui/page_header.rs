use leptos::prelude::*;

use super::optional_text::OptionalText;

/// The page's title, what it is for, and the actions that concern all of it.
#[component]
pub fn PageHeader(
    /// The only `h1`.
    #[prop(into)]
    title: String,
    /// What the thing on the page is ("Stazione", "Posizione debitoria").
    #[prop(optional, into)]
    kind: OptionalText,
    /// One or two sentences.
    #[prop(optional, into)]
    lead: OptionalText,
    /// Badges and actions.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let OptionalText(kind) = kind;
    let OptionalText(lead) = lead;
    view! {
        <div class="page-header">
            <div class="page-header-text">
                {kind.map(|kind| view! { <p class="page-header-kind">{kind}</p> })}
                <h1 class="page-title">{title}</h1>
                {lead.map(|lead| view! { <p class="page-lead">{lead}</p> })}
            </div>
            {children.map(|children| view! {
                <div class="page-header-actions">{children()}</div>
            })}
        </div>
    }
}
