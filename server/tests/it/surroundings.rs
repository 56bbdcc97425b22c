//! What stands around the program: creditors that answer.

use std::net::Ipv4Addr;
use std::sync::Arc;

use domain::SystemClock;
use simulators::creditor::{self, Creditor};
use simulators::world;
use tokio::net::TcpListener;
use url::Url;

use crate::nodo::command;

/// The creditors, on a port of their own that outlives every server.
pub(crate) struct Surroundings {
    pub(crate) creditors: Creditor,
    base: Url,
}

impl Surroundings {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let creditors = Creditor::new(Arc::new(SystemClock)).unwrap();
        let router = creditor::router(creditors.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            creditors,
            base: format!("http://{address}/").parse().unwrap(),
        }
    }

    /// Fills a database's registry by the program's own import.
    pub(crate) async fn import(&self, database: &str) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("registry.json");
        std::fs::write(&file, world::registry_json(&self.base).to_string()).unwrap();
        let output = command(database).arg("import").arg(&file).output().await;
        let output = output.unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
