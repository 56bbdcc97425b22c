use ::checkout::{CheckoutError, PaymentMethod, Step};
use leptos::prelude::*;

use super::choose_psp::activate;
use super::{leave_for, visit};
use crate::checkout::place::{self, Act};
use crate::checkout::services::Visit;

/// Takes the payment type. A PSP that is the only one is chosen at once.
#[server(prefix = "/api", endpoint = "set_method")]
pub async fn set_method(#[server(default)] method: String) -> Result<(), ServerFnError> {
    let visit = visit()?;
    let next = take(&visit, &method).await;
    leave_for(&visit, next, Act::Prepare);
    Ok(())
}

async fn take(visit: &Visit, method: &str) -> Result<String, CheckoutError> {
    let secret = visit.journey()?;
    let checkout = &visit.services.checkout;
    let method = PaymentMethod::parse(method).map_err(|_| CheckoutError::NotYet(Step::Method))?;
    checkout.set_method(secret, method).await?;
    let list = checkout.list_psps(secret).await?;
    match list.offers.as_slice() {
        [only] => {
            checkout.choose_psp(secret, &only.bundle).await?;
            activate(visit).await
        }
        _ => Ok(place::PSP.into()),
    }
}
