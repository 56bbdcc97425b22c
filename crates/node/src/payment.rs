//! The state machine of one payment attempt, named by its token (node sheet §4.2).

use domain::{
    Amount, BundleId, ChannelId, CreditorBrokerId, IdempotencyKey, Iuv, Metadata, NoticeKey,
    Outcome, PaymentToken, PspBrokerId, PspId, StationId, Subject, Text, TransactionId, Transfer,
};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::receipt::ReceiptRecipient;

/// The status of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaymentStatus {
    /// The token has been issued.
    Paying,
    /// The touch point has closed with OK.
    PaymentReserved,
    /// The PSP is being notified.
    PaymentSent,
    /// The PSP has accepted.
    PaymentAccepted,
    /// The PSP has refused.
    PaymentRefused,
    /// The PSP could not be reached.
    PaymentSendError,
    /// Whether the PSP has accepted is not known.
    PaymentUnknown,
    /// The PSP has reported the money.
    Paid,
    /// The PSP has reported a failure.
    Failed,
    /// Ended without money: refused, unreachable, closed with KO, or expired.
    Cancelled,
    /// The receipts have been generated.
    NoticeGenerated,
    /// The first receipt has been sent.
    NoticeSent,
    /// Every recipient has acknowledged its receipt.
    Notified,
}

/// What happens to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentEvent {
    /// closePayment with outcome OK.
    ClosedOk,
    /// closePayment with outcome KO.
    ClosedKo,
    /// pspNotifyPayment leaves.
    NotifySent,
    /// The PSP has answered OK.
    NotifyAccepted,
    /// The PSP has answered KO.
    NotifyRefused,
    /// No connection to the PSP: the request was never delivered.
    NotifyUnreachable,
    /// The PSP has answered late, unreadably or not at all.
    NotifyUnknown,
    /// sendPaymentOutcome with outcome OK.
    OutcomeOk,
    /// sendPaymentOutcome with outcome KO.
    OutcomeKo,
    /// The token's time has passed and the expiry job has come by.
    Expired,
    /// The end of a refused or unreachable payment.
    Cancelled,
    /// The receipts have been generated.
    ReceiptsGenerated,
    /// A receipt leaves for the first time.
    ReceiptSent,
    /// The last recipient has acknowledged.
    ReceiptsDelivered,
}

impl PaymentStatus {
    /// Every status.
    pub const ALL: [Self; 13] = [
        Self::Paying,
        Self::PaymentReserved,
        Self::PaymentSent,
        Self::PaymentAccepted,
        Self::PaymentRefused,
        Self::PaymentSendError,
        Self::PaymentUnknown,
        Self::Paid,
        Self::Failed,
        Self::Cancelled,
        Self::NoticeGenerated,
        Self::NoticeSent,
        Self::Notified,
    ];

