use domain::{
    Amount, BundleId, ChannelId, Outcome, PaymentToken, PspBrokerId, PspId, TransactionId,
};
use gec::PaymentMethod;
use jiff::Timestamp;

/// The request of a closure (`closePayment` v2, payment by card).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosePayment {
    /// The tokens of all notices.
    pub payment_tokens: Vec<PaymentToken>,
    /// `OK` if and only if the money was taken.
    pub outcome: Outcome,
    /// The transaction.
    pub transaction: TransactionId,
    /// The payment, present when the outcome is `OK`.
    pub payment: Option<ClosedPayment>,
    /// `transactionDetails`, for the creditor's and the PSP's records.
    pub details: TransactionDetails,
}

/// How the money was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedPayment {
    /// `idPSP`.
    pub psp: PspId,
    /// `idBrokerPSP`.
    pub broker: PspBrokerId,
    /// `idChannel`.
    pub channel: ChannelId,
    /// `paymentMethod`.
    pub method: PaymentMethod,
    /// `idBundle`.
    pub bundle: BundleId,
    /// `totalAmount`: notices and fee.
    pub total_amount: Amount,
    /// `fee`.
    pub fee: Amount,
    /// `timestampOperation`.
    pub operation_at: Timestamp,
    /// `rrn`.
    pub rrn: Option<String>,
    /// `authorizationCode`.
    pub authorization_code: Option<String>,
}

/// `transactionStatus` of the details.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosedStatus {
    /// `Confermato`.
    Confirmed,
    /// `Rifiutato`.
    Refused,
    /// `Annullato`.
    Canceled,
}

impl ClosedStatus {
    /// The official word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "Confermato",
            Self::Refused => "Rifiutato",
            Self::Canceled => "Annullato",
        }
    }
}

/// `transactionDetails`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactionDetails {
    /// `transaction.transactionStatus`.
    pub status: ClosedStatus,
    /// `transaction.creationDate`.
    pub created_at: Timestamp,
    /// `transaction.timestampOperation`.
    pub operation_at: Timestamp,
    /// `transaction.amount`: the notices.
    pub amount: Amount,
    /// `transaction.fee`.
    pub fee: Option<Amount>,
    /// `transaction.grandTotal`.
    pub grand_total: Amount,
    /// `transaction.errorCode`.
    pub error_code: Option<String>,
    /// `transaction.rrn`.
    pub rrn: Option<String>,
    /// `transaction.authorizationCode`.
    pub authorization_code: Option<String>,
    /// `transaction.psp`.
    pub psp: Option<PspDetails>,
    /// `info.type`.
    pub method: PaymentMethod,
    /// `info.brand`.
    pub brand: Option<String>,
    /// `info.bin`.
    pub bin: Option<String>,
    /// `info.lastFourDigits`.
    pub last_four_digits: Option<String>,
    /// `info.maskedEmail`.
    pub masked_email: Option<String>,
    /// `info.clientId`.
    pub client_id: &'static str,
}

/// `transactionDetails.transaction.psp`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PspDetails {
    /// `idPsp`.
    pub psp: PspId,
    /// `businessName`.
    pub name: String,
    /// `idChannel`.
    pub channel: ChannelId,
    /// `brokerName`.
    pub broker: PspBrokerId,
    /// `pspOnUs`.
    pub on_us: bool,
}
