//! An OpenID provider that behaves like a bridge in front of SPID and CIE.
//!
//! It has a discovery document, a login page with demo people in place of a real identity check,
//! a token endpoint for `client_secret_basic` with PKCE, keys drawn at start, and a signed
//! `userinfo`. The ID token has the attributes under their SPID names, `acr` and `at_hash`. A
//! relying party meets it over HTTP only. [`Fault`] makes it misbehave, for tests.

mod authorize;
mod discovery;
mod fault;
mod grant;
mod level;
mod person;
mod signing_key;
mod token;
mod user_info;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::{Clock, Random};

use grant::Grants;
use signing_key::SigningKey;

pub use fault::Fault;
pub use person::{DemoPerson, PEOPLE};
pub use signing_key::KeyError;

/// The longest form that is read, in bytes.
const BODY_BYTES_MAX: usize = 16 * 1024;

/// A relying party known to the provider.
#[derive(Clone)]
pub struct Client {
    /// Its `client_id`.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// Its callbacks, compared character by character.
    pub redirect_uris: Vec<String>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("id", &self.id)
            .field("redirect_uris", &self.redirect_uris)
            .finish_non_exhaustive()
    }
}

/// What the provider needs to start.
#[derive(Clone)]
pub struct Config {
    /// The issuer: the address at which the router is reachable, without a slash at the end. Its
    /// path is where the router must be nested.
    pub issuer: String,
    /// The relying parties.
    pub clients: Vec<Client>,
    /// The time in tokens.
    pub clock: Arc<dyn Clock>,
    /// The source of codes and tokens.
    pub random: Arc<dyn Random>,
}

/// The provider; clones are the same provider.
#[derive(Clone)]
pub struct Simulator {
    shared: Arc<Shared>,
}

struct Shared {
    config: Config,
    base_path: String,
    grants: Mutex<Grants>,
    key: Mutex<Arc<SigningKey>>,
    fault: Mutex<Option<Fault>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn has(&self, fault: Fault) -> bool {
        *lock(&self.fault) == Some(fault)
    }

    fn key(&self) -> Arc<SigningKey> {
        Arc::clone(&lock(&self.key))
    }

    fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.config.issuer)
    }
}

impl Simulator {
    /// Draws the signing key.
    pub fn new(config: Config) -> Result<Self, KeyError> {
        let base_path = url::Url::parse(&config.issuer)
            .map(|issuer| issuer.path().trim_end_matches('/').to_owned())
            .unwrap_or_default();
        let key = Arc::new(SigningKey::generate()?);
        let shared = Shared {
            config,
            base_path,
            grants: Mutex::default(),
            key: Mutex::new(key),
            fault: Mutex::default(),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// The pages and endpoints, to be nested at the issuer's path.
    pub fn router(&self) -> Router {
        Router::new()
            .route(
                "/.well-known/openid-configuration",
                get(discovery::document),
            )
            .route("/oidc/keys", get(discovery::keys))
            .route(
                "/oidc/authorize",
                get(authorize::ask).post(authorize::decide),
            )
            .route("/oidc/token", axum::routing::post(token::exchange))
            .route("/oidc/userinfo", get(user_info::read))
            .route("/simulator.css", get(crate::page::style_sheet))
            .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
            .layer(middleware::from_fn_with_state(
                Arc::clone(&self.shared),
                refuse_when_down,
            ))
            .with_state(Arc::clone(&self.shared))
    }

    /// Makes the provider misbehave from now on, or behave again.
    pub fn set_fault(&self, fault: Option<Fault>) {
        *lock(&self.shared.fault) = fault;
    }

    /// Signs with a new key from now on; the old one is no longer published.
    pub fn rotate_key(&self) -> Result<(), KeyError> {
        let key = Arc::new(SigningKey::generate()?);
        *lock(&self.shared.key) = key;
        Ok(())
    }
}

/// The router of a provider that always behaves.
pub fn router(config: Config) -> Result<Router, KeyError> {
    Ok(Simulator::new(config)?.router())
}

async fn refuse_when_down(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    if shared.has(Fault::Down) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests;
