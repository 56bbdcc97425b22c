//! `closePayment` v2: a touch point closes a transaction of 1 to 5 payments.

use std::collections::BTreeMap;
use std::fmt;

use domain::{
    Amount, BundleId, ChannelId, Metadata, MetadataEntry, Outcome, PspBrokerId, PspId, Text,
    TransactionId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::rest::object::{Euro, Object, UniqueMembers, to_json};
use crate::rest::{InvalidMember, TransactionDetails};
use crate::{METADATA_ENTRIES_MAX, PAYMENT_TOKENS_MAX};

/// The request (`ClosePaymentRequestV2`). `Debug` shows neither tokens nor personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct ClosePaymentV2Req {
    /// Of which payments: 1 to 5. The contract has 36 characters where the node's tokens have at
    /// most 35; a longer one names no payment.
    pub payment_tokens: Vec<Text<1, 36>>,
    /// The touch point's transaction.
    pub transaction_id: TransactionId,
    /// With outcome `OK` the particulars; `None` is outcome `KO`, of which nothing else is read.
    pub details: Option<Box<ClosePaymentDetails>>,
}

/// How a transaction was authorised. `Debug` hides what the gateway told.
#[derive(Clone, PartialEq, Eq)]
pub struct ClosePaymentDetails {
    /// The PSP.
    pub id_psp: PspId,
    /// Its broker.
    pub id_broker_psp: PspBrokerId,
    /// The channel.
    pub id_channel: ChannelId,
    /// With what: `CP`, `PPAL`, …
    pub payment_method: Text<1, 35>,
    /// What the payer pays, with the fee.
    pub total_amount: Amount,
    /// The fee.
    pub fee: Amount,
    /// The part of the fee that the creditor bears; not in the contract, but sent.
    pub primary_ci_incurred_fee: Option<Amount>,
    /// The PSP's bundle behind the fee.
    pub id_bundle: Option<BundleId>,
    /// The creditor's bundle behind the fee; not in the contract, but sent.
    pub id_ci_bundle: Option<BundleId>,
    /// When the payer authorised.
    pub timestamp_operation: Timestamp,
    /// What the gateway told, as strings; which members it has depends on the method.
    pub additional_payment_informations: BTreeMap<String, String>,
    /// What the touch point tells of its transaction.
    pub transaction_details: TransactionDetails,
}

/// What every method's `additionalPaymentInformations` must have.
const INFORMATIONS: &[&str] = &["fee", "totalAmount", "timestampOperation"];

/// What a method's `additionalPaymentInformations` must have besides (the contract's
/// discriminator); `None` for a method that the contract does not know.
fn own_informations(payment_method: &str) -> Option<&'static [&'static str]> {
    Some(match payment_method {
        "CP" => &["outcomePaymentGateway"],
        "RBPR" | "RBPB" | "RBPP" | "RPIC" | "RBPS" => &["idTransaction", "idPSPTransaction"],
        "PPAL" => &["transactionId", "pspTransactionId"],
        "BPAY" => &[
            "transactionId",
            "outcomePaymentGateway",
            "authorizationCode",
        ],
        "MYBK" => &[
            "transactionId",
            "myBankTransactionId",
            "validationServiceId",
        ],
        "SATY" => &["satispayTransactionId"],
        "APPL" => &["rrn", "authorizationCode"],
        _ => return None,
    })
}

impl ClosePaymentV2Req {
    /// Reads a body; the first wrong member in the contract's order is told.
    pub fn decode(bytes: &[u8]) -> Result<Self, InvalidMember> {
        let object = Object::from_body(bytes)?;
        let payment_tokens = payment_tokens(&object)?;
        let outcome = object.string("outcome", Outcome::parse)?;
        match outcome {
            Outcome::Ko => Ok(Self {
                payment_tokens,
                transaction_id: object.string("transactionId", TransactionId::parse)?,
                details: None,
            }),
            Outcome::Ok => {
                let (transaction_id, details) = ClosePaymentDetails::read(&object)?;
                Ok(Self {
                    payment_tokens,
                    transaction_id,
                    details: Some(Box::new(details)),
                })
            }
        }
    }

    /// Writes a body.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let details = self.details.as_deref();
        to_json(&Body {
            payment_tokens: &self.payment_tokens,
            outcome: self.outcome(),
            transaction_id: &self.transaction_id,
            details: details.map(DetailsBody::from),
        })
    }

    /// `OK` when there are details.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.details.is_some() {
            Outcome::Ok
        } else {
            Outcome::Ko
        }
    }
}

fn payment_tokens(object: &Object<'_>) -> Result<Vec<Text<1, 36>>, InvalidMember> {
    let tokens: Vec<Text<1, 36>> = object.json("paymentTokens")?;
    if (1..=PAYMENT_TOKENS_MAX).contains(&tokens.len()) {
        Ok(tokens)
    } else {
        Err(InvalidMember("paymentTokens"))
    }
}

