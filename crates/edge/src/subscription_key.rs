use std::fmt;

use http::{HeaderMap, StatusCode};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::problem::Problem;

/// The header that carries a caller's key (SANP "Connettività").
const HEADER: &str = "ocp-apim-subscription-key";

/// How many keys one interface knows: a primary and a secondary one for each of its partners.
pub const KEYS_MAX: usize = 10_000;

/// The keys of an interface's callers, as SHA-256 digests.
#[derive(Clone, Default)]
pub struct SubscriptionKeys {
    digests: Vec<[u8; 32]>,
}

impl SubscriptionKeys {
    /// Takes digests, at most [`KEYS_MAX`].
    #[must_use]
    pub fn new(mut digests: Vec<[u8; 32]>) -> Self {
        digests.truncate(KEYS_MAX);
        Self { digests }
    }

    fn knows(&self, key: &[u8]) -> bool {
        let digest = Sha256::digest(key);
        let found = self
            .digests
            .iter()
            .fold(subtle::Choice::from(0), |found, known| {
                found | known.as_slice().ct_eq(digest.as_slice())
            });
        found.into()
    }
}

impl fmt::Debug for SubscriptionKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SubscriptionKeys({})", self.digests.len())
    }
}

/// Who may call an interface.
#[derive(Clone, Debug)]
pub enum Access {
    /// Everybody: the sandbox, or a gateway before this program has checked the key.
    Open,
    /// Whoever shows one of the keys.
    Keys(SubscriptionKeys),
}

impl Access {
    /// 401 without a key, or with a wrong one.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let Self::Keys(keys) = self else {
            return Ok(());
        };
        let is_known = headers
            .get(HEADER)
            .is_some_and(|key| keys.knows(key.as_bytes()));
        if is_known {
            Ok(())
        } else {
            Err(Problem::new(
                StatusCode::UNAUTHORIZED,
                "the subscription key is missing or wrong",
            ))
        }
    }
}
