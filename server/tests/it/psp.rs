//! A PSP with counters.

use domain::{Amount, Clock, NoticeKey, Outcome, PaymentToken, SystemClock};
use simulators::SoapClient;
use simulators::psp::Counter;
use simulators::world;
use url::Url;

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
