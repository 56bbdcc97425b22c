//! The node engine ("Nodo dei Pagamenti"): one file per primitive, the state machines of position,
//! payment and receipt, token expiry, and the event journal.
//!
//! The engine knows neither SQL nor HTTP: it declares what it needs as [`Store`], [`ReadStore`],
//! [`Journal`], [`CreditorStation`], [`PspChannel`] and [`TouchPoint`].

mod closure;
mod fault;
mod journal;
mod parameters;
mod payment;
mod port;
mod position;
mod read;
mod receipt;
mod store;

pub use closure::{Closure, ClosureDetails};
pub use fault::{CounterpartyFault, Fault, FaultEmitter};
pub use journal::{Event, EventKind, Journal, Subject};
pub use parameters::Parameters;
pub use payment::{Payment, PaymentData, PaymentEvent, PaymentStatus, PspRoute, RecordedOutcome};
pub use port::{
    CallError, CreditorStation, PaGetPayment, PaVerified, PaymentResult, PspChannel,
    PspNotification, Receipt, StationCall, TouchPoint,
};
pub use position::{Position, PositionEvent, PositionStatus};
pub use read::{
    Audience, History, PAGE_ROWS_MAX, PaymentQuery, PaymentSummary, ReadStore, TRACE_EVENTS_MAX,
    Trace, TraceDelivery, TraceEvent,
};
pub use receipt::{ReceiptEvent, ReceiptRecipient, ReceiptStatus};
pub use store::{
    Change, Changes, Decide, IdempotencyRecord, ReceiptKey, Scope, Store, StoreError, View,
};
