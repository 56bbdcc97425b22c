use domain::{Amount, CreditorFiscalCode, FiscalCode, Iban, NoticeNumber};
use serde::{Deserialize, Serialize};

/// What a field must hold; the same on both sides of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// Anything but nothing.
    Filled,
    /// 18 digits.
    NoticeNumber,
    /// 11 digits.
    CreditorFiscalCode,
    /// 16 characters of a person or 11 digits.
    FiscalCode,
    /// An address like `name@host.tld`.
    Email,
    /// An IBAN with valid check digits.
    Iban,
    /// An amount in euro, with a comma.
    Amount,
}

impl Rule {
    /// Whether `value`, after [`Self::tidy`], is what the field asks for.
    #[must_use]
    pub fn accepts(self, value: &str) -> bool {
        let value = self.tidy(value);
        match self {
            Self::Filled => !value.is_empty(),
            Self::NoticeNumber => NoticeNumber::parse(&value).is_ok(),
            Self::CreditorFiscalCode => CreditorFiscalCode::parse(&value).is_ok(),
            Self::FiscalCode => FiscalCode::parse(&value).is_ok(),
            Self::Email => is_email(&value),
            Self::Iban => Iban::parse(&value).is_ok(),
            Self::Amount => Amount::parse(&value).is_ok(),
        }
    }

    /// The value without what people add to read it: spaces in codes, the dots and the comma of
    /// an amount.
    #[must_use]
    pub fn tidy(self, value: &str) -> String {
        match self {
            Self::Filled | Self::Email => value.trim().into(),
            Self::NoticeNumber | Self::CreditorFiscalCode => without_spaces(value),
            Self::FiscalCode | Self::Iban => without_spaces(value).to_ascii_uppercase(),
            Self::Amount => tidy_amount(&without_spaces(value)),
        }
    }

    /// The value as it is easiest to read and check; untouched if it is not acceptable.
    #[must_use]
    pub fn shown(self, value: &str) -> String {
        let tidied = self.tidy(value);
        match self {
            Self::NoticeNumber => match NoticeNumber::parse(&tidied) {
                Ok(number) => number.grouped(),
                Err(_) => value.into(),
            },
            Self::FiscalCode if self.accepts(value) => tidied,
            Self::Iban if self.accepts(value) => grouped(&tidied),
            _ => value.into(),
        }
    }
}

fn without_spaces(value: &str) -> String {
    value.chars().filter(|c| !c.is_whitespace()).collect()
}

fn grouped(code: &str) -> String {
    let mut text = String::with_capacity(code.len() + code.len() / 4);
    for (index, c) in code.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            text.push(' ');
        }
        text.push(c);
    }
    text
}

/// `1.234,5` becomes `1234.50`: the dot groups thousands and the comma begins the cents, unless
/// there is no comma and a dot is followed by one or two digits.
fn tidy_amount(value: &str) -> String {
    let value = value.trim_end_matches('€');
    let (euro, cents) = match value.rsplit_once(',') {
        Some(parts) => parts,
        None => match value.rsplit_once('.') {
            Some((euro, cents)) if cents.len() <= 2 => (euro, cents),
            _ => (value, ""),
        },
    };
    let euro: String = euro.chars().filter(|c| *c != '.').collect();
    format!("{euro}.{cents:0<2}")
}

/// Common sense, not RFC 5322: a name, one at sign, a host with a dot and a domain of two letters
/// or more. The mail that arrives is the real check.
fn is_email(value: &str) -> bool {
    const LENGTH_MAX: usize = 254;
    let Some((name, host)) = value.split_once('@') else {
        return false;
    };
    let is_host_part =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-');
    let last = host.rsplit('.').next().unwrap_or_default();
    value.len() <= LENGTH_MAX
        && !name.is_empty()
        && !value
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>,;\"()".contains(c))
        && host.contains('.')
        && host.split('.').all(is_host_part)
        && last.chars().count() >= 2
        && last.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_number_may_be_typed_with_spaces_and_is_shown_in_groups() {
        assert!(Rule::NoticeNumber.accepts("3020 0000 0001 2345 59"));
        assert_eq!(
            Rule::NoticeNumber.shown("302000000001234559"),
            "3020 0000 0001 2345 59"
        );
        assert_eq!(Rule::NoticeNumber.shown("3020"), "3020");
        assert!(!Rule::NoticeNumber.accepts("30200000000123455"));
    }

    #[test]
    fn an_amount_may_be_typed_as_italians_and_as_others_write_it() {
        for (typed, cents) in [
            ("1.234,56", 123_456),
            ("1234,5", 123_450),
            ("10", 1_000),
            ("10.5", 1_050),
            ("1.234", 123_400),
            ("1.234,56 €", 123_456),
        ] {
            let amount = Amount::parse(&Rule::Amount.tidy(typed)).unwrap();
            assert_eq!(amount.cents(), cents, "{typed}");
        }
        for bad in ["", ",", "-1", "1,234", "a", "1e3"] {
            assert!(!Rule::Amount.accepts(bad), "{bad}");
        }
    }

    #[test]
    fn an_address_needs_a_name_and_a_host_with_a_domain() {
        for good in ["a@b.it", "nome.cognome+x@sub.example.org"] {
            assert!(Rule::Email.accepts(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.it",
            "a@b.i",
            "a@b..it",
            "a b@c.it",
            "a@b.it, c@d.it",
        ] {
            assert!(!Rule::Email.accepts(bad), "{bad}");
        }
    }

    #[test]
    fn a_person_s_fiscal_code_is_shown_in_capitals() {
        assert_eq!(
            Rule::FiscalCode.shown("rssmra80a01h501u"),
            "RSSMRA80A01H501U"
        );
    }
}
