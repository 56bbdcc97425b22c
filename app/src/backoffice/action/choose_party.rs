use domain::ErrorChain;
use http::StatusCode;
use identity::{ChoosePartyError, Cookie, PartyId};
use leptos::prelude::*;

use super::{set_cookie, visit};
use crate::backoffice::address;
use crate::backoffice::visit::Visit;

/// Makes the person act for a party; the session's cookie changes with the rights.
#[server(prefix = "/backoffice/api", endpoint = "choose_party")]
pub async fn choose_party(
    #[server(default)] party: String,
    #[server(default)] return_to: String,
) -> Result<(), ServerFnError> {
    let visit = visit()?;
    match choose(&visit, &party).await {
        Ok(()) => address::go(&visit.response, &address::return_page(Some(&return_to))),
        Err(ChoosePartyError::NoSession) => address::go(&visit.response, address::ACCESS),
        Err(ChoosePartyError::NotAMember) => visit.response.set_status(StatusCode::FORBIDDEN),
        Err(ChoosePartyError::Store(error)) => {
            tracing::error!(error = %ErrorChain::new(&error), "a choice of party was not recorded");
            visit.response.set_status(StatusCode::SERVICE_UNAVAILABLE);
        }
    }
    Ok(())
}

async fn choose(visit: &Visit, party: &str) -> Result<(), ChoosePartyError> {
    let services = &visit.services;
    let cookie = visit
        .cookie(Cookie::Session)
        .ok_or(ChoosePartyError::NoSession)?;
    let party = PartyId::parse(party).map_err(|_| ChoosePartyError::NotAMember)?;
    let (cookie, _) = services.identity.choose_party(&cookie, &party).await?;
    set_cookie(
        &visit.response,
        &services.cookies.set(Cookie::Session, &cookie),
    );
    Ok(())
}
