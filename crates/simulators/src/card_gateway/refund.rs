use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use domain::Amount;

use super::Gateway;
use super::build_order::read_amount;
use super::caller::{Merchant, read_json};
use super::message::{OperationResult, OperationType, RefundRequest, RefundResponse};
use super::rejection::Rejection;
use super::scenario::RefundAnswer;
use super::session::{Moment, Session, digits, operation_time};

/// Characters of an idempotency key.
const KEY_CHARS_MAX: usize = 64;

/// `POST /operations/{operationId}/refunds`: whole amount only, once; the same key again gets the
/// same answer.
pub(super) async fn refund(
    State(gateway): State<Arc<Gateway>>,
    _merchant: Merchant,
    Path(operation_id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<RefundResponse>, Rejection> {
    let key = headers
        .get("idempotency-key")
        .and_then(|value| value.to_str().ok())
        .filter(|key| (1..=KEY_CHARS_MAX).contains(&key.len()))
        .ok_or_else(|| Rejection::invalid("Idempotency-Key is missing"))?;
    let request: RefundRequest = read_json(&body)?;
    let amount = request
        .amount
        .as_deref()
        .and_then(read_amount)
        .ok_or_else(|| Rejection::invalid("amount must be a number of cents"))?;
    if request.currency.as_deref() != Some("EUR") {
        return Err(Rejection::invalid("currency must be EUR"));
    }
    gateway
        .sessions
        .with_operation(&operation_id, |session| {
            give_back(session, key, amount, gateway.moment())
        })
        .ok_or(Rejection::NotFound)?
        .map(Json)
}

fn give_back(
    session: &mut Session,
    key: &str,
    amount: Amount,
    moment: Moment<'_>,
) -> Result<RefundResponse, Rejection> {
    if let Some(answer) = session.refunds.get(key) {
        return Ok(answer.clone());
    }
    let Some(paid) = session.operation.clone() else {
        return Err(Rejection::WrongState);
    };
    if paid.operation_result != OperationResult::Executed || session.refund_operation.is_some() {
        return Err(Rejection::WrongState);
    }
    if amount != session.terms.amount {
        return Err(Rejection::invalid("amount must be that of the payment"));
    }
    let scenario = session.card().map_or(RefundAnswer::Accepted, |c| c.refund);
    match scenario {
        RefundAnswer::Refused => return Err(Rejection::invalid("refund refused by the scenario")),
        RefundAnswer::FailsOnce if !session.refund_failed_once => {
            session.refund_failed_once = true;
            return Err(Rejection::Scenario);
        }
        RefundAnswer::FailsOnce | RefundAnswer::Accepted => {}
    }
    let mut operation = paid;
    operation.operation_type = OperationType::Refund;
    operation.operation_result = OperationResult::Voided;
    operation.operation_id = digits(moment.random, 18);
    operation.operation_time = operation_time(moment.now);
    let answer = RefundResponse {
        operation_id: operation.operation_id.clone(),
        operation_time: operation.operation_time.clone(),
    };
    session.refund_operation = Some(operation);
    session.refunds.insert(key.to_owned(), answer.clone());
    Ok(answer)
}