    /// The official name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paying => "PAYING",
            Self::PaymentReserved => "PAYMENT_RESERVED",
            Self::PaymentSent => "PAYMENT_SENT",
            Self::PaymentAccepted => "PAYMENT_ACCEPTED",
            Self::PaymentRefused => "PAYMENT_REFUSED",
            Self::PaymentSendError => "PAYMENT_SEND_ERROR",
            Self::PaymentUnknown => "PAYMENT_UNKNOWN",
            Self::Paid => "PAID",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
            Self::NoticeGenerated => "NOTICE_GENERATED",
            Self::NoticeSent => "NOTICE_SENT",
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
    #[expect(clippy::too_many_lines, reason = "a transition table is read whole")]
    pub fn next(self, event: PaymentEvent) -> Option<Self> {
        use PaymentEvent as E;
        match self {
            Self::Paying => match event {
                E::ClosedOk => Some(Self::PaymentReserved),
                E::ClosedKo | E::Expired => Some(Self::Cancelled),
                E::OutcomeOk => Some(Self::Paid),
                E::OutcomeKo => Some(Self::Failed),
                E::NotifySent
                | E::NotifyAccepted
                | E::NotifyRefused
                | E::NotifyUnreachable
                | E::NotifyUnknown
                | E::Cancelled
                | E::ReceiptsGenerated
                | E::ReceiptSent
                | E::ReceiptsDelivered => None,
            },
            Self::PaymentReserved => only(event, E::NotifySent, Self::PaymentSent),
            Self::PaymentSent => match event {
                E::NotifyAccepted => Some(Self::PaymentAccepted),
                E::NotifyRefused => Some(Self::PaymentRefused),
                E::NotifyUnreachable => Some(Self::PaymentSendError),
                E::NotifyUnknown => Some(Self::PaymentUnknown),
                E::ClosedOk
                | E::ClosedKo
                | E::NotifySent
                | E::OutcomeOk
                | E::OutcomeKo
                | E::Expired
                | E::Cancelled
                | E::ReceiptsGenerated
                | E::ReceiptSent
                | E::ReceiptsDelivered => None,
            },
            Self::PaymentAccepted => only(event, E::OutcomeOk, Self::Paid),
            Self::PaymentUnknown => match event {
                E::OutcomeOk => Some(Self::Paid),
                E::Expired => Some(Self::Cancelled),
                E::ClosedOk
                | E::ClosedKo
                | E::NotifySent
                | E::NotifyAccepted
                | E::NotifyRefused
                | E::NotifyUnreachable
                | E::NotifyUnknown
                | E::OutcomeKo
                | E::Cancelled
                | E::ReceiptsGenerated
                | E::ReceiptSent
                | E::ReceiptsDelivered => None,
            },
            Self::PaymentRefused | Self::PaymentSendError => {
                only(event, E::Cancelled, Self::Cancelled)
            }
            // The money, or its failure, is reported after the token had expired.
            Self::Cancelled => match event {
                E::OutcomeOk => Some(Self::Paid),
                E::OutcomeKo => Some(Self::Failed),
                E::ClosedOk
                | E::ClosedKo
                | E::NotifySent
                | E::NotifyAccepted
                | E::NotifyRefused
                | E::NotifyUnreachable
                | E::NotifyUnknown
                | E::Expired
                | E::Cancelled
                | E::ReceiptsGenerated
                | E::ReceiptSent
                | E::ReceiptsDelivered => None,
            },
            Self::Paid => only(event, E::ReceiptsGenerated, Self::NoticeGenerated),
            Self::NoticeGenerated => only(event, E::ReceiptSent, Self::NoticeSent),
            Self::NoticeSent => only(event, E::ReceiptsDelivered, Self::Notified),
            Self::Failed | Self::Notified => None,
        }
    }

    /// Whether the PSP has reported the money.
    #[must_use]
    pub const fn is_paid(self) -> bool {
        match self {
            Self::Paid | Self::NoticeGenerated | Self::NoticeSent | Self::Notified => true,
            Self::Paying
            | Self::PaymentReserved
            | Self::PaymentSent
            | Self::PaymentAccepted
            | Self::PaymentRefused
            | Self::PaymentSendError
            | Self::PaymentUnknown
            | Self::Failed
            | Self::Cancelled => false,
        }
    }
}

/// The one event that a status knows.
fn only(event: PaymentEvent, known: PaymentEvent, to: PaymentStatus) -> Option<PaymentStatus> {
    (event == known).then_some(to)
}

/// What the creditor has said about the payment (XSD `ctPaymentPAV2`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentData {
    /// The creditor's reference (IUV).
    pub creditor_reference_id: Iuv,
    /// How much is to be paid.
    pub amount: Amount,
    /// Until when, in Italy.
    pub due_on: Date,
    /// What for.
    pub description: Text<1, 140>,
    /// The creditor's name.
    pub company_name: Text<1, 140>,
    /// The creditor's office.
    pub office_name: Option<Text<1, 140>>,
    /// Whether no further payment of the debt will follow.
    pub last_payment: Option<bool>,
    /// Who owes.
    pub debtor: Subject,
    /// 1 to 5 parts whose sum is the amount.
    pub transfers: Vec<Transfer>,
    /// The creditor's own data; empty when absent.
    pub metadata: Metadata,
}

/// The PSP whose payment this is at present.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PspRoute {
    /// The PSP.
    pub psp: PspId,
    /// Its broker.
    pub broker: PspBrokerId,
    /// Its channel.
    pub channel: ChannelId,
}

