//! The forms of Checkout: each is posted to a server function that does one step and sends the
//! browser to the next page, or back with what is wrong.

mod cancel;
mod choose_psp;
pub(super) mod confirm;
mod set_email;
mod set_method;
mod start;

use ::checkout::CheckoutError;
use leptos::prelude::ServerFnError;

pub(super) use start::begin;

use super::place::{self, Act};
use super::services::Visit;
use super::trace;

pub(super) const START: &str = "/api/start";
pub(super) const SET_EMAIL: &str = "/api/set_email";
pub(super) const SET_METHOD: &str = "/api/set_method";
pub(super) const CHOOSE_PSP: &str = "/api/choose_psp";
pub(super) const CONFIRM: &str = "/api/confirm";
pub(super) const CANCEL: &str = "/api/cancel";

fn visit() -> Result<Visit, ServerFnError> {
    Visit::current().ok_or_else(|| ServerFnError::ServerError("no services".into()))
}

/// Sends the browser where the step leads, or where its error does.
fn leave_for(visit: &Visit, next: Result<String, CheckoutError>, act: Act) {
    match next {
        Ok(address) => place::go(&visit.response, &address),
        Err(error) => {
            trace::note(visit, &error);
            place::go(&visit.response, &place::of_error(&error, act));
        }
    }
}
