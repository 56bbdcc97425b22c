//! The event journal ("giornale degli eventi", node sheet §9): every message that passes and every
//! change of state. Tracing, service levels, statistics and stand-in all read it.

use std::time::Duration;

use async_trait::async_trait;
use domain::{
    ChannelId, CreditorFiscalCode, Iuv, NoticeKey, NoticeNumber, Outcome, PaymentToken, PspId,
    SessionId, StationId, TransactionId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Half of a message exchange, or a change of state (`sottoTipoEvento`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum EventKind {
    /// A request; without a response of the same exchange it is a timeout.
    Req,
    /// Its response.
    Resp,
    /// A change of state.
    Intern,
}

impl EventKind {
    /// The official name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Req => "REQ",
            Self::Resp => "RESP",
            Self::Intern => "INTERN",
        }
    }

    /// Reads the official name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Req, Self::Resp, Self::Intern]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// What an event is about. Whatever is not known is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Subject {
    /// The creditor (`idDominio`).
    pub creditor: Option<CreditorFiscalCode>,
    /// The notice.
    pub notice_number: Option<NoticeNumber>,
    /// The creditor's reference.
    pub iuv: Option<Iuv>,
    /// The payment.
    pub token: Option<PaymentToken>,
    /// The touch point's transaction.
    pub transaction: Option<TransactionId>,
    /// The PSP.
    pub psp: Option<PspId>,
    /// The channel.
    pub channel: Option<ChannelId>,
    /// The station.
    pub station: Option<StationId>,
}

impl Subject {
    /// About a notice.
    #[must_use]
    pub fn notice(key: &NoticeKey) -> Self {
        Self {
            creditor: Some(key.creditor.clone()),
            notice_number: Some(key.notice_number.clone()),
            iuv: key.notice_number.iuv(),
            ..Self::default()
        }
    }

    /// What either of two descriptions knows; this one is believed first.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            creditor: self.creditor.or(other.creditor),
            notice_number: self.notice_number.or(other.notice_number),
            iuv: self.iuv.or(other.iuv),
            token: self.token.or(other.token),
            transaction: self.transaction.or(other.transaction),
            psp: self.psp.or(other.psp),
            channel: self.channel.or(other.channel),
            station: self.station.or(other.station),
        }
    }
}

/// One row of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Ties the rows of one request together, on both sides of the node.
    pub session: SessionId,
    /// Ties a response to its request within the session; empty for changes of state.
    pub exchange: String,
    /// Which half.
    pub kind: EventKind,
    /// The primitive (`tipoEvento`), as `verifyPaymentNotice`.
    pub primitive: &'static str,
    /// Who calls (`fruitore`): a code of the registry, `NODO` or a touch point.
    pub caller: String,
    /// Who is called (`erogatore`).
    pub callee: String,
    /// What it is about.
    pub subject: Subject,
    /// The outcome of a response.
    pub outcome: Option<Outcome>,
    /// The fault code of a response.
    pub fault_code: Option<String>,
    /// From request to response.
    pub latency: Option<Duration>,
    /// The state reached, as `POSITION:PAYING` or `PAYMENT:PAID`.
    pub state: Option<String>,
    /// The message as it travelled, passwords masked.
    pub payload: Option<Vec<u8>>,
}

/// The journal, to which rows of messages are appended. Rows of state changes travel with the
/// change itself ([`crate::Change::Event`]).
///
/// Appending waits only for room in a bounded queue, not for the disk: a crash may lose the last
/// milliseconds of message rows, never a state.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Appends a row.
    async fn append(&self, event: Event);
}
