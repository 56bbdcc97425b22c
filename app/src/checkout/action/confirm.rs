use ::checkout::{CardEntry, CheckoutError, NextPage, SeenPayment};
use domain::{Amount, TransactionId};
use leptos::prelude::*;

use super::{leave_for, visit};
use crate::checkout::cookie;
use crate::checkout::place::{self, Act};
use crate::checkout::services::Visit;

/// The value of the field `entry` when the card was typed into the hosted fields.
pub(in crate::checkout) const HOSTED_FIELDS: &str = "fields";

/// Asks for the money that the page showed. A second post leads where the first one led.
#[server(prefix = "/api", endpoint = "confirm")]
pub async fn confirm(
    #[server(default)] transaction: String,
    #[server(default)] total: String,
    #[server(default)] entry: String,
) -> Result<(), ServerFnError> {
    let visit = visit()?;
    let entry = if entry == HOSTED_FIELDS {
        cookie::keep_script(&visit.response, visit.services.cookies);
        CardEntry::HostedFields
    } else {
        CardEntry::GatewayPage
    };
    let next = match read(&transaction, &total) {
        Some(seen) => pay(&visit, &seen, entry).await,
        None => Err(CheckoutError::Changed),
    };
    leave_for(&visit, next, Act::Confirm);
    Ok(())
}

fn read(transaction: &str, total: &str) -> Option<SeenPayment> {
    Some(SeenPayment {
        transaction: TransactionId::parse(transaction).ok()?,
        total: Amount::from_cents(total.parse().ok()?).ok()?,
    })
}

async fn pay(visit: &Visit, seen: &SeenPayment, entry: CardEntry) -> Result<String, CheckoutError> {
    let checkout = &visit.services.checkout;
    let next = checkout.confirm(visit.journey()?, seen, entry).await?;
    Ok(match next {
        NextPage::Redirect(address) => address,
        NextPage::Gdi { .. } => place::METHOD_CHECK.into(),
        NextPage::Outcome(result) => place::outcome(&result),
    })
}
