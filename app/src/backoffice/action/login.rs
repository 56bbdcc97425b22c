use identity::{Cookie, LoginError, ProviderChoice, ReturnPath};
use leptos::prelude::*;

use super::{set_cookie, visit};
use crate::backoffice::address;
use crate::backoffice::visit::Visit;

/// Begins a login: the browser goes to the provider of SPID or CIE.
#[server(prefix = "/backoffice/api", endpoint = "login")]
pub async fn login(
    #[server(default)] provider: String,
    #[server(default)] return_to: String,
) -> Result<(), ServerFnError> {
    let visit = visit()?;
    let asked = address::return_page(Some(&return_to));
    match begin(&visit, &provider, &asked).await {
        Ok(address) => address::go(&visit.response, &address),
        Err(error) => {
            tracing::warn!(
                login.error = error.code(),
                error = %domain::ErrorChain::new(&error),
                "a login did not begin"
            );
            let parameters = [(address::PROBLEM, error.code()), (address::RETURN, &asked)];
            let address = address::with_query(address::ACCESS, &parameters);
            address::go(&visit.response, &address);
        }
    }
    Ok(())
}

async fn begin(visit: &Visit, provider: &str, asked: &str) -> Result<String, LoginError> {
    let choice = ProviderChoice::from_code(provider).ok_or(LoginError::NotConfigured)?;
    let return_path = ReturnPath::parse(asked).map_err(|_| LoginError::StateMismatch)?;
    let services = &visit.services;
    let start = services.identity.begin_login(choice, return_path).await?;
    let cookie = services.cookies.set(Cookie::Login, &start.browser_binding);
    set_cookie(&visit.response, &cookie);
    Ok(start.redirect_url.into())
}
