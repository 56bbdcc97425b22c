use std::fmt;

use serde::{Deserialize, Serialize};

use crate::mask::{mask_email, string_value};
use crate::{Invalid, Reason};

/// A mail address as people have them: a dot-atom of at most 64 characters, `@`, a host name of at
/// least two labels whose last has two letters or more; at most 254 characters in all (RFC 5321).
/// `Debug` and `Display` mask it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

string_value!(EmailAddress);

impl EmailAddress {
    /// Reads an address; quoted names, comments and address literals are refused.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        const LENGTH_MAX: usize = 254;
        let malformed = Invalid::new("email", Reason::Malformed);
        if value.len() > LENGTH_MAX {
            return Err(Invalid::new("email", Reason::TooLong(LENGTH_MAX)));
        }
        let (name, host) = value.split_once('@').ok_or(malformed)?;
        if is_name(name) && is_host(host) {
            Ok(Self(value.into()))
        } else {
            Err(malformed)
        }
    }
}

fn is_name(name: &str) -> bool {
    let is_atom = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b))
    };
    name.len() <= 64 && name.split('.').all(is_atom)
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_top = |label: &str| {
        label.starts_with("xn--")
            || (label.len() >= 2 && label.bytes().all(|b| b.is_ascii_alphabetic()))
    };
    match host.rsplit_once('.') {
        Some((rest, top)) => rest.split('.').all(is_label) && is_label(top) && is_top(top),
        None => false,
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mask_email(&self.0))
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_addresses_are_accepted_and_masked() {
        for good in [
            "mario.rossi@example.it",
            "m+pagopa@mail.example.org",
            "o'neil@example.museum",
            "a@b.xn--p1ai",
        ] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
        let address = EmailAddress::parse("mario.rossi@example.it").unwrap();
        assert_eq!(
            format!("{address} {address:?}"),
            "m***@example.it m***@example.it"
        );
        assert_eq!(address.as_str(), "mario.rossi@example.it");
    }

    #[test]
    fn what_cannot_be_delivered_is_refused() {
        let long = format!("{}@example.it", "a".repeat(65));
        for bad in [
            "",
            "mario",
            "mario@",
            "@example.it",
            "mario@example",
            "mario@example.i",
            "mario@example.12",
            "mario@@example.it",
            "mario rossi@example.it",
            ".mario@example.it",
            "mario.@example.it",
            "mario@-example.it",
            "mario@example..it",
            "mario@[127.0.0.1]",
            "mario@example.it\r\nBcc: all@example.it",
            "mariò@example.it",
            &long,
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
    }
}
