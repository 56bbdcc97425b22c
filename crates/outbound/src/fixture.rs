//! What the tests of this crate share.

use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use domain::Clock;
use jiff::Timestamp;
use tokio::net::TcpListener;

use crate::counterparty::Counterparties;
use crate::http_client::{HttpClients, HttpSettings};
use crate::name_lookup::NameLookup;

/// A clock that moves only when told.
pub(crate) struct TestClock(Mutex<Timestamp>);

impl Default for TestClock {
    fn default() -> Self {
        Self(Mutex::new("2026-07-01T10:00:00Z".parse().unwrap()))
    }
}

impl TestClock {
    pub(crate) fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(by).unwrap();
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Answers every name with the same addresses.
pub(crate) struct FixedLookup(pub(crate) Vec<IpAddr>);

#[async_trait]
impl NameLookup for FixedLookup {
    async fn lookup(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        Ok(self.0.clone())
    }
}

/// A server on loopback that lives until the test ends; gives its base URL.
pub(crate) async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// An address at which nobody listens.
pub(crate) async fn closed_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// Clients that may call loopback.
pub(crate) fn loopback_clients() -> Arc<HttpClients> {
    let settings = HttpSettings {
        allowed_networks: vec!["127.0.0.0/8".parse().unwrap()],
        ..HttpSettings::default()
    };
    Arc::new(HttpClients::new(settings).unwrap())
}

/// Counterparties on loopback, at a time that moves only when told.
pub(crate) fn loopback_counterparties(clock: &Arc<TestClock>) -> Arc<Counterparties> {
    Arc::new(Counterparties::new(loopback_clients(), clock.clone()))
}
