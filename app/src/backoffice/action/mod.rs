//! The forms of the portal: each is posted to a server function that does one thing and sends the
//! browser to the next page.

mod choose_party;
mod login;
mod logout;

use http::HeaderValue;
use http::header::SET_COOKIE;
use leptos::prelude::ServerFnError;
use leptos_axum::ResponseOptions;

use super::visit::Visit;

fn visit() -> Result<Visit, ServerFnError> {
    Visit::current().ok_or_else(|| ServerFnError::ServerError("no services".into()))
}

fn set_cookie(response: &ResponseOptions, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.append_header(SET_COOKIE, value);
    }
}
