//! A simulated card gateway with the surface of the real one (Nexi build API 0.7, "NPG").
//!
//! Merchant's API below `/psp/api/v1`, hosted fields with their script, a card page of its own for
//! browsers without script, the bank's 3DS page, the invisible 3DS method page (GDI), the return to
//! the merchant and the webhook. What happens is decided by the number of the test card alone:
//! [`TEST_CARDS`]. Error codes of the API are the simulator's: `GW0001` wrong request, `GW0004`
//! unknown session, `GW0035` wrong state, `GW0500` failure by scenario.
//!
//! Hosted fields take the amount at confirm, the gateway's own page takes that of build. No card
//! number leaves this module: of a card only its entry in the table is kept.
//!
//! | number | circuit | authentication | verdict | webhook | refund |
//! |---|---|---|---|---|---|
//! | 4000000000000101 | VISA | Frictionless | Executed | AfterReturn | Accepted |
//! | 4000000000000200 | VISA | Challenge | Executed | BeforeReturn | Accepted |
//! | 4000000000000309 | VISA | Method | Executed | AfterReturn | Accepted |
//! | 5200000000000106 | MASTERCARD | MethodThenChallenge | Executed | BeforeReturn | Accepted |
//! | 370000000000101 | AMEX | Frictionless | Executed | AfterReturn | Accepted |
//! | 4000000000000408 | VISA | Frictionless | Declined 116 | AfterReturn | Accepted |
//! | 5200000000000205 | MASTERCARD | Frictionless | Declined 121 | AfterReturn | Accepted |
//! | 4000000000000507 | VISA | Frictionless | DeclinedBySecurityCode | AfterReturn | Accepted |
//! | 4000000000000606 | VISA | Frictionless | DeniedByRisk | AfterReturn | Accepted |
//! | 4000000000000705 | VISA | Frictionless | ThreeDsFailed | AfterReturn | Accepted |
//! | 4000000000000804 | VISA | Frictionless | Canceled | AfterReturn | Accepted |
//! | 4000000000000903 | VISA | Frictionless | Failed | AfterReturn | Accepted |
//! | 4000000000001000 | VISA | Frictionless | PendingThenExecuted | AfterReturn | Accepted |
//! | 4000000000001109 | VISA | Challenge | Executed | Lost | Accepted |
//! | 5200000000000304 | MASTERCARD | Frictionless | Declined 100 | Lost | Accepted |
//! | 4000000000001208 | VISA | Frictionless | Executed | Twice | Accepted |
//! | 4000000000001307 | VISA | Frictionless | Executed | Late | Accepted |
//! | 4000000000001406 | VISA | Frictionless | Executed | AfterReturn | FailsOnce |
//! | 4000000000001505 | VISA | Frictionless | Executed | AfterReturn | Refused |

mod build_order;
mod caller;
mod cancel_payment;
mod card_data;
mod card_page;
mod challenge;
mod confirm_payment;
mod find_order;
mod hosted_field;
mod message;
mod method_check;
mod payment_state;
mod refund;
mod rejection;
mod scenario;
mod script;
mod session;
mod sessions;
mod webhook;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use domain::{Clock, Random};
use url::Url;

use crate::background::Background;
use crate::page;

pub use scenario::{
    Authentication, RefundAnswer, TEST_CARD_COUNT, TEST_CARDS, TestCard, Verdict, Webhook,
};
use session::Moment;
use sessions::Sessions;

/// Bytes of the largest request; an order with every field is far smaller.
const REQUEST_BYTES_MAX: usize = 64 * 1024;

/// The key that merchants send as `X-API-KEY`. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// A key of any form.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self(key.to_owned())
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("********")
    }
}

/// How long the slow scenarios take on the configured clock.
#[derive(Clone, Copy, Debug)]
pub struct Timings {
    /// From `PENDING` to `EXECUTED`.
    pub pending: Duration,
    /// Until the webhook of [`Webhook::Late`].
    pub late: Duration,
}

impl Default for Timings {
    /// 10 s; 901 s, one more than a payment token lives.
    fn default() -> Self {
        Self {
            pending: Duration::from_secs(10),
            late: Duration::from_secs(901),
        }
    }
}

/// What the gateway needs.
pub struct Config {
    /// Its clock.
    pub clock: Arc<dyn Clock>,
    /// Its random source.
    pub random: Arc<dyn Random>,
    /// Its client, for webhooks: [`loopback_client`](crate::loopback_client).
    pub http: reqwest::Client,
    /// Where the router is reachable for browsers and merchants, with any path it is nested under.
    pub public_url: Url,
    /// The merchant's key.
    pub api_key: ApiKey,
    /// Where webhooks run.
    pub background: Background,
    /// The slow scenarios' times.
    pub timings: Timings,
}

/// The gateway's state, all in memory.
struct Gateway {
    config: Config,
    /// The public URL without a slash at its end.
    base: String,
    sessions: Sessions,
}

impl Gateway {
    fn moment(&self) -> Moment<'_> {
        Moment {
            now: self.config.clock.now(),
            random: &*self.config.random,
        }
    }

    /// The address of one of the gateway's pages about a session.
    fn page_url(&self, page: &str, session_id: &str) -> String {
        format!("{}/{page}?sid={session_id}", self.base)
    }
}

/// The gateway as a router; see the module's description.
pub fn router(config: Config) -> Router {
    let base = config.public_url.as_str().trim_end_matches('/').to_owned();
    let gateway = Arc::new(Gateway {
        config,
        base,
        sessions: Sessions::default(),
    });
    let merchant = Router::new()
        .route("/orders/build", post(build_order::build_order))
        .route("/build/cardData", get(card_data::card_data))
        .route(
            "/build/confirm_payment",
            post(confirm_payment::confirm_payment),
        )
        .route("/build/state", get(payment_state::payment_state))
        .route("/build/cancel", post(cancel_payment::cancel_payment))
        .route("/orders/{order_id}", get(find_order::find_order))
        .route("/orders/{order_id}/", get(find_order::find_order))
        .route("/operations/{operation_id}/refunds", post(refund::refund));
    Router::new()
        .nest("/psp/api/v1", merchant)
        .route("/field.html", get(hosted_field::show))
        .route("/fe/build/text/{id}", post(hosted_field::save))
        .route("/fe/build/confirm", post(hosted_field::finish))
        .route("/pay", get(card_page::show).post(card_page::submit))
        .route("/challenge", get(challenge::show).post(challenge::submit))
        .route("/gdi", get(method_check::show).post(method_check::submit))
        .route("/fe/gdi", post(method_check::pass))
        .route("/sdk.js", get(script::sdk))
        .route("/field.js", get(script::field))
        .route("/gdi.js", get(script::gdi))
        .route("/simulator.css", get(page::style_sheet))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .with_state(gateway)
}
