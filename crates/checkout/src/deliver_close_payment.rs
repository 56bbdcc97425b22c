use std::time::Duration;

use domain::{Delivery, ErrorChain, Outcome};
use jiff::Timestamp;

use crate::outbox::{self, CLOSURE_RETRIES_MAX, CLOSURE_RETRY_S, Payload, backoff};
use crate::outcome::is_definite_refusal;
use crate::{
    Changes, Checkout, ClosePayment, ClosedPayment, ClosedStatus, Closure, ClosureError, Order,
    PspDetails, Transaction, TransactionDetails, TransactionEvent, TransactionStatus,
};

type Answer = Result<Outcome, ClosureError>;

impl Checkout {
    /// Tells the node how the authorization went. Not authorized or canceled: `KO`.
    ///
    /// Tried again only when the node could not answer, and only while the tokens live. After the
    /// expiry of an authorized payment whose closure nobody knows of, the node is asked once more:
    /// its answer tells whether to wait for the result or to give the money back.
    pub async fn deliver_close_payment(&self, payload: &str, attempt: u32) -> Delivery {
        let transaction = match self.work(payload).await {
            Ok(transaction) => transaction,
            Err(delivery) => return delivery,
        };
        if !awaits_closure(&transaction) {
            return Delivery::Done;
        }
        let Some(request) = request(&transaction) else {
            return dead("the transaction has no order to close");
        };
        let answer = self.ports.node.close_payment(&request).await;
        let answer = read(answer, &transaction);
        let now = self.now();
        let heard = answer.clone();
        let saved = self
            .change(&transaction.id, move |transaction| {
                after_closure(transaction, &heard, now)
            })
            .await;
        match saved {
            Ok(updated) => next(&updated.after, &answer, attempt, now),
            Err(error) => later(&error),
        }
    }

    /// The transaction that an outbox message is about, or what to do without it.
    pub(crate) async fn work(&self, payload: &str) -> Result<Transaction, Delivery> {
        let Some(payload) = Payload::read(payload) else {
            return Err(dead("the payload cannot be read"));
        };
        match self
            .ports
            .store
            .find_transaction(&payload.transaction)
            .await
        {
            Ok(Some(transaction)) => Ok(transaction),
            Ok(None) => Err(dead("the transaction is not stored")),
            Err(error) => Err(later(&error)),
        }
    }
}

/// A message that somebody has to look at.
pub(crate) fn dead(reason: &str) -> Delivery {
    Delivery::Dead {
        reason: reason.into(),
    }
}

