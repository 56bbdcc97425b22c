use std::fmt;

use serde::{Deserialize, Serialize};

use crate::mask::{mask, string_value};
use crate::{Invalid, Random, Reason};

/// The token of one payment attempt: 1 to 35 characters (XSD `stPaymentToken`). The node issues
/// 32 lower-case hexadecimal digits. `Debug` and `Display` mask it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PaymentToken(String);

string_value!(PaymentToken);

impl PaymentToken {
    /// Accepts 1 to 35 characters.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        match value.chars().count() {
            0 => Err(Invalid::new("paymentToken", Reason::TooShort(1))),
            1..=35 => Ok(Self(value.into())),
            _ => Err(Invalid::new("paymentToken", Reason::TooLong(35))),
        }
    }

    /// A new token of 128 random bits.
    #[must_use]
    pub fn issue(random: &dyn Random) -> Self {
        Self(random.hex::<16>())
    }
}

impl fmt::Display for PaymentToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mask(&self.0, 6))
    }
}

impl fmt::Debug for PaymentToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
