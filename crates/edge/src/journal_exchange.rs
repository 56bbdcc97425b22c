use std::sync::Arc;
use std::time::Duration;

use domain::{Clock, MaskedMessage, Outcome};
use jiff::Timestamp;
use node::{Event, EventKind, Journal, RequestContext, Subject};
use tokio::time::Instant;

/// What a request's row in the journal says besides its payload.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// The primitive.
    pub(crate) primitive: &'static str,
    /// Who calls, if the message could be read.
    pub(crate) caller: Option<String>,
    /// What it is about.
    pub(crate) subject: Subject,
}

/// The two journal rows of one inbound message.
pub(crate) struct JournalExchange {
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    context: RequestContext,
    received: Received,
    received_at: Timestamp,
    started: Instant,
}

/// The caller when the message could not be read.
const UNKNOWN_CALLER: &str = "UNKNOWN";

/// Ties the two rows of the inbound exchange; outbound exchanges of the session have other names.
const EXCHANGE: &str = "in";

/// When a message came in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    at: Timestamp,
    instant: Instant,
}

impl Arrival {
    /// Now.
    pub(crate) fn now(clock: &dyn Clock) -> Self {
        Self {
            at: clock.now(),
            instant: Instant::now(),
        }
    }
}

impl JournalExchange {
    /// Appends the row of the request.
    pub(crate) async fn open(
        ports: (Arc<dyn Journal>, Arc<dyn Clock>),
        context: &RequestContext,
        arrival: Arrival,
        received: Received,
        payload: &[u8],
    ) -> Self {
        let exchange = Self {
            journal: ports.0,
            clock: ports.1,
            context: context.clone(),
            received,
            received_at: arrival.at,
            started: arrival.instant,
        };
        let row = Event {
            at: exchange.received_at,
            ..exchange.row(EventKind::Req, payload)
        };
        exchange.journal.append(row).await;
        exchange
    }

    /// Appends the row of the answer.
    pub(crate) async fn close(self, answered: Answered, payload: &[u8]) {
        let latency = self.started.elapsed();
        self.measure(&answered, latency);
        let row = Event {
            outcome: answered.outcome,
            fault_code: answered.fault_code,
            latency: Some(latency),
            subject: answered.subject.or(self.received.subject.clone()),
            ..self.row(EventKind::Resp, payload)
        };
        self.journal.append(row).await;
    }

    /// What operators look at: one line, one histogram per primitive, one counter per fault code.
    fn measure(&self, answered: &Answered, latency: Duration) {
        let primitive = self.received.primitive;
        let outcome = answered.outcome.map_or("none", Outcome::as_str);
        let fault_code = answered.fault_code.as_deref().unwrap_or_default();
        metrics::histogram!(
            "nodo_inbound_seconds", "primitive" => primitive, "outcome" => outcome
        )
        .record(latency.as_secs_f64());
        if !fault_code.is_empty() {
            let labels = [
                ("primitive", primitive.into()),
                ("code", fault_code.to_owned()),
            ];
            metrics::counter!("nodo_inbound_faults_total", &labels).increment(1);
        }
        tracing::info!(
            session.id = self.context.session.as_str(),
            primitive,
            outcome,
            fault.code = fault_code,
            duration_ms = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX),
            "{primitive} was answered {outcome} {fault_code}"
        );
    }

    fn row(&self, kind: EventKind, payload: &[u8]) -> Event {
        Event {
            at: self.clock.now(),
            session: self.context.session.clone(),
            exchange: EXCHANGE.into(),
            kind,
            primitive: self.received.primitive,
            caller: self
                .received
                .caller
                .clone()
                .unwrap_or_else(|| UNKNOWN_CALLER.into()),
            callee: "NODO".into(),
            subject: self.received.subject.clone(),
            outcome: None,
            fault_code: None,
            latency: None,
            state: None,
            payload: Some(MaskedMessage::new(payload).into_bytes()),
        }
    }
}

/// What an answer's row says besides its payload.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answered {
    /// OK or KO.
    pub(crate) outcome: Option<Outcome>,
    /// With KO.
    pub(crate) fault_code: Option<String>,
    /// What is known only now.
    pub(crate) subject: Subject,
}
