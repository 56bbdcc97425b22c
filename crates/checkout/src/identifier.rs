//! Identifiers and secrets of a citizen's payment.

use std::fmt::{self, Write as _};

use domain::{Invalid, Random, Reason, mask};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

macro_rules! hexadecimal {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads 64 lower-case hexadecimal digits.
            pub fn parse(value: &str) -> Result<Self, Invalid> {
                let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
                if value.len() == 64 && value.bytes().all(is_digit) {
                    Ok(Self(value.into()))
                } else {
                    Err(Invalid::new($what, Reason::Malformed))
                }
            }

            /// The 64 digits.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(value: String) -> Result<Self, Invalid> {
                Self::parse(&value)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&mask(&self.0, 6))
            }
        }
    };
}

hexadecimal!(
    /// The value of a journey's cookie: 256 random bits. Only its digest is stored; `Debug` masks
    /// it.
    JourneySecret,
    "journey"
);
hexadecimal!(
    /// The key of a journey: the SHA-256 of its cookie.
    JourneyDigest,
    "journey"
);
hexadecimal!(
    /// The durable name of a result page: 256 random bits, unrelated to the transaction's id.
    /// Whoever holds it may read the result, so `Debug` masks it.
    ResultId,
    "result"
);
hexadecimal!(
    /// The SHA-256 of a token that somebody else has to show.
    TokenDigest,
    "token"
);

impl JourneySecret {
    /// A new one.
    #[must_use]
    pub fn issue(random: &dyn Random) -> Self {
        Self(random.hex::<32>())
    }

    /// What the store knows of it.
    #[must_use]
    pub fn digest(&self) -> JourneyDigest {
        JourneyDigest(sha256(&self.0))
    }
}

impl ResultId {
    /// A new one.
    #[must_use]
    pub fn issue(random: &dyn Random) -> Self {
        Self(random.hex::<32>())
    }
}

impl TokenDigest {
    /// The digest of `token`.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(sha256(token))
    }

    /// Whether `token` is the right one, in constant time.
    #[must_use]
    pub fn matches(&self, token: &str) -> bool {
        self.0.as_bytes().ct_eq(sha256(token).as_bytes()).into()
    }
}

fn sha256(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The name of an order at the card gateway: up to 27 characters; ours have 18.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderId(String);

impl OrderId {
    /// Accepts 1 to 27 characters out of letters, digits, `-`, `.` and `_`.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        let is_legal = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
        if (1..=27).contains(&value.len()) && value.bytes().all(is_legal) {
            Ok(Self(value.into()))
        } else {
            Err(Invalid::new("orderId", Reason::Malformed))
        }
    }

    /// A new one: `E`, the milliseconds of the epoch, random letters and digits.
    #[must_use]
    pub fn issue(now: Timestamp, random: &dyn Random) -> Self {
        const LENGTH: usize = 18;
        let start = format!("E{}", now.as_millisecond());
        let rest = LENGTH.saturating_sub(start.len());
        Self(format!("{start}{}", random.alphanumeric(rest)))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OrderId {
    type Error = Invalid;

    fn try_from(value: String) -> Result<Self, Invalid> {
        Self::parse(&value)
    }
}

impl From<OrderId> for String {
    fn from(value: OrderId) -> Self {
        value.0
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(u8);

    impl Random for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn only_the_digest_of_a_cookie_is_known_to_the_store() {
        let secret = JourneySecret::issue(&Fixed(7));
        assert_ne!(secret.as_str(), secret.digest().as_str());
        assert_eq!(format!("{secret:?}"), format!("070707{}", "*".repeat(58)));
        assert!(JourneySecret::parse(&"g".repeat(64)).is_err());
        assert!(JourneySecret::parse(&"A".repeat(64)).is_err());
    }

    #[test]
    fn a_token_matches_its_own_digest_only() {
        let digest = TokenDigest::of("secret");
        assert!(digest.matches("secret"));
        assert!(!digest.matches("Secret") && !digest.matches(""));
    }

    #[test]
    fn an_order_has_eighteen_characters() {
        let now = Timestamp::from_millisecond(1_790_000_000_123).unwrap();
        let order = OrderId::issue(now, &Fixed(0));
        assert_eq!(order.as_str(), "E1790000000123AAAA");
        assert_eq!(OrderId::parse(order.as_str()).unwrap(), order);
        assert!(OrderId::parse("a/b").is_err() && OrderId::parse(&"a".repeat(28)).is_err());
    }
}
