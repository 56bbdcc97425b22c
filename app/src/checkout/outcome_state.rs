//! `/esito/{result}/stato`: one word that changes when the result page has something new to say.

use ::checkout::{CheckoutError, OutcomePage, ResultId};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;

use super::place;
use super::services::Services;

/// The address that a waiting page asks.
pub(super) fn address(result: &ResultId) -> String {
    format!("{}/stato", place::outcome(result))
}

/// What it answers as long as the page is up to date.
pub(super) fn version(page: &OutcomePage) -> String {
    let at = page.updated_at.as_microsecond();
    format!("{} {at}", page.status.as_str())
}

/// The route.
pub(super) fn routes(services: Services) -> Router {
    Router::new()
        .route("/esito/{result}/stato", get(answer))
        .with_state(services)
}

async fn answer(State(services): State<Services>, Path(result): Path<String>) -> Response {
    let Ok(result) = ResultId::parse(&result) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match services.checkout.outcome(&result).await {
        Ok(page) => version(&page).into_response(),
        Err(CheckoutError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
