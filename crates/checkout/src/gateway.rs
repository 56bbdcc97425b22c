//! The card gateway (Nexi build API 0.7, "NPG").

use std::fmt;

use async_trait::async_trait;
use domain::{Amount, Invalid, PspId, Reason, TransactionId, mask};
use gec::PaymentMethod;
use serde::{Deserialize, Serialize};

use crate::{GatewayOperation, Language, OrderId};

/// The card gateway. No card number ever passes here.
#[async_trait]
pub trait Gateway: Send + Sync {
    /// `POST /orders/build`: opens a session for the whole amount.
    async fn build_session(&self, request: &BuildSession) -> Result<BuiltSession, GatewayError>;

    /// `GET /build/cardData`: what may be shown of the card typed into the hosted fields.
    async fn card_data(&self, session: &SessionRef) -> Result<CardData, GatewayError>;

    /// `POST /build/confirm_payment`: asks for the money. Called once in a transaction's life.
    async fn confirm(
        &self,
        session: &SessionRef,
        amount: Amount,
    ) -> Result<SessionState, GatewayError>;

    /// `GET /build/state`.
    async fn state(&self, session: &SessionRef) -> Result<SessionState, GatewayError>;

    /// `GET /orders/{orderId}`: every operation of the order.
    async fn order(&self, order: &OrderRef) -> Result<Vec<GatewayOperation>, GatewayError>;

    /// `POST /operations/{operationId}/refunds`.
    async fn refund(&self, request: &RefundRequest) -> Result<Refund, GatewayError>;
}

/// The gateway's own name of a session: 1 to 255 characters. Whoever holds it can type a card into
/// the session, so `Debug` masks it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GatewaySessionId(String);

impl GatewaySessionId {
    /// Accepts 1 to 255 characters.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        match value.chars().count() {
            0 => Err(Invalid::new("sessionId", Reason::TooShort(1))),
            1..=255 => Ok(Self(value.into())),
            _ => Err(Invalid::new("sessionId", Reason::TooLong(255))),
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for GatewaySessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mask(&self.0, 4))
    }
}

impl TryFrom<String> for GatewaySessionId {
    type Error = Invalid;

    fn try_from(value: String) -> Result<Self, Invalid> {
        Self::parse(&value)
    }
}

impl From<GatewaySessionId> for String {
    fn from(value: GatewaySessionId) -> Self {
        value.0
    }
}

/// What opens a session. `Debug` shows none of its addresses: they hold secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct BuildSession {
    /// The order.
    pub order: OrderId,
    /// Notices and fee.
    pub amount: Amount,
    /// The payment type; it decides `paymentService`.
    pub method: PaymentMethod,
    /// The PSP whose key is used.
    pub psp: PspId,
    /// The language of the gateway's pages.
    pub language: Language,
    /// Origin of the page that holds the hosted fields.
    pub merchant_url: String,
    /// Where the browser comes back.
    pub result_url: String,
    /// Where the browser comes back when the citizen gives up.
    pub cancel_url: String,
    /// Where the gateway notifies; it holds the order's secret `sessionToken`.
    pub notification_url: String,
}

impl fmt::Debug for BuildSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BuildSession")
            .field("order", &self.order)
            .field("amount", &self.amount)
            .field("method", &self.method)
            .field("psp", &self.psp)
            .finish_non_exhaustive()
    }
}

/// An open session.
#[derive(Clone, PartialEq, Eq)]
pub struct BuiltSession {
    /// Its name.
    pub session: GatewaySessionId,
    /// What every notification has to show.
    pub security_token: String,
    /// The hosted fields, for pages with script.
    pub fields: Vec<HostedField>,
    /// The gateway's own page, for pages without.
    pub url: Option<String>,
}

impl fmt::Debug for BuiltSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BuiltSession")
            .field("session", &self.session)
            .field("fields", &self.fields)
            .finish_non_exhaustive()
    }
}

/// One field hosted by the gateway in an iframe. Its address holds the session: `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostedField {
    /// `CARD_NUMBER`, `EXPIRATION_DATE`, `SECURITY_CODE`, `CARDHOLDER_NAME`, `GDI`.
    pub id: String,
    /// The iframe's address.
    pub src: String,
}

impl fmt::Debug for HostedField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}

/// A session, with what selects the key of the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRef {
    /// The session.
    pub session: GatewaySessionId,
    /// The payment type.
    pub method: PaymentMethod,
    /// The PSP.
    pub psp: PspId,
}

/// An order, with what selects the key of the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRef {
    /// The order.
    pub order: OrderId,
    /// The payment type.
    pub method: PaymentMethod,
    /// The PSP.
    pub psp: PspId,
}

/// What may be known of a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardData {
    /// The first six digits.
    pub bin: String,
    /// The last four.
    pub last_four_digits: String,
    /// The circuit, as `VISA` or `MC`.
    pub circuit: String,
}

/// Where a session is (`WorkflowState`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// The payment is over, well or badly; the operation may come later by notification.
    Complete(Option<GatewayOperation>),
    /// The browser has to load a hidden frame for the 3DS method.
    GdiVerification {
        /// The frame's address.
        src: String,
    },
    /// The browser has to go to the bank's page.
    Redirected {
        /// Its address.
        url: String,
    },
    /// Card data are being typed, or complete and not confirmed.
    Open,
}

/// What asks for a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRequest {
    /// The operation that took the money.
    pub operation: String,
    /// How much.
    pub amount: Amount,
    /// The idempotency key.
    pub transaction: TransactionId,
    /// The payment type.
    pub method: PaymentMethod,
    /// The PSP.
    pub psp: PspId,
}

/// A refund that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// The gateway's name of the refund.
    pub operation: String,
}

/// Why the gateway did not do as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// It refused (4xx but 404): nothing was done and nothing will be.
    #[error("the gateway refused the request with {status}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// The first error code (`GW…`).
        code: Option<String>,
    },
    /// It does not know the session, order or operation.
    #[error("the gateway does not know what was asked for")]
    NotFound,
    /// It could not (5xx), did not answer, or answered what cannot be read: nobody knows whether
    /// it was done.
    #[error("the gateway did not answer")]
    Unavailable,
}
