//! What the node needs of the store.
//!
//! A decision of the node is a pure function from what stands ([`View`]) to what shall change
//! ([`Changes`]). The store loads the one, calls the function and writes the other in one
//! transaction, with the positions locked. No decision waits for the network.

use async_trait::async_trait;
use domain::{
    CreditorFiscalCode, IdempotencyKey, NoticeKey, OutboxMessage, PaymentToken, PspId, StationId,
    TransactionId,
};
use jiff::Timestamp;

use crate::closure::Closure;
use crate::journal::Event;
use crate::payment::{Payment, PaymentStatus, PspRoute, RecordedOutcome};
use crate::position::{Position, PositionStatus};
use crate::receipt::{ReceiptRecipient, ReceiptStatus};

/// Which rows a decision is about. Positions are loaded whole and locked in the order of their
/// keys; tokens and transactions lead to their positions.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Positions by notice; one that does not exist is loaded as unseen.
    pub notices: Vec<NoticeKey>,
    /// Positions by token; an unknown token is not in the view.
    pub tokens: Vec<PaymentToken>,
    /// A transaction with the positions of its payments.
    pub transaction: Option<TransactionId>,
    /// The stored answer under a caller's key.
    pub idempotency: Option<(PspId, IdempotencyKey)>,
}

/// What stands.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The positions of the scope, in the order of their keys.
    pub positions: Vec<Position>,
    /// The transaction of the scope, if it has been closed; without one, the transaction that the
    /// payment of the scope's first token belongs to.
    pub closure: Option<Closure>,
    /// The stored answer under the caller's key, also an expired one.
    pub idempotency: Option<IdempotencyRecord>,
}

/// An answer that is given again when the same request comes again (node sheet §4.7).
#[derive(Clone, PartialEq, Eq)]
pub struct IdempotencyRecord {
    /// The caller.
    pub psp: PspId,
    /// Its key.
    pub key: IdempotencyKey,
    /// The primitive.
    pub primitive: &'static str,
    /// SHA-256 of the request.
    pub request_digest: [u8; 32],
    /// The encoded answer; empty while the first request is being worked on.
    pub response: Vec<u8>,
    /// The notice it is about.
    pub notice: Option<NoticeKey>,
    /// The token that was issued.
    pub token: Option<PaymentToken>,
    /// Until when it counts.
    pub valid_to: Timestamp,
}

impl std::fmt::Debug for IdempotencyRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IdempotencyRecord")
            .field("psp", &self.psp)
            .field("key", &self.key)
            .field("primitive", &self.primitive)
            .field("valid_to", &self.valid_to)
            .finish_non_exhaustive()
    }
}

/// One thing to write. Status changes also append to the history of what changes.
#[derive(Clone, Debug)]
pub enum Change {
    /// The position's status (adds the position when it is new).
    PositionStatus(NoticeKey, PositionStatus, Timestamp),
    /// The position waits for its creditor until the instant, or no more.
    ActivationPending(NoticeKey, Option<Timestamp>),
    /// A new payment with its first status, recipients excluded.
    Payment(Box<Payment>),
    /// The payment's status.
    PaymentStatus(NoticeKey, PaymentToken, PaymentStatus, Timestamp),
    /// A transaction takes the payment over: transaction, new PSP, new end of validity.
    PaymentClosed(
        NoticeKey,
        PaymentToken,
        TransactionId,
        Option<PspRoute>,
        Timestamp,
    ),
    /// What the PSP has reported.
    Outcome(NoticeKey, PaymentToken, Box<RecordedOutcome>),
    /// A recipient of the receipt, with its first status.
    Recipient(NoticeKey, PaymentToken, ReceiptRecipient, Timestamp),
    /// The delivery's status: notice, token, recipient's creditor and station.
    ReceiptStatus(ReceiptKey, ReceiptStatus, Timestamp),
    /// A closed transaction.
    Closure(Box<Closure>),
    /// The final result of a transaction.
    ClosureResult(TransactionId, domain::Outcome),
    /// An answer to be given again; replaces the one under the same key.
    Idempotency(Box<IdempotencyRecord>),
    /// Forgets the stored activation that issued a token.
    ForgetIdempotency(PaymentToken),
    /// A row of the journal.
    Event(Box<Event>),
    /// A side effect.
    Outbox(OutboxMessage),
}

/// The name of one recipient's receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptKey {
    /// The notice that was paid.
    pub notice: NoticeKey,
    /// The payment.
    pub token: PaymentToken,
    /// The recipient's creditor.
    pub creditor: CreditorFiscalCode,
    /// The recipient's station.
    pub station: StationId,
}

/// Everything one decision writes, in order.
pub type Changes = Vec<Change>;

/// A decision. It may only look and compute.
pub type Decide = Box<dyn FnOnce(&View) -> Changes + Send>;

/// A failure of the store behind the node. The request that met it has changed nothing.
#[derive(Debug, thiserror::Error)]
#[error("the node's store failed")]
pub struct StoreError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// What the node needs of the store.
#[async_trait]
pub trait Store: Send + Sync {
    /// Loads the scope, decides, and writes, in one durable transaction.
    async fn update(&self, scope: Scope, decide: Decide) -> Result<(), StoreError>;
    /// Loads the scope without locking or changing anything.
    async fn view(&self, scope: Scope) -> Result<View, StoreError>;
    /// Payments without transaction whose time passed before `now` in status `PAYING`, at most
    /// `limit`, oldest first.
    async fn list_expired_payments(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(NoticeKey, PaymentToken)>, StoreError>;
    /// Closed transactions whose time passed before `now` while a payment is `PAYMENT_UNKNOWN`, at
    /// most `limit`, oldest first.
    async fn list_expired_closures(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<TransactionId>, StoreError>;
    /// Deletes stored answers that ended before `now`, at most `limit`; says how many.
    async fn delete_expired_idempotency(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError>;
}

/// Runs a decision that has a result besides its changes.
pub(crate) async fn update<T: Send + 'static>(
    store: &dyn Store,
    scope: Scope,
    decide: impl FnOnce(&View) -> (Changes, T) + Send + 'static,
) -> Result<T, StoreError> {
    let (sender, receiver) = std::sync::mpsc::sync_channel(1);
    let decide = Box::new(move |view: &View| {
        let (changes, result) = decide(view);
        // The receiver lives until the update has returned.
        let _ = sender.send(result);
        changes
    });
    store.update(scope, decide).await?;
    receiver.recv().map_err(|error| StoreError(Box::new(error)))
}
