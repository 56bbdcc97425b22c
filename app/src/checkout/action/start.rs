use ::checkout::CheckoutError;
use domain::NoticeKey;
use leptos::prelude::*;

use super::{leave_for, visit};
use crate::checkout::cookie;
use crate::checkout::notice_form::NoticeForm;
use crate::checkout::place::{self, Act};
use crate::checkout::services::Visit;

/// Begins the payment of the notice that was typed, or shows the form again.
#[server(prefix = "/api", endpoint = "start")]
pub async fn start(
    #[server(default)] notice_number: String,
    #[server(default)] creditor: String,
) -> Result<(), ServerFnError> {
    let visit = visit()?;
    let form = NoticeForm {
        notice_number,
        creditor,
    };
    let next = match form.read() {
        Some(notice) => begin(&visit, notice).await,
        None => Ok(form.address()),
    };
    leave_for(&visit, next, Act::Prepare);
    Ok(())
}

/// Begins or goes on with the payment of a notice; gives the next page.
pub(in crate::checkout) async fn begin(
    visit: &Visit,
    notice: NoticeKey,
) -> Result<String, CheckoutError> {
    let services = &visit.services;
    let started = services
        .checkout
        .start(visit.secret.as_ref(), notice, visit.language())
        .await?;
    cookie::keep_journey(&visit.response, services.cookies, &started.secret);
    Ok(place::SUMMARY.into())
}
