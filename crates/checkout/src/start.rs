use domain::NoticeKey;

use crate::service::keep;
use crate::{Changes, Checkout, CheckoutError, JOURNEY_LIFETIME, Journey, JourneySecret, Language};

/// A journey that has begun or goes on.
#[derive(Clone, Debug)]
pub struct Started {
    /// The cookie's value; new when the browser had none that is known.
    pub secret: JourneySecret,
    /// The journey.
    pub journey: Journey,
}

impl Checkout {
    /// Begins a journey with `notice`, or goes on with the one the browser has: with the same
    /// notice nothing is lost, unless its payment is over; with another, the address stays.
    pub async fn start(
        &self,
        secret: Option<&JourneySecret>,
        notice: NoticeKey,
        language: Language,
    ) -> Result<Started, CheckoutError> {
        let now = self.now();
        if let Some(secret) = secret {
            let known = self.ports.store.find_journey(&secret.digest()).await?;
            if let Some(journey) = known.filter(|journey| now < journey.expires_at) {
                let is_over = self.is_over(&journey).await?;
                let journey = self
                    .change_journey(secret, move |mut journey| {
                        if is_over || journey.notice != notice {
                            journey.restart(notice);
                        }
                        journey.language = language;
                        keep(journey, now)
                    })
                    .await?;
                self.tell_language(&journey).await?;
                let secret = secret.clone();
                return Ok(Started { secret, journey });
            }
        }
        let secret = JourneySecret::issue(self.ports.random.as_ref());
        let journey = Journey {
            digest: secret.digest(),
            language,
            notice,
            verification: None,
            email: None,
            method: None,
            fee: None,
            attempt: None,
            transaction: None,
            created_at: now,
            expires_at: now + JOURNEY_LIFETIME,
        };
        self.ports.store.put_journey(&journey).await?;
        Ok(Started { secret, journey })
    }

    /// Changes the language of the pages and of the mail to come.
    pub async fn set_language(
        &self,
        secret: &JourneySecret,
        language: Language,
    ) -> Result<(), CheckoutError> {
        let now = self.now();
        let journey = self
            .change_journey(secret, move |mut journey| {
                journey.language = language;
                keep(journey, now)
            })
            .await?;
        self.tell_language(&journey).await
    }

    /// The mail is written in the language that the citizen read last.
    async fn tell_language(&self, journey: &Journey) -> Result<(), CheckoutError> {
        let Some(id) = &journey.transaction else {
            return Ok(());
        };
        let (now, language) = (self.now(), journey.language);
        self.change(id, move |transaction| {
            if transaction.language == language || transaction.notified_at.is_some() {
                return Changes::none();
            }
            Changes {
                language: Some(language),
                ..Changes::events(now, Vec::new())
            }
        })
        .await?;
        Ok(())
    }

    async fn is_over(&self, journey: &Journey) -> Result<bool, CheckoutError> {
        let transaction = self.transaction_of(journey).await?;
        let now = self.now();
        Ok(transaction.is_some_and(|it| it.is_stale(now) || crate::evaluate(&it).is_final))
    }
}

impl Journey {
    /// Forgets everything but the citizen's address and language.
    pub(crate) fn restart(&mut self, notice: NoticeKey) {
        self.notice = notice;
        self.verification = None;
        self.method = None;
        self.fee = None;
        self.attempt = None;
        self.transaction = None;
    }
}
