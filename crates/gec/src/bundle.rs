use std::sync::Arc;

use domain::{Amount, BundleId, ChannelId, Invalid, PspBrokerId, PspId, Reason};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{PaymentMethod, TouchPoint};

/// The code of a bank: 5 letters or digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Abi(String);

impl Abi {
    /// Reads a code.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        if value.len() == 5 && value.bytes().all(|b| b.is_ascii_alphanumeric()) {
            Ok(Self(value.into()))
        } else {
            Err(Invalid::new("abi", Reason::Malformed))
        }
    }
}

impl TryFrom<String> for Abi {
    type Error = Invalid;

    fn try_from(value: String) -> Result<Self, Invalid> {
        Self::parse(&value)
    }
}

impl From<Abi> for String {
    fn from(value: Abi) -> Self {
        value.0
    }
}

/// What a bundle says of digital stamps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stamps {
    /// It handles no stamps.
    #[default]
    None,
    /// It handles stamps, also beside other transfers.
    Some,
    /// It handles payments made of stamps only.
    Only,
}

/// A PSP's offer: its fee for the payments that fit. Here every bundle is global.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Its identifier.
    pub id: BundleId,
    /// The PSP.
    pub psp: PspId,
    /// The PSP's name, as shown to citizens.
    pub psp_name: String,
    /// The broker of the channel.
    pub broker: PspBrokerId,
    /// The channel that receives the payment.
    pub channel: ChannelId,
    /// The PSP's bank code.
    pub abi: Abi,
    /// The bundle's name.
    pub name: String,
    /// The bundle's description.
    pub description: String,
    /// The fee.
    pub fee: Amount,
    /// Payments must be of more than this.
    pub amount_min: Amount,
    /// Payments may be of no more than this.
    pub amount_max: Amount,
    /// The payment type, or any.
    pub payment_method: Option<PaymentMethod>,
    /// The touch point, or any.
    pub touch_point: TouchPoint,
    /// Taxonomy codes, or any.
    pub transfer_categories: Option<Vec<String>>,
    /// Digital stamps.
    pub stamps: Stamps,
    /// Whether it holds only for the PSP's own customers.
    pub on_us: bool,
    /// Whether it may pay several notices together.
    pub cart: bool,
    /// First day.
    pub valid_from: Date,
    /// Last day, or open.
    pub valid_to: Option<Date>,
}

/// The published bundles; the registry's snapshot implements it.
pub trait Bundles: Send + Sync {
    /// All of them; validity is checked by the caller.
    fn snapshot(&self) -> Arc<[Bundle]>;
}

/// A fixed list.
impl Bundles for Arc<[Bundle]> {
    fn snapshot(&self) -> Arc<[Bundle]> {
        Arc::clone(self)
    }
}
