use axum::extract::{Request, State};
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use identity::{CallbackParams, Cookie};
use serde::Deserialize;

use super::address;
use super::admission::cookie;
use super::services::Services;

/// What the provider sends back. A query with a parameter twice is read as one with none.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Query {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// `/backoffice/accesso/ritorno`: the provider has sent the browser back.
pub(super) async fn callback(State(services): State<Services>, request: Request) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let query: Query = serde_urlencoded::from_str(query).unwrap_or_default();
    let params = CallbackParams {
        code: query.code,
        state: query.state,
        iss: query.iss,
        error: query.error,
        error_description: query.error_description,
    };
    let binding = cookie(request.headers(), &services, Cookie::Login);
    let previous = cookie(request.headers(), &services, Cookie::Session);
    let login = services
        .identity
        .finish_login(params, binding.as_ref(), previous.as_ref());
    match login.await {
        Ok(new) => {
            let mut headers = HeaderMap::new();
            for cookie in [
                services.cookies.set(Cookie::Session, &new.cookie),
                services.cookies.clear(Cookie::Login),
            ] {
                headers.extend(
                    HeaderValue::from_str(&cookie)
                        .map(|value| (SET_COOKIE, value))
                        .ok(),
                );
            }
            address::redirect(new.return_path.as_str(), headers)
        }
        // The login cookie stays: another tab's login may be under way with it.
        Err(error) => {
            let parameters = [(address::PROBLEM, error.code())];
            let address = address::with_query(address::ACCESS, &parameters);
            address::redirect(&address, HeaderMap::new())
        }
    }
}
