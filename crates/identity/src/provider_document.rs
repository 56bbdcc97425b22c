//! A provider's discovery document and keys, kept for a bounded time.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::Clock;
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType,
    CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, AsyncHttpClient, DiscoveryError, IssuerUrl, ProviderMetadata,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::http_fetch::{
    HTTP_BODY_BYTES_MAX, HttpFetch, HttpFetchError, HttpRequest, HttpResponse,
};
use crate::login_error::LoginError;

/// How long a discovery document and its keys are kept, in seconds.
pub const DOCUMENT_AGE_MAX_S: i64 = 3_600;

/// The keys are read again because of an unknown `kid` at most this often, in seconds: the `kid`
/// comes from a token that nobody has verified yet.
pub const KEYS_REFRESH_INTERVAL_S: i64 = 60;

/// After a failure the document is not asked for again for this long, in seconds: anyone may press
/// the login button.
const RETRY_INTERVAL_S: i64 = 5;

/// What the crate reads of the metadata beyond OpenID Connect Discovery (RFC 9207 §3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ResponseIssuer {
    #[serde(default)]
    pub(crate) authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for ResponseIssuer {}

pub(crate) type Metadata = ProviderMetadata<
    ResponseIssuer,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// One reading of a provider's document, keys included.
pub(crate) struct Document {
    pub(crate) metadata: Metadata,
    read_at: Timestamp,
}

/// Requests to one provider, https only unless the provider itself is on loopback.
pub(crate) struct ProviderHttp {
    fetch: Arc<dyn HttpFetch>,
    issuer_is_loopback: bool,
}

impl ProviderHttp {
    pub(crate) fn new(fetch: Arc<dyn HttpFetch>, issuer: &Url) -> Self {
        Self {
            fetch,
            issuer_is_loopback: is_loopback_http(issuer),
        }
    }

    /// Whether the provider may point us or the browser to this address.
    pub(crate) fn allows(&self, address: &Url) -> bool {
        address.scheme() == "https" || self.issuer_is_loopback && is_loopback_http(address)
    }

    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, HttpFetchError> {
        let address = Url::parse(&request.uri().to_string());
        if !address.is_ok_and(|address| self.allows(&address)) {
            return Err(HttpFetchError::Insecure);
        }
        let response = self.fetch.fetch(request).await?;
        if response.body().len() > HTTP_BODY_BYTES_MAX {
            return Err(HttpFetchError::TooLong);
        }
        if response.status().is_server_error() {
            return Err(HttpFetchError::ServerError(response.status().as_u16()));
        }
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for ProviderHttp {
    type Error = HttpFetchError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpFetchError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.fetch(request))
    }
}

/// Whether the address is plain http on this machine, which the sandbox and tests use.
pub(crate) fn is_loopback_http(address: &Url) -> bool {
    let is_loopback = match address.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    address.scheme() == "http" && is_loopback
}

#[derive(Default)]
struct State {
    current: Option<Arc<Document>>,
    failed_at: Option<Timestamp>,
    keys_read_at: Option<Timestamp>,
}

/// The last document of one provider.
pub(crate) struct ProviderDocument {
    issuer: IssuerUrl,
    http: Arc<ProviderHttp>,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

impl ProviderDocument {
    pub(crate) fn new(issuer: IssuerUrl, http: Arc<ProviderHttp>, clock: Arc<dyn Clock>) -> Self {
        Self {
            issuer,
            http,
            clock,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The document, read again when it is too old.
    pub(crate) async fn get(&self) -> Result<Arc<Document>, LoginError> {
        let now = self.clock.now();
        if let Some(document) = self.fresh(now)? {
            return Ok(document);
        }
        match Metadata::discover_async(self.issuer.clone(), &*self.http).await {
            Ok(metadata) => {
                self.check_endpoints(&metadata)?;
                let document = Arc::new(Document {
                    metadata,
                    read_at: now,
                });
                let mut state = self.state();
                state.current = Some(Arc::clone(&document));
                state.failed_at = None;
                Ok(document)
            }
            Err(error) => {
                self.state().failed_at = Some(now);
                Err(discovery_failure(error))
            }
        }
    }

    fn fresh(&self, now: Timestamp) -> Result<Option<Arc<Document>>, LoginError> {
        let state = self.state();
        let is_within =
            |at: Timestamp, seconds| now.duration_since(at) < SignedDuration::from_secs(seconds);
        match (&state.current, state.failed_at) {
            (Some(document), _) if is_within(document.read_at, DOCUMENT_AGE_MAX_S) => {
                Ok(Some(Arc::clone(document)))
            }
            (_, Some(failed_at)) if is_within(failed_at, RETRY_INTERVAL_S) => {
                Err(LoginError::ProviderDown(None))
            }
            (_, _) => Ok(None),
        }
    }

    fn check_endpoints(&self, metadata: &Metadata) -> Result<(), LoginError> {
        let token = metadata.token_endpoint();
        let is_complete = self.http.allows(metadata.authorization_endpoint().url())
            && token.is_some_and(|endpoint| self.http.allows(endpoint.url()));
        if is_complete {
            Ok(())
        } else {
            Err(LoginError::ProviderBroken(
                "endpoint missing or not https".into(),
            ))
        }
    }

    /// The document with keys newer than those of `known`, or `None` when they were read too
    /// recently.
    pub(crate) async fn with_newer_keys(
        &self,
        known: &Arc<Document>,
    ) -> Result<Option<Arc<Document>>, LoginError> {
        let now = self.clock.now();
        {
            let mut state = self.state();
            if let Some(current) = state.current.as_ref().filter(|c| !Arc::ptr_eq(c, known)) {
                return Ok(Some(Arc::clone(current)));
            }
            let is_recent = |at: Timestamp| {
                now.duration_since(at) < SignedDuration::from_secs(KEYS_REFRESH_INTERVAL_S)
            };
            if state.keys_read_at.is_some_and(is_recent) {
                return Ok(None);
            }
            // Taken before the request, so that many bad tokens at once cause one request.
            state.keys_read_at = Some(now);
        }
        let keys = CoreJsonWebKeySet::fetch_async(known.metadata.jwks_uri(), &*self.http)
            .await
            .map_err(discovery_failure)?;
        let metadata = known.metadata.clone().set_jwks(keys);
        let document = Arc::new(Document {
            metadata,
            read_at: known.read_at,
        });
        self.state().current = Some(Arc::clone(&document));
        Ok(Some(document))
    }
}

fn discovery_failure(error: DiscoveryError<HttpFetchError>) -> LoginError {
    match error {
        DiscoveryError::Request(source) => LoginError::ProviderDown(Some(source)),
        DiscoveryError::Response(status, _, _) => {
            LoginError::ProviderBroken(format!("discovery or keys with status {status}"))
        }
        DiscoveryError::Validation(reason) => LoginError::ProviderBroken(reason),
        other => LoginError::ProviderBroken(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_may_speak_plain_http() {
        for (address, expected) in [
            ("http://127.0.0.1:3000/idp", true),
            ("http://[::1]/idp", true),
            ("http://localhost/idp", true),
            ("https://127.0.0.1/idp", false),
            ("http://127.0.0.1.example.org/", false),
            ("http://localhost.example.org/", false),
            ("http://192.0.2.1/", false),
        ] {
            assert_eq!(
                is_loopback_http(&Url::parse(address).unwrap()),
                expected,
                "{address}"
            );
        }
    }
}
