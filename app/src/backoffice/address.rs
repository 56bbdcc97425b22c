//! The portal's addresses.

use std::fmt::Write as _;

use axum::response::{IntoResponse, Response};
use domain::PaymentToken;
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, StatusCode};
use identity::ReturnPath;
use leptos_axum::ResponseOptions;

pub(super) const BASE: &str = "/backoffice";
pub(super) const ACCESS: &str = "/backoffice/accesso";
/// Registered with the identity provider as `redirect_uri`.
pub(super) const CALLBACK: &str = "/backoffice/accesso/ritorno";
pub(super) const PARTY: &str = "/backoffice/ente";
pub(super) const PAYMENTS: &str = "/backoffice/pagamenti";
pub(super) const ACCESSIBILITY: &str = "/backoffice/accessibility";
pub(super) const MESSAGE_FILE: &str = "/backoffice/pagamenti/{token}/messaggi/{event}";

pub(super) const LOGIN_ACTION: &str = "/backoffice/api/login";
pub(super) const LOGOUT_ACTION: &str = "/backoffice/api/logout";
pub(super) const CHOOSE_PARTY_ACTION: &str = "/backoffice/api/choose_party";

/// The query parameter with the page to return to.
pub(super) const RETURN: &str = "ritorno";
/// The query parameter with the code of a login that failed.
pub(super) const PROBLEM: &str = "errore";
/// The query parameter with the reason why the visitor stands before the login.
pub(super) const REASON: &str = "motivo";

/// The trace of a payment.
pub(super) fn trace(token: &PaymentToken) -> String {
    format!("{PAYMENTS}/{}", segment(token.as_str()))
}

/// The file with a message of a payment.
pub(super) fn message(token: &PaymentToken, event: i64) -> String {
    format!("{}/messaggi/{event}", trace(token))
}

/// Whether everybody may ask for it: the way in, and what its pages are made of.
pub(super) fn is_public(path: &str) -> bool {
    matches!(path, ACCESS | CALLBACK | ACCESSIBILITY | LOGIN_ACTION)
        || path.starts_with("/backoffice/pkg/")
}

/// Whether a person who has not chosen a party yet may ask for it.
pub(super) fn is_before_choice(path: &str) -> bool {
    matches!(path, PARTY | CHOOSE_PARTY_ACTION | LOGOUT_ACTION)
}

/// The page of the portal to return to; anything else leads to the overview.
pub(super) fn return_page(asked: Option<&str>) -> String {
    let is_page = |path: &str| {
        let place = path.split(['?', '#']).next().unwrap_or_default();
        let is_ours = place == BASE || place.starts_with("/backoffice/");
        let is_way_in = matches!(place, ACCESS | CALLBACK | PARTY);
        is_ours && !is_way_in && !place.starts_with("/backoffice/api/")
    };
    asked
        .filter(|path| is_page(path) && ReturnPath::parse(path).is_ok())
        .unwrap_or(BASE)
        .to_owned()
}

/// An address with what is said in its query; the overview as a return is not said.
pub(super) fn with_query(page: &str, parameters: &[(&str, &str)]) -> String {
    let said: Vec<_> = parameters
        .iter()
        .filter(|said| !said.1.is_empty() && **said != (RETURN, BASE))
        .collect();
    match serde_urlencoded::to_string(&said) {
        Ok(query) if !query.is_empty() => format!("{page}?{query}"),
        _ => page.to_owned(),
    }
}

/// Sends the browser to `address` by GET, whatever the request was.
pub(super) fn go(response: &ResponseOptions, address: &str) {
    if let Some(value) = location(address) {
        response.insert_header(LOCATION, value);
        response.set_status(StatusCode::SEE_OTHER);
    }
}

/// Sends the browser to `address` by GET, with these headers.
pub(super) fn redirect(address: &str, mut headers: HeaderMap) -> Response {
    headers.extend(location(address).map(|value| (LOCATION, value)));
    (StatusCode::SEE_OTHER, headers).into_response()
}

fn location(address: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(address).ok()
}

/// A text as one segment of a path.
fn segment(text: &str) -> String {
    text.bytes().fold(String::new(), |mut path, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            path.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(path, "%{byte:02X}");
        }
        path
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_returns_to_pages_of_the_portal_only() {
        for page in [
            "/backoffice",
            "/backoffice/pagamenti?stato=PAID",
            "/backoffice/x#y",
        ] {
            assert_eq!(return_page(Some(page)), page);
        }
        for other in [
            "",
            "/",
            "//evil.example/backoffice",
            "https://evil.example",
            "/backofficex",
            "/backoffice/accesso?ritorno=/backoffice",
            "/backoffice/accesso/ritorno",
            "/backoffice/api/logout",
            "/backoffice/\\evil",
            "/backoffice/a b",
        ] {
            assert_eq!(return_page(Some(other)), BASE, "{other}");
        }
        assert_eq!(return_page(None), BASE);
    }

    #[test]
    fn an_address_says_only_what_is_worth_saying() {
        let address = with_query(ACCESS, &[(RETURN, BASE), (PROBLEM, "")]);
        assert_eq!(address, ACCESS);
        let address = with_query(ACCESS, &[(RETURN, "/backoffice/pagamenti?a=b&c=d")]);
        assert_eq!(
            address,
            "/backoffice/accesso?ritorno=%2Fbackoffice%2Fpagamenti%3Fa%3Db%26c%3Dd"
        );
    }

    #[test]
    fn a_token_of_a_strange_form_stays_one_segment() {
        let token = PaymentToken::parse("a/../b?c").unwrap();
        assert_eq!(trace(&token), "/backoffice/pagamenti/a%2F..%2Fb%3Fc");
    }
}
