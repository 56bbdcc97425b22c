use leptos::prelude::*;

use crate::i18n::td_string;
use crate::locale::use_locale;

/// The statement that the law asks for (Law 4/2004): its form, for the operator to complete with
/// the address of the one filed with AgID.
#[component]
pub(crate) fn AccessibilityStatement() -> impl IntoView {
    let locale = use_locale();
    view! {
        <leptos_meta::Title text=td_string!(locale, ui.accessibility_statement) />
        <article class="corridor prose">
            <h1 class="page-title">{td_string!(locale, ui.accessibility_statement)}</h1>
            <p class="page-lead">{td_string!(locale, ui.accessibility.commitment)}</p>
            <h2>{td_string!(locale, ui.accessibility.status_title)}</h2>
            <p>{td_string!(locale, ui.accessibility.status)}</p>
            <h2>{td_string!(locale, ui.accessibility.exceptions_title)}</h2>
            <p>{td_string!(locale, ui.accessibility.exceptions)}</p>
            <h2>{td_string!(locale, ui.accessibility.feedback_title)}</h2>
            <p>{td_string!(locale, ui.accessibility.feedback)}</p>
        </article>
    }
}
