//! What people ask about payments: lists, one payment, its trace.

use async_trait::async_trait;
use domain::{
    Amount, CreditorFiscalCode, NoticeKey, OutboxKind, PaymentToken, PspId, StationId, Text,
};
use jiff::Timestamp;

use crate::journal::{EventKind, Subject};
use crate::payment::{Payment, PaymentStatus};
use crate::position::PositionStatus;
use crate::receipt::ReceiptStatus;
use crate::store::StoreError;

/// Whose payments may be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Every payment: the platform's operator.
    Everyone,
    /// Those of notices of a creditor.
    Creditor(CreditorFiscalCode),
    /// Those of notices that these stations served: a creditors' broker.
    Stations(Vec<StationId>),
    /// Those of a PSP.
    Psp(PspId),
}

/// Which payments are wanted. Everything given must hold.
#[derive(Clone, Debug)]
pub struct PaymentQuery {
    /// Whose.
    pub audience: Audience,
    /// A notice number, an IUV, a payment token or a creditor's fiscal code, exactly.
    pub text: Option<Text<1, 50>>,
    /// A status.
    pub status: Option<PaymentStatus>,
    /// Activated at or after.
    pub from: Option<Timestamp>,
    /// Activated before.
    pub to: Option<Timestamp>,
    /// After this one: the last row of the page before.
    pub after: Option<(Timestamp, PaymentToken)>,
    /// 1 to [`PAGE_ROWS_MAX`].
    pub limit: u32,
}

/// The longest page.
pub const PAGE_ROWS_MAX: u32 = 100;

/// One row of a list of payments, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentSummary {
    /// The payment.
    pub token: PaymentToken,
    /// Its notice.
    pub notice: NoticeKey,
    /// Where it stands.
    pub status: PaymentStatus,
    /// How much.
    pub amount: Amount,
    /// What for.
    pub description: Text<1, 140>,
    /// The creditor's name.
    pub company_name: Text<1, 140>,
    /// Whose payment it is.
    pub psp: PspId,
    /// When it was activated.
    pub activated_at: Timestamp,
}

/// A row of a status history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History<S> {
    /// The status reached.
    pub status: S,
    /// When.
    pub at: Timestamp,
}

/// A journal row as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceEvent {
    /// Its number in the journal.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// The session.
    pub session: String,
    /// The exchange within it.
    pub exchange: String,
    /// Request, response or change of state.
    pub kind: EventKind,
    /// The primitive.
    pub primitive: String,
    /// Who calls.
    pub caller: String,
    /// Who is called.
    pub callee: String,
    /// What it is about.
    pub subject: Subject,
    /// `OK` or `KO`.
    pub outcome: Option<String>,
    /// The fault code.
    pub fault_code: Option<String>,
    /// Microseconds from request to response.
    pub latency_us: Option<u64>,
    /// The state reached.
    pub state: Option<String>,
    /// The message.
    pub payload: Option<Vec<u8>>,
}

/// A delivery from the outbox, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceDelivery {
    /// What is delivered.
    pub kind: OutboxKind,
    /// Its key.
    pub key: String,
    /// `pending`, `leased`, `delivered` or `dead`.
    pub state: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, or was delivered.
    pub at: Timestamp,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

/// Everything known about one payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The payment as it stands.
    pub payment: Payment,
    /// The position's history.
    pub position_history: Vec<History<PositionStatus>>,
    /// The payment's history.
    pub payment_history: Vec<History<PaymentStatus>>,
    /// Each recipient's history.
    pub receipt_history: Vec<(CreditorFiscalCode, StationId, History<ReceiptStatus>)>,
    /// Every message and change of state, oldest first, at most [`TRACE_EVENTS_MAX`].
    pub events: Vec<TraceEvent>,
    /// What left or will leave through the outbox.
    pub deliveries: Vec<TraceDelivery>,
}

/// The most journal rows in a trace.
pub const TRACE_EVENTS_MAX: u32 = 500;

/// What the pages need of the store.
#[async_trait]
pub trait ReadStore: Send + Sync {
    /// A page of payments, newest first.
    async fn list_payments(&self, query: PaymentQuery) -> Result<Vec<PaymentSummary>, StoreError>;
    /// Everything about one payment, if the audience may see it. The events are those of the
    /// payment's token, transaction or notice.
    async fn find_trace(
        &self,
        audience: Audience,
        token: PaymentToken,
    ) -> Result<Option<Trace>, StoreError>;
}
