//! What Checkout needs of the store.

use async_trait::async_trait;
use domain::TransactionId;
use jiff::Timestamp;

use crate::{
    Changes, Journey, JourneyChanges, JourneyDigest, OrderId, RecordedEvent, ResultId, Transaction,
};

/// What to do with a transaction, decided on its current state, inside the store's own database
/// transaction: pure, quick, and free of I/O.
pub type Decision = Box<dyn FnOnce(&Transaction) -> Changes + Send>;

/// What to do with a journey, decided in the same way.
pub type JourneyDecision = Box<dyn FnOnce(&Journey) -> JourneyChanges + Send>;

/// Journeys and transactions, each write one database transaction.
#[async_trait]
pub trait Store: Send + Sync {
    /// Adds a journey; an existing one with the same digest is replaced.
    async fn put_journey(&self, journey: &Journey) -> Result<(), StoreError>;

    /// The journey, if there is one; whether it has expired is for the caller to see.
    async fn find_journey(&self, digest: &JourneyDigest) -> Result<Option<Journey>, StoreError>;

    /// Loads the journey for writing, decides, and saves together: the journey, and the new
    /// transaction with its [`Transaction::first_event`]. `None` when there is no such journey;
    /// else the journey as saved. Adding a transaction whose id exists is [`StoreError::Conflict`].
    async fn update_journey(
        &self,
        digest: &JourneyDigest,
        decision: JourneyDecision,
    ) -> Result<Option<Journey>, StoreError>;

    /// The transaction, if there is one.
    async fn find_transaction(&self, id: &TransactionId)
    -> Result<Option<Transaction>, StoreError>;

    /// The transaction whose present order is `order`.
    async fn find_by_order(&self, order: &OrderId) -> Result<Option<Transaction>, StoreError>;

    /// The transaction with that result page.
    async fn find_by_result(&self, result: &ResultId) -> Result<Option<Transaction>, StoreError>;

    /// Loads the transaction for writing, runs [`crate::Update::run`], and saves what it gives: the
    /// document, the new rows of the history, the outbox rows. `None` when there is no such
    /// transaction; else the transaction before and after. Nothing is written for no change.
    async fn update(
        &self,
        id: &TransactionId,
        decision: Decision,
    ) -> Result<Option<Updated>, StoreError>;

    /// Up to `limit` transactions whose [`Transaction::deadline`] is not after `now`, the oldest
    /// first.
    async fn list_expired(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<TransactionId>, StoreError>;

    /// The history of a transaction, in order.
    async fn list_events(&self, id: &TransactionId) -> Result<Vec<RecordedEvent>, StoreError>;

    /// Deletes up to `limit` journeys that expired before `now`, and clears the mail address of up
    /// to `limit` transactions activated before `activated_before`. The number of both.
    async fn forget(
        &self,
        now: Timestamp,
        activated_before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError>;
}

/// A transaction before and after an update; the two are equal when nothing changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Updated {
    /// As it was loaded.
    pub before: Transaction,
    /// As it was saved.
    pub after: Transaction,
}

/// Why the store did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The transaction to be added is there already.
    #[error("the transaction is already stored")]
    Conflict,
    /// A decision broke the rules of the state machine; nothing was written.
    #[error("the decision cannot be applied to the stored transaction")]
    Illegal(#[source] crate::IllegalTransition),
    /// The database failed; nothing was written, or nobody knows.
    #[error("the store could not be read or written")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}
