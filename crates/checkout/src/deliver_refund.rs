use std::time::Duration;

use domain::Delivery;
use jiff::Timestamp;

use crate::deliver_close_payment::{dead, later};
use crate::outbox::{REFUND_NOT_BEFORE, REFUND_RETRIES_MAX, REFUND_RETRY_S, backoff};
use crate::{
    Changes, Checkout, GatewayError, GatewayOperation, RefundRequest, Transaction,
    TransactionEvent, TransactionStatus,
};

/// What became of asking for the money back.
enum Given {
    /// It is given back, by this operation.
    Back(String),
    /// It may be asked for again.
    NotNow,
    /// The gateway will not.
    Never(&'static str),
}

impl Checkout {
    /// Gives the citizen's money back. The gateway's own record decides: only a charge that it
    /// knows and has not undone is refunded, under the transaction's id as idempotency key.
    pub async fn deliver_refund(&self, payload: &str, attempt: u32) -> Delivery {
        let transaction = match self.work(payload).await {
            Ok(transaction) => transaction,
            Err(delivery) => return delivery,
        };
        if !awaits_refund(&transaction) {
            return Delivery::Done;
        }
        let now = self.now();
        if let Some(after) = too_early(&transaction, now) {
            return Delivery::Retry { after };
        }
        let given = self.give_back(&transaction).await;
        let now = self.now();
        let back = match &given {
            Given::Back(operation) => Some(operation.clone()),
            Given::NotNow | Given::Never(_) => None,
        };
        let saved = self
            .change(&transaction.id, move |transaction| {
                after_refund(transaction, back, now)
            })
            .await;
        if let Err(error) = saved {
            return later(&error);
        }
        match given {
            Given::Back(_) => Delivery::Done,
            Given::Never(reason) => dead(reason),
            Given::NotNow if attempt <= REFUND_RETRIES_MAX => Delivery::Retry {
                after: backoff(REFUND_RETRY_S, attempt),
            },
            Given::NotNow => dead("the gateway never answered about the refund: check by hand"),
        }
    }

    async fn give_back(&self, transaction: &Transaction) -> Given {
        let (Some(order), Some(total)) = (transaction.order_ref(), transaction.total()) else {
            return Given::Never("the transaction has no order to refund");
        };
        let operations = match self.ports.gateway.order(&order).await {
            Ok(operations) => operations,
            Err(GatewayError::Unavailable) => return Given::NotNow,
            Err(GatewayError::NotFound | GatewayError::Refused { .. }) => {
                return Given::Never("the gateway does not show the order: check by hand");
            }
        };
        if let Some(done) = operations.iter().find(|operation| operation.is_refund()) {
            return Given::Back(done.id.clone());
        }
        let Some(charge) = operations.iter().find(|operation| operation.is_charge()) else {
            return Given::Never("the gateway knows of no charge: check by hand");
        };
        let request = RefundRequest {
            operation: charge.id.clone(),
            amount: GatewayOperation::taken(charge, total),
            transaction: transaction.id.clone(),
            method: order.method,
            psp: order.psp,
        };
        match self.ports.gateway.refund(&request).await {
            Ok(refund) => Given::Back(refund.operation),
            Err(GatewayError::Unavailable) => Given::NotNow,
            Err(GatewayError::NotFound | GatewayError::Refused { .. }) => {
                Given::Never("the gateway refused the refund: check by hand")
            }
        }
    }
}

impl GatewayOperation {
    /// What it took, as told, or the whole.
    fn taken(&self, total: domain::Amount) -> domain::Amount {
        self.amount.unwrap_or(total)
    }
}

fn awaits_refund(transaction: &Transaction) -> bool {
    matches!(
        transaction.status,
        TransactionStatus::RefundRequested | TransactionStatus::RefundError
    )
}

fn too_early(transaction: &Transaction, now: Timestamp) -> Option<Duration> {
    let earliest = transaction.authorization_requested_at? + REFUND_NOT_BEFORE;
    let wait = Duration::try_from(earliest.duration_since(now)).ok()?;
    (!wait.is_zero()).then_some(wait)
}

fn after_refund(transaction: &Transaction, back: Option<String>, now: Timestamp) -> Changes {
    if !awaits_refund(transaction) {
        return Changes::none();
    }
    let event = match back {
        Some(operation) => TransactionEvent::Refunded { operation },
        None if transaction.status == TransactionStatus::RefundRequested => {
            TransactionEvent::RefundError
        }
        None => TransactionEvent::RefundRetried,
    };
    Changes::events(now, vec![event])
}
