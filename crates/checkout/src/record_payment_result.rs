use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{
    Changes, Checkout, CheckoutError, PaymentResult, SendPaymentResult, Transaction,
    TransactionEvent, TransactionStatus, outbox,
};

/// Why a result of the node was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ResultRefused {
    /// There is no such transaction (404).
    #[error("the transaction is unknown")]
    UnknownTransaction,
    /// The tokens are not those of the transaction (422).
    #[error("the tokens are not those of the transaction")]
    TokensDiffer,
    /// The transaction awaits no result, or has another one already (422).
    #[error("the transaction does not await this result")]
    NotAcceptable,
    /// It could not be saved (500): the node sends it again.
    #[error("the result could not be saved")]
    Failed(#[source] CheckoutError),
}

impl Checkout {
    /// Takes the final result of a transaction from the node (`sendPaymentResult` v2); the citizen
    /// is told by mail. The same result twice is taken once.
    pub async fn record_payment_result(
        &self,
        message: &SendPaymentResult,
    ) -> Result<(), ResultRefused> {
        let failed = |error: CheckoutError| ResultRefused::Failed(error);
        let found = self
            .ports
            .store
            .find_transaction(&message.transaction)
            .await;
        let found = found.map_err(|error| failed(error.into()))?;
        let transaction = found.ok_or(ResultRefused::UnknownTransaction)?;
        if !has_same_tokens(&transaction, message) {
            return Err(ResultRefused::TokensDiffer);
        }
        let result = PaymentResult {
            outcome: message.outcome,
            paid_at: message.payment_date,
        };
        let now = self.now();
        let updated = self
            .change(&transaction.id, move |transaction| {
                take_result(transaction, result, now)
            })
            .await
            .map_err(failed)?;
        let known = updated.after.result.map(|known| known.outcome);
        if known == Some(result.outcome) {
            return Ok(());
        }
        tracing::warn!(transaction.id = %transaction.id, "a result that is not awaited");
        Err(ResultRefused::NotAcceptable)
    }
}

fn has_same_tokens(transaction: &Transaction, message: &SendPaymentResult) -> bool {
    let ours: BTreeSet<_> = transaction.payments.iter().map(|it| &it.token).collect();
    let theirs: BTreeSet<_> = message
        .payments
        .iter()
        .map(|it| &it.payment_token)
        .collect();
    ours == theirs && ours.len() == message.payments.len()
}

fn take_result(transaction: &Transaction, result: PaymentResult, now: Timestamp) -> Changes {
    let awaits = matches!(
        transaction.status,
        TransactionStatus::Closed
            | TransactionStatus::ClosureRequested
            | TransactionStatus::ClosureError
            | TransactionStatus::Expired
    );
    if !awaits || !transaction.is_authorized() || transaction.result.is_some() {
        return Changes::none();
    }
    let mut events = Vec::with_capacity(2);
    if transaction.closed_at.is_none() {
        events.push(TransactionEvent::ClosureSynthetic);
    }
    events.push(TransactionEvent::UserReceiptRequested { result });
    Changes::events(now, events).with(outbox::mail(transaction, now))
}
