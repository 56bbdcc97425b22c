use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::Clock;
use http::{HeaderMap, Method};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::address_guard::{RefusedTarget, Target};
use crate::circuit_breaker::{CircuitBreaker, Verdict};
use crate::http_client::{
    ClientError, ExchangeError, HttpClient, HttpClients, Pooling, Request, Response,
};

/// How many calls to one counterparty run at a time; others wait their turn.
pub const PARALLEL_CALLS_MAX: usize = 32;

/// Of how many counterparties connections and failures are remembered; the one that has been unused
/// longest makes room.
pub const COUNTERPARTIES_MAX: usize = 4_096;

/// No whole answer of a counterparty.
#[derive(Debug, thiserror::Error)]
pub enum CounterpartyError {
    /// Its address may not be called.
    #[error("the counterparty's address may not be called")]
    Refused(#[source] RefusedTarget),
    /// No client could be made for it.
    #[error("no client could be made for the counterparty")]
    Client(#[source] ClientError),
    /// Too many calls in a row have failed: it is left alone for a while.
    #[error("the counterparty is left alone after repeated failures")]
    LeftAlone,
    /// Its calls in progress left no room in time; nothing was sent.
    #[error("too many calls to the counterparty are in progress")]
    Saturated,
    /// The call itself.
    #[error("the call failed")]
    Exchange(#[source] ExchangeError),
}

/// One call.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// The code of the station, channel or service.
    pub name: &'a str,
    /// Where to.
    pub target: Target,
    /// Whether connections are used again.
    pub pooling: Pooling,
    /// The method.
    pub method: Method,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// How long everything may take, waiting for one's turn included.
    pub timeout: Duration,
    /// The longest answer that is read, in bytes.
    pub body_bytes_max: usize,
}

struct Counterparty {
    client: HttpClient,
    turns: Semaphore,
    breaker: CircuitBreaker,
}

struct Entry {
    counterparty: Arc<Counterparty>,
    used: u64,
}

type Key = (String, String, Pooling);

#[derive(Default)]
struct Entries {
    by_key: HashMap<Key, Entry>,
    uses: u64,
}

/// Keeps counterparties apart: each has its own connections, its own room for calls and its own
/// circuit breaker, so that one that hangs costs nobody else anything.
pub struct Counterparties {
    clients: Arc<HttpClients>,
    clock: Arc<dyn Clock>,
    entries: Mutex<Entries>,
}

impl Counterparties {
    /// None known yet.
    #[must_use]
    pub fn new(clients: Arc<HttpClients>, clock: Arc<dyn Clock>) -> Self {
        Self {
            clients,
            clock,
            entries: Mutex::default(),
        }
    }

    /// Checks a partner's address as far as it shows by itself.
    pub fn target(&self, address: &str) -> Result<Target, CounterpartyError> {
        self.clients
            .guard()
            .target(address)
            .map_err(CounterpartyError::Refused)
    }

    /// Calls a counterparty and reads its whole answer, whatever its status.
    pub async fn call(&self, call: Call<'_>) -> Result<Response, CounterpartyError> {
        let started = Instant::now();
        let counterparty = self.find(&call)?;
        let pass = counterparty
            .breaker
            .pass()
            .ok_or(CounterpartyError::LeftAlone)?;
        let turn = tokio::time::timeout(call.timeout, counterparty.turns.acquire());
        let Ok(Ok(_turn)) = turn.await else {
            return Err(CounterpartyError::Saturated);
        };
        let request = Request {
            method: call.method,
            target: call.target,
            headers: call.headers,
            body: call.body,
            timeout: call.timeout.saturating_sub(started.elapsed()),
            body_bytes_max: call.body_bytes_max,
        };
        let result = counterparty.client.exchange(request).await;
        pass.settle(match &result {
            Ok(_) | Err(ExchangeError::TooLong) => Verdict::Answered,
            Err(
                ExchangeError::Refused(_)
                | ExchangeError::NotConnected(_)
                | ExchangeError::Timeout
                | ExchangeError::Interrupted(_),
            ) => Verdict::Failed,
        });
        result.map_err(CounterpartyError::Exchange)
    }

    fn find(&self, call: &Call<'_>) -> Result<Arc<Counterparty>, CounterpartyError> {
        let origin = call.target.url().origin().ascii_serialization();
        let key = (call.name.to_owned(), origin, call.pooling);
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.uses += 1;
        let used = entries.uses;
        if let Some(entry) = entries.by_key.get_mut(&key) {
            entry.used = used;
            return Ok(Arc::clone(&entry.counterparty));
        }
        let counterparty = Arc::new(self.open(call)?);
        if entries.by_key.len() >= COUNTERPARTIES_MAX {
            entries.forget_oldest();
        }
        let entry = Entry {
            counterparty: Arc::clone(&counterparty),
            used,
        };
        entries.by_key.insert(key, entry);
        Ok(counterparty)
    }

    fn open(&self, call: &Call<'_>) -> Result<Counterparty, CounterpartyError> {
        let client = self
            .clients
            .client(call.target.transport(), call.pooling)
            .map_err(CounterpartyError::Client)?;
        Ok(Counterparty {
            client,
            turns: Semaphore::new(PARALLEL_CALLS_MAX),
            breaker: CircuitBreaker::new(Arc::clone(&self.clock)),
        })
    }
}

impl Entries {
    fn forget_oldest(&mut self) {
        let oldest = self.by_key.iter().min_by_key(|(_, entry)| entry.used);
        if let Some(key) = oldest.map(|(key, _)| key.clone()) {
            self.by_key.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::Router;
    use axum::extract::Path;
    use axum::routing::get;
    use futures::future::join_all;
    use tokio::sync::Notify;

    use super::*;
    use crate::circuit_breaker::{FAILURES_MAX, OPEN_FOR};
    use crate::fixture::{TestClock, closed_address, loopback_counterparties, serve};

    fn call<'a>(counterparties: &Counterparties, name: &'a str, address: &str) -> Call<'a> {
        Call {
            name,
            target: counterparties.target(address).unwrap(),
            pooling: Pooling::Reuse,
            method: Method::GET,
            headers: HeaderMap::new(),
            body: Vec::new(),
            timeout: Duration::from_secs(10),
            body_bytes_max: 100,
        }
    }

    #[tokio::test]
    async fn one_hanging_station_among_fifty_costs_the_others_nothing() {
        const HANGING: usize = 7;
        let stuck = Arc::new(AtomicUsize::new(0));
        let arrived = Arc::new(Notify::new());
        let (stuck_there, arrived_there) = (Arc::clone(&stuck), Arc::clone(&arrived));
        let router = Router::new().route(
            "/{station}",
            get(move |Path(station): Path<usize>| async move {
                if station == HANGING {
                    stuck_there.fetch_add(1, Ordering::SeqCst);
                    arrived_there.notify_one();
                    std::future::pending::<()>().await;
                }
                "here"
            }),
        );
        let address = serve(router).await;
        let counterparties = loopback_counterparties(&Arc::default());
        let hanging: Vec<_> = (0..PARALLEL_CALLS_MAX * 2)
            .map(|_| {
                let counterparties = Arc::clone(&counterparties);
                let address = format!("{address}/{HANGING}");
                tokio::spawn(async move {
                    let call = call(&counterparties, "station-7", &address);
                    counterparties.call(call).await
                })
            })
            .collect();
        while stuck.load(Ordering::SeqCst) < PARALLEL_CALLS_MAX {
            arrived.notified().await;
        }
        let others = (0..50)
            .filter(|station| *station != HANGING)
            .map(|station| {
                let counterparties = Arc::clone(&counterparties);
                let address = format!("{address}/{station}");
                async move {
                    let name = format!("station-{station}");
                    counterparties
                        .call(call(&counterparties, &name, &address))
                        .await
                }
            });
        for answer in join_all(others).await {
            assert_eq!(&answer.unwrap().body[..], b"here");
        }
        assert_eq!(stuck.load(Ordering::SeqCst), PARALLEL_CALLS_MAX);
        assert!(hanging.iter().all(|call| !call.is_finished()));
        hanging.iter().for_each(tokio::task::JoinHandle::abort);
    }

    #[tokio::test]
    async fn who_waits_too_long_for_a_turn_has_sent_nothing() {
        let arrived = Arc::new(Notify::new());
        let arrived_there = Arc::clone(&arrived);
        let router = Router::new().route(
            "/",
            get(move || async move {
                arrived_there.notify_one();
                std::future::pending::<()>().await;
            }),
        );
        let address = serve(router).await;
        let counterparties = loopback_counterparties(&Arc::default());
        let known = counterparties
            .find(&call(&counterparties, "station", &address))
            .unwrap();
        let _all = known
            .turns
            .acquire_many(u32::try_from(PARALLEL_CALLS_MAX).unwrap())
            .await
            .unwrap();
        let late = Call {
            timeout: Duration::from_millis(20),
            ..call(&counterparties, "station", &address)
        };
        let error = counterparties.call(late).await.unwrap_err();
        assert!(matches!(error, CounterpartyError::Saturated), "{error:?}");
    }

    #[tokio::test]
    async fn a_dead_counterparty_is_left_alone_and_tried_again_later() {
        let clock = Arc::new(TestClock::default());
        let counterparties = loopback_counterparties(&clock);
        let address = closed_address().await;
        let attempt = || counterparties.call(call(&counterparties, "station", &address));
        for _ in 0..FAILURES_MAX {
            let error = attempt().await.unwrap_err();
            assert!(matches!(error, CounterpartyError::Exchange(_)), "{error:?}");
        }
        let error = attempt().await.unwrap_err();
        assert!(matches!(error, CounterpartyError::LeftAlone), "{error:?}");
        clock.advance(OPEN_FOR);
        let error = attempt().await.unwrap_err();
        assert!(matches!(error, CounterpartyError::Exchange(_)), "{error:?}");
    }

    #[tokio::test]
    async fn what_is_remembered_of_counterparties_is_bounded() {
        let counterparties = loopback_counterparties(&Arc::default());
        let mut entries = Entries::default();
        let counterparty = counterparties
            .find(&call(&counterparties, "first", "http://127.0.0.1:9/"))
            .unwrap();
        for used in 0..3 {
            let entry = Entry {
                counterparty: Arc::clone(&counterparty),
                used,
            };
            let key = (used.to_string(), String::new(), Pooling::Reuse);
            entries.by_key.insert(key, entry);
        }
        entries.forget_oldest();
        let mut kept: Vec<_> = entries
            .by_key
            .keys()
            .map(|(name, ..)| name.as_str())
            .collect();
        kept.sort_unstable();
        assert_eq!(kept, ["1", "2"]);
    }
}
