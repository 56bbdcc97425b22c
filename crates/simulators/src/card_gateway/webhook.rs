use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::Gateway;
use super::message::{NotificationRequest, OperationResult};
use super::scenario::Webhook;
use super::session::Session;
use crate::background::wait_until;

/// Attempts after the first.
const RETRIES: u32 = 3;
/// Between two attempts.
const RETRY_DELAY: Duration = Duration::from_secs(2);
/// How long the browser is given to come back first.
const RETURN_DELAY: Duration = Duration::from_millis(500);

/// A webhook to be sent.
#[derive(Clone)]
struct Delivery {
    url: Url,
    body: NotificationRequest,
}

impl Gateway {
    /// Does what follows from the end of a payment: tells the merchant, as the scenario says, and
    /// settles a pending payment later.
    pub(super) async fn announce(self: &Arc<Self>, session_id: &str) {
        let found = self.sessions.with(session_id, |session| {
            let webhook = session.card().map_or(Webhook::BeforeReturn, |c| c.webhook);
            Some((webhook, self.delivery(session)?))
        });
        let Some((webhook, delivery)) = found.flatten() else {
            return;
        };
        let is_pending = delivery.body.operation.operation_result == OperationResult::Pending;
        self.tell(webhook, delivery).await;
        if is_pending {
            let gateway = Arc::clone(self);
            let session_id = session_id.to_owned();
            let at = self.after(self.config.timings.pending);
            self.config.background.spawn(async move {
                wait_until(&*gateway.config.clock, at).await;
                let settled = gateway.sessions.with(&session_id, |session| {
                    session.settle(gateway.moment());
                    gateway.delivery(session)
                });
                if let Some(delivery) = settled.flatten() {
                    gateway.deliver(&delivery).await;
                }
            });
        }
    }

    async fn tell(self: &Arc<Self>, webhook: Webhook, delivery: Delivery) {
        let gateway = Arc::clone(self);
        match webhook {
            Webhook::Lost => {}
            Webhook::BeforeReturn => {
                if !self.attempt(&delivery).await {
                    self.config.background.spawn(async move {
                        gateway.retry(&delivery).await;
                    });
                }
            }
            Webhook::AfterReturn => self.config.background.spawn(async move {
                tokio::time::sleep(RETURN_DELAY).await;
                gateway.deliver(&delivery).await;
            }),
            Webhook::Twice => self.config.background.spawn(async move {
                gateway.deliver(&delivery).await;
                gateway.deliver(&delivery).await;
            }),
            Webhook::Late => {
                let at = self.after(self.config.timings.late);
                self.config.background.spawn(async move {
                    wait_until(&*gateway.config.clock, at).await;
                    gateway.deliver(&delivery).await;
                });
            }
        }
    }

    fn after(&self, time: Duration) -> Timestamp {
        let now = self.config.clock.now();
        SignedDuration::try_from(time)
            .ok()
            .and_then(|time| now.checked_add(time).ok())
            .unwrap_or(now)
    }

    fn delivery(&self, session: &Session) -> Option<Delivery> {
        let moment = self.moment();
        Some(Delivery {
            url: session.terms.notification_url.clone(),
            body: NotificationRequest {
                event_id: moment.random.hex::<16>(),
                event_time: moment.now.to_string(),
                security_token: session.security_token.clone(),
                operation: session.operation.clone()?,
            },
        })
    }

    async fn deliver(&self, delivery: &Delivery) {
        if !self.attempt(delivery).await {
            self.retry(delivery).await;
        }
    }

    async fn retry(&self, delivery: &Delivery) {
        for _ in 0..RETRIES {
            tokio::time::sleep(RETRY_DELAY).await;
            if self.attempt(delivery).await {
                return;
            }
        }
    }

    /// One attempt. The address is not logged: it carries the merchant's session token.
    async fn attempt(&self, delivery: &Delivery) -> bool {
        let call = self.config.http.post(delivery.url.clone());
        match call.json(&delivery.body).send().await {
            Ok(answer) if answer.status().is_success() => true,
            Ok(answer) => {
                let status = answer.status();
                tracing::warn!(%status, "simulated gateway: webhook answered {status}");
                false
            }
            Err(error) => {
                let error = error.without_url();
                tracing::warn!(%error, "simulated gateway: webhook not delivered");
                false
            }
        }
    }
}
