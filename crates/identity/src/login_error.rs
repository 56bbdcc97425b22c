use crate::error_code::ProviderErrorCode;
use crate::http_fetch::HttpFetchError;
use crate::store::StoreError;

/// Why a login ended without a session. [`Self::code`] is stable; [`Self::advice`] says what the
/// page should offer.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// The person turned back at the provider.
    #[error("the person cancelled the login")]
    Cancelled,
    /// The provider attests a level below the portal's minimum, or none.
    #[error("the login does not reach the level that the portal asks for")]
    LevelTooLow,
    /// No login with this `state` is pending: it began more than ten minutes ago, or never.
    #[error("the pending login is gone")]
    Expired,
    /// The callback was used before.
    #[error("the login's callback was used before")]
    Replayed,
    /// The callback has no `state`, or one of a wrong form, or no code.
    #[error("the login's callback does not belong to a login")]
    StateMismatch,
    /// The callback came to another browser than the one that began the login.
    #[error("the login began in another browser")]
    NotBound,
    /// The callback names another issuer than the provider that was chosen (mix-up).
    #[error("the login's callback comes from another provider")]
    WrongProvider,
    /// This provider is not configured.
    #[error("the identity provider is not configured")]
    NotConfigured,
    /// The provider cannot be reached, or says it is not available.
    #[error("the identity provider is not available")]
    ProviderDown(#[source] Option<HttpFetchError>),
    /// The provider's metadata, keys or token response break its protocol.
    #[error("the identity provider answered what it should not: {0}")]
    ProviderBroken(String),
    /// The provider refused the login or the code.
    #[error("the identity provider refused with {0}")]
    ProviderRefused(ProviderErrorCode),
    /// The ID token does not hold.
    #[error("the ID token is not valid: {0}")]
    InvalidToken(TokenFault),
    /// The store failed.
    #[error("the login could not be recorded")]
    Store(#[from] StoreError),
}

/// What is wrong with an ID token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// There is none.
    #[error("missing")]
    Missing,
    /// Not a JWT with the claims that OpenID Connect asks for.
    #[error("malformed")]
    Malformed,
    /// Signed with another algorithm than RS256 or ES256, or not at all.
    #[error("algorithm not allowed")]
    Algorithm,
    /// No published key has its `kid`, even after the keys were read again.
    #[error("unknown key")]
    UnknownKey,
    /// The signature does not verify.
    #[error("wrong signature")]
    Signature,
    /// `iss` is not the provider.
    #[error("wrong issuer")]
    Issuer,
    /// `aud` is not this client alone.
    #[error("wrong audience")]
    Audience,
    /// `exp` has passed.
    #[error("expired")]
    Expired,
    /// `iat` is in the future.
    #[error("issued in the future")]
    IssuedInFuture,
    /// `nonce` is not the one of the pending login.
    #[error("wrong nonce")]
    Nonce,
    /// `at_hash` is not the access token's.
    #[error("wrong access token hash")]
    AccessTokenHash,
    /// No Italian fiscal number of a person.
    #[error("no fiscal number")]
    FiscalNumber,
    /// No name.
    #[error("no name")]
    Name,
    /// Something else, such as an unknown critical header.
    #[error("not supported")]
    Unsupported,
}

/// What the login page should say or offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Back to the login page without alarm.
    BackToLogin,
    /// Begin again, in this browser.
    BeginAgain,
    /// Log in with a second factor (level 2).
    RaiseLevel,
    /// Try again in some minutes or with the other identity.
    WaitAndRetry,
    /// Nothing the person does will help: tell the assistance the code.
    ContactAssistance,
}

impl LoginError {
    /// A stable code for pages, logs and support.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Cancelled => "LOGIN_CANCELLED",
            Self::LevelTooLow => "LOGIN_LEVEL_TOO_LOW",
            Self::Expired => "LOGIN_EXPIRED",
            Self::Replayed => "LOGIN_REPLAYED",
            Self::StateMismatch => "LOGIN_STATE_MISMATCH",
            Self::NotBound => "LOGIN_NOT_BOUND",
            Self::WrongProvider => "LOGIN_WRONG_PROVIDER",
            Self::NotConfigured => "LOGIN_NOT_CONFIGURED",
            Self::ProviderDown(_) => "LOGIN_PROVIDER_DOWN",
            Self::ProviderBroken(_) => "LOGIN_PROVIDER_BROKEN",
            Self::ProviderRefused(_) => "LOGIN_PROVIDER_REFUSED",
            Self::InvalidToken(_) => "LOGIN_INVALID_TOKEN",
            Self::Store(_) => "LOGIN_NOT_RECORDED",
        }
    }

    /// What the person can do.
    #[must_use]
    pub const fn advice(&self) -> Advice {
        match self {
            Self::Cancelled => Advice::BackToLogin,
            Self::LevelTooLow => Advice::RaiseLevel,
            Self::Expired | Self::Replayed | Self::StateMismatch | Self::NotBound => {
                Advice::BeginAgain
            }
            Self::ProviderDown(_) | Self::ProviderRefused(_) | Self::Store(_) => {
                Advice::WaitAndRetry
            }
            Self::WrongProvider
            | Self::NotConfigured
            | Self::ProviderBroken(_)
            | Self::InvalidToken(_) => Advice::ContactAssistance,
        }
    }

    /// Reads the `error` of a callback.
    pub(crate) fn from_callback(code: &str) -> Self {
        match code {
            "access_denied" | "rejected_by_user" | "user_cancelled_login" => Self::Cancelled,
            "unmet_authentication_requirements" => Self::LevelTooLow,
            "server_error" | "temporarily_unavailable" => Self::ProviderDown(None),
            other => Self::ProviderRefused(ProviderErrorCode::new(other)),
        }
    }
}
