//! A store in memory: it applies changes as the real one does.

use std::collections::HashMap;
use std::sync::Mutex;

use async_trait::async_trait;
use domain::{IdempotencyKey, NoticeKey, OutboxMessage, PaymentToken, PspId, TransactionId};
use jiff::Timestamp;
use node::{
    Audience, Change, Changes, Closure, Decide, Event, IdempotencyRecord, Journal, Payment,
    PaymentQuery, PaymentStatus, PaymentSummary, Position, ReadStore, Scope, Store, StoreError,
    Trace, View,
};

#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) state: Mutex<State>,
    /// A position that cannot be read.
    pub(crate) broken: Mutex<Option<NoticeKey>>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) positions: HashMap<NoticeKey, Position>,
    pub(crate) closures: HashMap<TransactionId, Closure>,
    pub(crate) idempotency: HashMap<(PspId, IdempotencyKey), IdempotencyRecord>,
    pub(crate) outbox: Vec<OutboxMessage>,
    pub(crate) position_history: HashMap<NoticeKey, Vec<&'static str>>,
    pub(crate) payment_history: HashMap<PaymentToken, Vec<&'static str>>,
    pub(crate) receipt_history: HashMap<(PaymentToken, String), Vec<&'static str>>,
    pub(crate) events: Vec<Event>,
}

impl State {
    fn notice_of(&self, token: &PaymentToken) -> Option<NoticeKey> {
        self.positions.values().find_map(|position| {
            let payment = position.payments.iter().find(|p| p.token == *token)?;
            Some(payment.notice.clone())
        })
    }

    fn load(&self, scope: &Scope) -> View {
        let mut closure = scope
            .transaction
            .as_ref()
            .and_then(|id| self.closures.get(id));
        let mut keys = scope.notices.clone();
        let closed = closure.map_or(&[][..], |closure| &closure.tokens);
        keys.extend(
            scope
                .tokens
                .iter()
                .chain(closed)
                .filter_map(|token| self.notice_of(token)),
        );
        keys.sort();
        keys.dedup();
        let positions: Vec<_> = keys
            .into_iter()
            .map(|key| {
                let known = self.positions.get(&key).cloned();
                known.unwrap_or_else(|| Position::unseen(key))
            })
            .collect();
        if closure.is_none()
            && let Some(first) = scope.tokens.first()
        {
            closure = positions
                .iter()
                .flat_map(|position| &position.payments)
                .find(|payment| payment.token == *first)
                .and_then(|payment| payment.transaction.as_ref())
                .and_then(|id| self.closures.get(id));
        }
        View {
            positions,
            closure: closure.cloned(),
            idempotency: scope
                .idempotency
                .as_ref()
                .and_then(|key| self.idempotency.get(key))
                .cloned(),
        }
    }

    fn position(&mut self, key: &NoticeKey) -> &mut Position {
        self.positions
            .entry(key.clone())
            .or_insert_with(|| Position::unseen(key.clone()))
    }

    fn payment(&mut self, key: &NoticeKey, token: &PaymentToken) -> &mut Payment {
        let position = self.position(key);
        position
            .payments
            .iter_mut()
            .find(|payment| payment.token == *token)
            .unwrap()
    }

    fn apply(&mut self, changes: Changes) {
        for change in changes {
            self.apply_one(change);
        }
    }

