use jiff::Timestamp;

use crate::{
    Changes, Checkout, CheckoutError, GatewayNotification, GatewayOperation, Transaction,
    TransactionEvent, TransactionStatus, outbox,
};

/// What became of a notification that came from the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotificationTaken {
    /// It decided the authorization.
    Recorded,
    /// It is known already, or decides nothing.
    NothingNew,
}

/// Why a notification was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotificationRefused {
    /// No payment has that order (404).
    #[error("the order is unknown")]
    UnknownOrder,
    /// One of the two secrets is wrong (401).
    #[error("the notification does not come from the gateway")]
    WrongToken,
    /// It could not be saved (500): the gateway sends it again.
    #[error("the notification could not be saved")]
    Failed(#[source] CheckoutError),
}

impl Checkout {
    /// Takes a notification of the gateway. The same one twice changes nothing; one that comes after
    /// the expiry leads to a refund.
    pub async fn authorization_outcome(
        &self,
        notification: GatewayNotification,
    ) -> Result<NotificationTaken, NotificationRefused> {
        let failed = |error: CheckoutError| NotificationRefused::Failed(error);
        let found = self.ports.store.find_by_order(&notification.order).await;
        let found = found.map_err(|error| failed(error.into()))?;
        let transaction = found.ok_or(NotificationRefused::UnknownOrder)?;
        if !is_from_gateway(&transaction, &notification) {
            tracing::warn!(transaction.id = %transaction.id, "notification with a wrong token");
            return Err(NotificationRefused::WrongToken);
        }
        let now = self.now();
        let operation = notification.operation;
        let updated = self
            .change(&transaction.id, move |transaction| {
                take_operation(transaction, &operation, now)
            })
            .await
            .map_err(failed)?;
        let is_new = updated.before.event_count != updated.after.event_count;
        Ok(if is_new {
            NotificationTaken::Recorded
        } else {
            NotificationTaken::NothingNew
        })
    }
}

fn is_from_gateway(transaction: &Transaction, notification: &GatewayNotification) -> bool {
    transaction.order.as_ref().is_some_and(|order| {
        // Both are always compared.
        order.session_token.matches(&notification.session_token)
            & order.security_token.matches(&notification.security_token)
    })
}

/// What follows from an operation of the gateway, whoever brought it.
pub(crate) fn take_operation(
    transaction: &Transaction,
    operation: &GatewayOperation,
    now: Timestamp,
) -> Changes {
    use TransactionStatus as Status;
    let decides = !operation.result.is_intermediate() && !operation.is_refund();
    if !decides || transaction.operation() == Some(operation) {
        return Changes::none();
    }
    let is_charge = operation.is_charge();
    if is_charge && !is_whole(transaction, operation) {
        return Changes::events(now, Vec::new()).with(outbox::attention(transaction, now));
    }
    let completed = TransactionEvent::AuthorizationCompleted {
        operation: operation.clone(),
    };
    match transaction.status {
        Status::AuthorizationRequested => {
            let events = vec![completed, TransactionEvent::ClosureRequested];
            Changes::events(now, events).with(outbox::close_payment(transaction, now))
        }
        Status::Expired if is_charge && !transaction.is_authorized() => {
            let events = vec![completed, TransactionEvent::RefundRequested];
            Changes::events(now, events).with(outbox::refund(transaction, now))
        }
        Status::Expired if transaction.operation().is_none() => {
            Changes::events(now, vec![completed])
        }
        // Money where there should be none: only a person can tell what to do.
        Status::Activated
        | Status::AuthorizationCompleted
        | Status::ClosureRequested
        | Status::Closed
        | Status::ClosureError
        | Status::Unauthorized
        | Status::CancellationRequested
        | Status::Canceled
        | Status::CancellationExpired
        | Status::ExpiredNotAuthorized
        | Status::Expired
        | Status::NotificationRequested
        | Status::NotificationError
        | Status::NotifiedOk
        | Status::NotifiedKo
        | Status::RefundRequested
        | Status::Refunded
        | Status::RefundError => {
            if is_charge && !transaction.is_authorized() {
                Changes::events(now, Vec::new()).with(outbox::attention(transaction, now))
            } else {
                Changes::none()
            }
        }
    }
}

fn is_whole(transaction: &Transaction, operation: &GatewayOperation) -> bool {
    match (operation.amount, transaction.total()) {
        (Some(taken), Some(total)) => taken == total,
        (None, Some(_)) => true,
        (_, None) => false,
    }
}
