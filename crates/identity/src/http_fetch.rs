use async_trait::async_trait;
pub use openidconnect::{HttpRequest, HttpResponse};

/// The longest answer of a provider that is read, in bytes.
pub const HTTP_BODY_BYTES_MAX: usize = 256 * 1024;

/// How long one request to a provider may take altogether, in milliseconds.
pub const HTTP_TIMEOUT_MS: u64 = 5_000;

/// A request to a provider that got no answer, or none that can be read.
#[derive(Debug, thiserror::Error)]
pub enum HttpFetchError {
    /// No answer within [`HTTP_TIMEOUT_MS`].
    #[error("the identity provider did not answer in time")]
    Timeout,
    /// The connection failed.
    #[error("the identity provider cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The answer is longer than [`HTTP_BODY_BYTES_MAX`].
    #[error("the identity provider's answer is too long")]
    TooLong,
    /// The address is neither https nor, for a provider on loopback, http on loopback.
    #[error("the identity provider's address is not https")]
    Insecure,
    /// The provider answered with a status of its own failure (5xx).
    #[error("the identity provider answered with status {0}")]
    ServerError(u16),
}

/// Requests to a provider, implemented over the platform's HTTP client.
///
/// An implementation follows no redirect, keeps [`HTTP_TIMEOUT_MS`] and [`HTTP_BODY_BYTES_MAX`],
/// and passes every status on as a response.
#[async_trait]
pub trait HttpFetch: Send + Sync {
    /// Sends one request and reads the whole answer.
    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, HttpFetchError>;
}