/// A message whose effect could not be saved.
pub(crate) fn later(error: &(dyn std::error::Error + 'static)) -> Delivery {
    let error = ErrorChain::new(error);
    tracing::warn!(%error, "an outbox message could not be worked on");
    Delivery::Retry {
        after: Duration::from_secs(CLOSURE_RETRY_S),
    }
}

fn awaits_closure(transaction: &Transaction) -> bool {
    match transaction.status {
        TransactionStatus::ClosureRequested
        | TransactionStatus::CancellationRequested
        | TransactionStatus::Expired => may_be_unknown(transaction),
        TransactionStatus::ClosureError => {
            transaction.closure == Some(Closure::Failed(ClosureError::Unreachable))
        }
        TransactionStatus::Activated
        | TransactionStatus::AuthorizationRequested
        | TransactionStatus::AuthorizationCompleted
        | TransactionStatus::Closed
        | TransactionStatus::Unauthorized
        | TransactionStatus::Canceled
        | TransactionStatus::CancellationExpired
        | TransactionStatus::ExpiredNotAuthorized
        | TransactionStatus::NotificationRequested
        | TransactionStatus::NotificationError
        | TransactionStatus::NotifiedOk
        | TransactionStatus::NotifiedKo
        | TransactionStatus::RefundRequested
        | TransactionStatus::Refunded
        | TransactionStatus::RefundError => false,
    }
}

/// After the expiry only an authorized payment is worth a question.
fn may_be_unknown(transaction: &Transaction) -> bool {
    transaction.status != TransactionStatus::Expired
        || (transaction.is_authorized() && transaction.closed_at.is_none())
}

/// "Already acquired" is the node's answer to a closure that it took and whose answer was lost.
fn read(answer: Answer, transaction: &Transaction) -> Answer {
    match answer {
        Err(ClosureError::Refused {
            status: 422,
            description,
        }) if description == "Outcome already acquired" && transaction.is_authorized() => {
            Ok(Outcome::Ok)
        }
        Err(ClosureError::Refused {
            status: 408 | 429, ..
        }) => Err(ClosureError::Unreachable),
        other => other,
    }
}

fn after_closure(transaction: &Transaction, answer: &Answer, now: Timestamp) -> Changes {
    if !awaits_closure(transaction) {
        return Changes::none();
    }
    if transaction.status == TransactionStatus::Expired {
        return after_late_closure(transaction, answer, now);
    }
    let event = match answer {
        Ok(outcome) if transaction.is_refused() => {
            TransactionEvent::ClosureFailed { outcome: *outcome }
        }
        Ok(outcome) => TransactionEvent::Closed { outcome: *outcome },
        Err(error) if transaction.status == TransactionStatus::ClosureError => {
            TransactionEvent::ClosureRetried {
                error: error.clone(),
            }
        }
        Err(error) => TransactionEvent::ClosureError {
            error: error.clone(),
        },
    };
    with_refund(transaction, answer, now, vec![event])
}

fn after_late_closure(transaction: &Transaction, answer: &Answer, now: Timestamp) -> Changes {
    match answer {
        Ok(Outcome::Ok) => Changes::events(now, vec![TransactionEvent::ClosureSynthetic]),
        Ok(Outcome::Ko) | Err(_) => with_refund(transaction, answer, now, Vec::new()),
    }
}

/// The money goes back at once when it was taken and the node will not have the payment paid.
fn with_refund(
    transaction: &Transaction,
    answer: &Answer,
    now: Timestamp,
    mut events: Vec<TransactionEvent>,
) -> Changes {
    let is_lost = match answer {
        Ok(outcome) => *outcome == Outcome::Ko,
        Err(error) => is_definite_refusal(error),
    };
    if is_lost && transaction.is_authorized() {
        events.push(TransactionEvent::RefundRequested);
        return Changes::events(now, events).with(outbox::refund(transaction, now));
    }
    Changes::events(now, events)
}

fn next(after: &Transaction, answer: &Answer, attempt: u32, now: Timestamp) -> Delivery {
    let is_expired = after.status == TransactionStatus::Expired;
    let error = match answer {
        Ok(_) => return Delivery::Done,
        Err(error) if is_definite_refusal(error) => return Delivery::Done,
        Err(error) => error,
    };
    let wait = backoff(CLOSURE_RETRY_S, attempt);
    let is_unreachable = *error == ClosureError::Unreachable;
    if is_unreachable && attempt <= CLOSURE_RETRIES_MAX {
        // What cannot be tried in time is taken up again when the transaction expires.
        return if is_expired || now + wait < after.token_expires_at {
            Delivery::Retry { after: wait }
        } else {
            Delivery::Done
        };
    }
    if is_expired {
        dead("authorized and expired, and the closure is unknown: check by hand")
    } else {
        Delivery::Done
    }
}

fn request(transaction: &Transaction) -> Option<ClosePayment> {
    let is_authorized = transaction.is_authorized();
    let order = transaction.order.as_ref();
    let payment = match (is_authorized, order) {
        (false, _) => None,
        (true, Some(order)) => Some(payment(transaction, order)?),
        (true, None) => return None,
    };
    Some(ClosePayment {
        payment_tokens: transaction
            .payments
            .iter()
            .map(|payment| payment.token.clone())
            .collect(),
        outcome: if is_authorized {
            Outcome::Ok
        } else {
            Outcome::Ko
        },
        transaction: transaction.id.clone(),
        payment,
        details: details(transaction),
    })
}

fn payment(transaction: &Transaction, order: &Order) -> Option<ClosedPayment> {
    let operation = transaction.operation()?;
    Some(ClosedPayment {
        psp: order.fee.psp.clone(),
        broker: order.fee.broker.clone(),
        channel: order.fee.channel.clone(),
        method: order.method.clone(),
        bundle: order.fee.bundle.clone(),
        total_amount: order.total,
        fee: order.fee.fee,
        operation_at: operation.at,
        rrn: operation.rrn.clone(),
        authorization_code: operation.authorization_code.clone(),
    })
}

fn details(transaction: &Transaction) -> TransactionDetails {
    let operation = transaction.operation();
    let order = transaction.order.as_ref();
    let card = transaction.card.as_ref();
    let amount = transaction.amount();
    TransactionDetails {
        status: match (transaction.is_authorized(), operation) {
            (true, _) => ClosedStatus::Confirmed,
            (false, Some(_)) => ClosedStatus::Refused,
            (false, None) => ClosedStatus::Canceled,
        },
        created_at: transaction.activated_at,
        operation_at: operation.map_or(transaction.updated_at, |operation| operation.at),
        amount,
        fee: order.map(|order| order.fee.fee),
        grand_total: order.map_or(amount, |order| order.total),
        error_code: operation.and_then(|operation| operation.error_code.clone()),
        rrn: operation.and_then(|operation| operation.rrn.clone()),
        authorization_code: operation.and_then(|operation| operation.authorization_code.clone()),
        psp: order.map(|order| PspDetails {
            psp: order.fee.psp.clone(),
            name: order.fee.psp_name.clone(),
            channel: order.fee.channel.clone(),
            broker: order.fee.broker.clone(),
            on_us: order.fee.on_us,
        }),
        method: transaction.method.clone(),
        brand: card
            .map(|card| card.circuit.clone())
            .or_else(|| operation.and_then(|operation| operation.circuit.clone())),
        bin: card.map(|card| card.bin.clone()),
        last_four_digits: card.map(|card| card.last_four_digits.clone()),
        masked_email: transaction.email.as_ref().map(ToString::to_string),
        client_id: transaction.touch_point.as_str(),
    }
}
