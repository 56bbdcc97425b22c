use domain::{OutboxKind, OutboxMessage, SessionId};
use jiff::Timestamp;
use serde::Serialize;

use crate::journal::{Event, EventKind, Subject};
use crate::payment::{Payment, PaymentEvent};
use crate::position::{Position, PositionEvent, PositionStatus};
use crate::receipt::{ReceiptEvent, ReceiptRecipient, ReceiptStatus};
use crate::store::{Change, Changes, ReceiptKey};

/// An event that the state machine does not know in the present status: the decision that asked for
/// it is wrong, and writes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{machine} in {status} does not know {event}")]
pub(crate) struct IllegalTransition {
    machine: &'static str,
    status: &'static str,
    event: &'static str,
}

/// What a decision writes, and what it says to whoever asked for it.
pub(crate) type Decision<T> = Result<(Changes, Option<T>), IllegalTransition>;

/// A decision that met an impossible transition writes nothing.
pub(crate) fn or_nothing<T>(decision: Decision<T>) -> (Changes, Option<T>) {
    decision.unwrap_or_else(|error| {
        tracing::error!(error = %error, "a change of state was decided wrongly");
        (Vec::new(), None)
    })
}

/// Collects what one decision writes: each transition goes through its state machine and leaves a
/// row in the history and one in the journal.
pub(crate) struct Draft {
    at: Timestamp,
    session: SessionId,
    primitive: &'static str,
    changes: Changes,
}

impl Draft {
    pub(crate) fn new(at: Timestamp, session: SessionId, primitive: &'static str) -> Self {
        Self {
            at,
            session,
            primitive,
            changes: Vec::new(),
        }
    }

    pub(crate) fn finish(self) -> Changes {
        self.changes
    }

    pub(crate) fn at(&self) -> Timestamp {
        self.at
    }

