use domain::{CreditorFiscalCode, Iuv, Outcome, PaymentToken, TransactionId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The final result of a transaction, from the node (`sendPaymentResult` v2, `user-receipts`).
/// The debtor's code, which the message carries, is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendPaymentResult {
    /// The transaction.
    pub transaction: TransactionId,
    /// How the payment ended.
    pub outcome: Outcome,
    /// When it was paid.
    pub payment_date: Timestamp,
    /// 1 to 5; their tokens must be those of the transaction.
    pub payments: Vec<PaidNotice>,
}

/// One of the notices of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidNotice {
    /// The token.
    pub payment_token: PaymentToken,
    /// What was paid.
    pub description: String,
    /// The creditor's reference.
    pub creditor_reference_id: Iuv,
    /// The creditor.
    pub fiscal_code: CreditorFiscalCode,
    /// The creditor's name.
    pub company_name: Option<String>,
    /// The creditor's office.
    pub office_name: Option<String>,
}

/// What is kept of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentResult {
    /// How the payment ended.
    pub outcome: Outcome,
    /// When it was paid.
    pub paid_at: Timestamp,
}