/// What the PSP has reported (sendPaymentOutcome `details`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordedOutcome {
    /// OK or KO.
    pub outcome: Outcome,
    /// `cash`, `creditCard`, `bancomat` or `other`.
    pub payment_method: Option<String>,
    /// `frontOffice`, `atm`, `onLine`, `app` or `other`.
    pub payment_channel: Option<String>,
    /// What the payer paid to the PSP.
    pub fee: Option<Amount>,
    /// The part of the fee that the creditor bears.
    pub primary_ci_incurred_fee: Option<Amount>,
    /// The PSP's bundle.
    pub bundle: Option<BundleId>,
    /// The creditor's bundle.
    pub ci_bundle: Option<BundleId>,
    /// Who paid.
    pub payer: Option<Subject>,
    /// The day on which the payer paid.
    pub applied_on: Option<Date>,
    /// The day on which the money reaches the creditor.
    pub transferred_on: Option<Date>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// One payment attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Its name; also the id of its receipt.
    pub token: PaymentToken,
    /// Whose notice.
    pub notice: NoticeKey,
    /// Where it stands.
    pub status: PaymentStatus,
    /// Who activated it.
    pub activated_by: PspId,
    /// Whose payment it is; closePayment may hand it to another PSP.
    pub route: PspRoute,
    /// The station that served the activation.
    pub station: StationId,
    /// That station's broker.
    pub creditor_broker: CreditorBrokerId,
    /// The key under which the activation may be repeated.
    pub idempotency_key: Option<IdempotencyKey>,
    /// When the token was issued.
    pub valid_from: Timestamp,
    /// When it expires.
    pub valid_to: Timestamp,
    /// The payment note of the activation; carries the cart's id.
    pub payment_note: Option<Text<1, 210>>,
    /// What the creditor said.
    pub data: PaymentData,
    /// The transaction that closed it, for payments started on a touch point.
    pub transaction: Option<TransactionId>,
    /// What the PSP reported.
    pub outcome: Option<RecordedOutcome>,
    /// Who gets its receipt.
    pub recipients: Vec<ReceiptRecipient>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVENTS: [PaymentEvent; 14] = [
        PaymentEvent::ClosedOk,
        PaymentEvent::ClosedKo,
        PaymentEvent::NotifySent,
        PaymentEvent::NotifyAccepted,
        PaymentEvent::NotifyRefused,
        PaymentEvent::NotifyUnreachable,
        PaymentEvent::NotifyUnknown,
        PaymentEvent::OutcomeOk,
        PaymentEvent::OutcomeKo,
        PaymentEvent::Expired,
        PaymentEvent::Cancelled,
        PaymentEvent::ReceiptsGenerated,
        PaymentEvent::ReceiptSent,
        PaymentEvent::ReceiptsDelivered,
    ];

    proptest! {
        #[test]
        fn any_sequence_of_events_pays_at_most_once_and_never_unpays(
            events in proptest::collection::vec(proptest::sample::select(&EVENTS), 0..60)
        ) {
            let mut status = PaymentStatus::Paying;
            let (mut paid, mut notified) = (0, 0);
            for event in events {
                let Some(next) = status.next(event) else { continue };
                prop_assert!(!status.is_paid() || next.is_paid());
                paid += usize::from(event == PaymentEvent::OutcomeOk);
                notified += usize::from(event == PaymentEvent::NotifySent);
                status = next;
            }
            prop_assert!(paid <= 1 && notified <= 1);
        }
    }

    #[test]
    fn the_observed_histories_are_possible() {
        use PaymentEvent as E;
        let closed = [E::ClosedOk, E::NotifySent];
        let receipts = [E::ReceiptsGenerated, E::ReceiptSent, E::ReceiptsDelivered];
        let counter = [[E::OutcomeOk].as_slice(), &receipts].concat();
        let touch_point = [
            closed.as_slice(),
            &[E::NotifyAccepted, E::OutcomeOk],
            &receipts,
        ]
        .concat();
        let late = [[E::Expired, E::OutcomeOk].as_slice(), &receipts].concat();
        let refused = [closed.as_slice(), &[E::NotifyRefused, E::Cancelled]].concat();
        let unknown = [closed.as_slice(), &[E::NotifyUnknown, E::Expired]].concat();
        for (events, last) in [
            (counter, PaymentStatus::Notified),
            (touch_point, PaymentStatus::Notified),
            (late, PaymentStatus::Notified),
            (refused, PaymentStatus::Cancelled),
            (unknown, PaymentStatus::Cancelled),
            (vec![E::Expired, E::OutcomeKo], PaymentStatus::Failed),
        ] {
            let status = events
                .into_iter()
                .fold(PaymentStatus::Paying, |status, event| {
                    status.next(event).unwrap()
                });
            assert_eq!(status, last);
        }
        for status in PaymentStatus::ALL {
            assert_eq!(PaymentStatus::from_name(status.as_str()), Some(status));
        }
    }
}
