use leptos::prelude::*;

use crate::checkout::message::Message;
use crate::checkout::place;
use crate::i18n::td_string;
use crate::locale::use_locale;
use crate::ui::{ButtonKind, LinkButton, Spot};

/// `/sessione-scaduta`: the journey is no longer kept.
#[component]
pub(in crate::checkout) fn ExpiredPage() -> impl IntoView {
    let locale = use_locale();
    view! {
        <Message
            spot=Spot::Waiting
            title=td_string!(locale, checkout.expired.title)
            text=td_string!(locale, checkout.expired.text)
        >
            <LinkButton kind=ButtonKind::Primary href=place::NOTICE>
                {td_string!(locale, ui.to_start)}
            </LinkButton>
        </Message>
    }
}
