use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;

use super::Gateway;
use super::build_order::read_amount;
use super::caller::{Merchant, read_json};
use super::message::{ConfirmPaymentRequest, StateResponse};
use super::payment_state::describe;
use super::rejection::Rejection;

/// `POST /build/confirm_payment`: the whole amount is given here, build had a placeholder.
pub(super) async fn confirm_payment(
    State(gateway): State<Arc<Gateway>>,
    merchant: Merchant,
    body: Bytes,
) -> Result<Json<StateResponse>, Rejection> {
    let request: ConfirmPaymentRequest = read_json(&body)?;
    let amount = request.amount.as_deref().and_then(read_amount);
    let amount = amount
        .filter(|amount| !amount.is_zero())
        .ok_or_else(|| Rejection::invalid("amount must be a positive number of cents"))?;
    let answer = gateway
        .sessions
        .with(&request.session_id, |session| {
            session.confirm(amount, gateway.moment())?;
            Ok::<_, Rejection>(describe(&gateway, session))
        })
        .ok_or(Rejection::UnknownSession)??;
    tracing::info!(
        gateway.correlation_id = %merchant.correlation_id,
        gateway.state = ?answer.state,
        "simulated gateway: payment confirmed, state {:?}",
        answer.state
    );
    if answer.operation.is_some() {
        gateway.announce(&request.session_id).await;
    }
    Ok(Json(answer))
}