    fn apply_one(&mut self, change: Change) {
        match change {
            Change::PositionStatus(key, status, _) => {
                self.position(&key).status = Some(status);
                let history = self.position_history.entry(key).or_default();
                history.push(status.as_str());
            }
            Change::ActivationPending(key, until) => {
                self.position(&key).activation_pending_until = until;
            }
            Change::Payment(payment) => {
                let history = self.payment_history.entry(payment.token.clone());
                history.or_default().push(payment.status.as_str());
                let notice = payment.notice.clone();
                self.position(&notice).payments.push(*payment);
            }
            Change::PaymentStatus(key, token, status, _) => {
                self.payment(&key, &token).status = status;
                let history = self.payment_history.entry(token).or_default();
                history.push(status.as_str());
            }
            Change::PaymentClosed(key, token, transaction, route, valid_to) => {
                let payment = self.payment(&key, &token);
                payment.transaction = Some(transaction);
                payment.valid_to = valid_to;
                if let Some(route) = route {
                    payment.route = route;
                }
            }
            Change::Outcome(key, token, outcome) => {
                self.payment(&key, &token).outcome = Some(*outcome);
            }
            Change::Recipient(key, token, recipient, _) => {
                let name = (token.clone(), recipient.station.to_string());
                let history = self.receipt_history.entry(name).or_default();
                history.push(recipient.status.as_str());
                self.payment(&key, &token).recipients.push(recipient);
            }
            Change::ReceiptStatus(key, status, _) => {
                let payment = self.payment(&key.notice, &key.token);
                let recipient = payment
                    .recipients
                    .iter_mut()
                    .find(|r| r.creditor == key.creditor && r.station == key.station)
                    .unwrap();
                recipient.status = status;
                let name = (key.token, key.station.to_string());
                let history = self.receipt_history.entry(name).or_default();
                history.push(status.as_str());
            }
            Change::Closure(closure) => {
                self.closures.insert(closure.transaction.clone(), *closure);
            }
            Change::ClosureResult(id, result) => {
                self.closures.get_mut(&id).unwrap().result = Some(result);
            }
            Change::Idempotency(record) => {
                let key = (record.psp.clone(), record.key.clone());
                self.idempotency.insert(key, *record);
            }
            Change::ForgetIdempotency(token) => self.idempotency.retain(|_, record| {
                record.token.as_ref() != Some(&token)
                    || record.primitive != "activatePaymentNoticeV2"
            }),
            Change::Event(event) => self.events.push(*event),
            Change::Outbox(message) => {
                if self.outbox.iter().all(|known| known.key != message.key) {
                    self.outbox.push(message);
                }
            }
        }
    }
}

#[async_trait]
impl Store for Memory {
    async fn update(&self, scope: Scope, decide: Decide) -> Result<(), StoreError> {
        let broken = self.broken.lock().unwrap().clone();
        if broken.is_some_and(|notice| scope.notices.contains(&notice)) {
            return Err(StoreError("the row cannot be read".into()));
        }
        let mut state = self.state.lock().unwrap();
        let view = state.load(&scope);
        let changes = decide(&view);
        state.apply(changes);
        Ok(())
    }

    async fn view(&self, scope: Scope) -> Result<View, StoreError> {
        Ok(self.state.lock().unwrap().load(&scope))
    }

    async fn list_expired_payments(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(NoticeKey, PaymentToken)>, StoreError> {
        let state = self.state.lock().unwrap();
        let payments = state.positions.values().flat_map(|p| &p.payments);
        Ok(payments
            .filter(|p| p.status == PaymentStatus::Paying && p.transaction.is_none())
            .filter(|p| p.valid_to <= now)
            .map(|p| (p.notice.clone(), p.token.clone()))
            .take(usize::try_from(limit).unwrap())
            .collect())
    }

    async fn list_expired_closures(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<TransactionId>, StoreError> {
        let state = self.state.lock().unwrap();
        let due = state.closures.values().filter(|c| c.valid_to <= now);
        Ok(due
            .map(|c| c.transaction.clone())
            .take(usize::try_from(limit).unwrap())
            .collect())
    }

    async fn delete_expired_idempotency(
        &self,
        now: Timestamp,
        _limit: u32,
    ) -> Result<u64, StoreError> {
        let mut state = self.state.lock().unwrap();
        let before = state.idempotency.len();
        state.idempotency.retain(|_, record| now < record.valid_to);
        Ok(u64::try_from(before - state.idempotency.len()).unwrap())
    }
}

#[async_trait]
impl ReadStore for Memory {
    async fn list_payments(&self, _query: PaymentQuery) -> Result<Vec<PaymentSummary>, StoreError> {
        Ok(Vec::new())
    }

    async fn find_trace(
        &self,
        _audience: Audience,
        _token: PaymentToken,
    ) -> Result<Option<Trace>, StoreError> {
        Ok(None)
    }
}

#[async_trait]
impl Journal for Memory {
    async fn append(&self, event: Event) {
        self.state.lock().unwrap().events.push(event);
    }
}
