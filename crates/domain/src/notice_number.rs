use std::fmt;

use serde::{Deserialize, Serialize};

use crate::mask::string_value;
use crate::{Invalid, Iuv, Reason};

/// The number of a payment notice (NAV): 18 digits (XSD `stNoticeNumber`).
///
/// The first digit, the aux digit, tells how the others are read ("Specifiche attuative dei codici
/// identificativi"). Any 18 digits are accepted; aux digits beyond 3 simply resolve to no station.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NoticeNumber(String);

string_value!(NoticeNumber);

/// How the digits after the first are read, with the code that selects the creditor's station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AuxDigit {
    /// `0`: application code (2), IUV base (13), check digits (2).
    Zero {
        /// Two digits.
        application_code: u8,
    },
    /// `1`: IUV (17) without check digits.
    One,
    /// `2`: IUV base (15) and check digits (2).
    Two,
    /// `3`: segregation code (2), IUV base (13), check digits (2).
    Three {
        /// Two digits.
        segregation_code: u8,
    },
}

impl NoticeNumber {
    /// Accepts any 18 digits.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        if value.len() == 18 && value.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(value.into()))
        } else {
            Err(Invalid::new("noticeNumber", Reason::Malformed))
        }
    }

    /// The layout, or `None` for an aux digit that no scheme defines.
    #[must_use]
    pub fn aux_digit(&self) -> Option<AuxDigit> {
        let code = self.digits(1, 3).parse().ok()?;
        match self.digits(0, 1) {
            "0" => Some(AuxDigit::Zero {
                application_code: code,
            }),
            "1" => Some(AuxDigit::One),
            "2" => Some(AuxDigit::Two),
            "3" => Some(AuxDigit::Three {
                segregation_code: code,
            }),
            _ => None,
        }
    }

    /// The IUV inside the number (the creditor reference), or `None` for an unknown aux digit.
    #[must_use]
    pub fn iuv(&self) -> Option<Iuv> {
        let iuv = match self.aux_digit()? {
            AuxDigit::Zero { .. } => self.digits(3, 18),
            AuxDigit::One | AuxDigit::Two | AuxDigit::Three { .. } => self.digits(1, 18),
        };
        Iuv::parse(iuv).ok()
    }

    /// Whether the last two digits are the number's other digits modulo 93; `None` for layouts
    /// without check digits. The node never refuses a notice for this.
    #[must_use]
    pub fn has_valid_check_digits(&self) -> Option<bool> {
        match self.aux_digit()? {
            AuxDigit::One => None,
            AuxDigit::Zero { .. } | AuxDigit::Two | AuxDigit::Three { .. } => {
                let number: u64 = self.digits(0, 16).parse().ok()?;
                Some(format!("{:02}", number % 93) == self.digits(16, 18))
            }
        }
    }

    /// The number in groups of four digits, as printed on notices.
    #[must_use]
    pub fn grouped(&self) -> String {
        let mut text = String::with_capacity(22);
        for (index, c) in self.0.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                text.push(' ');
            }
            text.push(c);
        }
        text
    }

    fn digits(&self, from: usize, to: usize) -> &str {
        self.0.get(from..to).unwrap_or_default()
    }
}

impl fmt::Display for NoticeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for NoticeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn notice(text: &str) -> NoticeNumber {
        NoticeNumber::parse(text).unwrap()
    }

    #[test]
    fn each_layout_gives_its_iuv_and_station_code() {
        let three = notice("302000000001234559");
        assert_eq!(
            three.aux_digit(),
            Some(AuxDigit::Three {
                segregation_code: 2
            })
        );
        assert_eq!(three.iuv().unwrap().as_str(), "02000000001234559");
        let zero = notice("002000000001234559");
        assert_eq!(
            zero.aux_digit(),
            Some(AuxDigit::Zero {
                application_code: 2
            })
        );
        assert_eq!(zero.iuv().unwrap().as_str(), "000000001234559");
        assert_eq!(
            notice("102000000001234559").aux_digit(),
            Some(AuxDigit::One)
        );
        assert_eq!(
            notice("202000000001234559").iuv().unwrap().as_str(),
            "02000000001234559"
        );
        assert_eq!(notice("902000000001234559").aux_digit(), None);
        assert_eq!(notice("902000000001234559").iuv(), None);
    }

    #[test]
    fn check_digits_are_the_rest_modulo_93() {
        assert_eq!(
            notice("302000000001234559").has_valid_check_digits(),
            Some(true)
        );
        assert_eq!(
            notice("302000000006789083").has_valid_check_digits(),
            Some(true)
        );
        assert_eq!(
            notice("302000000001234558").has_valid_check_digits(),
            Some(false)
        );
        assert_eq!(notice("102000000001234559").has_valid_check_digits(), None);
    }

    #[test]
    fn a_number_is_printed_in_groups_of_four() {
        assert_eq!(
            notice("302000000001234559").grouped(),
            "3020 0000 0001 2345 59"
        );
    }

    proptest! {
        #[test]
        fn only_eighteen_digits_are_accepted(text in "\\PC{0,20}") {
            let is_notice = text.len() == 18 && text.bytes().all(|b| b.is_ascii_digit());
            prop_assert_eq!(NoticeNumber::parse(&text).is_ok(), is_notice);
        }

        #[test]
        fn one_wrong_digit_is_noticed_by_the_check_digits(
            base in 0u64..1_000_000_000_000_000, place in 1usize..16, shift in 1u8..10
        ) {
            let number = format!("3{base:015}");
            let check = number.parse::<u64>().unwrap() % 93;
            let good = format!("{number}{check:02}");
            prop_assert_eq!(notice(&good).has_valid_check_digits(), Some(true));
            let mut digits = good.into_bytes();
            digits[place] = b'0' + (digits[place] - b'0' + shift) % 10;
            let bad = String::from_utf8(digits).unwrap();
            // 93 = 3 · 31: a change by a multiple of 93 cannot come from one digit.
            prop_assert_eq!(notice(&bad).has_valid_check_digits(), Some(false));
        }
    }
}
