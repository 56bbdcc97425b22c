use std::fmt;

use domain::{EmailAddress, FiscalCode, Text};

/// A given or family name as the provider attests it.
pub type PersonName = Text<1, 255>;

/// A natural person, known by fiscal number whatever provider attests it.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The fiscal number without the prefix `TINIT-`.
    pub fiscal_code: FiscalCode,
    /// Given name.
    pub given_name: PersonName,
    /// Family name.
    pub family_name: PersonName,
    /// E-mail address, never used to recognise the person.
    pub email: Option<EmailAddress>,
}

// Names, addresses and fiscal codes stay out of logs.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("fiscal_code", &self.fiscal_code)
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// Removes the country prefix of a SPID fiscal number. Only Italian numbers of natural persons are
/// known here: `TINIT-` and 16 characters (SPID attribute `fiscalNumber`).
pub(crate) fn parse_fiscal_number(value: &str) -> Option<FiscalCode> {
    let code = value.strip_prefix("TINIT-").unwrap_or(value);
    FiscalCode::parse(code).ok().filter(FiscalCode::is_person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_country_prefix_is_removed() {
        for given in [
            "TINIT-RSSMRA80A01H501U",
            "RSSMRA80A01H501U",
            "TINIT-rssmra80a01h501u",
        ] {
            assert_eq!(
                parse_fiscal_number(given).unwrap().expose(),
                "RSSMRA80A01H501U"
            );
        }
        for bad in ["TINFR-RSSMRA80A01H501U", "TINIT-00488410010", "", "TINIT-"] {
            assert_eq!(parse_fiscal_number(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_person_is_masked_in_logs() {
        let person = Person {
            fiscal_code: FiscalCode::parse("RSSMRA80A01H501U").unwrap(),
            given_name: PersonName::parse("Mario").unwrap(),
            family_name: PersonName::parse("Rossi").unwrap(),
            email: Some(EmailAddress::parse("mario.rossi@example.org").unwrap()),
        };
        let shown = format!("{person:?}");
        for secret in ["RSSMRA80", "Mario", "Rossi", "mario.rossi"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
