use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::optional_text::OptionalText;
use crate::i18n::td_string;
use crate::locale::use_locale;

/// The way to the pages before and after, by key: no page numbers, no total to count.
#[component]
pub fn Pager(
    /// The address of the page before, unless this is the first.
    #[prop(into)]
    previous: Option<String>,
    /// The address of the page after, unless this is the last.
    #[prop(into)]
    next: Option<String>,
    /// Where we are ("1–50 di 1.204").
    #[prop(optional, into)]
    position: OptionalText,
) -> impl IntoView {
    let OptionalText(position) = position;
    let locale = use_locale();
    view! {
        <nav class="pager" aria-label=td_string!(locale, ui.pages)>
            {previous.map(|href| view! {
                <a class="button button-quiet" href=href rel="prev">
                    <Glyph icon=Icon::ChevronLeft />
                    <span>{td_string!(locale, ui.previous_page)}</span>
                </a>
            })}
            {position.map(|position| view! { <p class="pager-position">{position}</p> })}
            {next.map(|href| view! {
                <a class="button button-quiet" href=href rel="next">
                    <span>{td_string!(locale, ui.next_page)}</span>
                    <Glyph icon=Icon::ChevronRight />
                </a>
            })}
        </nav>
    }
}
