//! The closure of a transaction by a touch point (closePayment v2).

use std::fmt;

use domain::{Amount, BundleId, MetadataEntry, Outcome, PaymentToken, TransactionId};
use jiff::Timestamp;
use registry::PaymentType;
use serde::{Deserialize, Serialize};

use crate::payment::PspRoute;

/// A transaction that a touch point has closed, with the payments it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Closure {
    /// The transaction.
    pub transaction: TransactionId,
    /// Its payments, 1 to 5.
    pub tokens: Vec<PaymentToken>,
    /// Whether the payer's money has been secured.
    pub outcome: Outcome,
    /// When it was recorded.
    pub closed_at: Timestamp,
    /// Until when the PSP may report; after that the payments are cancelled together.
    pub valid_to: Timestamp,
    /// How it was paid; absent with outcome KO.
    pub details: Option<ClosureDetails>,
    /// The final result, once known.
    pub result: Option<Outcome>,
}

/// How a transaction was paid. `Debug` hides what the gateway told: mail addresses are among it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClosureDetails {
    /// Which PSP carries it out.
    pub route: PspRoute,
    /// With which method.
    pub payment_method: PaymentType,
    /// Notices and fee.
    pub total_amount: Amount,
    /// The PSP's fee.
    pub fee: Amount,
    /// The part of the fee that the creditor bears.
    pub primary_ci_incurred_fee: Option<Amount>,
    /// The PSP's bundle.
    pub bundle: Option<BundleId>,
    /// The creditor's bundle.
    pub ci_bundle: Option<BundleId>,
    /// When the gateway carried it out.
    pub operated_at: Timestamp,
    /// What the PSP needs of the gateway (`additionalPaymentInformations`).
    pub additional: Vec<MetadataEntry>,
}

impl fmt::Debug for ClosureDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClosureDetails")
            .field("route", &self.route)
            .field("payment_method", &self.payment_method)
            .field("total_amount", &self.total_amount)
            .field("fee", &self.fee)
            .finish_non_exhaustive()
    }
}
