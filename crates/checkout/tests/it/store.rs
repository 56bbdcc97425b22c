//! A store in memory, with one lock for everything: each write is one step.

use std::collections::HashMap;
use std::sync::Mutex;

use async_trait::async_trait;
use checkout::{
    Decision, Journey, JourneyDecision, JourneyDigest, OrderId, RecordedEvent, ResultId, Store,
    StoreError, Transaction, Update, Updated,
};
use domain::{OutboxMessage, TransactionId};
use jiff::Timestamp;

#[derive(Default)]
struct Tables {
    journeys: HashMap<JourneyDigest, Journey>,
    transactions: HashMap<TransactionId, Transaction>,
    events: HashMap<TransactionId, Vec<RecordedEvent>>,
    outbox: Vec<OutboxMessage>,
}

#[derive(Default)]
pub(crate) struct MemoryStore(Mutex<Tables>);

impl MemoryStore {
    pub(crate) fn outbox(&self) -> Vec<OutboxMessage> {
        self.0.lock().unwrap().outbox.clone()
    }

    pub(crate) fn transactions(&self) -> Vec<Transaction> {
        self.0
            .lock()
            .unwrap()
            .transactions
            .values()
            .cloned()
            .collect()
    }

    pub(crate) fn the_journey(&self) -> Journey {
        let tables = self.0.lock().unwrap();
        assert_eq!(tables.journeys.len(), 1);
        tables.journeys.values().next().unwrap().clone()
    }

    fn one(&self, is: impl Fn(&Transaction) -> bool) -> Option<Transaction> {
        self.transactions().into_iter().find(|it| is(it))
    }
}

fn push(outbox: &mut Vec<OutboxMessage>, messages: Vec<OutboxMessage>) {
    for message in messages {
        if outbox.iter().all(|known| known.key != message.key) {
            outbox.push(message);
        }
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn put_journey(&self, journey: &Journey) -> Result<(), StoreError> {
        let mut tables = self.0.lock().unwrap();
        tables
            .journeys
            .insert(journey.digest.clone(), journey.clone());
        Ok(())
    }

    async fn find_journey(&self, digest: &JourneyDigest) -> Result<Option<Journey>, StoreError> {
        Ok(self.0.lock().unwrap().journeys.get(digest).cloned())
    }

    async fn update_journey(
        &self,
        digest: &JourneyDigest,
        decision: JourneyDecision,
    ) -> Result<Option<Journey>, StoreError> {
        let mut tables = self.0.lock().unwrap();
        let Some(journey) = tables.journeys.get(digest) else {
            return Ok(None);
        };
        let changes = decision(journey);
        if let Some(transaction) = changes.transaction {
            if tables.transactions.contains_key(&transaction.id) {
                return Err(StoreError::Conflict);
            }
            let first = transaction.first_event();
            tables.events.insert(transaction.id.clone(), vec![first]);
            tables
                .transactions
                .insert(transaction.id.clone(), transaction);
        }
        if let Some(journey) = changes.journey {
            tables.journeys.insert(digest.clone(), journey);
        }
        Ok(tables.journeys.get(digest).cloned())
    }

    async fn find_transaction(
        &self,
        id: &TransactionId,
    ) -> Result<Option<Transaction>, StoreError> {
        Ok(self.one(|it| it.id == *id))
    }

    async fn find_by_order(&self, order: &OrderId) -> Result<Option<Transaction>, StoreError> {
        Ok(self.one(|it| it.order.as_ref().is_some_and(|known| known.id == *order)))
    }

    async fn find_by_result(&self, result: &ResultId) -> Result<Option<Transaction>, StoreError> {
        Ok(self.one(|it| it.result_id == *result))
    }

    async fn update(
        &self,
        id: &TransactionId,
        decision: Decision,
    ) -> Result<Option<Updated>, StoreError> {
        let mut tables = self.0.lock().unwrap();
        let Some(transaction) = tables.transactions.get(id).cloned() else {
            return Ok(None);
        };
        let update = Update::run(transaction, decision).map_err(StoreError::Illegal)?;
        push(&mut tables.outbox, update.outbox);
        tables.events.get_mut(id).unwrap().extend(update.events);
        tables
            .transactions
            .insert(id.clone(), update.updated.after.clone());
        Ok(Some(update.updated))
    }

    async fn list_expired(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<TransactionId>, StoreError> {
        let mut due = self.transactions();
        due.retain(|it| it.deadline().is_some_and(|deadline| deadline <= now));
        due.truncate(usize::try_from(limit).unwrap());
        Ok(due.into_iter().map(|it| it.id).collect())
    }

    async fn list_events(&self, id: &TransactionId) -> Result<Vec<RecordedEvent>, StoreError> {
        let tables = self.0.lock().unwrap();
        Ok(tables.events.get(id).cloned().unwrap_or_default())
    }

    async fn forget(
        &self,
        now: Timestamp,
        activated_before: Timestamp,
        _limit: u32,
    ) -> Result<u64, StoreError> {
        let mut tables = self.0.lock().unwrap();
        let count = tables.journeys.len();
        tables
            .journeys
            .retain(|_, journey| now < journey.expires_at);
        let deleted = count - tables.journeys.len();
        let mut cleared = 0;
        for transaction in tables.transactions.values_mut() {
            if transaction.activated_at < activated_before && transaction.email.take().is_some() {
                cleared += 1;
            }
        }
        Ok(u64::try_from(deleted + cleared).unwrap())
    }
}
