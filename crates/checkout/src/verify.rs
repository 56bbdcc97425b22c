use domain::NoticeKey;

use crate::service::{Current, keep};
use crate::{Checkout, CheckoutError, JourneySecret, Verification, VerifiedNotice};

/// The notice, as the citizen is shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeSummary {
    /// The notice.
    pub notice: NoticeKey,
    /// What the creditor tells of it.
    pub details: VerifiedNotice,
}

impl Checkout {
    /// Asks the creditor about the journey's notice, unless it was asked in the last quarter of an
    /// hour or the notice is activated already.
    pub async fn verify(&self, secret: &JourneySecret) -> Result<NoticeSummary, CheckoutError> {
        let Current {
            journey,
            transaction,
        } = self.current(secret).await?;
        let now = self.now();
        let notice = journey.notice.clone();
        let known = if transaction.is_some() {
            journey.verification
        } else {
            journey.fresh_verification(now).cloned()
        };
        if let Some(Verification {
            notice: details, ..
        }) = known
        {
            return Ok(NoticeSummary { notice, details });
        }
        let answer = self.ports.node.verify(&notice).await;
        let asked = notice.clone();
        let verification = answer.as_ref().ok().map(|details| Verification {
            notice: details.clone(),
            at: now,
        });
        self.change_journey(secret, move |mut journey| {
            // Another tab may have gone on to another notice or to the activation.
            if journey.notice == asked && journey.transaction.is_none() {
                journey.verification = verification;
            }
            keep(journey, now)
        })
        .await?;
        Ok(NoticeSummary {
            notice,
            details: answer?,
        })
    }
}
