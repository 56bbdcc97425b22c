use domain::TransactionId;

use crate::service::keep;
use crate::{
    Changes, Checkout, CheckoutError, Journey, JourneySecret, Step, Transaction, TransactionEvent,
    TransactionStatus, outbox,
};

impl Checkout {
    /// The citizen gives up. Before the activation there is nothing to undo; after the confirmation
    /// it is too late, and the result tells. Repeating it changes nothing.
    pub async fn cancel(
        &self,
        secret: &JourneySecret,
        seen: Option<&TransactionId>,
    ) -> Result<(), CheckoutError> {
        let journey = self.journey(secret).await?;
        let Some(transaction) = self.to_cancel(&journey, seen).await? else {
            return Ok(());
        };
        let now = self.now();
        let updated = self
            .change(&transaction.id, move |transaction| {
                if transaction.status != TransactionStatus::Activated {
                    return Changes::none();
                }
                Changes::events(now, vec![TransactionEvent::UserCanceled])
                    .with(outbox::close_payment(transaction, now))
            })
            .await?;
        let is_canceled = matches!(
            updated.after.status,
            TransactionStatus::CancellationRequested
                | TransactionStatus::Canceled
                | TransactionStatus::CancellationExpired
                | TransactionStatus::ExpiredNotAuthorized
        );
        if !is_canceled && updated.after.is_authorization_requested() {
            return Err(CheckoutError::NotYet(Step::Outcome(
                updated.after.result_id,
            )));
        }
        let id = updated.after.id;
        self.change_journey(secret, move |mut journey| {
            if journey.transaction.as_ref() == Some(&id) {
                let notice = journey.notice.clone();
                journey.restart(notice);
            }
            keep(journey, now)
        })
        .await?;
        Ok(())
    }

    /// The transaction that the page showed, also when the journey has gone on to another notice
    /// in another tab.
    async fn to_cancel(
        &self,
        journey: &Journey,
        seen: Option<&TransactionId>,
    ) -> Result<Option<Transaction>, CheckoutError> {
        let current = self.transaction_of(journey).await?;
        let Some(seen) = seen else {
            return Ok(current);
        };
        if current.as_ref().is_some_and(|it| it.id == *seen) {
            return Ok(current);
        }
        let found = self.ports.store.find_transaction(seen).await?;
        let own = found.filter(|it| it.journey == journey.digest);
        if own.is_none() && current.is_some() {
            return Err(CheckoutError::Changed);
        }
        Ok(own)
    }
}
