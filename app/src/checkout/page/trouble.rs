use ::checkout::FaultCategory;
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;

use super::query;
use crate::checkout::message::TroubleMessage;
use crate::checkout::place::{self, Trouble};
use crate::checkout::services::Visit;
use crate::checkout::trace;
use crate::i18n::{Locale, td_string};
use crate::locale::use_locale;
use crate::ui::{ButtonKind, LinkButton};

#[derive(Default, Deserialize)]
struct TroubleQuery {
    #[serde(default)]
    motivo: String,
    #[serde(default)]
    codice: String,
}

/// `/errore`: what happened after a form was sent. Its address holds only words of our own lists.
#[component]
pub(in crate::checkout) fn TroublePage() -> impl IntoView {
    let locale = use_locale();
    let TroubleQuery { motivo, codice } = query().unwrap_or_default();
    let trouble = Trouble::from_word(&motivo);
    let trouble = trouble.unwrap_or(Trouble::Notice(FaultCategory::GenericError));
    let visit = Visit::current();
    if let (Some(visit), Trouble::Broken | Trouble::Confirmation) = (&visit, trouble) {
        visit.response.set_status(StatusCode::INTERNAL_SERVER_ERROR);
    }
    let reference = visit.as_ref().and_then(trace::reference);
    let code = match trouble {
        Trouble::Notice(_) => Some(codice)
            .filter(|code| place::is_code(code))
            .or(reference),
        Trouble::Gateway | Trouble::Broken | Trouble::Confirmation => reference,
    };
    let (address, words) = way_on(trouble, locale);
    view! {
        <TroubleMessage trouble code>
            <LinkButton kind=ButtonKind::Primary href=address>{words}</LinkButton>
            <LinkButton kind=ButtonKind::Secondary href=place::NOTICE>
                {td_string!(locale, ui.to_start)}
            </LinkButton>
        </TroubleMessage>
    }
}

fn way_on(trouble: Trouble, locale: Locale) -> (&'static str, &'static str) {
    let retry = td_string!(locale, checkout.retry);
    match trouble {
        Trouble::Notice(_) | Trouble::Broken => (place::SUMMARY, retry),
        Trouble::Gateway => (place::PSP, retry),
        Trouble::Confirmation => (place::PAY, td_string!(locale, checkout.fault.reopen)),
    }
}
