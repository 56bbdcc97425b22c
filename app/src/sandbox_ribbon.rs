use leptos::prelude::*;

use crate::delivery::Delivery;
use crate::i18n::td_string;
use crate::locale::use_locale;
use crate::site::Stage;

/// Says on every page of the sandbox that nothing on it is real.
#[component]
pub(crate) fn SandboxRibbon() -> impl IntoView {
    let is_sandbox =
        use_context::<Delivery>().is_some_and(|delivery| delivery.stage == Stage::Sandbox);
    let locale = use_locale();
    is_sandbox.then(|| {
        view! {
            <aside class="ribbon" aria-label=td_string!(locale, ui.sandbox_short)>
                <strong class="ribbon-word">{td_string!(locale, ui.sandbox_short)}</strong>
                <span class="ribbon-text">{td_string!(locale, ui.sandbox)}</span>
            </aside>
        }
    })
}
