//! States in words, with what they mean for whoever looks.

use domain::OutboxKind;
use node::{PaymentStatus, PositionStatus, ReceiptStatus};

use crate::i18n::{Locale, td_string};
use crate::ui::Tone;

/// A state: its name in words and how good it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) tone: Tone,
    pub(super) words: &'static str,
}

/// A payment's status.
pub(super) fn payment(status: PaymentStatus, locale: Locale) -> Label {
    macro_rules! label {
        ($tone:ident, $key:ident) => {
            Label {
                tone: Tone::$tone,
                words: td_string!(locale, backoffice.payment_status.$key),
            }
        };
    }
    match status {
        PaymentStatus::Paying => label!(Info, paying),
        PaymentStatus::PaymentReserved => label!(Info, reserved),
        PaymentStatus::PaymentSent => label!(Info, sent),
        PaymentStatus::PaymentAccepted => label!(Info, accepted),
        PaymentStatus::PaymentRefused => label!(Danger, refused),
        PaymentStatus::PaymentSendError => label!(Danger, send_error),
        PaymentStatus::PaymentUnknown => label!(Warning, unknown),
        PaymentStatus::Paid => label!(Success, paid),
        PaymentStatus::Failed => label!(Danger, failed),
        PaymentStatus::Cancelled => label!(Neutral, cancelled),
        PaymentStatus::NoticeGenerated => label!(Success, notice_generated),
        PaymentStatus::NoticeSent => label!(Success, notice_sent),
        PaymentStatus::Notified => label!(Success, notified),
    }
}

/// A position's status.
pub(super) fn position(status: PositionStatus, locale: Locale) -> Label {
    let (tone, words) = match status {
        PositionStatus::Paying => (
            Tone::Info,
            td_string!(locale, backoffice.position_status.paying),
        ),
        PositionStatus::Inserted => (
            Tone::Neutral,
            td_string!(locale, backoffice.position_status.inserted),
        ),
        PositionStatus::Paid => (
            Tone::Success,
            td_string!(locale, backoffice.position_status.paid),
        ),
        PositionStatus::Notified => (
            Tone::Success,
            td_string!(locale, backoffice.position_status.notified),
        ),
    };
    Label { tone, words }
}

/// Where the delivery of a receipt stands.
pub(super) fn receipt(status: ReceiptStatus, locale: Locale) -> Label {
    let (tone, words) = match status {
        ReceiptStatus::NoticeGenerated => (
            Tone::Info,
            td_string!(locale, backoffice.receipt_status.generated),
        ),
        ReceiptStatus::NoticeSent => (
            Tone::Info,
            td_string!(locale, backoffice.receipt_status.sent),
        ),
        ReceiptStatus::NoticePending => (
            Tone::Warning,
            td_string!(locale, backoffice.receipt_status.pending),
        ),
        ReceiptStatus::Notified => (
            Tone::Success,
            td_string!(locale, backoffice.receipt_status.notified),
        ),
    };
    Label { tone, words }
}

/// The state of a delivery, by its name in the store.
pub(super) fn delivery(state: &str, locale: Locale) -> Label {
    let (tone, words) = match state {
        "delivered" => (
            Tone::Success,
            td_string!(locale, backoffice.delivery_state.delivered),
        ),
        "leased" => (
            Tone::Info,
            td_string!(locale, backoffice.delivery_state.leased),
        ),
        "dead" => (
            Tone::Danger,
            td_string!(locale, backoffice.delivery_state.dead),
        ),
        _ => (
            Tone::Info,
            td_string!(locale, backoffice.delivery_state.pending),
        ),
    };
    Label { tone, words }
}

/// What is delivered.
pub(super) fn delivery_kind(kind: OutboxKind, locale: Locale) -> &'static str {
    match kind {
        OutboxKind::PspNotifyPayment => td_string!(locale, backoffice.delivery_kind.notify),
        OutboxKind::PaSendRt => td_string!(locale, backoffice.delivery_kind.receipt),
        OutboxKind::SendPaymentResult => td_string!(locale, backoffice.delivery_kind.result),
        OutboxKind::ClosePayment => td_string!(locale, backoffice.delivery_kind.close),
        OutboxKind::AuthorizationState => {
            td_string!(locale, backoffice.delivery_kind.authorization)
        }
        OutboxKind::Refund => td_string!(locale, backoffice.delivery_kind.refund),
        OutboxKind::Mail => td_string!(locale, backoffice.delivery_kind.mail),
    }
}
