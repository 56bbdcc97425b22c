use domain::Delivery;

use crate::authorization_outcome::take_operation;
use crate::confirm::never_happened;
use crate::deliver_close_payment::{dead, later};
use crate::outbox::{Payload, STATE_RETRIES_MAX, STATE_RETRY_S, backoff};
use crate::{
    Checkout, GatewayError, GatewayOperation, SessionState, Transaction, TransactionStatus,
};

/// What the gateway says of a payment whose outcome never came.
enum Told {
    /// This operation decides.
    Operation(GatewayOperation),
    /// Nothing was done.
    Nothing,
    /// It does not know yet.
    NotYet,
}

impl Checkout {
    /// Asks the gateway about a payment whose notification never came: while the payment lives by
    /// its session, after the expiry by its order, so that money taken too late is given back.
    pub async fn deliver_authorization_state(&self, payload: &str, attempt: u32) -> Delivery {
        if Payload::read(payload).is_some_and(|payload| payload.needs_attention) {
            return dead("money was taken that the payment does not account for: check by hand");
        }
        let transaction = match self.work(payload).await {
            Ok(transaction) => transaction,
            Err(delivery) => return delivery,
        };
        let told = match transaction.status {
            TransactionStatus::AuthorizationRequested => self.by_session(&transaction).await,
            TransactionStatus::Expired if transaction.operation().is_none() => {
                self.by_order(&transaction).await
            }
            _ => return Delivery::Done,
        };
        let is_expired = transaction.status == TransactionStatus::Expired;
        let now = self.now();
        let operation = match told {
            Told::Operation(operation) => operation,
            Told::Nothing if is_expired => never_happened(None, now),
            Told::Nothing | Told::NotYet => return not_yet(&transaction, attempt),
        };
        let saved = self
            .change(&transaction.id, move |transaction| {
                take_operation(transaction, &operation, now)
            })
            .await;
        match saved {
            Ok(_) => Delivery::Done,
            Err(error) => later(&error),
        }
    }

    async fn by_session(&self, transaction: &Transaction) -> Told {
        let Some(session) = transaction.session_ref() else {
            return Told::Nothing;
        };
        match self.ports.gateway.state(&session).await {
            Ok(SessionState::Complete(Some(operation))) if !operation.result.is_intermediate() => {
                Told::Operation(operation)
            }
            Ok(_) | Err(_) => Told::NotYet,
        }
    }

    async fn by_order(&self, transaction: &Transaction) -> Told {
        let Some(order) = transaction.order_ref() else {
            return Told::Nothing;
        };
        let operations = match self.ports.gateway.order(&order).await {
            Ok(operations) => operations,
            Err(GatewayError::NotFound) => return Told::Nothing,
            Err(GatewayError::Refused { .. } | GatewayError::Unavailable) => return Told::NotYet,
        };
        if let Some(charge) = operations.iter().find(|operation| operation.is_charge()) {
            // A charge that the gateway has undone by itself leaves nothing to give back.
            if operations.iter().any(GatewayOperation::is_refund) {
                return Told::Nothing;
            }
            return Told::Operation(charge.clone());
        }
        if operations.iter().any(|it| it.result.is_intermediate()) {
            return Told::NotYet;
        }
        operations
            .into_iter()
            .next_back()
            .map_or(Told::Nothing, Told::Operation)
    }
}

fn not_yet(transaction: &Transaction, attempt: u32) -> Delivery {
    if attempt <= STATE_RETRIES_MAX {
        Delivery::Retry {
            after: backoff(STATE_RETRY_S, attempt),
        }
    } else if transaction.status == TransactionStatus::Expired {
        dead("expired, and the gateway does not say whether money was taken: check by hand")
    } else {
        // The expiry takes it up again.
        Delivery::Done
    }
}
