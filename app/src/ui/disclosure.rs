use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::td_string;
use crate::locale::use_locale;

/// Details that are folded away until asked for.
#[component]
pub fn Disclosure(
    /// What is inside.
    #[prop(into)]
    summary: String,
    /// The details.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="disclosure">
            <summary>
                <Glyph icon=Icon::ChevronRight class="disclosure-mark" />
                <span>{summary}</span>
            </summary>
            <div class="disclosure-body">{children()}</div>
        </details>
    }
}

/// A panel over the side of the page, opened by its button without script.
#[component]
pub fn Drawer(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// What the button that opens it says.
    #[prop(into)]
    opener: String,
    /// The panel's title.
    #[prop(into)]
    title: String,
    /// Its content.
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    view! {
        <button type="button" class="button button-quiet" popovertarget=id.clone()>
            <span>{opener}</span>
        </button>
        <div class="drawer" id=id.clone() popover="auto" role="dialog" aria-labelledby=title_id.clone()>
            <div class="drawer-head">
                <h2 class="drawer-title" id=title_id.clone()>{title}</h2>
                <button
                    type="button"
                    class="button-icon"
                    popovertarget=id.clone()
                    popovertargetaction="hide"
                    aria-label=td_string!(use_locale(), ui.close)
                >
                    <Glyph icon=Icon::Close />
                </button>
            </div>
            <div class="drawer-body">{children()}</div>
        </div>
    }
}
