use std::fmt;

use serde::{Deserialize, Serialize};

use crate::mask::{mask, string_value};
use crate::{Invalid, Reason};

/// The fiscal code of a creditor institution: 11 digits (XSD `stFiscalCodePA`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditorFiscalCode(String);

string_value!(CreditorFiscalCode);

impl CreditorFiscalCode {
    /// Accepts any 11 digits; see [`Self::has_valid_check_digit`] for the stricter rule.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        if value.len() == 11 && value.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(value.into()))
        } else {
            Err(Invalid::new("fiscalCode", Reason::Malformed))
        }
    }

    /// Whether the last digit is the right check digit. Test creditors such as 77777777777 need
    /// not have one.
    #[must_use]
    pub fn has_valid_check_digit(&self) -> bool {
        company_check_digit_is_valid(&self.0)
    }
}

// An institution's code is public: it is on every notice.
impl fmt::Display for CreditorFiscalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CreditorFiscalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The fiscal code of a person (16 characters) or of a company (11 digits).
///
/// `Debug` and `Display` mask it; [`Self::expose`] gives the value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FiscalCode(String);

impl FiscalCode {
    /// Accepts 16 letters and digits in a person's layout (the letters that stand for digits in
    /// codes of homonyms included) or 11 digits. Lower-case letters become capitals.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        let value = value.to_ascii_uppercase();
        let is_company = value.len() == 11 && value.bytes().all(|b| b.is_ascii_digit());
        if is_company || has_person_layout(&value) {
            Ok(Self(value))
        } else {
            Err(Invalid::new("fiscalCode", Reason::Malformed))
        }
    }

    /// The code in clear. The caller decides where it may go.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it belongs to a natural person.
    #[must_use]
    pub fn is_person(&self) -> bool {
        self.0.len() == 16
    }

    /// Whether the check character (16) or digit (11) is right.
    #[must_use]
    pub fn has_valid_check_character(&self) -> bool {
        if self.is_person() {
            person_check_character(&self.0) == self.0.chars().last()
        } else {
            company_check_digit_is_valid(&self.0)
        }
    }
}

impl fmt::Display for FiscalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mask(&self.0, if self.is_person() { 6 } else { 3 }))
    }
}

impl fmt::Debug for FiscalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::str::FromStr for FiscalCode {
    type Err = Invalid;

    fn from_str(value: &str) -> Result<Self, Invalid> {
        Self::parse(value)
    }
}

impl TryFrom<String> for FiscalCode {
    type Error = Invalid;

    fn try_from(value: String) -> Result<Self, Invalid> {
        Self::parse(&value)
    }
}

impl From<FiscalCode> for String {
    fn from(value: FiscalCode) -> Self {
        value.0
    }
}

/// `LLLLLLNNLNNLNNNL`, where the letters LMNPQRSTUV may stand for the digits 0–9 (omocodia).
fn has_person_layout(code: &str) -> bool {
    const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
    code.len() == 16
        && code.bytes().enumerate().all(|(index, b)| {
            if DIGITS.contains(&index) {
                b.is_ascii_digit() || b"LMNPQRSTUV".contains(&b)
            } else {
                b.is_ascii_uppercase()
            }
        })
}

/// Check character of a person's code (D.M. 23 December 1976): values of the characters in odd
/// places from a table, those in even places by rank, sum modulo 26.
fn person_check_character(code: &str) -> Option<char> {
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ];
    let mut sum = 0;
    for (index, c) in code.chars().take(15).enumerate() {
        let rank = c.to_digit(36)?;
        let rank = if rank >= 10 { rank - 10 } else { rank };
        sum += if index % 2 == 0 {
            *ODD.get(usize::try_from(rank).ok()?)?
        } else {
            rank
        };
    }
    char::from_u32(u32::from(b'A') + sum % 26)
}

/// Check digit of an 11-digit code (the Luhn formula).
fn company_check_digit_is_valid(code: &str) -> bool {
    let sum: u32 = code
        .chars()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(index, digit)| match (index % 2, digit * 2) {
            (0, _) => digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_person_s_check_character_is_computed() {
        for good in ["RSSMRA80A01H501U", "MRTMTT91D08F205J", "rssmra80a01h501u"] {
            let code = FiscalCode::parse(good).unwrap();
            assert!(code.has_valid_check_character(), "{good}");
        }
        assert!(
            !FiscalCode::parse("RSSMRA80A01H501A")
                .unwrap()
                .has_valid_check_character()
        );
    }

    #[test]
    fn a_homonym_s_code_has_letters_for_digits() {
        assert!(FiscalCode::parse("RSSMRA80A01H50MB").is_ok());
        assert!(FiscalCode::parse("RSSMRAA0A01H501U").is_err());
    }

    #[test]
    fn a_company_s_check_digit_is_a_hint_only() {
        assert!(
            CreditorFiscalCode::parse("00488410010")
                .unwrap()
                .has_valid_check_digit()
        );
        let test_creditor = CreditorFiscalCode::parse("77777777777").unwrap();
        assert!(!test_creditor.has_valid_check_digit());
        assert!(CreditorFiscalCode::parse("7777777777").is_err());
        assert!(CreditorFiscalCode::parse("7777777777A").is_err());
    }

    #[test]
    fn a_person_s_code_is_masked_when_shown() {
        let code = FiscalCode::parse("RSSMRA80A01H501U").unwrap();
        assert_eq!(
            format!("{code} {code:?}"),
            "RSSMRA********** RSSMRA**********"
        );
        assert_eq!(code.expose(), "RSSMRA80A01H501U");
    }

    proptest! {
        #[test]
        fn changing_one_digit_breaks_a_company_s_check_digit(
            base in proptest::collection::vec(0u32..10, 10), place in 0usize..10, shift in 1u32..10
        ) {
            let print = |digits: &[u32], check: u32| {
                digits.iter().chain([&check]).map(ToString::to_string).collect::<String>()
            };
            let check = (0..10)
                .find(|c| company_check_digit_is_valid(&print(&base, *c)))
                .unwrap();
            let mut changed = base.clone();
            changed[place] = (changed[place] + shift) % 10;
            prop_assert!(!company_check_digit_is_valid(&print(&changed, check)));
        }
    }
}
