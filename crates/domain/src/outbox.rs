use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which worker delivers an outbox message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxKind {
    /// The notification of a payment to its PSP (`pspNotifyPaymentV2`); sent at most once.
    PspNotifyPayment,
    /// A receipt to one recipient (`paSendRTV2`).
    PaSendRt,
    /// The final result of a transaction to its touch point (`sendPaymentResult`).
    SendPaymentResult,
    /// A transaction's closure, from Checkout to the node (`closePayment`).
    ClosePayment,
    /// A question to the card gateway about an authorization whose outcome never came.
    AuthorizationState,
    /// The refund of an authorized amount, to the card gateway.
    Refund,
    /// A mail.
    Mail,
}

impl OutboxKind {
    /// Every kind, in the order in which workers look for work.
    pub const ALL: [Self; 7] = [
        Self::PspNotifyPayment,
        Self::PaSendRt,
        Self::SendPaymentResult,
        Self::ClosePayment,
        Self::AuthorizationState,
        Self::Refund,
        Self::Mail,
    ];

    /// The name in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PspNotifyPayment => "psp_notify_payment",
            Self::PaSendRt => "pa_send_rt",
            Self::SendPaymentResult => "send_payment_result",
            Self::ClosePayment => "close_payment",
            Self::AuthorizationState => "authorization_state",
            Self::Refund => "refund",
            Self::Mail => "mail",
        }
    }

    /// Reads the name in the store.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A side effect to be carried out after the transaction that decided it has been committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxMessage {
    /// Unique: a second message with the same key is ignored, which makes the decision repeatable.
    pub key: String,
    /// Who delivers it.
    pub kind: OutboxKind,
    /// What the worker needs, as JSON; it holds identifiers and no personal data.
    pub payload: String,
    /// Not before.
    pub available_at: Timestamp,
    /// How many attempts before it becomes a dead letter.
    pub attempts_max: u32,
}

/// What became of one attempt to deliver an outbox message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Nothing more to do.
    Done,
    /// To be tried again, unless the message's attempts are used up.
    Retry {
        /// Not before this long from now.
        after: Duration,
    },
    /// Not to be tried again: somebody has to look at it.
    Dead {
        /// Why, without personal data.
        reason: String,
    },
}
