//! sendPaymentResult v2: tells the touch point what became of its transaction (node sheet §3.14).

use domain::{Delivery, TransactionId};
use serde::{Deserialize, Serialize};

use crate::port::PaymentResult;
use crate::receipts::{retry_wait, unreadable};
use crate::service::{Service, new_session};
use crate::store::Scope;

/// How often the result is told before somebody has to look at it.
pub(crate) const RESULT_ATTEMPTS_MAX: u32 = 12;

/// Which transaction an outbox message is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResultOf {
    pub(crate) transaction: TransactionId,
}

impl Service {
    /// Tells one result. The payload is the outbox message's.
    pub async fn deliver_payment_result(&self, payload: &str, attempt: u32) -> Delivery {
        let about: ResultOf = match serde_json::from_str(payload) {
            Ok(about) => about,
            Err(error) => return unreadable(&error),
        };
        let again = Delivery::Retry {
            after: retry_wait(attempt),
        };
        let scope = Scope {
            transaction: Some(about.transaction),
            ..Scope::default()
        };
        let view = match self.dependencies.store.view(scope).await {
            Ok(view) => view,
            Err(error) => {
                tracing::error!(error = %domain::ErrorChain::new(&error), "a result could not be read");
                return again;
            }
        };
        let Some(closure) = view.closure else {
            return Delivery::Dead {
                reason: "the transaction does not exist".into(),
            };
        };
        let Some(outcome) = closure.result else {
            return Delivery::Dead {
                reason: "the transaction has no result".into(),
            };
        };
        let payments: Vec<_> = view
            .positions
            .into_iter()
            .flat_map(|position| position.payments)
            .filter(|payment| closure.tokens.contains(&payment.token))
            .collect();
        // The same instant in every attempt: when the PSP reported, or else when the transaction
        // was closed.
        let reported = payments
            .iter()
            .filter_map(|payment| payment.outcome.as_ref())
            .map(|outcome| outcome.recorded_at)
            .max();
        let result = PaymentResult {
            session: new_session(&*self.dependencies.random),
            transaction: closure.transaction,
            outcome,
            at: reported.unwrap_or(closure.closed_at),
            payments,
        };
        match self
            .dependencies
            .touch_point
            .send_payment_result(result)
            .await
        {
            Ok(()) => Delivery::Done,
            Err(error) => {
                tracing::warn!(error = %error, "a result was not taken at attempt {attempt}");
                again
            }
        }
    }
}
