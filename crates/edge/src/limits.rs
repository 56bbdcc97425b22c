use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The longest SOAP request, in bytes.
pub const SOAP_BODY_BYTES_MAX: usize = 1024 * 1024;

/// The longest notification of the card gateway, in bytes.
pub const NOTIFICATION_BYTES_MAX: usize = 64 * 1024;

/// How many requests of one interface are worked on at a time; more are refused at once.
pub const REQUESTS_MAX: usize = 512;

/// How many bodies of one interface are read at a time; senders beyond that are refused at once.
pub(crate) const BODIES_MAX: usize = 4_096;

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

/// Why a request is not worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotAdmitted {
    /// Too many others are.
    Busy,
    /// Its body was not read.
    Unread(UnreadBody),
}

/// The places of one interface. Those who send take one of many, those who are worked on one of few:
/// senders that idle keep nobody from working.
pub(crate) struct Places {
    limits: Limits,
    sending: Semaphore,
    working: Arc<Semaphore>,
}

impl Places {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            sending: Semaphore::new(BODIES_MAX),
            working: Arc::new(Semaphore::new(limits.requests_max)),
        }
    }

    /// Reads a body, then takes a place to work on it.
    pub(crate) async fn admit(
        &self,
        body: Body,
    ) -> Result<(Bytes, OwnedSemaphorePermit), NotAdmitted> {
        // Nothing is read for those who would be sent away.
        if self.working.available_permits() == 0 {
            return Err(NotAdmitted::Busy);
        }
        let sending = self.sending.try_acquire().map_err(|_| NotAdmitted::Busy)?;
        let body = self.limits.read(body).await.map_err(NotAdmitted::Unread)?;
        drop(sending);
        let working = Arc::clone(&self.working)
            .try_acquire_owned()
            .map_err(|_| NotAdmitted::Busy)?;
        Ok((body, working))
    }
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
    async fn read(&self, body: Body) -> Result<Bytes, UnreadBody> {
        let whole = Limited::new(body, self.body_bytes_max).collect();
        match tokio::time::timeout(self.body_timeout, whole).await {
            Err(_) => Err(UnreadBody::TooSlow),
            Ok(Ok(body)) => Ok(body.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(UnreadBody::TooLarge),
            Ok(Err(_)) => Err(UnreadBody::Broken),
        }
    }
}
