//! The pages of Checkout, one question each. None changes anything but the deep link, which begins
//! a journey as if its two codes had been typed.

mod canceled;
mod deep_link;
mod email;
mod expired;
mod leave;
mod method;
mod method_check;
mod notice;
mod outcome;
mod psp;
mod receipt;
mod review;
mod summary;
mod trouble;

use std::future::Future;

use ::checkout::{CheckoutError, Step};
use http::StatusCode;
use http::request::Parts;
use leptos::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub(super) use {
    canceled::CanceledPage, deep_link::DeepLinkPage, email::EmailPage, expired::ExpiredPage,
    leave::LeavePage, method::MethodPage, method_check::MethodCheckPage, notice::NoticePage,
    outcome::OutcomeDocument, psp::PspPage, receipt::ReceiptPage, review::ReviewPage,
    summary::SummaryPage, trouble::TroublePage,
};

use super::place::{self, Act, Hint};
use super::services::Visit;
use super::trace;
use crate::i18n::{Locale, td_string};
use crate::ui::{Alert, Announcement, Tone};

/// A page that is rendered once its data are there; an error sends the browser where it leads.
fn page<F, T>(load: F) -> AnyView
where
    F: FnOnce(Visit) -> T,
    T: Future<Output = Result<AnyView, CheckoutError>> + Send + 'static,
{
    let Some(visit) = Visit::current() else {
        if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
            response.set_status(StatusCode::SERVICE_UNAVAILABLE);
        }
        return ().into_any();
    };
    let loaded = load(visit.clone());
    Suspend::new(async move {
        match loaded.await {
            Ok(view) => view,
            Err(error) => {
                trace::note(&visit, &error);
                let is_lost = matches!(error, CheckoutError::NotYet(Step::Notice));
                let address = if is_lost && visit.secret.is_some() {
                    place::EXPIRED.into()
                } else {
                    place::of_error(&error, Act::Prepare)
                };
                place::go(&visit.response, &address);
                ().into_any()
            }
        }
    })
    .into_any()
}

/// The question mark's part of the address, if it can be read.
fn query<T: DeserializeOwned>() -> Option<T> {
    let parts = use_context::<Parts>()?;
    serde_urlencoded::from_str(parts.uri.query().unwrap_or_default()).ok()
}

#[derive(Deserialize)]
struct HintQuery {
    avviso: String,
}

/// Why the citizen is here again, if there is a reason.
fn hint(locale: Locale) -> Option<AnyView> {
    let hint = Hint::from_word(&query::<HintQuery>()?.avviso)?;
    let (title, text) = match hint {
        Hint::TimeOver => (
            td_string!(locale, checkout.hint.time_over),
            td_string!(locale, checkout.hint.time_over_text),
        ),
        Hint::NotOffered => (
            td_string!(locale, checkout.hint.not_offered),
            td_string!(locale, checkout.hint.not_offered_text),
        ),
        Hint::FeeChanged => (
            td_string!(locale, checkout.hint.fee_changed),
            td_string!(locale, checkout.hint.fee_changed_text),
        ),
        Hint::Changed => (
            td_string!(locale, checkout.hint.changed),
            td_string!(locale, checkout.hint.changed_text),
        ),
        Hint::CardMissing => (
            td_string!(locale, checkout.hint.card_missing),
            td_string!(locale, checkout.hint.card_missing_text),
        ),
    };
    let view = view! {
        <Alert tone=Tone::Warning title=title announcement=Announcement::Assertive>
            <p>{text}</p>
        </Alert>
    };
    Some(view.into_any())
}
