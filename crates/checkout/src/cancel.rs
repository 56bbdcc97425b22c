use domain::TransactionId;

use crate::service::keep;
use crate::{
    Changes, Checkout, CheckoutError, JourneySecret, Step, TransactionEvent, TransactionStatus,
    outbox,
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
        let transaction = self.transaction_of(&journey).await?;
        let Some(transaction) = transaction else {
            return Ok(());
        };
        if seen.is_some_and(|seen| *seen != transaction.id) {
            return Err(CheckoutError::Changed);
        }
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
}
