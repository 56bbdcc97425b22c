use std::fmt;

use serde::{Deserialize, Serialize};

use crate::mask::string_value;
use crate::{Invalid, Reason};

/// An account number as creditors send it: 1 to 35 characters (XSD `stIBAN` of `paForNode`).
///
/// The stricter forms are predicates: [`Self::fits_psp_messages`] for what may be sent to a PSP,
/// [`Self::is_valid`] for registration in the portal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iban(String);

string_value!(Iban);

impl Iban {
    /// Accepts 1 to 35 characters.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        match value.chars().count() {
            0 => Err(Invalid::new("IBAN", Reason::TooShort(1))),
            1..=35 => Ok(Self(value.into())),
            _ => Err(Invalid::new("IBAN", Reason::TooLong(35))),
        }
    }

    /// Whether the schemas of PSP messages accept it:
    /// `[a-zA-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}`.
    #[must_use]
    pub fn fits_psp_messages(&self) -> bool {
        let bytes = self.0.as_bytes();
        (5..=34).contains(&bytes.len())
            && bytes.iter().enumerate().all(|(index, b)| match index {
                0 | 1 => b.is_ascii_alphabetic(),
                2 | 3 => b.is_ascii_digit(),
                _ => b.is_ascii_alphanumeric(),
            })
    }

    /// Whether country, length, structure and check digits (mod 97) are right.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.0.parse::<iban::Iban>().is_ok()
    }

    /// Whether the account is held at Poste Italiane (ABI 07601).
    #[must_use]
    pub fn is_postal(&self) -> bool {
        self.0.get(5..10) == Some("07601")
    }
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tail = self
            .0
            .get(self.0.len().saturating_sub(4)..)
            .unwrap_or_default();
        write!(f, "{}…{tail}", self.0.get(..4).unwrap_or_default())
    }
}

impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_use_has_its_own_strictness() {
        let good = Iban::parse("IT60X0542811101000000123456").unwrap();
        assert!(good.is_valid() && good.fits_psp_messages() && !good.is_postal());
        let wrong_check = Iban::parse("IT61X0542811101000000123456").unwrap();
        assert!(!wrong_check.is_valid() && wrong_check.fits_psp_messages());
        let odd = Iban::parse("not an iban").unwrap();
        assert!(!odd.is_valid() && !odd.fits_psp_messages());
        assert!(
            Iban::parse("IT60X0760111101000000123456")
                .unwrap()
                .is_postal()
        );
        assert!(Iban::parse("").is_err() && Iban::parse(&"I".repeat(36)).is_err());
    }

    #[test]
    fn an_account_is_masked_when_shown() {
        let account = Iban::parse("IT60X0542811101000000123456").unwrap();
        assert_eq!(account.to_string(), "IT60…3456");
    }
}
