use domain::{EmailAddress, OutboxMessage};
use jiff::Timestamp;

use crate::{
    IllegalTransition, Journey, Language, Order, RecordedEvent, Transaction, TransactionEvent,
    Updated,
};

/// What a decision wants done to a transaction. The default is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// When it was decided.
    pub at: Timestamp,
    /// What happened, in order.
    pub events: Vec<TransactionEvent>,
    /// A new order, legal while nothing has been confirmed.
    pub order: Option<Order>,
    /// What becomes of the mail address.
    pub email: EmailChange,
    /// Another language, for the mail to come.
    pub language: Option<Language>,
    /// What is to be done outside.
    pub outbox: Vec<OutboxMessage>,
}

impl Changes {
    /// No change.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// These events, now.
    #[must_use]
    pub fn events(at: Timestamp, events: Vec<TransactionEvent>) -> Self {
        Self {
            at,
            events,
            ..Self::default()
        }
    }

    /// And this outside.
    #[must_use]
    pub fn with(mut self, message: OutboxMessage) -> Self {
        self.outbox.push(message);
        self
    }
}

/// What becomes of a transaction's mail address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum EmailChange {
    /// It stays.
    #[default]
    Keep,
    /// The citizen went back and gave another.
    Set(EmailAddress),
    /// It is not needed any more.
    Forget,
}

/// What a decision wants done to a journey.
#[derive(Clone, Debug, Default)]
pub struct JourneyChanges {
    /// The journey as it shall be; `None` leaves it.
    pub journey: Option<Journey>,
    /// A transaction to be added with its first event.
    pub transaction: Option<Transaction>,
}

/// The result of a decision, for the store to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The transaction before and after.
    pub updated: Updated,
    /// New rows of the history.
    pub events: Vec<RecordedEvent>,
    /// New outbox rows.
    pub outbox: Vec<OutboxMessage>,
}

impl Update {
    /// Runs `decision` on `transaction`. Fails, with nothing to save, when the decision breaks the
    /// state machine.
    pub fn run(
        transaction: Transaction,
        decision: impl FnOnce(&Transaction) -> Changes,
    ) -> Result<Self, IllegalTransition> {
        let changes = decision(&transaction);
        let mut after = transaction.clone();
        let mut events = Vec::with_capacity(changes.events.len());
        for event in changes.events {
            events.push(after.apply(event, changes.at)?);
        }
        if let Some(order) = changes.order {
            after.bind(order, changes.at)?;
        }
        if let Some(language) = changes.language {
            after.language = language;
        }
        match changes.email {
            EmailChange::Keep => {}
            EmailChange::Set(email) => after.email = Some(email),
            EmailChange::Forget => after.email = None,
        }
        Ok(Self {
            updated: Updated {
                before: transaction,
                after,
            },
            events,
            outbox: changes.outbox,
        })
    }

    /// Whether there is nothing to save.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.updated.before == self.updated.after
            && self.events.is_empty()
            && self.outbox.is_empty()
    }
}
