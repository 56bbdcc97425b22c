use async_trait::async_trait;
use jiff::Timestamp;
use url::Url;

use crate::login_error::LoginError;
use crate::person::Person;
use crate::secret_token::SecretToken;

/// The button that the person pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProviderChoice {
    /// "Entra con SPID".
    Spid,
    /// "Entra con CIE".
    Cie,
}

impl ProviderChoice {
    /// Every choice.
    pub const ALL: [Self; 2] = [Self::Spid, Self::Cie];

    /// The stable code, as stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Spid => "SPID",
            Self::Cie => "CIE",
        }
    }

    /// The choice with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.code() == code)
    }
}

/// What an authorization request must carry.
#[derive(Clone, Debug)]
pub struct AuthorizationRequest {
    /// SPID or CIE; a bridge serves both.
    pub choice: ProviderChoice,
    /// Comes back in the callback.
    pub state: SecretToken,
    /// Comes back in the ID token.
    pub nonce: SecretToken,
    /// The PKCE verifier, of which the request carries the S256 challenge.
    pub verifier: SecretToken,
}

/// What came back for a pending login.
#[derive(Clone)]
pub struct Callback {
    /// The authorization code.
    pub code: String,
    /// The `nonce` of the pending login.
    pub nonce: SecretToken,
    /// The PKCE verifier of the pending login.
    pub verifier: SecretToken,
}

/// Who a provider says is at the browser: the same result for every kind of provider. The tokens
/// that proved it are gone by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The issuer of the ID token.
    pub issuer: String,
    /// The person.
    pub person: Person,
    /// When the provider attested it (`auth_time`, else `iat`).
    pub authenticated_at: Timestamp,
}

/// A provider of SPID or CIE identities, of whatever kind: with a discovery document now, with a
/// federation's trust chain later.
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// The address to which the browser goes for the login.
    async fn authorization_url(&self, request: &AuthorizationRequest) -> Result<Url, LoginError>;

    /// Checks the issuer that a callback names, before anything in it is believed.
    async fn check_issuer(&self, issuer: Option<&str>) -> Result<(), LoginError>;

    /// Exchanges the code and checks the ID token.
    async fn authenticate(&self, callback: Callback) -> Result<Identity, LoginError>;
}
