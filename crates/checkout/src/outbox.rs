//! The messages that Checkout leaves in the outbox; their payloads hold a transaction's id only.

use std::time::Duration;

use domain::{OutboxKind, OutboxMessage, TransactionId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Transaction;

/// How often a closure is tried after the first time, and the step between.
pub(crate) const CLOSURE_RETRIES_MAX: u32 = 3;
pub(crate) const CLOSURE_RETRY_S: u64 = 30;

/// When the gateway is first asked for a missing outcome, how often again, and the step between.
const STATE_AFTER: SignedDuration = SignedDuration::from_secs(175 + 10);
pub(crate) const STATE_RETRIES_MAX: u32 = 3;
pub(crate) const STATE_RETRY_S: u64 = 80;

/// When an order is looked at after the expiry. A session lives 900 s at the gateway and may have
/// been built just before the expiry; what the bank was still asking is over by then too.
const ORDER_AFTER: SignedDuration = SignedDuration::from_mins(20);

/// How often a refund is tried after the first time, the step between, and how long after the
/// authorization it may be asked for.
pub(crate) const REFUND_RETRIES_MAX: u32 = 5;
pub(crate) const REFUND_RETRY_S: u64 = 600;
pub(crate) const REFUND_NOT_BEFORE: SignedDuration = SignedDuration::from_secs(600 + 10);

/// How often a mail is tried after the first time, and the step between.
pub(crate) const MAIL_RETRIES_MAX: u32 = 3;
pub(crate) const MAIL_RETRY_S: u64 = 600;

/// What a worker needs to find its work.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Payload {
    /// The transaction.
    pub(crate) transaction: TransactionId,
    /// Whether the message is there only for somebody to look at the transaction.
    #[serde(default)]
    pub(crate) needs_attention: bool,
}

impl Payload {
    pub(crate) fn read(payload: &str) -> Option<Self> {
        serde_json::from_str(payload).ok()
    }
}

/// The wait before the attempt after `attempt`, growing by `step_s`.
pub(crate) fn backoff(step_s: u64, attempt: u32) -> Duration {
    Duration::from_secs(step_s.saturating_mul(u64::from(attempt.max(1))))
}

pub(crate) fn close_payment(transaction: &Transaction, now: Timestamp) -> OutboxMessage {
    message(OutboxKind::ClosePayment, "", transaction, now)
}

pub(crate) fn close_payment_after_expiry(
    transaction: &Transaction,
    now: Timestamp,
) -> OutboxMessage {
    message(OutboxKind::ClosePayment, ":after-expiry", transaction, now)
}

pub(crate) fn authorization_state(transaction: &Transaction, now: Timestamp) -> OutboxMessage {
    let at = now + STATE_AFTER;
    message(OutboxKind::AuthorizationState, "", transaction, at)
}

pub(crate) fn authorization_after_expiry(
    transaction: &Transaction,
    now: Timestamp,
) -> OutboxMessage {
    let at = now + ORDER_AFTER;
    message(
        OutboxKind::AuthorizationState,
        ":after-expiry",
        transaction,
        at,
    )
}

/// Becomes a dead letter at once: the gateway told what cannot be true, or nobody told how a payment
/// ended that was charged.
pub(crate) fn attention(transaction: &Transaction, now: Timestamp) -> OutboxMessage {
    let kind = OutboxKind::AuthorizationState;
    let mut message = message(kind, ":attention", transaction, now);
    message.payload = payload(transaction, true);
    message
}

pub(crate) fn refund(transaction: &Transaction, now: Timestamp) -> OutboxMessage {
    let earliest = transaction.authorization_requested_at.unwrap_or(now) + REFUND_NOT_BEFORE;
    message(OutboxKind::Refund, "", transaction, now.max(earliest))
}

pub(crate) fn mail(transaction: &Transaction, now: Timestamp) -> OutboxMessage {
    message(OutboxKind::Mail, "", transaction, now)
}

fn message(
    kind: OutboxKind,
    suffix: &str,
    transaction: &Transaction,
    available_at: Timestamp,
) -> OutboxMessage {
    let attempts_max = 1 + match kind {
        OutboxKind::ClosePayment => CLOSURE_RETRIES_MAX,
        OutboxKind::AuthorizationState => STATE_RETRIES_MAX,
        OutboxKind::Refund => REFUND_RETRIES_MAX,
        OutboxKind::Mail => MAIL_RETRIES_MAX,
        OutboxKind::PspNotifyPayment | OutboxKind::PaSendRt | OutboxKind::SendPaymentResult => 0,
    };
    OutboxMessage {
        key: format!("checkout:{}{suffix}:{}", kind.as_str(), transaction.id),
        kind,
        payload: payload(transaction, false),
        available_at,
        attempts_max,
    }
}

fn payload(transaction: &Transaction, needs_attention: bool) -> String {
    let payload = Payload {
        transaction: transaction.id.clone(),
        needs_attention,
    };
    // A text and a flag always have a JSON form.
    serde_json::to_string(&payload).unwrap_or_default()
}
