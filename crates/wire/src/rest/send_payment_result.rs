//! `sendPaymentResult` v2: the node tells a touch point how a transaction ended
//! (`POST /transactions/{transactionId}/user-receipts`).

use std::fmt;

use domain::{CreditorFiscalCode, Iuv, Outcome, PaymentToken, Text};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::PAYMENTS_MAX;
use crate::rest::InvalidMember;
use crate::rest::object::{Object, to_json};

/// The request (`AddUserReceiptRequest`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SendPaymentResultV2Req {
    /// How the transaction ended.
    pub outcome: Outcome,
    /// When.
    pub payment_date: Timestamp,
    /// Its payments: 1 to 5.
    pub payments: Vec<PaymentResult>,
}

/// One payment of the transaction. All members are mandatory: what is unknown is empty. `Debug`
/// hides the debtor.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentResult {
    /// Its token.
    pub payment_token: PaymentToken,
    /// What was paid for.
    pub description: Text<0, 140>,
    /// The creditor's reference.
    pub creditor_reference_id: Iuv,
    /// The creditor.
    pub fiscal_code: CreditorFiscalCode,
    /// The creditor's name.
    pub company_name: Text<0, 140>,
    /// The creditor's office.
    pub office_name: Text<0, 140>,
    /// The debtor's identifier.
    pub debtor: Text<0, 16>,
}

impl SendPaymentResultV2Req {
    /// Reads a body.
    pub fn decode(bytes: &[u8]) -> Result<Self, InvalidMember> {
        let object = Object::from_body(bytes)?;
        Ok(Self {
            outcome: object.string("outcome", Outcome::parse)?,
            payment_date: object.timestamp("paymentDate")?,
            payments: object
                .objects("payments", PAYMENTS_MAX)?
                .iter()
                .map(PaymentResult::read)
                .collect::<Result<_, _>>()?,
        })
    }

    /// Writes a body.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        to_json(self)
    }
}

impl PaymentResult {
    fn read(object: &Object<'_>) -> Result<Self, InvalidMember> {
        Ok(Self {
            payment_token: object.string("paymentToken", PaymentToken::parse)?,
            description: object.string("description", Text::parse)?,
            creditor_reference_id: object.string("creditorReferenceId", Iuv::parse)?,
            fiscal_code: object.string("fiscalCode", CreditorFiscalCode::parse)?,
            company_name: object.string("companyName", Text::parse)?,
            office_name: object.string("officeName", Text::parse)?,
            debtor: object.string("debtor", Text::parse)?,
        })
    }
}

impl fmt::Debug for PaymentResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PaymentResult")
            .field("payment_token", &self.payment_token)
            .field("fiscal_code", &self.fiscal_code)
            .field("creditor_reference_id", &self.creditor_reference_id)
            .finish_non_exhaustive()
    }
}

/// The answer with status 200 (`AddUserReceiptResponse`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendPaymentResultV2Res {
    /// Whether the result was recorded.
    pub outcome: Outcome,
}

impl SendPaymentResultV2Res {
    /// Reads a body.
    pub fn decode(bytes: &[u8]) -> Result<Self, InvalidMember> {
        let outcome = Object::from_body(bytes)?.string("outcome", Outcome::parse)?;
        Ok(Self { outcome })
    }

    /// Writes a body.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        to_json(self)
    }
}
