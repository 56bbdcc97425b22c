use std::fmt;

use domain::Random;
use sha2::{Digest, Sha256};

const TOKEN_BYTES: usize = 32;

/// A random value of 256 bits in 64 lower-case hexadecimal digits: a session's cookie, a browser
/// binding, a `state`, a `nonce` or a PKCE verifier. `Debug` hides it; stores keep its digest.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretToken(String);

impl SecretToken {
    /// Draws a new one.
    #[must_use]
    pub fn draw(random: &dyn Random) -> Self {
        Self(random.hex::<TOKEN_BYTES>())
    }

    /// Reads one back from a cookie or a parameter; anything else is `None`.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let is_hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (value.len() == 2 * TOKEN_BYTES && value.bytes().all(is_hex)).then(|| Self(value.into()))
    }

    /// The value in clear. The caller decides where it may go.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What stores keep of it.
    #[must_use]
    pub fn digest(&self) -> TokenDigest {
        TokenDigest(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("********")
    }
}

/// The SHA-256 of a [`SecretToken`]. Comparing digests leaks nothing about the value through time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenDigest([u8; TOKEN_BYTES]);

impl TokenDigest {
    /// Reads one back from the store.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; TOKEN_BYTES]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes for the store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; TOKEN_BYTES] {
        &self.0
    }
}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The first bytes tell rows apart in a log.
        let [first, second, third, ..] = self.0;
        write!(f, "{first:02x}{second:02x}{third:02x}…")
    }
}

#[cfg(test)]
mod tests {
    use domain::SystemRandom;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_survives_a_cookie_and_is_hidden_in_debug() {
        let token = SecretToken::draw(&SystemRandom);
        assert_eq!(SecretToken::parse(token.expose()), Some(token.clone()));
        assert_ne!(SecretToken::draw(&SystemRandom), token);
        assert_eq!(format!("{token:?}"), "********");
    }

    #[test]
    fn only_64_lower_case_digits_are_a_token() {
        for bad in ["", "abc", &"g".repeat(64), &"A".repeat(64), &"a".repeat(65)] {
            assert_eq!(SecretToken::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_input_makes_parsing_panic(value in ".{0,80}") {
            if let Some(token) = SecretToken::parse(&value) {
                prop_assert_eq!(token.expose(), value);
            }
        }
    }
}
