//! pspNotifyPayment V2: tells the PSP that a transaction of a touch point is its to carry out (node
//! sheet §3.11).
//!
//! It is sent at most once: `PAYMENT_SENT` is stored before the message leaves, and whoever finds
//! that status without being the sender knows only that the answer is unknown.

use std::sync::Arc;

use domain::{Delivery, OutboxKind, Outcome, SessionId, TransactionId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::closure::Closure;
use crate::draft::{Decision, Draft, or_nothing};
use crate::parameters::Parameters;
use crate::payment::{Payment, PaymentEvent, PaymentStatus};
use crate::port::{CallError, PspNotification};
use crate::position::{Position, PositionEvent};
use crate::receipts::{retry_wait, unreadable};
use crate::send_payment_result::{RESULT_ATTEMPTS_MAX, ResultOf};
use crate::service::{Service, new_session};
use crate::store::{Change, Changes, Scope, StoreError, View, update};

const PRIMITIVE: &str = "pspNotifyPaymentV2";

/// Which transaction an outbox message is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NotificationOf {
    pub(crate) transaction: TransactionId,
}

/// What the PSP has answered, as far as it counts.
#[derive(Clone, Copy, Debug)]
enum Answer {
    Accepted,
    Refused,
    Unreachable,
    Unknown,
}

impl Service {
    /// Notifies one PSP. The payload is the outbox message's.
    pub async fn deliver_notification(&self, payload: &str, attempt: u32) -> Delivery {
        let about: NotificationOf = match serde_json::from_str(payload) {
            Ok(about) => about,
            Err(error) => return unreadable(&error),
        };
        match self.notify(about).await {
            Ok(delivery) => delivery,
            Err(error) => {
                tracing::error!(error = %domain::ErrorChain::new(&error), "a PSP could not be notified");
                Delivery::Retry {
                    after: retry_wait(attempt),
                }
            }
        }
    }

    async fn notify(&self, about: NotificationOf) -> Result<Delivery, StoreError> {
        let session = new_session(&*self.dependencies.random);
        let scope = Scope {
            transaction: Some(about.transaction),
            ..Scope::default()
        };
        let now = self.now();
        let begun = {
            let session = session.clone();
            update(&*self.dependencies.store, scope.clone(), move |view| {
                or_nothing(begin(view, Draft::new(now, session, PRIMITIVE)))
            })
            .await?
        };
        let Some((closure, payments)) = begun else {
            return Ok(Delivery::Done);
        };
        let answer = self.call(&session, closure, payments).await;
        let now = self.now();
        update(&*self.dependencies.store, scope, move |view| {
            or_nothing(end(view, answer, Draft::new(now, session, PRIMITIVE)))
        })
        .await?;
        Ok(Delivery::Done)
    }

    async fn call(&self, session: &SessionId, closure: Closure, payments: Vec<Payment>) -> Answer {
        let registry = self.snapshot();
        let channel = closure
            .details
            .as_ref()
            .and_then(|details| registry.channel(&details.route.channel));
        let Some(channel) = channel.map(Arc::clone) else {
            return Answer::Unreachable;
        };
        let notification = PspNotification {
            session: session.clone(),
            timeout: Parameters::timeout(
                channel.timeout_ms,
                self.parameters().psp_notify_timeout_ms,
            ),
            channel,
            closure,
            payments,
        };
        match self
            .dependencies
            .psps
            .psp_notify_payment(notification)
            .await
        {
            Ok(()) => Answer::Accepted,
            Err(CallError::Fault(_)) => Answer::Refused,
            Err(CallError::Unreachable) => Answer::Unreachable,
            Err(
                CallError::ServiceInactive | CallError::Timeout | CallError::InvalidResponse(_),
            ) => Answer::Unknown,
        }
    }
}

/// The payments of the view's transaction, with their positions.
fn payments_of(view: &View) -> Vec<(&Position, &Payment)> {
    let tokens = view.closure.as_ref().map_or(&[][..], |c| &c.tokens);
    view.positions
        .iter()
        .flat_map(|position| position.payments.iter().map(move |p| (position, p)))
        .filter(|(_, payment)| tokens.contains(&payment.token))
        .collect()
}

