use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};

/// Time to connect to a server on the same machine.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Time for a whole call: the longest that the platform's callers wait (SANP "Livelli di servizio",
/// sendPaymentOutcome 15 s) and a little more.
const CALL_TIMEOUT: Duration = Duration::from_secs(20);

/// The client could not be built.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The TLS provider is incomplete.
    #[error("the simulators' TLS could not be set up")]
    Tls(#[source] rustls::Error),
    /// The client itself.
    #[error("the simulators' HTTP client could not be built")]
    Http(#[source] reqwest::Error),
}

/// The HTTP client of all simulators, built once by whoever wires them. It trusts no certificate,
/// follows no redirect and uses no proxy, because it only ever speaks plain HTTP on loopback.
pub fn loopback_client() -> Result<reqwest::Client, ClientError> {
    let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(ClientError::Tls)?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(CALL_TIMEOUT)
        .build()
        .map_err(ClientError::Http)
}
