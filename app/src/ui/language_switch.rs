use leptos::prelude::*;
use leptos_i18n::Locale as _;

use crate::i18n::{Locale, td_string};
use crate::locale::{Languages, use_locale};

/// The languages of the application, each by its own name, as links to the same page.
#[component]
pub fn LanguageSwitch(
    /// The languages.
    languages: Languages,
) -> impl IntoView {
    let here = use_locale();
    let path = use_context::<http::request::Parts>().map(|parts| parts.uri);
    let path = path.as_ref().map_or("/", http::Uri::path).to_owned();
    let links = languages
        .iter()
        .map(|language| {
            let code = language.as_str();
            view! {
                <li>
                    <a
                        class="language"
                        href=format!("{path}?lang={code}")
                        lang=code
                        hreflang=code
                        aria-current=(*language == here).then_some("true")
                    >
                        {name_of(*language)}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="languages" aria-label=td_string!(here, ui.languages)>
            <ul>{links}</ul>
        </nav>
    }
}

fn name_of(language: Locale) -> &'static str {
    td_string!(language, ui.language_name)
}
