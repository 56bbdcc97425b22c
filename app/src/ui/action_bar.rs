use leptos::prelude::*;

/// The page's actions: in a row below the form, and fixed to the bottom of the screen on phones.
/// The main action comes first in the source, so that the keyboard reaches it first.
#[component]
pub fn ActionBar(
    /// Buttons and links.
    children: Children,
) -> impl IntoView {
    view! { <div class="action-bar"><div class="action-bar-inner">{children()}</div></div> }
}
