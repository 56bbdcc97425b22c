use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};

use super::Gateway;
use super::caller::Merchant;
use super::message::{CardDataResponse, SessionQuery};
use super::rejection::Rejection;
use super::session::last_four;

/// Digits of the bank identification number.
const BIN_DIGITS: usize = 6;

/// `GET /build/cardData`.
pub(super) async fn card_data(
    State(gateway): State<Arc<Gateway>>,
    _merchant: Merchant,
    Query(query): Query<SessionQuery>,
) -> Result<Json<CardDataResponse>, Rejection> {
    let found = gateway.sessions.with(&query.session_id, |session| {
        let card = session.card()?;
        Some(CardDataResponse {
            bin: card.pan.get(..BIN_DIGITS)?.to_owned(),
            last_four_digits: last_four(card.pan).to_owned(),
            expiring_date: session.expiry()?.to_owned(),
            circuit: card.circuit,
        })
    });
    let data = found.ok_or(Rejection::UnknownSession)?;
    Ok(Json(data.ok_or(Rejection::WrongState)?))
}
