use std::fmt;

use domain::{Invalid, Reason};
use serde::{Deserialize, Serialize};

/// The code of a payment type ("tipo versamento"): 2 to 4 capital letters, as `CP` or `PPAL`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PaymentMethod(String);

impl PaymentMethod {
    /// Payment by card.
    pub const CARD: &'static str = "CP";

    /// Reads a code; whether a PSP offers it is told by the bundles.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        if (2..=4).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_uppercase()) {
            Ok(Self(value.into()))
        } else {
            Err(Invalid::new("paymentMethod", Reason::Malformed))
        }
    }

    /// Payment by card.
    #[must_use]
    pub fn card() -> Self {
        Self(Self::CARD.into())
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is payment by card, the one for which "on us" has a meaning.
    #[must_use]
    pub fn is_card(&self) -> bool {
        self.0 == Self::CARD
    }
}

impl TryFrom<String> for PaymentMethod {
    type Error = Invalid;

    fn try_from(value: String) -> Result<Self, Invalid> {
        Self::parse(&value)
    }
}

impl From<PaymentMethod> for String {
    fn from(value: PaymentMethod) -> Self {
        value.0
    }
}

impl std::str::FromStr for PaymentMethod {
    type Err = Invalid;

    fn from_str(value: &str) -> Result<Self, Invalid> {
        Self::parse(value)
    }
}

impl fmt::Display for PaymentMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PaymentMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
