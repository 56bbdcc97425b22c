use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};

/// The longest SOAP request, in bytes.
pub const SOAP_BODY_BYTES_MAX: usize = 1024 * 1024;

/// The longest notification of the card gateway, in bytes.
pub const NOTIFICATION_BYTES_MAX: usize = 64 * 1024;

/// How many requests of one interface are worked on at a time; more are refused at once.
pub const REQUESTS_MAX: usize = 512;

/// How long a caller may take to send a body.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a caller waits at most. The node's own limits are shorter (7 s for a creditor): this one
/// is for what nobody expects. The work goes on and is recorded.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// The limits of one interface.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) body_bytes_max: usize,
    pub(crate) body_timeout: Duration,
    pub(crate) requests_max: usize,
    pub(crate) answer_timeout: Duration,
}

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnreadBody {
    /// Longer than allowed (413).
    TooLarge,
    /// Not whole in time (408).
    TooSlow,
    /// The connection broke (400).
    Broken,
}

impl Limits {
    /// SOAP for PSPs.
    pub(crate) const SOAP: Self = Self {
        body_bytes_max: SOAP_BODY_BYTES_MAX,
        body_timeout: BODY_TIMEOUT,
        requests_max: REQUESTS_MAX,
        answer_timeout: ANSWER_TIMEOUT,
    };

    /// REST for touch points.
    pub(crate) const REST: Self = Self {
        body_bytes_max: wire::rest::BODY_BYTES_MAX,
        ..Self::SOAP
    };

    /// The card gateway.
    pub(crate) const GATEWAY: Self = Self {
        body_bytes_max: NOTIFICATION_BYTES_MAX,
        ..Self::SOAP
    };

    /// Reads a body within the limits.
    pub(crate) async fn read(&self, body: Body) -> Result<Bytes, UnreadBody> {
        let whole = Limited::new(body, self.body_bytes_max).collect();
        match tokio::time::timeout(self.body_timeout, whole).await {
            Err(_) => Err(UnreadBody::TooSlow),
            Ok(Ok(body)) => Ok(body.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(UnreadBody::TooLarge),
            Ok(Err(_)) => Err(UnreadBody::Broken),
        }
    }
}
