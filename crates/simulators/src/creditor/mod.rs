//! The simulated creditors: two institutions with a station each, over real SOAP (`paForNode`).
//!
//! They treat each notice as [`world::NOTICES`](crate::world::NOTICES) says, validate every message,
//! check who is meant (`idPA`, `idBrokerPA`, `idStation`), keep receipts and refuse a second one.
//! Pages: `/simulators/creditor` and `/simulators/creditor.json`. A notice's behaviour can be changed
//! by [`Creditor::set_behaviour`] or `PUT /simulators/creditor/notices/{rptId}`.

mod fault;
mod notice;
mod pa_get_payment;
mod pa_send_rt;
mod pa_verify_payment_notice;
mod pages;
mod receipt;
mod station;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};
use domain::{Clock, Invalid, NoticeKey};
use tokio::sync::watch;

use crate::page;
use crate::world::{Behaviour, NOTICES};

use notice::Notice;
use receipt::Receipts;

pub use receipt::{RECEIPTS_MAX, StoredReceipt};

/// Notices whose behaviour was changed; a test changes a few.
const CHANGES_MAX: usize = 10_000;

/// The path of a station's SOAP endpoint.
#[must_use]
pub fn station_path(station: &str) -> String {
    format!("/simulators/creditor/soap/{station}")
}

/// The creditors of one sandbox. Clones share them.
#[derive(Clone)]
pub struct Creditor(Arc<Inner>);

struct Inner {
    clock: Arc<dyn Clock>,
    notices: HashMap<NoticeKey, Notice>,
    state: Mutex<State>,
    received: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    changes: HashMap<NoticeKey, Behaviour>,
    receipts: Receipts,
}

/// No further behaviour can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the behaviour of {CHANGES_MAX} notices was changed already")]
pub struct TooManyChanges;

impl fmt::Debug for Creditor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Creditor").finish_non_exhaustive()
    }
}

impl Creditor {
    /// The creditors with the demo notices, all unpaid.
    pub fn new(clock: Arc<dyn Clock>) -> Result<Self, Invalid> {
        let mut notices = HashMap::new();
        for notice in &NOTICES {
            notices.insert(notice.key()?, Notice::read(notice)?);
        }
        Ok(Self(Arc::new(Inner {
            clock,
            notices,
            state: Mutex::default(),
            received: watch::Sender::new(0),
        })))
    }

    /// Changes how a notice, listed or of the series, is treated from now on.
    pub fn set_behaviour(
        &self,
        notice: NoticeKey,
        behaviour: Behaviour,
    ) -> Result<(), TooManyChanges> {
        let mut state = self.state();
        if state.changes.len() >= CHANGES_MAX && !state.changes.contains_key(&notice) {
            return Err(TooManyChanges);
        }
        state.changes.insert(notice, behaviour);
        Ok(())
    }

    /// The newest receipts, newest first, at most `limit`.
    #[must_use]
    pub fn receipts(&self, limit: usize) -> Vec<StoredReceipt> {
        let state = self.state();
        let newest_first = state.receipts.newest_first();
        newest_first.take(limit).cloned().collect()
    }

    /// How many receipts are kept.
    #[must_use]
    pub fn receipt_count(&self) -> usize {
        self.state().receipts.newest_first().len()
    }

    /// Waits until `count` receipts have been accepted since the beginning.
    pub async fn wait_for_receipts(&self, count: u64) {
        // The sender lives as long as this value, so the only error cannot arise.
        let _ = self
            .0
            .received
            .subscribe()
            .wait_for(|received| *received >= count)
            .await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The stations' endpoints and the pages.
pub fn router(creditor: Creditor) -> Router {
    Router::new()
        .route(
            "/simulators/creditor/soap/{station}",
            post(station::receive),
        )
        .route("/simulators/creditor", get(pages::show))
        .route("/simulators/creditor.json", get(pages::show_json))
        .route(
            "/simulators/creditor/notices/{rpt_id}",
            put(pages::change_behaviour),
        )
        .route("/simulators/creditor/simulator.css", get(page::style_sheet))
        .layer(DefaultBodyLimit::max(wire::soap::DOCUMENT_BYTES_MAX))
        .with_state(creditor)
}
