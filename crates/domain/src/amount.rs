use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Invalid, Reason};

/// An amount in euro cents, 0 to 999 999 999.99 euro (XSD `stAmount`).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "u64", into = "u64")]
pub struct Amount(u64);

impl Amount {
    /// No money.
    pub const ZERO: Self = Self(0);
    /// 999 999 999.99 euro.
    pub const MAX: Self = Self(99_999_999_999);

    /// An amount of `cents` euro cents.
    pub const fn from_cents(cents: u64) -> Result<Self, Invalid> {
        if cents > Self::MAX.0 {
            return Err(Invalid::new("amount", Reason::OutOfRange));
        }
        Ok(Self(cents))
    }

    /// Reads the decimal form of the SOAP messages, `\d+\.\d{2}`.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        let malformed = Invalid::new("amount", Reason::Malformed);
        let (euro, cents) = value.split_once('.').ok_or(malformed)?;
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(euro) || cents.len() != 2 || !digits(cents) {
            return Err(malformed);
        }
        // Leading zeros are legal; more than nine significant digits cannot be in range.
        let euro = euro.trim_start_matches('0');
        if euro.len() > 9 {
            return Err(Invalid::new("amount", Reason::OutOfRange));
        }
        let euro: u64 = if euro.is_empty() {
            0
        } else {
            euro.parse().map_err(|_| malformed)?
        };
        let cents: u64 = cents.parse().map_err(|_| malformed)?;
        Self::from_cents(euro * 100 + cents)
    }

    /// Euro cents.
    #[must_use]
    pub const fn cents(self) -> u64 {
        self.0
    }

    /// Whether this is no money at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, if it is still an amount.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::from_cents(self.0.checked_add(other.0)?).ok()
    }

    /// The difference, if it is not negative.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Some(Self(self.0.checked_sub(other.0)?))
    }

    /// The sum of many amounts, if it is still an amount.
    #[must_use]
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }
}

/// The decimal form of the SOAP messages: `1234.56`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl std::str::FromStr for Amount {
    type Err = Invalid;

    fn from_str(value: &str) -> Result<Self, Invalid> {
        Self::parse(value)
    }
}

impl TryFrom<u64> for Amount {
    type Error = Invalid;

    fn try_from(cents: u64) -> Result<Self, Invalid> {
        Self::from_cents(cents)
    }
}

impl TryFrom<i64> for Amount {
    type Error = Invalid;

    fn try_from(cents: i64) -> Result<Self, Invalid> {
        let cents = u64::try_from(cents).map_err(|_| Invalid::new("amount", Reason::OutOfRange))?;
        Self::from_cents(cents)
    }
}

impl From<Amount> for u64 {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

impl From<Amount> for i64 {
    fn from(amount: Amount) -> Self {
        // The range ends at 99 999 999 999.
        Self::try_from(amount.0).unwrap_or(Self::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parsing_what_was_printed_gives_the_same_amount(cents in 0..=Amount::MAX.0) {
            let amount = Amount::from_cents(cents).unwrap();
            prop_assert_eq!(Amount::parse(&amount.to_string()).unwrap(), amount);
        }

        #[test]
        fn any_text_is_parsed_or_refused_without_panic(text in ".{0,20}") {
            if let Ok(amount) = Amount::parse(&text) {
                let printed = amount.to_string();
                prop_assert_eq!(printed.trim_start_matches('0'), text.trim_start_matches('0'));
            }
        }
    }

    #[test]
    fn the_schema_s_edges_are_respected() {
        assert_eq!(Amount::parse("999999999.99").unwrap(), Amount::MAX);
        assert_eq!(
            Amount::parse("0000000000000000999999999.99").unwrap(),
            Amount::MAX
        );
        assert_eq!(
            Amount::parse("1000000000.00").unwrap_err().reason,
            Reason::OutOfRange
        );
        assert_eq!(Amount::parse("0.00").unwrap(), Amount::ZERO);
        for bad in [
            "", "1", "1.", ".10", "1.0", "1.000", "-1.00", "+1.00", "1,00", " 1.00", "١.00",
        ] {
            assert_eq!(
                Amount::parse(bad).unwrap_err().reason,
                Reason::Malformed,
                "{bad}"
            );
        }
    }

    #[test]
    fn sums_do_not_leave_the_range() {
        assert_eq!(Amount::MAX.checked_add(Amount(1)), None);
        assert_eq!(Amount(1).checked_sub(Amount(2)), None);
        assert_eq!(Amount::checked_sum([Amount(1), Amount(2)]), Some(Amount(3)));
    }
}
