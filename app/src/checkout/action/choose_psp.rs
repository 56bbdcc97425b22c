use ::checkout::{CheckoutError, Step};
use domain::BundleId;
use leptos::prelude::*;

use super::{leave_for, visit};
use crate::checkout::place::{self, Act};
use crate::checkout::services::Visit;

/// Takes the PSP and activates the notice, once.
#[server(prefix = "/api", endpoint = "choose_psp")]
pub async fn choose_psp(#[server(default)] bundle: String) -> Result<(), ServerFnError> {
    let visit = visit()?;
    let next = take(&visit, &bundle).await;
    leave_for(&visit, next, Act::Prepare);
    Ok(())
}

async fn take(visit: &Visit, bundle: &str) -> Result<String, CheckoutError> {
    let bundle = BundleId::parse(bundle).map_err(|_| CheckoutError::NotYet(Step::Psp))?;
    let checkout = &visit.services.checkout;
    checkout.choose_psp(visit.journey()?, &bundle).await?;
    activate(visit).await
}

/// Activates the notice and opens the gateway's session: from here on the total stands.
pub(super) async fn activate(visit: &Visit) -> Result<String, CheckoutError> {
    let secret = visit.journey()?;
    let checkout = &visit.services.checkout;
    checkout.set_language(secret, visit.language()).await?;
    checkout.activate_and_build(secret).await?;
    Ok(place::PAY.into())
}
