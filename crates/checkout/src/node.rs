//! What Checkout needs of the node.

use async_trait::async_trait;
use domain::{Amount, IdempotencyKey, Iuv, NoticeKey, Outcome, PaymentToken, Transfer};
use gec::PaymentMethod;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ClosePayment;

/// The node, seen from its touch point.
#[async_trait]
pub trait Node: Send + Sync {
    /// `verifyPaymentNotice`.
    async fn verify(&self, notice: &NoticeKey) -> Result<VerifiedNotice, NodeFault>;

    /// `activatePaymentNoticeV2`. The same key gives the same answer for as long as the token
    /// lives.
    async fn activate(&self, request: &ActivateNotice) -> Result<ActivatedNotice, NodeFault>;

    /// `closePayment` v2.
    async fn close_payment(&self, request: &ClosePayment) -> Result<Outcome, ClosureError>;
}

/// The answer to a verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedNotice {
    /// What is due now.
    pub amount: Amount,
    /// The last day to pay, when the creditor tells.
    pub due_date: Option<Date>,
    /// What is paid.
    pub description: String,
    /// The creditor's name.
    pub company_name: String,
    /// The creditor's office.
    pub office_name: Option<String>,
    /// Whether every beneficiary has a postal account.
    pub is_all_ccp: bool,
}

/// The request of an activation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivateNotice {
    /// The notice.
    pub notice: NoticeKey,
    /// What the citizen has seen.
    pub amount: Amount,
    /// Kept with the journey before the call.
    pub idempotency_key: IdempotencyKey,
    /// How long the token shall live, milliseconds.
    pub expiration_ms: u32,
    /// The chosen payment type.
    pub payment_method: PaymentMethod,
    /// Free text for the creditor; the cart's id in carts.
    pub payment_note: Option<String>,
}

/// The answer to an activation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivatedNotice {
    /// The token of this attempt.
    pub payment_token: PaymentToken,
    /// What is due, which may differ from what was verified.
    pub amount: Amount,
    /// What is paid.
    pub description: String,
    /// The creditor's name.
    pub company_name: String,
    /// The creditor's reference.
    pub creditor_reference_id: Iuv,
    /// Whether every beneficiary has a postal account.
    pub is_all_ccp: bool,
    /// The 1 to 5 transfers.
    pub transfers: Vec<Transfer>,
}

/// A fault of the node (`faultBean`).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the node answered {code}")]
pub struct NodeFault {
    /// The code (`PPT_…`).
    pub code: String,
    /// The code of the creditor behind it (`PAA_…`).
    pub original_code: Option<String>,
    /// The description.
    pub description: Option<String>,
}

/// Why a closure was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ClosureError {
    /// The node refused it.
    #[error("the node refused the closure with {status}: {description}")]
    Refused {
        /// HTTP status, 400 to 499.
        status: u16,
        /// The node's own words.
        description: String,
    },
    /// The node could not (5xx) or did not answer: the closure may have been taken.
    #[error("the node did not answer to the closure")]
    Unreachable,
}