    pub(crate) fn push(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Moves a position.
    pub(crate) fn position(
        &mut self,
        position: &mut Position,
        event: PositionEvent,
    ) -> Result<(), IllegalTransition> {
        let next = PositionStatus::next(position.status, event).ok_or(IllegalTransition {
            machine: "position",
            status: position.status.map_or("no status", PositionStatus::as_str),
            event: position_event_name(event),
        })?;
        position.status = Some(next);
        self.push(Change::PositionStatus(position.key.clone(), next, self.at));
        self.state(
            format!("POSITION:{}", next.as_str()),
            Subject::notice(&position.key),
        );
        Ok(())
    }

    /// Adds a payment in its first status.
    pub(crate) fn add_payment(&mut self, payment: Payment) {
        let subject = payment_subject(&payment);
        let state = format!("PAYMENT:{}", payment.status.as_str());
        self.push(Change::Payment(Box::new(payment)));
        self.state(state, subject);
    }

    /// Moves a payment.
    pub(crate) fn payment(
        &mut self,
        payment: &mut Payment,
        event: PaymentEvent,
    ) -> Result<(), IllegalTransition> {
        let next = payment.status.next(event).ok_or(IllegalTransition {
            machine: "payment",
            status: payment.status.as_str(),
            event: payment_event_name(event),
        })?;
        payment.status = next;
        self.push(Change::PaymentStatus(
            payment.notice.clone(),
            payment.token.clone(),
            next,
            self.at,
        ));
        self.state(
            format!("PAYMENT:{}", next.as_str()),
            payment_subject(payment),
        );
        Ok(())
    }

    /// Adds a recipient of the payment's receipt.
    pub(crate) fn add_recipient(&mut self, payment: &mut Payment, recipient: ReceiptRecipient) {
        self.push(Change::Recipient(
            payment.notice.clone(),
            payment.token.clone(),
            recipient.clone(),
            self.at,
        ));
        self.recipient_state(payment, &recipient);
        payment.recipients.push(recipient);
    }

    /// Moves the delivery to one recipient.
    pub(crate) fn recipient(
        &mut self,
        payment: &mut Payment,
        index: usize,
        event: ReceiptEvent,
    ) -> Result<(), IllegalTransition> {
        let Some(recipient) = payment.recipients.get_mut(index) else {
            return Err(IllegalTransition {
                machine: "receipt",
                status: "no status",
                event: receipt_event_name(event),
            });
        };
        let next = recipient.status.next(event).ok_or(IllegalTransition {
            machine: "receipt",
            status: recipient.status.as_str(),
            event: receipt_event_name(event),
        })?;
        recipient.status = next;
        let recipient = recipient.clone();
        let key = ReceiptKey {
            notice: payment.notice.clone(),
            token: payment.token.clone(),
            creditor: recipient.creditor.clone(),
            station: recipient.station.clone(),
        };
        self.push(Change::ReceiptStatus(key, next, self.at));
        self.recipient_state(payment, &recipient);
        Ok(())
    }

    /// A side effect at once; the key makes a second one impossible.
    pub(crate) fn outbox(
        &mut self,
        kind: OutboxKind,
        name: &str,
        payload: &impl Serialize,
        attempts_max: u32,
    ) {
        // Payloads are structs of strings: encoding them cannot fail.
        let payload = serde_json::to_string(payload).unwrap_or_default();
        self.push(Change::Outbox(OutboxMessage {
            key: format!("{}:{name}", kind.as_str()),
            kind,
            payload,
            available_at: self.at,
            attempts_max,
        }));
    }

    fn recipient_state(&mut self, payment: &Payment, recipient: &ReceiptRecipient) {
        let subject = Subject {
            creditor: Some(recipient.creditor.clone()),
            station: Some(recipient.station.clone()),
            ..payment_subject(payment)
        };
        self.state(
            format!("RECEIPT:{}", ReceiptStatus::as_str(recipient.status)),
            subject,
        );
    }

    fn state(&mut self, state: String, subject: Subject) {
        self.push(Change::Event(Box::new(Event {
            at: self.at,
            session: self.session.clone(),
            exchange: String::new(),
            kind: EventKind::Intern,
            primitive: self.primitive,
            caller: "NODO".into(),
            callee: "NODO".into(),
            subject,
            outcome: None,
            fault_code: None,
            latency: None,
            state: Some(state),
            payload: None,
        })));
    }
}

/// What the journal says a payment's rows are about.
pub(crate) fn payment_subject(payment: &Payment) -> Subject {
    Subject {
        iuv: Some(payment.data.creditor_reference_id.clone()),
        token: Some(payment.token.clone()),
        transaction: payment.transaction.clone(),
        psp: Some(payment.route.psp.clone()),
        channel: Some(payment.route.channel.clone()),
        station: Some(payment.station.clone()),
        ..Subject::notice(&payment.notice)
    }
}

const fn position_event_name(event: PositionEvent) -> &'static str {
    match event {
        PositionEvent::Activated => "an activation",
        PositionEvent::Released => "a release",
        PositionEvent::Paid => "a payment",
        PositionEvent::Notified => "the last acknowledgement",
    }
}

const fn payment_event_name(event: PaymentEvent) -> &'static str {
    match event {
        PaymentEvent::ClosedOk => "a closure with OK",
        PaymentEvent::ClosedKo => "a closure with KO",
        PaymentEvent::NotifySent => "a notification",
        PaymentEvent::NotifyAccepted => "an acceptance",
        PaymentEvent::NotifyRefused => "a refusal",
        PaymentEvent::NotifyUnreachable => "an unreachable PSP",
        PaymentEvent::NotifyUnknown => "a PSP without answer",
        PaymentEvent::OutcomeOk => "an outcome OK",
        PaymentEvent::OutcomeKo => "an outcome KO",
        PaymentEvent::Expired => "an expiry",
        PaymentEvent::Cancelled => "a cancellation",
        PaymentEvent::ReceiptsGenerated => "new receipts",
        PaymentEvent::ReceiptSent => "a receipt that leaves",
        PaymentEvent::ReceiptsDelivered => "delivered receipts",
    }
}

const fn receipt_event_name(event: ReceiptEvent) -> &'static str {
    match event {
        ReceiptEvent::Sent => "a sending",
        ReceiptEvent::Acknowledged => "an acknowledgement",
        ReceiptEvent::NotAcknowledged => "a missing acknowledgement",
    }
}
