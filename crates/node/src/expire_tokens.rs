//! The job mod3CancelV2: frees the positions whose token has expired (node sheet §4.6).

use domain::{NoticeKey, PaymentToken};
use jiff::Timestamp;

use crate::draft::Draft;
use crate::payment::{PaymentEvent, PaymentStatus};
use crate::position::{PositionEvent, PositionStatus};
use crate::psp_notify_payment::expire_closure;
use crate::service::{RequestContext, Service};
use crate::store::{Changes, Scope, StoreError, View, update};

/// The most tokens and transactions that one run of a job works on.
pub const JOB_ROWS_MAX: u32 = 500;

/// What one run of a job did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobRun {
    /// How many rows it changed.
    pub changed: u64,
    /// Whether there may be more.
    pub is_full: bool,
}

impl Service {
    /// Cancels payments whose time has passed. A token lives until this job has come by.
    pub async fn expire_tokens(&self) -> Result<JobRun, StoreError> {
        let store = &*self.dependencies.store;
        let now = self.now();
        let payments = store.list_expired_payments(now, JOB_ROWS_MAX).await?;
        let closures = store.list_expired_closures(now, JOB_ROWS_MAX).await?;
        let found = payments.len().max(closures.len());
        let mut changed = 0;
        for (notice, token) in payments {
            let context = self.new_context();
            let scope = Scope {
                notices: vec![notice.clone()],
                ..Scope::default()
            };
            let expired = update(store, scope, move |view| {
                expire_payment(view, (&notice, &token), now, context)
            });
            changed += or_none(expired.await);
        }
        for transaction in closures {
            let session = self.new_context().session;
            let scope = Scope {
                transaction: Some(transaction),
                ..Scope::default()
            };
            let expired = update(store, scope, move |view| expire_closure(view, now, session));
            changed += or_none(expired.await);
        }
        Ok(JobRun {
            changed: u64::from(changed),
            is_full: u32::try_from(found).unwrap_or(u32::MAX) >= JOB_ROWS_MAX,
        })
    }

    /// The job idempotencyCacheClean: forgets stored answers that no longer count.
    pub async fn clean_idempotency(&self) -> Result<JobRun, StoreError> {
        let changed = self
            .dependencies
            .store
            .delete_expired_idempotency(self.now(), JOB_ROWS_MAX)
            .await?;
        Ok(JobRun {
            changed,
            is_full: changed >= u64::from(JOB_ROWS_MAX),
        })
    }
}

/// A row that cannot be expired must not keep those behind it: the next run meets it again.
fn or_none(expired: Result<u32, StoreError>) -> u32 {
    expired.unwrap_or_else(|error| {
        tracing::error!(error = %domain::ErrorChain::new(&error), "a token could not be expired");
        0
    })
}

fn expire_payment(
    view: &View,
    of: (&NoticeKey, &PaymentToken),
    now: Timestamp,
    context: RequestContext,
) -> (Changes, u32) {
    let (notice, token) = of;
    let found = view
        .positions
        .iter()
        .find(|position| position.key == *notice)
        .and_then(|position| {
            let payment = position.payments.iter().find(|p| p.token == *token)?;
            Some((position, payment))
        });
    let Some((position, payment)) = found else {
        return (Vec::new(), 0);
    };
    let is_due = payment.status == PaymentStatus::Paying
        && payment.transaction.is_none()
        && payment.valid_to <= now;
    if !is_due {
        return (Vec::new(), 0);
    }
    let (mut position, mut payment) = (position.clone(), payment.clone());
    let mut draft = Draft::new(now, context.session, "mod3CancelV2");
    let moved = draft
        .payment(&mut payment, PaymentEvent::Expired)
        .and_then(|()| {
            if position.status == Some(PositionStatus::Paying) {
                draft.position(&mut position, PositionEvent::Released)
            } else {
                Ok(())
            }
        });
    match moved {
        Ok(()) => (draft.finish(), 1),
        Err(error) => {
            tracing::error!(error = %error, "an expiry was decided wrongly");
            (Vec::new(), 0)
        }
    }
}
