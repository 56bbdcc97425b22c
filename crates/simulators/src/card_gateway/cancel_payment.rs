use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;

use super::Gateway;
use super::caller::{Merchant, read_json};
use super::message::{ConfirmPaymentRequest, StateResponse};
use super::payment_state::describe;
use super::rejection::Rejection;

/// `POST /build/cancel`. A payment that has ended stays as it is and is answered.
pub(super) async fn cancel_payment(
    State(gateway): State<Arc<Gateway>>,
    _merchant: Merchant,
    body: Bytes,
) -> Result<Json<StateResponse>, Rejection> {
    let request: ConfirmPaymentRequest = read_json(&body)?;
    gateway
        .sessions
        .with(&request.session_id, |session| {
            session.cancel(gateway.moment());
            describe(&gateway, session)
        })
        .map(Json)
        .ok_or(Rejection::UnknownSession)
}
