//! What stands around the program: creditors that answer, and a PSP with counters.

use std::net::Ipv4Addr;
use std::sync::Arc;

use domain::{Amount, Clock, NoticeKey, Outcome, PaymentToken, SystemClock};
use simulators::SoapClient;
use simulators::creditor::{self, Creditor, StoredReceipt};
use simulators::psp::Counter;
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

    /// How many receipts of a payment the creditors have accepted.
    pub(crate) fn receipts_of(&self, token: &PaymentToken) -> usize {
        let receipts = self.creditors.receipts(usize::MAX);
        let of_token = |receipt: &&StoredReceipt| receipt.receipt_id == *token;
        receipts.iter().filter(of_token).count()
    }
}

/// The PSP with counters, in front of a server.
pub(crate) struct Psp(Counter);

impl Psp {
    pub(crate) fn of(server: &Url) -> Self {
        let node = SoapClient {
            http: simulators::loopback_client().unwrap(),
            url: server.join(edge::soap::AUTHENTICATED_PATH).unwrap(),
            subscription_key: None,
        };
        let caller = world::COUNTER.caller().unwrap();
        Self(Counter { node, caller })
    }

    pub(crate) async fn activate(&self, notice: &NoticeKey) -> PaymentToken {
        let amount: Amount = world::SERIES_AMOUNT;
        let data = self.0.activate_payment_notice_v2(notice, amount).await;
        data.unwrap().payment_token.unwrap()
    }

    pub(crate) async fn report(&self, token: &PaymentToken) {
        let clock: &dyn Clock = &SystemClock;
        self.0
            .send_payment_outcome_v2(token, Outcome::Ok, clock)
            .await
            .unwrap();
    }

    /// The fault of a verification, which must not succeed.
    pub(crate) async fn refusal(&self, notice: &NoticeKey) -> String {
        let refused = self.0.verify_payment_notice(notice).await;
        refused.unwrap_err().to_string()
    }
}
