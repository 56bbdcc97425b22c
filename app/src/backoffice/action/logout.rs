use domain::ErrorChain;
use http::{HeaderName, HeaderValue};
use identity::Cookie;
use leptos::prelude::*;

use super::{set_cookie, visit};
use crate::backoffice::address;
use crate::backoffice::reason::Reason;

/// What the browser forgets with the session: pages that "Back" would show again, too.
const FORGOTTEN: &str = "\"cache\", \"cookies\", \"storage\"";

/// Ends the session.
#[server(prefix = "/backoffice/api", endpoint = "logout")]
pub async fn logout() -> Result<(), ServerFnError> {
    let visit = visit()?;
    let services = &visit.services;
    if let Some(cookie) = visit.cookie(Cookie::Session)
        && let Err(error) = services.identity.logout(&cookie).await
    {
        // The cookie goes all the same; the session ends by itself when it is not used.
        tracing::error!(error = %ErrorChain::new(&error), "a session was not ended");
    }
    set_cookie(&visit.response, &services.cookies.clear(Cookie::Session));
    visit.response.insert_header(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static(FORGOTTEN),
    );
    let reason = (address::REASON, Reason::SignedOut.word());
    address::go(
        &visit.response,
        &address::with_query(address::ACCESS, &[reason]),
    );
    Ok(())
}
