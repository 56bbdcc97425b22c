use ::checkout::CheckoutError;
use domain::TransactionId;
use leptos::prelude::*;

use super::{leave_for, visit};
use crate::checkout::place::{self, Act};
use crate::checkout::services::Visit;

/// Gives up the payment, as long as nothing was confirmed.
#[server(prefix = "/api", endpoint = "cancel")]
pub async fn cancel(#[server(default)] transaction: String) -> Result<(), ServerFnError> {
    let visit = visit()?;
    let next = give_up(&visit, &transaction).await;
    leave_for(&visit, next, Act::Prepare);
    Ok(())
}

async fn give_up(visit: &Visit, transaction: &str) -> Result<String, CheckoutError> {
    let seen = TransactionId::parse(transaction).ok();
    let checkout = &visit.services.checkout;
    checkout.cancel(visit.journey()?, seen.as_ref()).await?;
    Ok(place::CANCELED.into())
}
