use async_trait::async_trait;
use domain::{Delivery, ErrorChain, Outcome};
use jiff::Timestamp;

use crate::changes::EmailChange;
use crate::deliver_close_payment::{dead, later};
use crate::outbox::{self, MAIL_RETRIES_MAX, MAIL_RETRY_S, backoff};
use crate::{
    Changes, Checkout, JourneyChanges, Mail, Transaction, TransactionEvent, TransactionStatus,
};

/// Sends mails.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands `mail` to the mail server.
    async fn send(&self, mail: &Mail) -> Result<(), MailFailed>;
}

/// The mail server did not take a mail.
#[derive(Debug, thiserror::Error)]
#[error("the mail server did not take the mail")]
pub struct MailFailed(#[source] pub Box<dyn std::error::Error + Send + Sync>);

impl Checkout {
    /// Sends the mail that tells the result, and forgets the address. A payment that failed is
    /// refunded from here on, whether or not the mail could be sent.
    pub async fn deliver_mail(&self, payload: &str, attempt: u32, mailer: &dyn Mailer) -> Delivery {
        let transaction = match self.work(payload).await {
            Ok(transaction) => transaction,
            Err(delivery) => return delivery,
        };
        let sent = match self.mail_of(&transaction) {
            Some(mail) => mailer.send(&mail).await,
            None => Ok(()),
        };
        let now = self.now();
        let is_sent = match &sent {
            Ok(()) => true,
            Err(error) => {
                let error = ErrorChain::new(error);
                tracing::warn!(transaction.id = %transaction.id, %error, "a mail was not sent");
                false
            }
        };
        let saved = self
            .change(&transaction.id, move |transaction| {
                after_mail(transaction, is_sent, now)
            })
            .await;
        if let Err(error) = saved {
            return later(&error);
        }
        if is_sent {
            return self.forget_email_of_journey(&transaction).await;
        }
        if attempt <= MAIL_RETRIES_MAX {
            Delivery::Retry {
                after: backoff(MAIL_RETRY_S, attempt),
            }
        } else {
            dead("the mail server did not take the mail")
        }
    }

    fn mail_of(&self, transaction: &Transaction) -> Option<Mail> {
        let url = self.result_url(transaction);
        crate::mail::render(transaction, &url, self.settings.environment)
    }

    async fn forget_email_of_journey(&self, transaction: &Transaction) -> Delivery {
        let id = transaction.id.clone();
        let decision = move |journey: &crate::Journey| {
            if journey.transaction.as_ref() != Some(&id) || journey.email.is_none() {
                return JourneyChanges::default();
            }
            let mut journey = journey.clone();
            journey.email = None;
            JourneyChanges {
                journey: Some(journey),
                transaction: None,
            }
        };
        let digest = &transaction.journey;
        let saved = self.ports.store.update_journey(digest, Box::new(decision));
        match saved.await {
            Ok(_) => Delivery::Done,
            Err(error) => later(&error),
        }
    }
}

fn after_mail(transaction: &Transaction, is_sent: bool, now: Timestamp) -> Changes {
    let told = match (transaction.status, is_sent) {
        (TransactionStatus::NotificationRequested | TransactionStatus::NotificationError, true) => {
            Some(TransactionEvent::UserReceiptAdded)
        }
        (TransactionStatus::NotificationRequested, false) => {
            Some(TransactionEvent::AddUserReceiptError)
        }
        (TransactionStatus::NotificationError, false) => {
            Some(TransactionEvent::AddUserReceiptRetry)
        }
        // The money is already on its way back: only the address is left to forget.
        _ => None,
    };
    let result = transaction.result.map(|result| result.outcome);
    let is_lost = told.is_some() && result == Some(Outcome::Ko);
    let mut changes = Changes::events(now, told.into_iter().collect());
    if is_lost {
        changes.events.push(TransactionEvent::RefundRequested);
        changes = changes.with(outbox::refund(transaction, now));
    }
    if is_sent {
        changes.email = EmailChange::Forget;
    }
    changes
}