/// Before the call. `None` when there is nothing to send.
fn begin(view: &View, mut draft: Draft) -> Decision<(Closure, Vec<Payment>)> {
    let Some(closure) = view.closure.clone() else {
        return Ok((Vec::new(), None));
    };
    let mut sent = Vec::new();
    for (_, payment) in payments_of(view) {
        let mut payment = payment.clone();
        match payment.status {
            PaymentStatus::PaymentReserved => {
                draft.payment(&mut payment, PaymentEvent::NotifySent)?;
                sent.push(payment);
            }
            // An earlier attempt died between sending and storing the answer.
            PaymentStatus::PaymentSent => {
                draft.payment(&mut payment, PaymentEvent::NotifyUnknown)?;
            }
            PaymentStatus::Paying
            | PaymentStatus::PaymentAccepted
            | PaymentStatus::PaymentRefused
            | PaymentStatus::PaymentSendError
            | PaymentStatus::PaymentUnknown
            | PaymentStatus::Paid
            | PaymentStatus::Failed
            | PaymentStatus::Cancelled
            | PaymentStatus::NoticeGenerated
            | PaymentStatus::NoticeSent
            | PaymentStatus::Notified => {}
        }
    }
    let order = |payment: &Payment| closure.tokens.iter().position(|t| *t == payment.token);
    sent.sort_by_key(order);
    let begun = (!sent.is_empty()).then_some((closure, sent));
    Ok((draft.finish(), begun))
}

/// After the call.
fn end(view: &View, answer: Answer, mut draft: Draft) -> Decision<()> {
    let event = match answer {
        Answer::Accepted => PaymentEvent::NotifyAccepted,
        Answer::Refused => PaymentEvent::NotifyRefused,
        Answer::Unreachable => PaymentEvent::NotifyUnreachable,
        Answer::Unknown => PaymentEvent::NotifyUnknown,
    };
    let is_over = matches!(answer, Answer::Refused | Answer::Unreachable);
    for (position, payment) in payments_of(view) {
        let (mut position, mut payment) = (position.clone(), payment.clone());
        if payment.status != PaymentStatus::PaymentSent {
            continue;
        }
        draft.payment(&mut payment, event)?;
        if is_over {
            draft.payment(&mut payment, PaymentEvent::Cancelled)?;
            draft.position(&mut position, PositionEvent::Released)?;
        }
    }
    if is_over {
        conclude(view, Outcome::Ko, &mut draft);
    }
    Ok((draft.finish(), Some(())))
}

/// Stores the result of the view's transaction and queues it for the touch point.
pub(crate) fn conclude(view: &View, outcome: Outcome, draft: &mut Draft) {
    let Some(closure) = &view.closure else { return };
    let transaction = closure.transaction.clone();
    draft.push(Change::ClosureResult(transaction.clone(), outcome));
    let name = transaction.as_str().to_owned();
    draft.outbox(
        OutboxKind::SendPaymentResult,
        &name,
        &ResultOf { transaction },
        RESULT_ATTEMPTS_MAX,
    );
}

/// Cancels the payments of a closed transaction of which the PSP has never reported (part of the
/// job mod3CancelV2).
pub(crate) fn expire_closure(view: &View, now: Timestamp, session: SessionId) -> (Changes, u32) {
    let is_due = view.closure.as_ref().is_some_and(|c| c.valid_to <= now);
    if !is_due {
        return (Vec::new(), 0);
    }
    let mut draft = Draft::new(now, session, "mod3CancelV2");
    let mut cancelled = 0;
    for (position, payment) in payments_of(view) {
        let (mut position, mut payment) = (position.clone(), payment.clone());
        if payment.status != PaymentStatus::PaymentUnknown {
            continue;
        }
        let moved = draft
            .payment(&mut payment, PaymentEvent::Expired)
            .and_then(|()| draft.position(&mut position, PositionEvent::Released));
        if let Err(error) = moved {
            tracing::error!(error = %error, "an expiry was decided wrongly");
            return (Vec::new(), 0);
        }
        cancelled += 1;
    }
    if cancelled > 0 {
        conclude(view, Outcome::Ko, &mut draft);
    }
    (draft.finish(), cancelled)
}
