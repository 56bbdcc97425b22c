use ::checkout::{CheckoutError, EmailProblem};
use leptos::prelude::*;

use super::{leave_for, visit};
use crate::checkout::cookie::{self, TypedEmail};
use crate::checkout::email_problem;
use crate::checkout::place::{self, Act};
use crate::checkout::services::Visit;

/// Takes the address for the receipt, or shows the form again.
#[server(prefix = "/api", endpoint = "set_email")]
pub async fn set_email(
    #[server(default)] email: String,
    #[server(default)] confirmation: String,
) -> Result<(), ServerFnError> {
    let visit = visit()?;
    let next = take(&visit, &email, &confirmation).await;
    if let Err(CheckoutError::Email(problem)) = &next {
        remember(&visit, email, confirmation, *problem);
    }
    leave_for(&visit, next, Act::Prepare);
    Ok(())
}

async fn take(visit: &Visit, email: &str, confirmation: &str) -> Result<String, CheckoutError> {
    let secret = visit.journey()?;
    let checkout = &visit.services.checkout;
    checkout.set_language(secret, visit.language()).await?;
    checkout.set_email(secret, email, confirmation).await?;
    Ok(place::METHOD.into())
}

fn remember(visit: &Visit, email: String, confirmation: String, problem: EmailProblem) {
    let typed = TypedEmail {
        email,
        confirmation,
        problem: email_problem::word(problem).into(),
    };
    cookie::keep_typed(&visit.response, visit.services.cookies, &typed);
}
