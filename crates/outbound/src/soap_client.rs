use std::sync::Arc;
use std::time::Duration;

use domain::{Clock, ErrorChain, MaskedMessage, Outcome, Random, SessionId};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use node::{CallError, CounterpartyFault, Event, EventKind, Journal, Subject};
use tokio::time::Instant;
use wire::{FaultBean, Request, Response};

use crate::counterparty::{Call, Counterparties, CounterpartyError};
use crate::http_client::{self, ExchangeError, Pooling};

/// The longest SOAP answer that is read, in bytes.
pub const SOAP_BODY_BYTES_MAX: usize = 1024 * 1024;

/// How much of a counterparty's fault is passed on, in characters.
const FAULT_CODE_CHARACTERS_MAX: usize = 100;
const FAULT_TEXT_CHARACTERS_MAX: usize = 500;

/// Calls stations and channels by SOAP, and writes both halves of every exchange to the journal.
pub struct SoapClient {
    counterparties: Arc<Counterparties>,
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

/// To whom a message goes.
pub(crate) struct Destination<'a> {
    /// The journal's session.
    pub(crate) session: SessionId,
    /// The code of the station or channel.
    pub(crate) name: &'a str,
    /// Its URL.
    pub(crate) address: &'a str,
    /// Whether connections are used again.
    pub(crate) pooling: Pooling,
    /// How long to wait for the whole answer.
    pub(crate) timeout: Duration,
    /// What the journal's rows are about.
    pub(crate) subject: Subject,
}

/// Why a message brought no answer that counts, precisely enough to tell what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SoapFailure {
    /// Our own message breaks the recipient's schema; nothing was sent.
    Unsendable(String),
    /// No connection; nothing was sent.
    NotConnected,
    /// No turn in time; nothing was sent.
    Saturated,
    /// An HTTP error without an answer of the primitive.
    HttpError(StatusCode),
    /// No whole answer in time.
    Timeout,
    /// An answer that cannot be used, or none before the connection broke.
    Invalid(String),
    /// An answer with outcome KO.
    Fault(CounterpartyFault),
}

impl SoapFailure {
    /// As the node hears it of a station.
    pub(crate) fn of_station(self) -> CallError {
        match self {
            Self::NotConnected => CallError::Unreachable,
            Self::HttpError(_) => CallError::ServiceInactive,
            Self::Timeout | Self::Saturated => CallError::Timeout,
            Self::Unsendable(reason) | Self::Invalid(reason) => CallError::InvalidResponse(reason),
            Self::Fault(fault) => CallError::Fault(fault),
        }
    }

    /// As the node hears it of a channel, where what matters is whether the message may have
    /// arrived: only without any doubt that it has not is the channel unreachable.
    pub(crate) fn of_channel(self) -> CallError {
        match self {
            Self::NotConnected | Self::Saturated | Self::Unsendable(_) => CallError::Unreachable,
            Self::HttpError(status) => {
                CallError::InvalidResponse(format!("HTTP status {}", status.as_u16()))
            }
            Self::Timeout => CallError::Timeout,
            Self::Invalid(reason) => CallError::InvalidResponse(reason),
            Self::Fault(fault) => CallError::Fault(fault),
        }
    }

    /// What the journal says in place of a fault code.
    fn journal_code(&self) -> String {
        match self {
            Self::Unsendable(_) => "UNSENDABLE".into(),
            Self::NotConnected => "UNREACHABLE".into(),
            Self::Saturated => "SATURATED".into(),
            Self::HttpError(status) => format!("HTTP_{}", status.as_u16()),
            Self::Timeout => "TIMEOUT".into(),
            Self::Invalid(_) => "INVALID_RESPONSE".into(),
            Self::Fault(fault) => fault.code.clone(),
        }
    }
}

/// The answer of `R`.
type Answer<R> = <<R as Request>::Response as Response>::Data;

impl SoapClient {
    /// A client for every station and channel.
    #[must_use]
    pub fn new(
        counterparties: Arc<Counterparties>,
        journal: Arc<dyn Journal>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self {
            counterparties,
            journal,
            clock,
            random,
        }
    }

