use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use http::header::{ACCEPT_LANGUAGE, SET_COOKIE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Uri};
use leptos::prelude::use_context;
use leptos_i18n::Locale as _;

use crate::i18n::Locale;

const COOKIE: &str = "lang";
const COOKIE_AGE_DAYS: i64 = 365;
/// More languages in one header are not looked at.
const ACCEPTED_LANGUAGES_MAX: usize = 16;

/// The languages that an application is written in.
pub type Languages = &'static [Locale];

/// The language of a page: the address (`?lang=`), else the cookie `lang`, else what the browser
/// accepts, else Italian.
#[must_use]
pub fn negotiate(uri: &Uri, headers: &HeaderMap, offered: Languages) -> Locale {
    let known = |code: &str| {
        offered
            .iter()
            .copied()
            .find(|locale| locale.as_str() == code)
    };
    asked_for(uri)
        .and_then(|code| known(&code))
        .or_else(|| {
            CookieJar::from_headers(headers)
                .get(COOKIE)
                .and_then(|c| known(c.value()))
        })
        .or_else(|| accepted(headers).iter().find_map(|code| known(code)))
        .unwrap_or_default()
}

/// The languages that the application of the current request is written in.
#[derive(Clone, Copy)]
pub(crate) struct Offered(pub(crate) Languages);

/// The language of the request that is being answered, by a page or a server function.
#[must_use]
pub fn use_locale() -> Locale {
    match (use_context::<Parts>(), use_context::<Offered>()) {
        (Some(parts), Some(Offered(offered))) => negotiate(&parts.uri, &parts.headers, offered),
        _ => Locale::default(),
    }
}

/// Remembers the language that an address asked for in the cookie `lang`.
pub(crate) async fn remember_language(request: Request, next: Next) -> Response {
    let chosen = asked_for(request.uri()).and_then(|code| {
        Locale::get_all()
            .iter()
            .find(|locale| locale.as_str() == code)
    });
    let mut response = next.run(request).await;
    if let Some(locale) = chosen {
        let age = Cookie::build((COOKIE, locale.as_str()))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .build();
        let age = format!("{age}; Max-Age={}", COOKIE_AGE_DAYS * 24 * 60 * 60);
        if let Ok(value) = HeaderValue::from_str(&age) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    response
}

fn asked_for(uri: &Uri) -> Option<String> {
    let query: Vec<(String, String)> = serde_urlencoded::from_str(uri.query()?).ok()?;
    query
        .into_iter()
        .find(|(name, _)| name == COOKIE)
        .map(|(_, value)| value)
}

/// The primary subtags of `Accept-Language`, the most wanted first.
fn accepted(headers: &HeaderMap) -> Vec<String> {
    let header = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let mut languages: Vec<(f32, String)> = header
        .unwrap_or_default()
        .split(',')
        .take(ACCEPTED_LANGUAGES_MAX)
        .filter_map(|item| {
            let (range, weight) = item.split_once(';').unwrap_or((item, "q=1"));
            let weight = weight.trim().strip_prefix("q=")?.parse().ok()?;
            let primary = range.trim().split('-').next()?.to_ascii_lowercase();
            (weight > 0.0).then_some((weight, primary))
        })
        .collect();
    // Stable, so that equal weights keep the browser's order.
    languages.sort_by(|a, b| b.0.total_cmp(&a.0));
    languages
        .into_iter()
        .map(|(_, language)| language)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(uri: &'static str, cookie: &str, accept: &str) -> &'static str {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", cookie.parse().unwrap());
        headers.insert("accept-language", accept.parse().unwrap());
        negotiate(&Uri::from_static(uri), &headers, Locale::get_all()).as_str()
    }

    #[test]
    fn the_address_wins_over_the_cookie_and_the_cookie_over_the_browser() {
        assert_eq!(language("/?lang=en", "lang=it", "it"), "en");
        assert_eq!(language("/", "lang=en", "it"), "en");
        assert_eq!(language("/", "other=1", "en-GB,it;q=0.5"), "en");
    }

    #[test]
    fn an_unknown_language_falls_through_to_italian() {
        assert_eq!(language("/?lang=xx", "lang=yy", "zz"), "it");
        assert_eq!(language("/?lang=%ff", "", ""), "it");
    }

    #[test]
    fn the_browser_s_weights_are_respected() {
        assert_eq!(language("/", "", "it;q=0.3, en;q=0.9"), "en");
        assert_eq!(language("/", "", "en;q=0, it;q=0.1"), "it");
        assert_eq!(language("/", "", "xx, en-US;q=0.4"), "en");
    }

    /// The names of all texts of a catalogue, with those of the groups they are in.
    fn names(value: &leptos::serde_json::Value) -> Vec<String> {
        let mut names = Vec::new();
        let mut open = vec![(String::new(), value)];
        while let Some((path, value)) = open.pop() {
            match value.as_object() {
                Some(group) => {
                    open.extend(
                        group
                            .iter()
                            .map(|(name, value)| (format!("{path}.{name}"), value)),
                    );
                }
                None => names.push(path),
            }
        }
        names.sort();
        names
    }

    #[test]
    fn every_language_has_every_text() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
        for catalogue in ["ui", "checkout", "backoffice"] {
            let texts = |language: &str| {
                let file = folder.join(language).join(format!("{catalogue}.json"));
                let text = std::fs::read_to_string(&file).unwrap();
                names(&leptos::serde_json::from_str(&text).unwrap())
            };
            let italian = texts("it");
            assert!(!italian.is_empty(), "{catalogue}");
            for language in Locale::get_all().iter().map(|locale| locale.as_str()) {
                assert_eq!(texts(language), italian, "{language}/{catalogue}.json");
            }
        }
    }
}
