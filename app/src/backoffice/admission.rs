//! Who may come in: every request to the portal passes here before any page or function sees it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use domain::ErrorChain;
use http::{HeaderMap, Method, Uri};
use identity::{Access, Cookie, SecretToken, Session};

use super::address;
use super::reason::Reason;
use super::services::Services;

/// Who is at the browser.
#[derive(Clone)]
pub(super) enum Visitor {
    /// Somebody who has not logged in.
    Stranger,
    /// A person with a live session.
    Person(Arc<Session>),
    /// The store of sessions failed.
    Unknown,
}

/// Finds out who is at the browser, and lets only the way in be seen by those who are not logged
/// in. The visitor goes on with the request, for pages and functions.
pub(super) async fn admit(
    State(services): State<Services>,
    mut request: Request,
    next: Next,
) -> Response {
    let cookie = cookie(request.headers(), &services, Cookie::Session);
    let visitor = match &cookie {
        None => Visitor::Stranger,
        Some(cookie) => match services.identity.session(cookie).await {
            Ok(Some(session)) => Visitor::Person(Arc::new(session)),
            Ok(None) => Visitor::Stranger,
            Err(error) => {
                tracing::error!(error = %ErrorChain::new(&error), "a session could not be read");
                Visitor::Unknown
            }
        },
    };
    let path = request.uri().path();
    let elsewhere = match &visitor {
        _ if address::is_public(path) => None,
        Visitor::Stranger => {
            let reason = cookie.is_some().then_some(Reason::SessionOver);
            Some(before(address::ACCESS, &request, reason))
        }
        Visitor::Person(session) => match &session.access {
            Access::Undecided(_) if !address::is_before_choice(path) => {
                Some(before(address::PARTY, &request, None))
            }
            Access::Undecided(_) | Access::Acting { .. } | Access::NoRole => None,
        },
        Visitor::Unknown => None,
    };
    if let Some(address) = elsewhere {
        return address::redirect(&address, HeaderMap::new());
    }
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

/// The page that must come first, and then leads to what was asked for.
fn before(page: &str, request: &Request, reason: Option<Reason>) -> String {
    // What was posted is not done later; only pages can be returned to.
    let asked = matches!(*request.method(), Method::GET | Method::HEAD)
        .then(|| {
            request
                .uri()
                .path_and_query()
                .map(http::uri::PathAndQuery::as_str)
        })
        .flatten();
    let asked = address::return_page(asked);
    let reason = reason.map_or("", Reason::word);
    address::with_query(
        page,
        &[(address::RETURN, &asked), (address::REASON, reason)],
    )
}

/// The value of one of our cookies, if it has the form.
pub(super) fn cookie(
    headers: &HeaderMap,
    services: &Services,
    cookie: Cookie,
) -> Option<SecretToken> {
    let jar = CookieJar::from_headers(headers);
    SecretToken::parse(jar.get(services.cookies.name(cookie))?.value())
}

/// A parameter of the query, the first of its name.
pub(super) fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let query: Vec<(String, String)> = serde_urlencoded::from_str(uri.query()?).ok()?;
    query
        .into_iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value)
}
