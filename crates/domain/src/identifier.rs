//! Identifiers of the actors and of their messages.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::mask::string_value;
use crate::{Invalid, Reason};

/// A newtype over 1 to `$max` characters.
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $field:literal, $max:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        string_value!($name);

        impl $name {
            #[doc = concat!("Accepts 1 to ", stringify!($max), " characters.")]
            pub fn parse(value: &str) -> Result<Self, Invalid> {
                match value.chars().count() {
                    0 => Err(Invalid::new($field, Reason::TooShort(1))),
                    1..=$max => Ok(Self(value.into())),
                    _ => Err(Invalid::new($field, Reason::TooLong($max))),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

identifier!(
    /// A payment service provider (`idPSP`), usually its BIC.
    PspId, "idPSP", 35
);
identifier!(
    /// The broker of one or more PSPs (`idBrokerPSP`).
    PspBrokerId, "idBrokerPSP", 35
);
identifier!(
    /// A channel of a PSP broker (`idChannel`), by convention `<broker>_NN`.
    ChannelId, "idChannel", 35
);
identifier!(
    /// The broker of one or more creditors (`idBrokerPA`).
    CreditorBrokerId, "idBrokerPA", 35
);
identifier!(
    /// A station of a creditor broker (`idStation`), by convention `<broker>_NN`.
    StationId, "idStation", 35
);
identifier!(
    /// A transaction of a touch point (`transactionId`): 1 to 255 characters in closePayment v2.
    TransactionId, "transactionId", 255
);
identifier!(
    /// A fee bundle (`idBundle`, `idCiBundle`).
    BundleId, "idBundle", 70
);
identifier!(
    /// The session that ties the messages of one request together in the event journal.
    SessionId, "sessionId", 36
);

/// A caller's key for safe repetition: `[a-zA-Z0-9]{2,18}_[a-zA-Z0-9]{10}`
/// (XSD `stIdempotencyKey`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdempotencyKey(String);

string_value!(IdempotencyKey);

impl IdempotencyKey {
    /// Accepts the schema's pattern.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        let alphanumeric = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric());
        match value.split_once('_') {
            Some((prefix, suffix))
                if (2..=18).contains(&prefix.len())
                    && suffix.len() == 10
                    && alphanumeric(prefix)
                    && alphanumeric(suffix) =>
            {
                Ok(Self(value.into()))
            }
            _ => Err(Invalid::new("idempotencyKey", Reason::Malformed)),
        }
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_idempotency_key_follows_its_pattern() {
        assert!(IdempotencyKey::parse("88888888888_Zx8cV7bN6m").is_ok());
        for bad in [
            "8_Zx8cV7bN6m",
            "88888888888_Zx8cV7bN6",
            "88888888888-Zx8cV7bN6m",
            "8é_Zx8cV7bN6m",
        ] {
            assert!(IdempotencyKey::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn identifiers_count_characters() {
        assert!(PspId::parse(&"è".repeat(35)).is_ok());
        assert!(PspId::parse(&"è".repeat(36)).is_err());
        assert!(PspId::parse("").is_err());
    }
}
