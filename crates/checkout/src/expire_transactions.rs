use domain::ErrorChain;
use jiff::Timestamp;

use crate::{
    Changes, Checkout, CheckoutError, JOURNEY_LIFETIME, Transaction, TransactionEvent,
    TransactionStatus, outbox,
};

impl Checkout {
    /// Moves up to `limit` transactions whose time is over; how many.
    pub async fn expire_transactions(&self, limit: u32) -> Result<u32, CheckoutError> {
        let now = self.now();
        let mut count = 0;
        for id in self.ports.store.list_expired(now, limit).await? {
            match self.change(&id, move |it| expire(it, now)).await {
                Ok(updated) if updated.before.status != updated.after.status => count += 1,
                Ok(_) => {}
                // One that cannot be moved must not hold up the others.
                Err(error) => {
                    let error = ErrorChain::new(&error);
                    tracing::error!(transaction.id = %id, %error, "a transaction did not expire");
                }
            }
        }
        Ok(count)
    }

    /// Deletes up to `limit` journeys, and as many mail addresses of transactions, older than a
    /// day; how many.
    pub async fn forget_personal_data(&self, limit: u32) -> Result<u64, CheckoutError> {
        let now = self.now();
        let before = now - JOURNEY_LIFETIME;
        Ok(self.ports.store.forget(now, before, limit).await?)
    }
}

fn expire(transaction: &Transaction, now: Timestamp) -> Changes {
    if transaction.deadline().is_none_or(|deadline| now < deadline) {
        return Changes::none();
    }
    let changes = Changes::events(now, vec![TransactionEvent::Expired]);
    match transaction.status {
        TransactionStatus::AuthorizationRequested => {
            changes.with(outbox::authorization_after_expiry(transaction, now))
        }
        TransactionStatus::AuthorizationCompleted
        | TransactionStatus::ClosureRequested
        | TransactionStatus::ClosureError
            if transaction.is_authorized() =>
        {
            changes.with(outbox::close_payment_after_expiry(transaction, now))
        }
        // The node has taken the closure and never told its result: the money is somewhere.
        TransactionStatus::Closed if transaction.is_authorized() => {
            changes.with(outbox::attention(transaction, now))
        }
        _ => changes,
    }
}
