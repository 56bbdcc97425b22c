//! The parties that the node calls.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{Amount, CreditorFiscalCode, NoticeKey, Outcome, SessionId, Text, TransactionId};
use jiff::Timestamp;
use jiff::civil::Date;
use registry::{Channel, Station};

use crate::closure::Closure;
use crate::fault::CounterpartyFault;
use crate::journal::Subject;
use crate::payment::{Payment, PaymentData};

/// Why a call to a counterparty brought no answer that counts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// No connection: the request was never delivered.
    #[error("the counterparty could not be reached")]
    Unreachable,
    /// It answers, but not the service: an HTTP error.
    #[error("the counterparty's service is not active")]
    ServiceInactive,
    /// No answer in time.
    #[error("the counterparty did not answer in time")]
    Timeout,
    /// An answer that breaks the published schema or contradicts itself.
    #[error("the counterparty's answer cannot be used: {0}")]
    InvalidResponse(String),
    /// An answer with outcome KO.
    #[error("the counterparty answered {}", .0.code)]
    Fault(CounterpartyFault),
}

/// To which station a call goes, on whose behalf.
#[derive(Clone, Debug)]
pub struct StationCall {
    /// The journal's session.
    pub session: SessionId,
    /// For which creditor (`idPA`).
    pub creditor: CreditorFiscalCode,
    /// The station, with its broker and address.
    pub station: Arc<Station>,
    /// How long to wait for the whole answer.
    pub timeout: Duration,
    /// What the journal's rows are about.
    pub subject: Subject,
}

/// The answer to paVerifyPaymentNotice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaVerified {
    /// How much is to be paid; never zero.
    pub amount: Amount,
    /// Until when, in Italy.
    pub due_on: Option<Date>,
    /// More about the option.
    pub detail_description: Option<Text<1, 140>>,
    /// Whether every transfer can go to a postal account.
    pub all_ccp: bool,
    /// What for.
    pub description: Text<1, 140>,
    /// The creditor as it names itself.
    pub fiscal_code: CreditorFiscalCode,
    /// The creditor's name.
    pub company_name: Text<1, 140>,
    /// The creditor's office.
    pub office_name: Option<Text<1, 140>>,
}

/// The question of paGetPayment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaGetPayment {
    /// Which notice.
    pub notice: NoticeKey,
    /// The amount that the PSP has named.
    pub amount: Amount,
    /// The date that the PSP has named.
    pub due_on: Option<Date>,
    /// The payment note of the activation.
    pub payment_note: Option<Text<1, 210>>,
}

/// A receipt for one recipient, with everything that paSendRT carries.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The payment with its outcome and its creditor's data.
    pub payment: Payment,
    /// The PSP's name.
    pub psp_name: Text<1, 70>,
    /// The PSP's fiscal code.
    pub psp_fiscal_code: Option<Text<1, 70>>,
    /// The PSP's VAT number.
    pub psp_vat_number: Option<Text<1, 20>>,
    /// `channelDescription`: the payment channel, `NA`, or `WISP` for touch points.
    pub channel_description: Text<1, 35>,
    /// When the payment was made.
    pub paid_at: Timestamp,
}

/// The creditors' side.
#[async_trait]
pub trait CreditorStation: Send + Sync {
    /// paVerifyPaymentNotice: asks what a notice costs.
    async fn pa_verify_payment_notice(
        &self,
        call: StationCall,
        notice: NoticeKey,
    ) -> Result<PaVerified, CallError>;
    /// paGetPayment or V2, as the station speaks: asks for the payment's data.
    async fn pa_get_payment(
        &self,
        call: StationCall,
        request: PaGetPayment,
    ) -> Result<PaymentData, CallError>;
    /// paSendRT or V2: delivers a receipt.
    async fn pa_send_rt(&self, call: StationCall, receipt: Receipt) -> Result<(), CallError>;
}

/// The notification of a closed transaction to its PSP.
#[derive(Clone, Debug)]
pub struct PspNotification {
    /// The journal's session.
    pub session: SessionId,
    /// Where to.
    pub channel: Arc<Channel>,
    /// How long to wait for the whole answer.
    pub timeout: Duration,
    /// The transaction.
    pub closure: Closure,
    /// Its payments, in the order of the closure's tokens.
    pub payments: Vec<Payment>,
}

/// The PSPs' side.
#[async_trait]
pub trait PspChannel: Send + Sync {
    /// pspNotifyPayment or V2. It is sent at most once.
    async fn psp_notify_payment(&self, notification: PspNotification) -> Result<(), CallError>;
}

/// The final result of a transaction (sendPaymentResult v2).
#[derive(Clone, Debug)]
pub struct PaymentResult {
    /// The journal's session.
    pub session: SessionId,
    /// The transaction.
    pub transaction: TransactionId,
    /// Whether the PSP has confirmed the money.
    pub outcome: Outcome,
    /// When.
    pub at: Timestamp,
    /// Its payments.
    pub payments: Vec<Payment>,
}

/// The touch points on which payments start.
#[async_trait]
pub trait TouchPoint: Send + Sync {
    /// sendPaymentResult v2. Repeating it does no harm.
    async fn send_payment_result(&self, result: PaymentResult) -> Result<(), CallError>;
}
