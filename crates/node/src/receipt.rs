//! The delivery of a payment's receipt to one recipient (node sheet §4.5).

use domain::{CreditorBrokerId, CreditorFiscalCode, StationId};
use serde::{Deserialize, Serialize};

/// Where the delivery to one recipient stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReceiptStatus {
    /// To be sent.
    NoticeGenerated,
    /// Being sent.
    NoticeSent,
    /// Not acknowledged; to be sent again.
    NoticePending,
    /// Acknowledged.
    Notified,
}

/// What happens to the delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptEvent {
    /// paSendRT leaves.
    Sent,
    /// The creditor has acknowledged, or says that it already had the receipt.
    Acknowledged,
    /// No answer, a refusal, or an unreadable answer.
    NotAcknowledged,
}

impl ReceiptStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [
        Self::NoticeGenerated,
        Self::NoticeSent,
        Self::NoticePending,
        Self::Notified,
    ];

    /// The official name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoticeGenerated => "NOTICE_GENERATED",
            Self::NoticeSent => "NOTICE_SENT",
            Self::NoticePending => "NOTICE_PENDING",
            Self::Notified => "NOTIFIED",
        }
    }

    /// Reads the official name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// The status after an event, or `None` when the event is not possible now.
    #[must_use]
    pub const fn next(self, event: ReceiptEvent) -> Option<Self> {
        match (self, event) {
            // From NOTICE_SENT: the process died while it was sending, and sends again.
            (
                Self::NoticeGenerated | Self::NoticeSent | Self::NoticePending,
                ReceiptEvent::Sent,
            ) => Some(Self::NoticeSent),
            (Self::NoticeSent, ReceiptEvent::Acknowledged) => Some(Self::Notified),
            (Self::NoticeSent, ReceiptEvent::NotAcknowledged) => Some(Self::NoticePending),
            (Self::Notified, ReceiptEvent::Sent)
            | (
                Self::NoticeGenerated | Self::NoticePending | Self::Notified,
                ReceiptEvent::Acknowledged | ReceiptEvent::NotAcknowledged,
            ) => None,
        }
    }
}

/// Who gets a receipt, and where its delivery stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptRecipient {
    /// The creditor.
    pub creditor: CreditorFiscalCode,
    /// Its station.
    pub station: StationId,
    /// The station's broker.
    pub broker: CreditorBrokerId,
    /// Where the delivery stands.
    pub status: ReceiptStatus,
    /// How often it was sent again.
    pub retries: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_sent_until_it_is_acknowledged() {
        use ReceiptEvent::{Acknowledged, NotAcknowledged, Sent};
        let status = [Sent, NotAcknowledged, Sent, Sent, Acknowledged]
            .into_iter()
            .fold(ReceiptStatus::NoticeGenerated, |status, event| {
                status.next(event).unwrap()
            });
        assert_eq!(status, ReceiptStatus::Notified);
        for event in [Sent, Acknowledged, NotAcknowledged] {
            assert_eq!(ReceiptStatus::Notified.next(event), None);
        }
        for status in ReceiptStatus::ALL {
            assert_eq!(ReceiptStatus::from_name(status.as_str()), Some(status));
        }
    }
}
