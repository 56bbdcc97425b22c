use leptos::prelude::*;

use super::LANGUAGES;
use crate::document::MAIN;
use crate::i18n::td_string;
use crate::locale::use_locale;
use crate::sandbox_ribbon::SandboxRibbon;
use crate::ui::{LanguageSwitch, Wordmark};

/// What surrounds every page of Checkout: the name above, the few links below.
#[component]
pub(super) fn Frame(children: Children) -> impl IntoView {
    let locale = use_locale();
    view! {
        <SandboxRibbon />
        <header class="corridor-head">
            <a class="home" href="/"><Wordmark /></a>
            <span class="product">{td_string!(locale, checkout.product)}</span>
        </header>
        <main class="corridor-main" id=MAIN tabindex="-1">{children()}</main>
        <footer class="corridor-foot">
            <div class="corridor-foot-inner">
                <nav aria-label=td_string!(locale, checkout.footer)>
                    <a class="foot-link" href="/accessibility">
                        {td_string!(locale, ui.accessibility_statement)}
                    </a>
                </nav>
                <LanguageSwitch languages=LANGUAGES />
            </div>
        </footer>
    }
}
