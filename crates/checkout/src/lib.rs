//! Checkout: the citizen's payment on the web, from a notice to its receipt.
//!
//! A [`Journey`] holds what the citizen told before anything is activated; a [`Transaction`] is the
//! payment from the activation to its end, moved by one state machine ([`transition`]) and kept
//! with an append-only history. [`Checkout`] offers one method for each step of the pages, for the
//! gateway's notification, for the node's result, and for each kind of outbox message. The store,
//! the node and the card gateway are ports.
//!
//! Promises: money is asked for at most once in a transaction; nothing is given back that was not
//! taken; amounts and fees are only our own; no page says "nothing was charged" while an
//! authorization may exist.

mod activate;
mod authorization_outcome;
mod cancel;
mod changes;
mod choose_method;
mod choose_psp;
mod close_payment;
mod confirm;
mod deliver_authorization_state;
mod deliver_close_payment;
mod deliver_mail;
mod deliver_refund;
mod error;
mod expire_transactions;
mod fault_category;
#[cfg(test)]
mod fixture;
mod gateway;
mod gateway_operation;
mod identifier;
mod journey;
mod language;
mod mail;
mod node;
mod outbox;
mod outcome;
mod payment_result;
mod receipt;
mod record_payment_result;
mod service;
mod set_email;
mod start;
mod store;
mod transaction;
mod transaction_event;
mod transaction_status;
mod transition;
mod verify;

pub use activate::PaymentReview;
pub use authorization_outcome::{NotificationRefused, NotificationTaken};
pub use changes::{Changes, EmailChange, JourneyChanges, Update};
pub use choose_method::MethodOffer;
pub use choose_psp::PspList;
pub use close_payment::{
    ClosePayment, ClosedPayment, ClosedStatus, PspDetails, TransactionDetails,
};
pub use confirm::{CardEntry, NextPage, SeenPayment};
pub use deliver_mail::{MailFailed, Mailer};
pub use error::{CheckoutError, EmailProblem, NoticeRefused};
pub use fault_category::FaultCategory;
pub use gateway::{
    BuildSession, BuiltSession, CardData, Gateway, GatewayError, GatewaySessionId, HostedField,
    OrderRef, Refund, RefundRequest, SessionRef, SessionState,
};
pub use gateway_operation::{
    GatewayNotification, GatewayOperation, OperationResult, OperationType,
};
pub use gec::{Fee, PaymentMethod, TouchPoint};
pub use identifier::{JourneyDigest, JourneySecret, OrderId, ResultId, TokenDigest};
pub use journey::{Attempt, JOURNEY_LIFETIME, Journey, Step, VERIFICATION_LIFETIME, Verification};
pub use language::Language;
pub use mail::Mail;
pub use node::{ActivateNotice, ActivatedNotice, ClosureError, Node, NodeFault, VerifiedNotice};
pub use outcome::{Evaluation, Money, OutcomeCode, evaluate};
pub use payment_result::{PaidNotice, PaymentResult, SendPaymentResult};
pub use receipt::{OutcomePage, Receipt, ReceiptLine};
pub use record_payment_result::ResultRefused;
pub use service::{Checkout, Environment, Ports, Settings};
pub use start::Started;
pub use store::{Decision, JourneyDecision, Store, StoreError, Updated};
pub use transaction::{Authorization, Closure, EVENTS_MAX, Order, Payment, Transaction};
pub use transaction_event::{Continuation, RecordedEvent, TransactionEvent};
pub use transaction_status::TransactionStatus;
pub use transition::{IllegalTransition, RESULT_WAIT, transition};
pub use verify::NoticeSummary;
