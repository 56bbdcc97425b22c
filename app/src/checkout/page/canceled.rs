use leptos::prelude::*;

use crate::checkout::message::Message;
use crate::checkout::place;
use crate::i18n::td_string;
use crate::locale::use_locale;
use crate::ui::{ButtonKind, LinkButton, Spot};

/// `/annullato`: nothing was charged, and the notice can be paid again.
#[component]
pub(in crate::checkout) fn CanceledPage() -> impl IntoView {
    let locale = use_locale();
    view! {
        <Message
            spot=Spot::Refused
            title=td_string!(locale, checkout.canceled.title)
            text=td_string!(locale, checkout.canceled.text)
        >
            <div class="message-actions">
                <LinkButton kind=ButtonKind::Primary href=place::SUMMARY>
                    {td_string!(locale, checkout.outcome.retry)}
                </LinkButton>
                <LinkButton kind=ButtonKind::Secondary href=place::NOTICE>
                    {td_string!(locale, checkout.to_start)}
                </LinkButton>
            </div>
        </Message>
    }
}
