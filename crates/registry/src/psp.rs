use std::collections::BTreeSet;

use domain::{ChannelId, Invalid, PspBrokerId, PspId, Reason, Text};
use serde::{Deserialize, Serialize};

use crate::{Availability, Password, PrimitiveVersion};

/// A payment service provider (`idPSP`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Psp {
    /// Its code, usually the BIC.
    pub id: PspId,
    /// Its name.
    pub name: Text<1, 70>,
    /// Its fiscal code.
    #[serde(default)]
    pub fiscal_code: Option<Text<1, 70>>,
    /// Its VAT number.
    #[serde(default)]
    pub vat_number: Option<Text<1, 20>>,
    /// Whether it may be used.
    #[serde(default)]
    pub availability: Availability,
    /// Whether it sells digital stamps.
    #[serde(default)]
    pub stamp: bool,
}

/// The broker, often the PSP itself, that runs channels (`idBrokerPSP`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PspBroker {
    /// Its code.
    pub id: PspBrokerId,
    /// Its name.
    pub name: Text<1, 140>,
    /// Whether its channels may be used.
    #[serde(default)]
    pub availability: Availability,
    /// Whether it gets the counterparty's own fault in `original*` fields.
    #[serde(default)]
    pub extended_fault_bean: bool,
}

/// How payments through a channel come about (`payment_model`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaymentModel {
    /// Started on a pagoPA touch point, one notice at a time.
    Immediate,
    /// Started on a pagoPA touch point, with several notices or beneficiaries.
    ImmediateMultibeneficiary,
    /// Started on a touch point and carried out later.
    Deferred,
    /// Started at the PSP.
    ActivatedAtPsp,
}

/// The code of a payment method at the node: 2 to 4 capital letters (`CP`, `PO`, `BPAY`, …).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PaymentType(String);

impl PaymentType {
    /// Accepts 2 to 4 capital letters.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        if (2..=4).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_uppercase()) {
            Ok(Self(value.into()))
        } else {
            Err(Invalid::new("paymentMethod", Reason::Malformed))
        }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PaymentType {
    type Error = Invalid;

    fn try_from(value: String) -> Result<Self, Invalid> {
        Self::parse(&value)
    }
}

impl From<PaymentType> for String {
    fn from(value: PaymentType) -> Self {
        value.0
    }
}

/// A channel: the point at which a PSP's broker calls the node and is called (`idChannel`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Channel {
    /// Its code, by convention `<broker>_NN`.
    pub id: ChannelId,
    /// Who runs it.
    pub broker: PspBrokerId,
    /// Whether it may be used.
    #[serde(default)]
    pub availability: Availability,
    /// How its payments come about.
    pub payment_model: PaymentModel,
    /// Which primitives it speaks.
    pub primitive_version: PrimitiveVersion,
    /// Where pspForNode answers; channels that only call have none.
    #[serde(default)]
    pub target: Option<String>,
    /// The password of its own calls to the node.
    pub password: Password,
    /// Whether it can pass on digital stamps.
    #[serde(default)]
    pub digital_stamp: bool,
    /// Milliseconds to wait for an answer instead of the published 7 s.
    #[serde(default)]
    pub timeout_ms: Option<u32>,
}

/// A PSP's use of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChannelLink {
    /// Whose payments.
    pub psp: PspId,
    /// Through which channel.
    pub channel: ChannelId,
    /// With which methods.
    #[serde(default)]
    pub payment_types: BTreeSet<PaymentType>,
}
