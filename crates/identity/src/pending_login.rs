use jiff::{SignedDuration, Timestamp};

use crate::provider::ProviderChoice;
use crate::return_path::ReturnPath;
use crate::secret_token::{SecretToken, TokenDigest};

/// How long a login may take at the provider, in minutes.
pub const PENDING_LOGIN_LIFETIME_MIN: i64 = 10;

/// A login that has begun and waits for its callback. It serves once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingLogin {
    /// The digest of `state`; the key.
    pub state_digest: TokenDigest,
    /// The digest of the cookie of the browser that began it.
    pub binding_digest: TokenDigest,
    /// The `nonce` that the ID token must repeat.
    pub nonce: SecretToken,
    /// The PKCE verifier.
    pub verifier: SecretToken,
    /// The provider that was chosen.
    pub provider: ProviderChoice,
    /// Where to go afterwards.
    pub return_path: ReturnPath,
    /// When it began.
    pub created_at: Timestamp,
}

impl PendingLogin {
    /// The instant before which a pending login must have begun to be out of date at `now`.
    pub(crate) fn oldest(now: Timestamp) -> Timestamp {
        now.saturating_sub(SignedDuration::from_mins(PENDING_LOGIN_LIFETIME_MIN))
            .unwrap_or(Timestamp::MIN)
    }
}

/// What taking a pending login found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakenLogin {
    /// It was waiting, and is used from now on.
    Taken(PendingLogin),
    /// It was used before.
    Used,
    /// There is none.
    Unknown,
}
