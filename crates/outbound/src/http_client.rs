use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, StatusCode};
use ipnet::IpNet;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use crate::address_guard::{AddressGuard, RefusedTarget, Target, Transport};
use crate::name_lookup::{GuardedResolver, NameLookup, SystemLookup};

/// How long a connection, with its TLS handshake, may take to come about.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// How long an unused connection is kept: less than common servers keep it (5 s), because one that
/// they close under a request leaves it unanswered.
const IDLE_CONNECTION: Duration = Duration::from_secs(4);

/// How many unused connections to one server are kept.
const IDLE_CONNECTIONS_MAX: usize = 16;

/// The platform's own certificate towards partners (mutual TLS).
pub struct ClientIdentity {
    /// The certificate with its chain, PEM.
    pub certificate_chain_pem: Vec<u8>,
    /// Its private key, PEM.
    pub key_pem: Vec<u8>,
}

/// What is configured of outbound calls.
#[derive(Default)]
pub struct HttpSettings {
    /// Networks that may be called although they are not public, and without encryption.
    pub allowed_networks: Vec<IpNet>,
    /// Certificate authorities besides the public ones, PEM.
    pub extra_authorities_pem: Option<Vec<u8>>,
    /// The certificate shown to servers that ask for one.
    pub identity: Option<ClientIdentity>,
}

/// A client could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The TLS configuration does not hold together.
    #[error("the TLS configuration of outbound calls is not usable")]
    Tls(#[source] rustls::Error),
    /// A certificate or key file is not PEM.
    #[error("a certificate or key of outbound calls cannot be read")]
    Pem(#[source] rustls::pki_types::pem::Error),
    /// The client itself.
    #[error("the HTTP client could not be built")]
    Build(#[source] reqwest::Error),
}

/// Whether connections are used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pooling {
    /// Yes.
    Reuse,
    /// No: a kept connection may be closed under a request, and then nobody knows whether the
    /// request arrived.
    Fresh,
}

/// Makes HTTP clients that all keep the same rules.
pub struct HttpClients {
    guard: AddressGuard,
    lookup: Arc<dyn NameLookup>,
    tls: ClientConfig,
}

impl HttpClients {
    /// Reads certificates and keys.
    pub fn new(settings: HttpSettings) -> Result<Self, ClientError> {
        Self::with_lookup(settings, Arc::new(SystemLookup))
    }

    /// As [`Self::new`], with another way to resolve names.
    pub fn with_lookup(
        settings: HttpSettings,
        lookup: Arc<dyn NameLookup>,
    ) -> Result<Self, ClientError> {
        Ok(Self {
            tls: tls_config(settings.extra_authorities_pem, settings.identity)?,
            guard: AddressGuard::new(settings.allowed_networks),
            lookup,
        })
    }

    /// Which addresses may be called.
    #[must_use]
    pub fn guard(&self) -> &AddressGuard {
        &self.guard
    }

    /// A client with its own connections.
    pub fn client(
        &self,
        transport: Transport,
        pooling: Pooling,
    ) -> Result<HttpClient, ClientError> {
        let resolver = GuardedResolver {
            guard: self.guard.clone(),
            transport,
            lookup: Arc::clone(&self.lookup),
        };
        let idle = match pooling {
            Pooling::Reuse => IDLE_CONNECTIONS_MAX,
            Pooling::Fresh => 0,
        };
        let inner = reqwest::Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .https_only(transport == Transport::Https)
            .dns_resolver(resolver)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_CONNECTION)
            .pool_max_idle_per_host(idle)
            .build()
            .map_err(ClientError::Build)?;
        Ok(HttpClient { inner, transport })
    }
}

