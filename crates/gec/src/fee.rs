use domain::{Amount, BundleId, ChannelId, PspBrokerId, PspId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Abi, Bundle, PaymentMethod, TouchPoint};

/// One of the notices to be paid together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeToPay {
    /// What is due.
    pub amount: Amount,
    /// Taxonomy codes of its transfers (`0101002IM` or `9/0101002IM/`); empty when not known.
    pub transfer_categories: Vec<String>,
    /// How many of its transfers are digital stamps.
    pub stamp_count: usize,
    /// How many transfers it has; 0 when not known.
    pub transfer_count: usize,
}

impl NoticeToPay {
    /// A notice of which only the amount is known.
    #[must_use]
    pub const fn of(amount: Amount) -> Self {
        Self {
            amount,
            transfer_categories: Vec::new(),
            stamp_count: 0,
            transfer_count: 0,
        }
    }
}

/// The payment whose fees are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeQuery {
    /// 1 to [`crate::NOTICES_MAX`] notices.
    pub notices: Vec<NoticeToPay>,
    /// The payment type, or any.
    pub payment_method: Option<PaymentMethod>,
    /// The touch point; `Any` does not filter.
    pub touch_point: TouchPoint,
    /// The bank that issued the citizen's card, when its first digits tell.
    pub issuer: Option<Abi>,
    /// Whether every beneficiary has a postal account.
    pub is_all_ccp: bool,
    /// The civil date in Italy.
    pub on: Date,
}

/// A PSP that may handle the payment, with its fee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// The bundle.
    pub bundle: BundleId,
    /// Its name.
    pub bundle_name: String,
    /// The PSP.
    pub psp: PspId,
    /// The PSP's name.
    pub psp_name: String,
    /// The channel's broker.
    pub broker: PspBrokerId,
    /// The channel.
    pub channel: ChannelId,
    /// What the citizen pays for the service.
    pub fee: Amount,
    /// Whether the citizen is the PSP's own customer.
    pub on_us: bool,
}

impl Fee {
    pub(crate) fn of(bundle: &Bundle, on_us: bool) -> Self {
        Self {
            bundle: bundle.id.clone(),
            bundle_name: bundle.name.clone(),
            psp: bundle.psp.clone(),
            psp_name: bundle.psp_name.clone(),
            broker: bundle.broker.clone(),
            channel: bundle.channel.clone(),
            fee: bundle.fee,
            on_us,
        }
    }
}
