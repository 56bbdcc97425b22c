use leptos::prelude::*;

use super::LANGUAGES;
use super::navigation::{Navigation, SideNavigation, SignedIn};
use crate::document::MAIN;
use crate::i18n::td_string;
use crate::locale::use_locale;
use crate::sandbox_ribbon::SandboxRibbon;
use crate::ui::{Glyph, Icon, LanguageSwitch, Wordmark};

/// What surrounds every page of the portal: who acts for whom above, the menu at the side.
#[component]
pub(super) fn Frame(children: Children) -> impl IntoView {
    let locale = use_locale();
    let navigation = use_context::<Navigation>();
    let class = if navigation.is_some() {
        "desk-body"
    } else {
        "desk-body desk-body-plain"
    };
    view! {
        <SandboxRibbon />
        <header class="desk-head">
            {navigation.is_some().then(|| view! {
                <button
                    type="button"
                    class="button-icon menu-button"
                    popovertarget="navigation"
                    aria-label=td_string!(locale, backoffice.menu)
                >
                    <Glyph icon=Icon::Menu class="icon-24" />
                </button>
            })}
            <a class="home" href="/backoffice"><Wordmark /></a>
            <span class="product">{td_string!(locale, backoffice.product)}</span>
            {use_context::<SignedIn>().map(visitor)}
        </header>
        <div class=class>
            {navigation.map(|navigation| view! { <SideNavigation navigation /> })}
            <main class="desk-main" id=MAIN tabindex="-1">{children()}</main>
        </div>
        <footer class="desk-foot">
            <nav aria-label=td_string!(locale, backoffice.footer)>
                <a class="foot-link" href="/backoffice/accessibility">
                    {td_string!(locale, ui.accessibility_statement)}
                </a>
            </nav>
            <LanguageSwitch languages=LANGUAGES />
        </footer>
    }
}

fn visitor(signed_in: SignedIn) -> impl IntoView {
    let locale = use_locale();
    let SignedIn {
        person,
        party,
        switch_href,
        sign_out_action,
    } = signed_in;
    view! {
        <div class="visitor">
            <a class="visitor-party" href=switch_href>
                <Glyph icon=Icon::Building />
                <span class="visually-hidden">{td_string!(locale, backoffice.acting_for)}</span>
                <span>{party}</span>
            </a>
            <span class="visitor-person">{person}</span>
            <form method="post" action=sign_out_action>
                <button
                    type="submit"
                    class="button-icon"
                    aria-label=td_string!(locale, backoffice.sign_out)
                >
                    <Glyph icon=Icon::Exit />
                </button>
            </form>
        </div>
    }
}
