use std::fmt;

use domain::Outcome;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{CardData, ClosureError, GatewayOperation, PaymentResult};

/// What happened to a transaction. The history of these is append-only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TransactionEvent {
    /// The notices were activated.
    Activated,
    /// The gateway is about to be asked for the money.
    AuthorizationRequested {
        /// The card, when typed into the hosted fields.
        card: Option<CardData>,
    },
    /// The citizen has something to do at the gateway or the bank.
    AuthorizationOutcomeWaiting {
        /// Where.
        continuation: Continuation,
    },
    /// The gateway told how it went.
    AuthorizationCompleted {
        /// The operation.
        operation: GatewayOperation,
    },
    /// The node is to be told.
    ClosureRequested,
    /// The node took the closure.
    Closed {
        /// The node's answer.
        outcome: Outcome,
    },
    /// The node did not take the closure.
    ClosureError {
        /// Why.
        error: ClosureError,
    },
    /// The node took the closure of a payment that was not authorized.
    ClosureFailed {
        /// The node's answer.
        outcome: Outcome,
    },
    /// The closure was tried again, in vain.
    ClosureRetried {
        /// Why.
        error: ClosureError,
    },
    /// The closure must have been taken: what followed from it has arrived.
    ClosureSynthetic,
    /// The node told the final result.
    UserReceiptRequested {
        /// The result.
        result: PaymentResult,
    },
    /// The citizen was told.
    UserReceiptAdded,
    /// The citizen could not be told.
    AddUserReceiptError,
    /// The citizen could not be told again.
    AddUserReceiptRetry,
    /// The citizen gave up.
    UserCanceled,
    /// Too late.
    Expired,
    /// The money is to be given back.
    RefundRequested,
    /// The money was given back.
    Refunded {
        /// The gateway's name of the refund.
        operation: String,
    },
    /// The money could not be given back.
    RefundError,
    /// Giving back was tried again, in vain.
    RefundRetried,
}

/// What the browser has to do for an authorization to go on. `Debug` hides the address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Continuation {
    /// Load a hidden frame (3DS method), then go to the result page.
    Gdi {
        /// The frame's address.
        src: String,
    },
    /// Go to a page of the gateway or the bank.
    Redirect {
        /// Its address.
        url: String,
    },
}

impl fmt::Debug for Continuation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gdi { .. } => "Gdi",
            Self::Redirect { .. } => "Redirect",
        })
    }
}

impl TransactionEvent {
    /// The official code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Activated => "TRANSACTION_ACTIVATED_EVENT",
            Self::AuthorizationRequested { .. } => "TRANSACTION_AUTHORIZATION_REQUESTED_EVENT",
            Self::AuthorizationOutcomeWaiting { .. } => {
                "TRANSACTION_AUTHORIZATION_OUTCOME_WAITING_EVENT"
            }
            Self::AuthorizationCompleted { .. } => "TRANSACTION_AUTHORIZATION_COMPLETED_EVENT",
            Self::ClosureRequested => "TRANSACTION_CLOSURE_REQUESTED_EVENT",
            Self::Closed { .. } => "TRANSACTION_CLOSED_EVENT",
            Self::ClosureError { .. } => "TRANSACTION_CLOSURE_ERROR_EVENT",
            Self::ClosureFailed { .. } => "TRANSACTION_CLOSURE_FAILED_EVENT",
            Self::ClosureRetried { .. } => "TRANSACTION_CLOSURE_RETRIED_EVENT",
            Self::ClosureSynthetic => "TRANSACTION_CLOSURE_SYNTHETIC_EVENT",
            Self::UserReceiptRequested { .. } => "TRANSACTION_USER_RECEIPT_REQUESTED_EVENT",
            Self::UserReceiptAdded => "TRANSACTION_USER_RECEIPT_ADDED_EVENT",
            Self::AddUserReceiptError => "TRANSACTION_ADD_USER_RECEIPT_ERROR_EVENT",
            Self::AddUserReceiptRetry => "TRANSACTION_ADD_USER_RECEIPT_RETRY_EVENT",
            Self::UserCanceled => "TRANSACTION_USER_CANCELED_EVENT",
            Self::Expired => "TRANSACTION_EXPIRED_EVENT",
            Self::RefundRequested => "TRANSACTION_REFUND_REQUESTED_EVENT",
            Self::Refunded { .. } => "TRANSACTION_REFUNDED_EVENT",
            Self::RefundError => "TRANSACTION_REFUND_ERROR_EVENT",
            Self::RefundRetried => "TRANSACTION_REFUND_RETRIED_EVENT",
        }
    }
}

/// One row of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedEvent {
    /// 0 for the activation, then one more each.
    pub sequence: u32,
    /// When it was recorded.
    pub at: Timestamp,
    /// The status after it.
    pub status: crate::TransactionStatus,
    /// What happened.
    pub event: TransactionEvent,
}