    /// Sends one message and reads its answer.
    pub(crate) async fn send<R: Request + Sync>(
        &self,
        to: Destination<'_>,
        request: &R,
    ) -> Result<Answer<R>, SoapFailure> {
        let body = request.encode_checked().map_err(|malformed| {
            tracing::error!(
                error = %malformed,
                "{} to {} was not sent: it breaks its schema",
                R::PRIMITIVE,
                to.name
            );
            SoapFailure::Unsendable(malformed.to_string())
        })?;
        let row = Event {
            at: self.clock.now(),
            session: to.session.clone(),
            exchange: (*self.random).hex::<8>(),
            kind: EventKind::Req,
            primitive: R::PRIMITIVE,
            caller: "NODO".into(),
            callee: to.name.into(),
            subject: to.subject.clone(),
            outcome: None,
            fault_code: None,
            latency: None,
            state: None,
            payload: Some(MaskedMessage::new(&body).into_bytes()),
        };
        self.journal.append(row.clone()).await;
        let started = Instant::now();
        let answer = Box::pin(self.exchange(R::PRIMITIVE, to, body)).await;
        let latency = started.elapsed();
        let payload = answer.as_ref().ok().map(|answer| answer.body.clone());
        let result = answer.and_then(|answer| read::<R>(&answer));
        let outcome = match &result {
            Ok(_) => "OK".into(),
            // Partners invent fault codes: they are no label.
            Err(SoapFailure::Fault(_)) => "KO".into(),
            Err(failure) => failure.journal_code(),
        };
        let labels = [
            ("primitive", R::PRIMITIVE.to_owned()),
            ("counterparty", row.callee.clone()),
            ("outcome", outcome),
        ];
        metrics::histogram!("nodo_outbound_seconds", &labels).record(latency.as_secs_f64());
        let response = Event {
            at: self.clock.now(),
            kind: EventKind::Resp,
            outcome: match &result {
                Ok(_) => Some(Outcome::Ok),
                Err(SoapFailure::Fault(_)) => Some(Outcome::Ko),
                Err(_) => None,
            },
            fault_code: result.as_ref().err().map(SoapFailure::journal_code),
            latency: Some(latency),
            payload: payload.map(|payload| MaskedMessage::new(&payload).into_bytes()),
            ..row
        };
        self.journal.append(response).await;
        result
    }

    async fn exchange(
        &self,
        primitive: &'static str,
        to: Destination<'_>,
        body: Vec<u8>,
    ) -> Result<http_client::Response, SoapFailure> {
        let failure = |error: CounterpartyError| {
            tracing::warn!(
                error = %ErrorChain::new(&error),
                primitive,
                counterparty.id = to.name,
                "{primitive} to {} brought no answer",
                to.name
            );
            not_answered(&error)
        };
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/xml; charset=utf-8"),
        );
        headers.insert(
            HeaderName::from_static("soapaction"),
            HeaderValue::from_static(primitive),
        );
        let call = Call {
            name: to.name,
            target: self.counterparties.target(to.address).map_err(failure)?,
            pooling: to.pooling,
            method: Method::POST,
            headers,
            body,
            timeout: to.timeout,
            body_bytes_max: SOAP_BODY_BYTES_MAX,
        };
        self.counterparties.call(call).await.map_err(failure)
    }
}

fn not_answered(error: &CounterpartyError) -> SoapFailure {
    match error {
        CounterpartyError::Saturated => SoapFailure::Saturated,
        CounterpartyError::Refused(_)
        | CounterpartyError::Client(_)
        | CounterpartyError::LeftAlone
        | CounterpartyError::Exchange(ExchangeError::Refused(_) | ExchangeError::NotConnected(_)) => {
            SoapFailure::NotConnected
        }
        CounterpartyError::Exchange(ExchangeError::Timeout) => SoapFailure::Timeout,
        CounterpartyError::Exchange(ExchangeError::Interrupted(_)) => {
            SoapFailure::Invalid("the connection broke before the whole answer".into())
        }
        CounterpartyError::Exchange(ExchangeError::TooLong) => SoapFailure::Invalid(format!(
            "the answer is larger than {SOAP_BODY_BYTES_MAX} bytes"
        )),
    }
}

/// A valid answer counts whatever its HTTP status; anything else is judged by the status.
fn read<R: Request>(answer: &http_client::Response) -> Result<Answer<R>, SoapFailure> {
    let status = answer.status;
    let decoded = <R::Response as wire::Message>::decode(&answer.body);
    match decoded {
        Ok(response) if status.is_success() || status.as_u16() >= 400 => {
            if !is_xml(&answer.headers) {
                return Err(SoapFailure::Invalid("the answer is not text/xml".into()));
            }
            response
                .into_result()
                .map_err(|fault| SoapFailure::Fault(counterparty_fault(&fault)))
        }
        _ if status.as_u16() >= 400 => Err(SoapFailure::HttpError(status)),
        _ if !status.is_success() => Err(SoapFailure::Invalid(format!(
            "HTTP status {}: redirects are not followed",
            status.as_u16()
        ))),
        Err(malformed) => Err(SoapFailure::Invalid(malformed.to_string())),
        Ok(_) => Err(SoapFailure::Invalid("the answer cannot be used".into())),
    }
}

/// Whether the answer is declared to be XML, or nothing.
fn is_xml(headers: &HeaderMap) -> bool {
    let Some(declared) = headers.get(header::CONTENT_TYPE) else {
        return true;
    };
    let essence = declared
        .to_str()
        .ok()
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase());
    matches!(
        essence.as_deref(),
        Some("text/xml" | "application/xml" | "application/soap+xml")
    )
}

fn counterparty_fault(fault: &FaultBean) -> CounterpartyFault {
    let shortened = |text: &str, max: usize| text.chars().take(max).collect();
    CounterpartyFault {
        code: shortened(&fault.fault_code, FAULT_CODE_CHARACTERS_MAX),
        string: shortened(&fault.fault_string, FAULT_TEXT_CHARACTERS_MAX),
        description: fault
            .description
            .as_ref()
            .map(|text| shortened(text, FAULT_TEXT_CHARACTERS_MAX)),
    }
}

#[cfg(test)]
mod tests;
