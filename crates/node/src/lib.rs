//! The node engine ("Nodo dei Pagamenti"): one file per primitive, the state machines of position,
//! payment and receipt, token expiry, and the event journal.
//!
//! The engine knows neither SQL nor HTTP: it declares what it needs as [`Store`], [`ReadStore`],
//! [`Journal`], [`CreditorStation`], [`PspChannel`] and [`TouchPoint`].

mod activate_payment_notice;
mod authorize;
mod check_position;
mod close_payment;
mod closure;
mod draft;
mod expire_tokens;
mod fault;
mod idempotency;
mod journal;
mod outcome_rules;
mod parameters;
mod payment;
mod port;
mod position;
mod psp_notify_payment;
mod read;
mod receipt;
mod receipts;
mod send_payment_outcome;
mod send_payment_result;
mod service;
mod store;
mod verify_payment_notice;

pub use activate_payment_notice::{ActivatePaymentNotice, ActivatedNotice};
pub use authorize::Caller;
pub use check_position::{CHECKED_POSITIONS_MAX, CheckedPosition, CheckedPositions, RestFault};
pub use close_payment::{CLOSED_TOKENS_MAX, CloseDetails, ClosePayment};
pub use closure::{Closure, ClosureDetails};
pub use expire_tokens::{JOB_ROWS_MAX, JobRun};
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
pub use send_payment_outcome::{OutcomeDetails, SendPaymentOutcome};
pub use service::{Dependencies, Encode, RequestContext, Service};
pub use store::{
    Change, Changes, Decide, IdempotencyRecord, ReceiptKey, Scope, Store, StoreError, View,
};
pub use verify_payment_notice::{VerifiedNotice, VerifyPaymentNotice};
