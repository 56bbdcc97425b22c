//! The simulated PSPs, over real SOAP.
//!
//! The channels of Checkout's PSPs receive `pspNotifyPaymentV2` (`pspForNode`), validate it, answer,
//! and then send `sendPaymentOutcomeV2` to the node ([`router`], [`Psp`]). [`Counter`] is a PSP with
//! counters: it verifies, activates and sends the outcome itself.

mod behaviour;
mod channel;
mod counter;
mod fault;
mod outcome;
mod pages;

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};
use domain::Clock;
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::watch;

use crate::background::Background;
use crate::page;
use crate::soap::SoapClient;

pub use behaviour::Behaviour;
pub use counter::{Counter, Paid};

/// Notifications kept; the oldest makes room for the newest.
pub const NOTIFICATIONS_MAX: usize = 1_000;

/// The path of a channel's SOAP endpoint.
#[must_use]
pub fn channel_path(channel: &str) -> String {
    format!("/simulators/psp/soap/{channel}")
}

/// How long the PSP takes.
#[derive(Clone, Copy, Debug)]
pub struct Timings {
    /// From its answer to its outcome, in real time.
    pub outcome_delay: Duration,
    /// The slot of the retries of an outcome, on the configured clock: attempt `k` waits
    /// `slot × (2^k − 1)` (SANP "Livelli di servizio").
    pub retry_slot: Duration,
}

impl Default for Timings {
    /// 300 ms; 15 s.
    fn default() -> Self {
        Self {
            outcome_delay: Duration::from_millis(300),
            retry_slot: Duration::from_secs(15),
        }
    }
}

/// What the PSPs need.
pub struct Config {
    /// Their clock.
    pub clock: Arc<dyn Clock>,
    /// The node's address for PSPs (`nodeForPsp`).
    pub node: SoapClient,
    /// Where outcomes run.
    pub background: Background,
    /// How long they take.
    pub timings: Timings,
}

/// How an outcome went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Delivery {
    /// None will be sent.
    Never,
    /// Not yet accepted.
    Waiting,
    /// The node answered `OK`.
    Accepted,
    /// The node answered `KO` with this code.
    Refused(String),
    /// Every attempt failed.
    GivenUp,
}

/// A `pspNotifyPaymentV2` that was understood.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// When it came.
    pub received_at: Timestamp,
    /// On which channel.
    pub channel: String,
    /// The touch point's transaction.
    pub transaction_id: String,
    /// What the payer pays, with the fee.
    pub total_amount: domain::Amount,
    /// How many payments it has.
    pub payments: usize,
    /// What the PSP does about it.
    pub behaviour: Behaviour,
    /// How often the outcome was sent.
    pub attempts: u32,
    /// How the outcome went.
    pub delivery: Delivery,
}

/// The PSPs of one sandbox. Clones share them.
#[derive(Clone)]
pub struct Psp(Arc<Inner>);

struct Inner {
    config: Config,
    state: Mutex<State>,
    changes: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    forced: Option<Behaviour>,
    by_transaction: HashMap<String, Notification>,
    oldest_first: VecDeque<String>,
}

impl fmt::Debug for Psp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Psp").finish_non_exhaustive()
    }
}

impl Psp {
    /// PSPs that nobody has notified yet.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self(Arc::new(Inner {
            config,
            state: Mutex::default(),
            changes: watch::Sender::new(0),
        }))
    }

    /// From now on every notification is treated so; `None`: by its amount again.
    pub fn force_behaviour(&self, behaviour: Option<Behaviour>) {
        self.state().forced = behaviour;
    }

    /// The notifications kept, newest first.
    #[must_use]
    pub fn notifications(&self) -> Vec<Notification> {
        let state = self.state();
        let newest_first = state.oldest_first.iter().rev();
        newest_first
            .filter_map(|id| state.by_transaction.get(id).cloned())
            .collect()
    }

    /// Waits until the notification of a transaction fulfils `condition`.
    pub async fn wait_for(
        &self,
        transaction_id: &str,
        condition: impl Fn(&Notification) -> bool,
    ) -> Notification {
        let mut changes = self.0.changes.subscribe();
        loop {
            changes.mark_unchanged();
            let found = self.state().by_transaction.get(transaction_id).cloned();
            if let Some(notification) = found.filter(&condition) {
                return notification;
            }
            if changes.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) {
        self.0.changes.send_modify(|count| *count += 1);
    }
}

/// The channels' endpoints and the pages.
pub fn router(psp: Psp) -> Router {
    Router::new()
        .route("/simulators/psp/soap/{channel}", post(channel::receive))
        .route("/simulators/psp", get(pages::show))
        .route("/simulators/psp.json", get(pages::show_json))
        .route("/simulators/psp/behaviour", put(pages::force_behaviour))
        .route("/simulators/psp/simulator.css", get(page::style_sheet))
        .layer(DefaultBodyLimit::max(wire::soap::DOCUMENT_BYTES_MAX))
        .with_state(psp)
}
