use std::fmt;

use domain::{Amount, EmailAddress, Iuv, NoticeKey, Outcome, PaymentToken, Random, TransactionId};
use gec::{Fee, PaymentMethod, TouchPoint};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    CardData, ClosureError, Continuation, GatewayOperation, GatewaySessionId, HostedField,
    JourneyDigest, Language, OrderId, OrderRef, PaymentResult, RecordedEvent, ResultId, SessionRef,
    TokenDigest, TransactionEvent, TransactionStatus,
};

/// How many events a transaction may have; more are refused, since only a defect can produce them.
pub const EVENTS_MAX: u32 = 200;

/// A payment from the activation of its notices to its end. Secrets and addresses in it are masked
/// or digested, so that it may be logged; it is stored as one document beside its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// 32 lower-case hexadecimal digits.
    pub id: TransactionId,
    /// The name of its result page.
    pub result_id: ResultId,
    /// The journey it was made in.
    pub journey: JourneyDigest,
    /// Where it is.
    pub status: TransactionStatus,
    /// How many events it has had.
    pub event_count: u32,
    /// Where the citizen pays.
    pub touch_point: TouchPoint,
    /// The citizen's language.
    pub language: Language,
    /// Where the receipt goes; forgotten once sent, or after a day.
    pub email: Option<EmailAddress>,
    /// The payment type.
    pub method: PaymentMethod,
    /// 1 to 5 notices.
    pub payments: Vec<Payment>,
    /// What the gateway is asked for; absent until a session is built.
    pub order: Option<Order>,
    /// The card, when known.
    pub card: Option<CardData>,
    /// The money.
    pub authorization: Authorization,
    /// The node's last word on the closure.
    pub closure: Option<Closure>,
    /// The final result.
    pub result: Option<PaymentResult>,
    /// When the notices were activated.
    pub activated_at: Timestamp,
    /// Until when their tokens live.
    pub token_expires_at: Timestamp,
    /// When the gateway was asked.
    pub authorization_requested_at: Option<Timestamp>,
    /// When the node took the closure.
    pub closed_at: Option<Timestamp>,
    /// When the citizen was told.
    pub notified_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// One of the notices of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The notice.
    pub notice: NoticeKey,
    /// The token of this attempt.
    pub token: PaymentToken,
    /// What is due.
    pub amount: Amount,
    /// What is paid.
    pub description: String,
    /// The creditor's name.
    pub company_name: String,
    /// The creditor's reference.
    pub creditor_reference_id: Iuv,
    /// Whether every beneficiary has a postal account.
    pub is_all_ccp: bool,
    /// Taxonomy codes of its transfers.
    pub transfer_categories: Vec<String>,
    /// How many of its transfers are digital stamps.
    pub stamp_count: usize,
    /// How many transfers it has.
    pub transfer_count: usize,
}

/// An order at the gateway: replaced as a whole while nothing has been confirmed. `Debug` shows
/// nothing by which somebody could pay it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its name.
    pub id: OrderId,
    /// The gateway's session.
    pub session: GatewaySessionId,
    /// The digest of the secret in the notification's body.
    pub security_token: TokenDigest,
    /// The digest of the secret in the notification's address.
    pub session_token: TokenDigest,
    /// The hosted fields.
    pub fields: Vec<HostedField>,
    /// The gateway's own page.
    pub url: Option<String>,
    /// The payment type.
    pub method: PaymentMethod,
    /// The PSP and its fee.
    pub fee: Fee,
    /// Notices and fee: what is asked for.
    pub total: Amount,
}

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order")
            .field("id", &self.id)
            .field("method", &self.method)
            .field("fee", &self.fee)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

/// What is known of the citizen's money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authorization {
    /// It was not asked for.
    NotRequested,
    /// It was asked for and may have been taken.
    Requested {
        /// What the browser has to do.
        continuation: Option<Continuation>,
    },
    /// The gateway told.
    Completed {
        /// The operation that decided.
        operation: GatewayOperation,
    },
}

/// The node's last word on a closure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closure {
    /// It was taken.
    Taken(Outcome),
    /// It was not, or nobody knows.
    Failed(ClosureError),
}

impl Transaction {
    /// A new identifier.
    pub(crate) fn new_id(random: &dyn Random) -> Option<TransactionId> {
        TransactionId::parse(&random.hex::<16>()).ok()
    }

    /// The first row of the history, to be saved with a new transaction.
    #[must_use]
    pub fn first_event(&self) -> RecordedEvent {
        RecordedEvent {
            sequence: 0,
            at: self.activated_at,
            status: TransactionStatus::Activated,
            event: TransactionEvent::Activated,
        }
    }

    /// The sum of the notices.
    #[must_use]
    pub fn amount(&self) -> Amount {
        // The sum was checked at activation.
        Amount::checked_sum(self.payments.iter().map(|payment| payment.amount))
            .unwrap_or(Amount::MAX)
    }

    /// Notices and fee, once a PSP is bound to the transaction.
    #[must_use]
    pub fn total(&self) -> Option<Amount> {
        self.order.as_ref().map(|order| order.total)
    }

    /// Whether the citizen's money was taken, as far as the gateway told.
    #[must_use]
    pub fn is_authorized(&self) -> bool {
        self.operation().is_some_and(GatewayOperation::is_charge)
    }

    /// Whether the gateway told that the money was not taken.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.operation()
            .is_some_and(|operation| !operation.is_charge())
    }

    /// The operation that decided the authorization.
    #[must_use]
    pub fn operation(&self) -> Option<&GatewayOperation> {
        match &self.authorization {
            Authorization::Completed { operation } => Some(operation),
            Authorization::NotRequested | Authorization::Requested { .. } => None,
        }
    }

    /// Whether the gateway was ever asked for the money.
    #[must_use]
    pub fn is_authorization_requested(&self) -> bool {
        self.authorization != Authorization::NotRequested
    }

    /// Whether its tokens expired before the gateway was asked for anything.
    #[must_use]
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.status == TransactionStatus::Activated && self.token_expires_at <= now
    }

    /// The gateway's session, once built.
    #[must_use]
    pub fn session_ref(&self) -> Option<SessionRef> {
        self.order.as_ref().map(|order| SessionRef {
            session: order.session.clone(),
            method: self.method.clone(),
            psp: order.fee.psp.clone(),
        })
    }

    /// The gateway's order, once built.
    #[must_use]
    pub fn order_ref(&self) -> Option<OrderRef> {
        self.order.as_ref().map(|order| OrderRef {
            order: order.id.clone(),
            method: self.method.clone(),
            psp: order.fee.psp.clone(),
        })
    }
}
