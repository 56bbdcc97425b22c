//! From the changes of a decision to the rows to be written: several changes of one row become one
//! statement, and rows of one table one insert.

use domain::{NoticeKey, OutboxMessage, Outcome, PaymentToken, TransactionId};
use jiff::Timestamp;
use node::{
    Change, Changes, Closure, IdempotencyRecord, Payment, PaymentStatus, PspRoute, ReceiptKey,
};

use crate::StoreError;
use crate::idempotency::Guard;
use crate::journal_event;
use crate::node_scope::Standing;
use crate::payment::PaymentState;
use crate::position::PositionState;
use crate::query::Value;
use crate::receipt::RecipientState;
use crate::status_history::Reached;

/// What is to be done to stored answers.
pub(crate) enum IdempotencyChange {
    /// Adds or replaces one, if it still is what the decision saw.
    Save(Box<IdempotencyRecord>, Guard),
    /// Deletes those that issued a token.
    Forget(PaymentToken),
}

/// Everything one decision writes.
#[derive(Default)]
pub(crate) struct Plan {
    /// The rows as they shall be; those whose version has grown are saved.
    pub(crate) standing: Standing,
    pub(crate) closures: Vec<Closure>,
    pub(crate) results: Vec<(TransactionId, Outcome)>,
    pub(crate) idempotency: Vec<IdempotencyChange>,
    pub(crate) position_history: Vec<Vec<Value>>,
    pub(crate) payment_history: Vec<Vec<Value>>,
    pub(crate) receipt_history: Vec<Vec<Value>>,
    pub(crate) events: Vec<Vec<Value>>,
    pub(crate) outbox: Vec<OutboxMessage>,
}

impl Plan {
    /// Plans changes to what stands.
    pub(crate) fn new(standing: Standing, changes: Changes) -> Result<Self, StoreError> {
        let mut plan = Self {
            standing,
            ..Self::default()
        };
        for change in changes {
            plan.add(change)?;
        }
        Ok(plan)
    }

    fn add(&mut self, change: Change) -> Result<(), StoreError> {
        match change {
            Change::PositionStatus(key, status, at) => {
                let position = self.position(&key)?;
                position.version += 1;
                position.status = Some(status);
                let reached = Reached {
                    version: position.version,
                    status: status.as_str(),
                    at,
                };
                self.position_history.push(reached.by_position(&key));
            }
            Change::ActivationPending(key, until) => {
                let position = self.position(&key)?;
                position.version += 1;
                position.activation_pending_until = until;
            }
            Change::Payment(payment) => self.add_payment(*payment)?,
            Change::PaymentStatus(key, token, status, at) => {
                self.move_payment(&key, &token, status, at)?;
            }
            Change::PaymentClosed(key, token, transaction, route, valid_to) => {
                self.close_payment(&key, &token, transaction, route, valid_to)?;
            }
            Change::Outcome(key, token, outcome) => {
                let payment = self.payment(&key, &token)?;
                payment.version += 1;
                payment.payment.outcome = Some(*outcome);
            }
            Change::Recipient(key, token, recipient, at) => {
                let key = ReceiptKey {
                    notice: key,
                    token,
                    creditor: recipient.creditor.clone(),
                    station: recipient.station.clone(),
                };
                self.add_recipient(key, recipient, at)?;
            }
            Change::ReceiptStatus(key, status, at) => {
                let recipient = self
                    .standing
                    .recipients
                    .iter_mut()
                    .find(|recipient| recipient.key == key)
                    .ok_or(StoreError::OutOfScope("recipient"))?;
                recipient.move_to(status);
                let reached = Reached {
                    version: recipient.version,
                    status: status.as_str(),
                    at,
                };
                self.receipt_history.push(reached.by_receipt(&key));
            }
            Change::Closure(closure) => self.closures.push(*closure),
            Change::ClosureResult(transaction, outcome) => self.set_result(transaction, outcome),
            Change::Idempotency(record) => {
                let guard = self.standing.idempotency.guard(&record);
                let save = IdempotencyChange::Save(record, guard);
                self.idempotency.push(save);
            }
            Change::ForgetIdempotency(token) => {
                self.idempotency.push(IdempotencyChange::Forget(token));
            }
            Change::Event(event) => self.events.push(journal_event::row(*event)),
            Change::Outbox(message) => self.outbox.push(message),
        }
        Ok(())
    }

    fn set_result(&mut self, transaction: TransactionId, outcome: Outcome) {
        let new = self.closures.iter_mut();
        match new.into_iter().find(|it| it.transaction == transaction) {
            Some(closure) => closure.result = Some(outcome),
            None => self.results.push((transaction, outcome)),
        }
    }

    fn add_payment(&mut self, payment: Payment) -> Result<(), StoreError> {
        self.position(&payment.notice)?;
        let of_position = |state: &&PaymentState| state.payment.notice == payment.notice;
        let last = self.standing.payments.values().filter(of_position);
        let ordinal = last.map(|state| state.ordinal).max().unwrap_or(0) + 1;
        let reached = Reached {
            version: 1,
            status: payment.status.as_str(),
            at: payment.valid_from,
        };
        self.payment_history
            .push(reached.by_payment(&payment.notice, &payment.token));
        let state = PaymentState {
            ordinal,
            loaded_deadline: None,
            loaded_version: 0,
            version: 1,
            payment,
        };
        let token = state.payment.token.clone();
        self.standing.payments.insert(token, state);
        Ok(())
    }

    fn move_payment(
        &mut self,
        key: &NoticeKey,
        token: &PaymentToken,
        status: PaymentStatus,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let payment = self.payment(key, token)?;
        payment.version += 1;
        payment.payment.status = status;
        let reached = Reached {
            version: payment.version,
            status: status.as_str(),
            at,
        };
        self.payment_history.push(reached.by_payment(key, token));
        Ok(())
    }

    fn close_payment(
        &mut self,
        key: &NoticeKey,
        token: &PaymentToken,
        transaction: TransactionId,
        route: Option<PspRoute>,
        valid_to: Timestamp,
    ) -> Result<(), StoreError> {
        let payment = self.payment(key, token)?;
        payment.version += 1;
        payment.payment.transaction = Some(transaction);
        payment.payment.valid_to = valid_to;
        if let Some(route) = route {
            payment.payment.route = route;
        }
        Ok(())
    }

    fn add_recipient(
        &mut self,
        key: ReceiptKey,
        recipient: node::ReceiptRecipient,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.payment(&key.notice, &key.token)?;
        let of_payment = |state: &&RecipientState| state.key.token == key.token;
        let last = self.standing.recipients.iter().filter(of_payment);
        let ordinal = last.map(|state| state.ordinal).max().unwrap_or(0) + 1;
        let reached = Reached {
            version: 1,
            status: recipient.status.as_str(),
            at,
        };
        self.receipt_history.push(reached.by_receipt(&key));
        self.standing.recipients.push(RecipientState {
            key,
            recipient,
            ordinal,
            loaded_version: 0,
            version: 1,
        });
        Ok(())
    }

    fn position(&mut self, key: &NoticeKey) -> Result<&mut PositionState, StoreError> {
        let position = self.standing.positions.get_mut(key);
        position.ok_or(StoreError::OutOfScope("position"))
    }

    fn payment(
        &mut self,
        key: &NoticeKey,
        token: &PaymentToken,
    ) -> Result<&mut PaymentState, StoreError> {
        let payment = self.standing.payments.get_mut(token);
        payment
            .filter(|state| state.payment.notice == *key)
            .ok_or(StoreError::OutOfScope("payment"))
    }
}
