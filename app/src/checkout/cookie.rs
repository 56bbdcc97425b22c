//! What Checkout keeps in the browser: the journey's secret, an address that was typed wrong, and
//! whether the browser runs scripts.

use ::checkout::{JOURNEY_LIFETIME, JourneySecret};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use http::HeaderValue;
use http::header::SET_COOKIE;
use http::request::Parts;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use serde::{Deserialize, Serialize};

use super::services::CookiePolicy;

const JOURNEY: &str = "journey";
const JOURNEY_OVER_TLS: &str = "__Host-journey";
const TYPED: &str = "typed";
const SCRIPT: &str = "script";
/// How long a form that was sent back remembers what was typed, in seconds.
const TYPED_AGE_S: i64 = 60;
/// Longer answers are not remembered.
const TYPED_CHARS_MAX: usize = 300;

/// The addresses of a form that was sent back. They stay in the browser, for a minute.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct TypedEmail {
    pub(super) email: String,
    pub(super) confirmation: String,
    pub(super) problem: String,
}

/// The secret of the browser's journey.
pub(super) fn journey(policy: CookiePolicy) -> Option<JourneySecret> {
    JourneySecret::parse(jar()?.get(journey_name(policy))?.value()).ok()
}

/// Gives the browser its journey.
pub(super) fn keep_journey(
    response: &ResponseOptions,
    policy: CookiePolicy,
    secret: &JourneySecret,
) {
    let cookie = Cookie::build((journey_name(policy), secret.as_str().to_owned()));
    let age = JOURNEY_LIFETIME.as_secs();
    set(response, policy, cookie.build(), age);
}

/// Remembers what was typed for the page that says what is wrong with it.
pub(super) fn keep_typed(response: &ResponseOptions, policy: CookiePolicy, typed: &TypedEmail) {
    let fits = |text: &str| text.chars().count() <= TYPED_CHARS_MAX;
    let Ok(value) = serde_urlencoded::to_string(typed) else {
        return;
    };
    if fits(&typed.email) && fits(&typed.confirmation) {
        let cookie = Cookie::build((TYPED, value));
        set(response, policy, cookie.build(), TYPED_AGE_S);
    }
}

/// What was typed before the form was sent back; it is forgotten then.
pub(super) fn take_typed(response: &ResponseOptions, policy: CookiePolicy) -> Option<TypedEmail> {
    let typed = serde_urlencoded::from_str(jar()?.get(TYPED)?.value()).ok()?;
    let cookie = Cookie::build((TYPED, "")).build();
    set(response, policy, cookie, 0);
    Some(typed)
}

/// Remembers that the browser runs scripts, so that its pages need not reload by themselves.
pub(super) fn keep_script(response: &ResponseOptions, policy: CookiePolicy) {
    let cookie = Cookie::build((SCRIPT, "1")).build();
    set(response, policy, cookie, JOURNEY_LIFETIME.as_secs());
}

/// Whether the browser is known to run scripts.
pub(super) fn has_script() -> bool {
    jar().is_some_and(|jar| jar.get(SCRIPT).is_some())
}

fn jar() -> Option<CookieJar> {
    let parts = use_context::<Parts>()?;
    Some(CookieJar::from_headers(&parts.headers))
}

const fn journey_name(policy: CookiePolicy) -> &'static str {
    match policy {
        CookiePolicy::Secure => JOURNEY_OVER_TLS,
        CookiePolicy::Plain => JOURNEY,
    }
}

fn set(response: &ResponseOptions, policy: CookiePolicy, mut cookie: Cookie<'static>, age_s: i64) {
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(policy == CookiePolicy::Secure);
    if let Ok(value) = HeaderValue::from_str(&format!("{cookie}; Max-Age={age_s}")) {
        response.append_header(SET_COOKIE, value);
    }
}
