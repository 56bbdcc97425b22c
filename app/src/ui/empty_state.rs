use leptos::prelude::*;

use super::spot::{Spot, SpotDrawing};

/// Nothing here yet: why, and the next step.
#[component]
pub fn EmptyState(
    /// What will be here.
    #[prop(into)]
    title: String,
    /// How it comes here.
    #[prop(into)]
    text: String,
    /// The next step, a link or a button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <SpotDrawing spot=Spot::Empty />
            <p class="empty-title">{title}</p>
            <p class="empty-text">{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