impl ClosePaymentDetails {
    fn read(object: &Object<'_>) -> Result<(TransactionId, Self), InvalidMember> {
        let id_psp = object.string("idPSP", PspId::parse)?;
        let id_broker_psp = object.string("idBrokerPSP", PspBrokerId::parse)?;
        let id_channel = object.string("idChannel", ChannelId::parse)?;
        let payment_method: Text<1, 35> = object.string("paymentMethod", Text::parse)?;
        let transaction_id = object.string("transactionId", TransactionId::parse)?;
        let details = Self {
            id_psp,
            id_broker_psp,
            id_channel,
            total_amount: object.amount("totalAmount")?,
            fee: object.amount("fee")?,
            primary_ci_incurred_fee: object.optional_amount("primaryCiIncurredFee")?,
            id_bundle: object.optional_string("idBundle", BundleId::parse)?,
            id_ci_bundle: object.optional_string("idCiBundle", BundleId::parse)?,
            timestamp_operation: object.timestamp("timestampOperation")?,
            additional_payment_informations: additional(object, &payment_method)?,
            transaction_details: object
                .json("transactionDetails")
                .ok()
                .and_then(TransactionDetails::from_json)
                .ok_or(InvalidMember("transactionDetails"))?,
            payment_method,
        };
        Ok((transaction_id, details))
    }

    /// What the gateway told, for `pspNotifyPaymentV2`: at most 15 entries, without those that
    /// are empty, each value cut to 140 characters.
    #[must_use]
    pub fn additional_metadata(&self) -> Metadata {
        self.additional_payment_informations
            .iter()
            .filter_map(|(key, value)| {
                Some(MetadataEntry {
                    key: Text::truncated(key)?,
                    value: Text::truncated(value)?,
                })
            })
            .take(METADATA_ENTRIES_MAX)
            .collect()
    }
}

fn additional(
    object: &Object<'_>,
    payment_method: &Text<1, 35>,
) -> Result<BTreeMap<String, String>, InvalidMember> {
    const NAME: &str = "additionalPaymentInformations";
    let members: UniqueMembers<Option<String>> = object.json(NAME)?;
    let members: BTreeMap<String, String> = members
        .0
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .collect();
    let is_complete = own_informations(payment_method.as_str()).is_none_or(|own| {
        let mut required = INFORMATIONS.iter().chain(own);
        required.all(|name| members.contains_key(*name))
    });
    if is_complete {
        Ok(members)
    } else {
        Err(InvalidMember(NAME))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    payment_tokens: &'a [Text<1, 36>],
    outcome: Outcome,
    transaction_id: &'a TransactionId,
    #[serde(flatten)]
    details: Option<DetailsBody<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DetailsBody<'a> {
    #[serde(rename = "idPSP")]
    id_psp: &'a PspId,
    #[serde(rename = "idBrokerPSP")]
    id_broker_psp: &'a PspBrokerId,
    id_channel: &'a ChannelId,
    payment_method: &'a Text<1, 35>,
    total_amount: Euro,
    fee: Euro,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_ci_incurred_fee: Option<Euro>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_bundle: Option<&'a BundleId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_ci_bundle: Option<&'a BundleId>,
    timestamp_operation: Timestamp,
    additional_payment_informations: &'a BTreeMap<String, String>,
    transaction_details: &'a Value,
}

impl<'a> From<&'a ClosePaymentDetails> for DetailsBody<'a> {
    fn from(details: &'a ClosePaymentDetails) -> Self {
        Self {
            id_psp: &details.id_psp,
            id_broker_psp: &details.id_broker_psp,
            id_channel: &details.id_channel,
            payment_method: &details.payment_method,
            total_amount: Euro(details.total_amount),
            fee: Euro(details.fee),
            primary_ci_incurred_fee: details.primary_ci_incurred_fee.map(Euro),
            id_bundle: details.id_bundle.as_ref(),
            id_ci_bundle: details.id_ci_bundle.as_ref(),
            timestamp_operation: details.timestamp_operation,
            additional_payment_informations: &details.additional_payment_informations,
            transaction_details: details.transaction_details.as_json(),
        }
    }
}

impl fmt::Debug for ClosePaymentV2Req {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClosePaymentV2Req")
            .field("transaction_id", &self.transaction_id)
            .field("payment_tokens", &self.payment_tokens.len())
            .field("details", &self.details)
            .finish()
    }
}

impl fmt::Debug for ClosePaymentDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClosePaymentDetails")
            .field("id_psp", &self.id_psp)
            .field("id_channel", &self.id_channel)
            .field("payment_method", &self.payment_method)
            .field("total_amount", &self.total_amount)
            .field("fee", &self.fee)
            .finish_non_exhaustive()
    }
}

/// The answer: status 200 with `OK`, or 400, 404, 422 with `KO` and a description.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosePaymentV2Res {
    /// Whether the closure was accepted.
    pub outcome: Outcome,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl ClosePaymentV2Res {
    /// Accepted.
    #[must_use]
    pub const fn accepted() -> Self {
        Self {
            outcome: Outcome::Ok,
            description: None,
        }
    }

    /// Refused.
    #[must_use]
    pub fn refused(description: impl Into<String>) -> Self {
        Self {
            outcome: Outcome::Ko,
            description: Some(description.into()),
        }
    }

    /// Reads a body.
    pub fn decode(bytes: &[u8]) -> Result<Self, InvalidMember> {
        let object = Object::from_body(bytes)?;
        Ok(Self {
            outcome: object.string("outcome", Outcome::parse)?,
            description: object.optional_string("description", |text| Ok(text.into()))?,
        })
    }

    /// Writes a body.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        to_json(self)
    }
}
