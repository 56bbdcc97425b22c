use std::sync::Arc;

use domain::{Clock, Random, TransactionId};
use jiff::Timestamp;

use crate::{
    Changes, CheckoutError, Gateway, Journey, JourneyChanges, JourneySecret, Node, Step, Store,
    StoreError, Transaction, TransactionStatus, Updated,
};

/// What the service works with.
#[derive(Clone)]
pub struct Ports {
    /// Journeys and transactions.
    pub store: Arc<dyn Store>,
    /// The node.
    pub node: Arc<dyn Node>,
    /// The card gateway.
    pub gateway: Arc<dyn Gateway>,
    /// Fees.
    pub fees: gec::Service,
    /// The present instant.
    pub clock: Arc<dyn Clock>,
    /// Secrets and identifiers.
    pub random: Arc<dyn Random>,
}

/// What the service has to know of its own addresses.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Origin of the pages, without a slash at the end: `https://checkout.example.it`.
    pub origin: String,
    /// Path of the result pages; `/{result id}` is added.
    pub result_path: String,
    /// Origin and path of the gateway's notifications (`…/sessions`);
    /// `/{order}/outcomes?sessionToken=…` is added.
    pub notification_url: String,
    /// First part of the idempotency keys: the fiscal code of Checkout's broker, 11 digits.
    pub broker: String,
    /// Whether the money is real.
    pub environment: Environment,
}

/// Whether the money is real.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// It is.
    Production,
    /// It is not: receipts and mails say so.
    Simulated,
}

/// The citizen's payment. Cheap to clone.
#[derive(Clone)]
pub struct Checkout {
    pub(crate) ports: Ports,
    pub(crate) settings: Arc<Settings>,
}

impl Checkout {
    /// The service over its ports.
    #[must_use]
    pub fn new(ports: Ports, settings: Settings) -> Self {
        Self {
            ports,
            settings: Arc::new(settings),
        }
    }

    /// The journey as it is, to fill the pages.
    pub async fn journey(&self, secret: &JourneySecret) -> Result<Journey, CheckoutError> {
        let journey = self.ports.store.find_journey(&secret.digest()).await?;
        let now = self.now();
        journey
            .filter(|journey| now < journey.expires_at)
            .ok_or(CheckoutError::NotYet(Step::Notice))
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// Changes the journey, if it is still there.
    pub(crate) async fn change_journey(
        &self,
        secret: &JourneySecret,
        change: impl FnOnce(Journey) -> JourneyChanges + Send + 'static,
    ) -> Result<Journey, CheckoutError> {
        let decision = Box::new(move |journey: &Journey| change(journey.clone()));
        let digest = secret.digest();
        let journey = self.ports.store.update_journey(&digest, decision).await?;
        journey.ok_or(CheckoutError::NotYet(Step::Notice))
    }

    /// Changes the transaction, which is known to exist.
    pub(crate) async fn change(
        &self,
        id: &TransactionId,
        decision: impl FnOnce(&Transaction) -> Changes + Send + 'static,
    ) -> Result<Updated, CheckoutError> {
        let updated = self.ports.store.update(id, Box::new(decision)).await?;
        updated.ok_or(CheckoutError::NotFound)
    }

    /// The transaction under way in the journey.
    pub(crate) async fn transaction_of(
        &self,
        journey: &Journey,
    ) -> Result<Option<Transaction>, StoreError> {
        match &journey.transaction {
            Some(id) => self.ports.store.find_transaction(id).await,
            None => Ok(None),
        }
    }

    /// The journey with its live transaction, for the steps before the payment. A payment that was
    /// confirmed or canceled leads to its result; one whose tokens expired is forgotten.
    pub(crate) async fn current(&self, secret: &JourneySecret) -> Result<Current, CheckoutError> {
        let journey = self.journey(secret).await?;
        let transaction = self.transaction_of(&journey).await?;
        let Some(transaction) = transaction else {
            return Ok(Current {
                journey,
                transaction: None,
            });
        };
        if transaction.is_stale(self.now()) {
            let now = self.now();
            let journey = self
                .change_journey(secret, move |mut journey| {
                    let notice = journey.notice.clone();
                    journey.restart(notice);
                    keep(journey, now)
                })
                .await?;
            return Ok(Current {
                journey,
                transaction: None,
            });
        }
        if transaction.status != TransactionStatus::Activated {
            let result = transaction.result_id;
            return Err(CheckoutError::NotYet(Step::Outcome(result)));
        }
        Ok(Current {
            journey,
            transaction: Some(transaction),
        })
    }

    /// The address of a result page.
    pub(crate) fn result_url(&self, transaction: &Transaction) -> String {
        let settings = &self.settings;
        let result = transaction.result_id.as_str();
        format!("{}{}/{result}", settings.origin, settings.result_path)
    }
}

/// A journey that can still be changed.
pub(crate) struct Current {
    /// The journey.
    pub(crate) journey: Journey,
    /// Its transaction, in status `ACTIVATED` and with live tokens.
    pub(crate) transaction: Option<Transaction>,
}

/// Saves the journey with a new lease of life.
pub(crate) fn keep(mut journey: Journey, now: Timestamp) -> JourneyChanges {
    journey.expires_at = now + crate::JOURNEY_LIFETIME;
    JourneyChanges {
        journey: Some(journey),
        transaction: None,
    }
}