fn tls_config(
    extra_authorities_pem: Option<Vec<u8>>,
    identity: Option<ClientIdentity>,
) -> Result<ClientConfig, ClientError> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    for certificate in CertificateDer::pem_slice_iter(&extra_authorities_pem.unwrap_or_default()) {
        roots
            .add(certificate.map_err(ClientError::Pem)?)
            .map_err(ClientError::Tls)?;
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(ClientError::Tls)?
        .with_root_certificates(roots);
    let Some(identity) = identity else {
        return Ok(builder.with_no_client_auth());
    };
    let chain = CertificateDer::pem_slice_iter(&identity.certificate_chain_pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(ClientError::Pem)?;
    let key = PrivateKeyDer::from_pem_slice(&identity.key_pem).map_err(ClientError::Pem)?;
    builder
        .with_client_auth_cert(chain, key)
        .map_err(ClientError::Tls)
}

/// One request with its limits.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Where to.
    pub target: Target,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty for none.
    pub body: Vec<u8>,
    /// How long everything together may take, from connection to the last byte of the answer.
    pub timeout: Duration,
    /// The longest answer that is read, in bytes.
    pub body_bytes_max: usize,
}

/// A whole answer, whatever its status.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// No whole answer.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The address may not be called; nothing was sent.
    #[error("the address may not be called")]
    Refused(#[source] RefusedTarget),
    /// Name, connection or TLS handshake failed; nothing was sent.
    #[error("no connection could be made")]
    NotConnected(#[source] reqwest::Error),
    /// Not everything happened in time; the request may have arrived.
    #[error("there was no whole answer in time")]
    Timeout,
    /// The connection broke; the request may have arrived.
    #[error("the connection broke before the whole answer")]
    Interrupted(#[source] reqwest::Error),
    /// The answer is longer than allowed.
    #[error("the answer is too long")]
    TooLong,
}

/// An HTTP client that follows no redirect, uses no proxy, repeats nothing and calls only permitted
/// addresses.
#[derive(Clone, Debug)]
pub struct HttpClient {
    inner: reqwest::Client,
    transport: Transport,
}

impl HttpClient {
    /// Sends one request and reads the whole answer.
    pub async fn exchange(&self, request: Request) -> Result<Response, ExchangeError> {
        if request.target.transport() != self.transport {
            return Err(ExchangeError::Refused(RefusedTarget::Scheme));
        }
        let timeout = request.timeout;
        // Boxed: the future of a request is large.
        tokio::time::timeout(timeout, Box::pin(self.exchange_untimed(request)))
            .await
            .map_err(|_| ExchangeError::Timeout)?
    }

    async fn exchange_untimed(&self, request: Request) -> Result<Response, ExchangeError> {
        let mut builder = self
            .inner
            .request(request.method, request.target.url().clone())
            .headers(request.headers);
        if !request.body.is_empty() {
            builder = builder.body(request.body);
        }
        let mut response = builder.send().await.map_err(failure)?;
        let limit = request.body_bytes_max;
        if response
            .content_length()
            .is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit))
        {
            return Err(ExchangeError::TooLong);
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(failure)? {
            if body.len() + chunk.len() > limit {
                return Err(ExchangeError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body: body.freeze(),
        })
    }
}

fn failure(error: reqwest::Error) -> ExchangeError {
    // The URL may carry a session.
    let error = error.without_url();
    if error.is_connect() || error.is_builder() {
        ExchangeError::NotConnected(error)
    } else if error.is_timeout() {
        ExchangeError::Timeout
    } else {
        ExchangeError::Interrupted(error)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::Router;
    use axum::body::Body;
    use axum::extract::Path;
    use axum::response::Redirect;
    use axum::routing::{get, post};
    use futures::StreamExt;

    use super::*;
    use crate::fixture::{FixedLookup, closed_address, loopback_clients, serve};

    const LIMIT: usize = 1_000;

    fn request(clients: &HttpClients, address: &str) -> Request {
        Request {
            method: Method::GET,
            target: clients.guard().target(address).unwrap(),
            headers: HeaderMap::new(),
            body: Vec::new(),
            timeout: Duration::from_secs(10),
            body_bytes_max: LIMIT,
        }
    }

    fn client(clients: &HttpClients) -> HttpClient {
        clients
            .client(Transport::AllowedHttp, Pooling::Reuse)
            .unwrap()
    }

    /// `n` bytes whose number is not declared.
    fn chunked(n: usize) -> Body {
        let bytes = std::iter::repeat_n(Ok::<_, Infallible>(Bytes::from("x")), n);
        Body::from_stream(futures::stream::iter(bytes))
    }

    /// One byte at a time, each after the one before has been asked for, without end.
    fn trickle() -> Body {
        let bytes = futures::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from("x")));
        Body::from_stream(bytes.then(|byte| async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            byte
        }))
    }

    #[tokio::test]
    async fn a_name_that_resolves_to_loopback_is_refused_at_connect() {
        let lookup = Arc::new(FixedLookup(vec!["127.0.0.1".parse().unwrap()]));
        let clients = HttpClients::with_lookup(HttpSettings::default(), lookup).unwrap();
        let client = clients.client(Transport::Https, Pooling::Reuse).unwrap();
        let error = client
            .exchange(request(&clients, "https://station.example/pa"))
            .await
            .unwrap_err();
        assert!(matches!(error, ExchangeError::NotConnected(_)), "{error:?}");
        assert!(
            domain::ErrorChain::new(&error)
                .to_string()
                .contains("no address that may be called")
        );
    }

    #[tokio::test]
    async fn plain_http_reaches_only_allowed_networks_also_by_name() {
        let address = serve(Router::new().route("/", get(|| async { "here" }))).await;
        let port = address.rsplit(':').next().unwrap();
        let settings = || HttpSettings {
            allowed_networks: vec!["127.0.0.0/8".parse().unwrap()],
            ..HttpSettings::default()
        };
        for (resolved, is_reached) in [("127.0.0.1", true), ("8.8.8.8", false)] {
            let lookup = Arc::new(FixedLookup(vec![resolved.parse().unwrap()]));
            let clients = HttpClients::with_lookup(settings(), lookup).unwrap();
            let request = request(&clients, &format!("http://station.example:{port}/"));
            let result = client(&clients).exchange(request).await;
            assert_eq!(result.is_ok(), is_reached, "{resolved}");
        }
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_like_any_other() {
        let router = Router::new()
            .route("/from", post(|| async { Redirect::temporary("/to") }))
            .route("/to", post(|| async { "never" }));
        let address = serve(router).await;
        let clients = loopback_clients();
        let request = Request {
            method: Method::POST,
            ..request(&clients, &format!("{address}/from"))
        };
        let response = client(&clients).exchange(request).await.unwrap();
        assert_eq!(response.status, StatusCode::TEMPORARY_REDIRECT);
        assert!(response.body.is_empty());
    }

    #[tokio::test]
    async fn an_answer_is_read_up_to_its_limit_declared_or_not() {
        let router = Router::new()
            .route("/declared/{n}", get(|Path(n)| async move { "x".repeat(n) }))
            .route("/chunked/{n}", get(|Path(n)| async move { chunked(n) }));
        let address = serve(router).await;
        let clients = loopback_clients();
        let client = client(&clients);
        for kind in ["declared", "chunked"] {
            let exact = request(&clients, &format!("{address}/{kind}/{LIMIT}"));
            assert_eq!(client.exchange(exact).await.unwrap().body.len(), LIMIT);
            let longer = request(&clients, &format!("{address}/{kind}/{}", LIMIT + 1));
            let error = client.exchange(longer).await.unwrap_err();
            assert!(matches!(error, ExchangeError::TooLong), "{kind}: {error:?}");
        }
    }

    #[tokio::test]
    async fn a_server_that_trickles_bytes_is_a_timeout() {
        let address = serve(Router::new().route("/", get(|| async { trickle() }))).await;
        let clients = loopback_clients();
        let request = Request {
            timeout: Duration::from_millis(200),
            ..request(&clients, &address)
        };
        let error = client(&clients).exchange(request).await.unwrap_err();
        assert!(matches!(error, ExchangeError::Timeout), "{error:?}");
    }

    #[tokio::test]
    async fn a_closed_port_is_no_connection() {
        let clients = loopback_clients();
        let request = request(&clients, &closed_address().await);
        let error = client(&clients).exchange(request).await.unwrap_err();
        assert!(matches!(error, ExchangeError::NotConnected(_)), "{error:?}");
    }

    #[test]
    fn unusable_certificates_are_told_when_the_program_starts() {
        let settings = HttpSettings {
            identity: Some(ClientIdentity {
                certificate_chain_pem: b"no certificate".to_vec(),
                key_pem: b"no key".to_vec(),
            }),
            ..HttpSettings::default()
        };
        assert!(HttpClients::new(settings).is_err());
    }
}
