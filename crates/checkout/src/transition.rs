use domain::Outcome;
use jiff::{SignedDuration, Timestamp};

use crate::transaction::EVENTS_MAX;
use crate::{
    Authorization, Closure, Order, RecordedEvent, Transaction, TransactionEvent, TransactionStatus,
};

/// How long after the closure the node's final result is awaited.
pub const RESULT_WAIT: SignedDuration = SignedDuration::from_secs(3_900 - 5);

/// An event that the state machine does not admit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event} is not admitted in status {}", status.as_str())]
pub struct IllegalTransition {
    /// The status.
    pub status: TransactionStatus,
    /// The event's code, or `ORDER` for a new order.
    pub event: &'static str,
}

/// The status after `event`, or `None` when it is not admitted: the whole state machine, without a
/// wildcard, so that a new status or event does not compile until somebody has thought of it.
///
/// Beyond the official table, an outcome of the gateway that comes after the expiry is recorded
/// (the status stays `EXPIRED`), because only what is recorded can be given back.
#[expect(clippy::too_many_lines, reason = "one table, read as a table")]
#[must_use]
#[rustfmt::skip]
pub fn transition(
    transaction: &Transaction,
    event: &TransactionEvent,
) -> Option<TransactionStatus> {
    use TransactionEvent as Event;
    use TransactionStatus::{
        Activated, AuthorizationCompleted, AuthorizationRequested, Canceled, CancellationExpired,
        CancellationRequested, Closed, ClosureError, ClosureRequested, Expired,
        ExpiredNotAuthorized, NotificationError, NotificationRequested, NotifiedKo, NotifiedOk,
        RefundError, RefundRequested, Refunded, Unauthorized,
    };
    let requested = transaction.is_authorization_requested();
    let authorized = transaction.is_authorized();
    let closed = transaction.closed_at.is_some();
    let result = transaction.result.map(|result| result.outcome);
    match event {
        Event::Activated => match transaction.status {
            Activated | AuthorizationRequested | AuthorizationCompleted | ClosureRequested | Closed
            | ClosureError | Unauthorized | CancellationRequested | Canceled | CancellationExpired
            | Expired | ExpiredNotAuthorized | NotificationRequested | NotificationError
            | NotifiedOk | NotifiedKo | RefundRequested | Refunded | RefundError => None,
        },
        Event::AuthorizationRequested { .. } => match transaction.status {
            Activated =>
                transaction.order.is_some().then_some(AuthorizationRequested),
            AuthorizationRequested | AuthorizationCompleted | ClosureRequested | Closed
            | ClosureError | Unauthorized | CancellationRequested | Canceled | CancellationExpired
            | Expired | ExpiredNotAuthorized | NotificationRequested | NotificationError
            | NotifiedOk | NotifiedKo | RefundRequested | Refunded | RefundError => None,
        },
        Event::AuthorizationOutcomeWaiting { .. } => match transaction.status {
            AuthorizationRequested => Some(AuthorizationRequested),
            Activated | AuthorizationCompleted | ClosureRequested | Closed | ClosureError
            | Unauthorized | CancellationRequested | Canceled | CancellationExpired | Expired
            | ExpiredNotAuthorized | NotificationRequested | NotificationError | NotifiedOk
            | NotifiedKo | RefundRequested | Refunded | RefundError => None,
        },
        Event::AuthorizationCompleted { .. } => match transaction.status {
            AuthorizationRequested => Some(AuthorizationCompleted),
            Expired => (requested && !authorized).then_some(Expired),
            Activated | AuthorizationCompleted | ClosureRequested | Closed | ClosureError
            | Unauthorized | CancellationRequested | Canceled | CancellationExpired
            | ExpiredNotAuthorized | NotificationRequested | NotificationError | NotifiedOk
            | NotifiedKo | RefundRequested | Refunded | RefundError => None,
        },
        Event::ClosureRequested => match transaction.status {
            AuthorizationCompleted => Some(ClosureRequested),
            Activated | AuthorizationRequested | ClosureRequested | Closed | ClosureError
            | Unauthorized | CancellationRequested | Canceled | CancellationExpired | Expired
            | ExpiredNotAuthorized | NotificationRequested | NotificationError | NotifiedOk
            | NotifiedKo | RefundRequested | Refunded | RefundError => None,
        },
        Event::Closed { .. } => match transaction.status {
            CancellationRequested => Some(Canceled),
            ClosureRequested => authorized.then_some(Closed),
            ClosureError => match (authorized, requested) {
                (true, _) => Some(Closed),
                (false, false) => Some(Canceled),
                (false, true) => None,
            },
            Activated | AuthorizationRequested | AuthorizationCompleted | Closed | Unauthorized
            | Canceled | CancellationExpired | Expired | ExpiredNotAuthorized
            | NotificationRequested | NotificationError | NotifiedOk | NotifiedKo | RefundRequested
            | Refunded | RefundError => None,
        },
        Event::ClosureError { .. } => match transaction.status {
            CancellationRequested | ClosureRequested => Some(ClosureError),
            Activated | AuthorizationRequested | AuthorizationCompleted | Closed | ClosureError
            | Unauthorized | Canceled | CancellationExpired | Expired | ExpiredNotAuthorized
            | NotificationRequested | NotificationError | NotifiedOk | NotifiedKo | RefundRequested
            | Refunded | RefundError => None,
        },
        Event::ClosureRetried { .. } => match transaction.status {
            ClosureError => Some(ClosureError),
            Activated | AuthorizationRequested | AuthorizationCompleted | ClosureRequested | Closed
            | Unauthorized | CancellationRequested | Canceled | CancellationExpired | Expired
            | ExpiredNotAuthorized | NotificationRequested | NotificationError | NotifiedOk
            | NotifiedKo | RefundRequested | Refunded | RefundError => None,
        },
        Event::ClosureFailed { .. } => match transaction.status {
            ClosureRequested | ClosureError => transaction.is_refused().then_some(Unauthorized),
            Activated | AuthorizationRequested | AuthorizationCompleted | Closed | Unauthorized
            | CancellationRequested | Canceled | CancellationExpired | Expired
            | ExpiredNotAuthorized | NotificationRequested | NotificationError | NotifiedOk
            | NotifiedKo | RefundRequested | Refunded | RefundError => None,
        },
        Event::ClosureSynthetic => match transaction.status {
            ClosureRequested | ClosureError | Expired => (authorized && !closed).then_some(Closed),
            Activated | AuthorizationRequested | AuthorizationCompleted | Closed | Unauthorized
            | CancellationRequested | Canceled | CancellationExpired | ExpiredNotAuthorized
            | NotificationRequested | NotificationError | NotifiedOk | NotifiedKo | RefundRequested
            | Refunded | RefundError => None,
        },
        Event::UserReceiptRequested { .. } => match transaction.status {
            Closed | Expired =>
                (authorized && closed && result.is_none()).then_some(NotificationRequested),
            Activated | AuthorizationRequested | AuthorizationCompleted | ClosureRequested
            | ClosureError | Unauthorized | CancellationRequested | Canceled | CancellationExpired
            | ExpiredNotAuthorized | NotificationRequested | NotificationError | NotifiedOk
            | NotifiedKo | RefundRequested | Refunded | RefundError => None,
        },
        Event::UserReceiptAdded => match transaction.status {
            NotificationRequested | NotificationError => match result {
                Some(Outcome::Ok) => Some(NotifiedOk),
                Some(Outcome::Ko) => Some(NotifiedKo),
                None => None,
            },
            Activated | AuthorizationRequested | AuthorizationCompleted | ClosureRequested | Closed
            | ClosureError | Unauthorized | CancellationRequested | Canceled | CancellationExpired
            | Expired | ExpiredNotAuthorized | NotifiedOk | NotifiedKo | RefundRequested | Refunded
            | RefundError => None,
        },
        Event::AddUserReceiptError => match transaction.status {
            NotificationRequested => Some(NotificationError),
            Activated | AuthorizationRequested | AuthorizationCompleted | ClosureRequested | Closed
            | ClosureError | Unauthorized | CancellationRequested | Canceled | CancellationExpired
            | Expired | ExpiredNotAuthorized | NotificationError | NotifiedOk | NotifiedKo
            | RefundRequested | Refunded | RefundError => None,
        },
        Event::AddUserReceiptRetry => match transaction.status {
            NotificationError => Some(NotificationError),
            Activated | AuthorizationRequested | AuthorizationCompleted | ClosureRequested | Closed
            | ClosureError | Unauthorized | CancellationRequested | Canceled | CancellationExpired
            | Expired | ExpiredNotAuthorized | NotificationRequested | NotifiedOk | NotifiedKo
            | RefundRequested | Refunded | RefundError => None,
        },
        Event::UserCanceled => match transaction.status {
            Activated => Some(CancellationRequested),
            AuthorizationRequested | AuthorizationCompleted | ClosureRequested | Closed
            | ClosureError | Unauthorized | CancellationRequested | Canceled | CancellationExpired
            | Expired | ExpiredNotAuthorized | NotificationRequested | NotificationError
            | NotifiedOk | NotifiedKo | RefundRequested | Refunded | RefundError => None,
        },
        Event::Expired => match transaction.status {
            Activated => Some(ExpiredNotAuthorized),
            CancellationRequested => Some(CancellationExpired),
            ClosureError => Some(if requested { Expired } else { CancellationExpired }),
            AuthorizationRequested | AuthorizationCompleted | ClosureRequested | Closed
            | NotificationRequested | NotificationError | NotifiedKo => Some(Expired),
            Unauthorized | Canceled | CancellationExpired | Expired | ExpiredNotAuthorized
            | NotifiedOk | RefundRequested | Refunded | RefundError => None,
        },
        Event::RefundRequested => match transaction.status {
            ClosureError | Closed | Expired | NotifiedKo | NotificationError =>
                (authorized && result != Some(Outcome::Ok)).then_some(RefundRequested),
            Activated | AuthorizationRequested | AuthorizationCompleted | ClosureRequested
            | Unauthorized | CancellationRequested | Canceled | CancellationExpired
            | ExpiredNotAuthorized | NotificationRequested | NotifiedOk | RefundRequested | Refunded
            | RefundError => None,
        },
        Event::Refunded { .. } => match transaction.status {
            RefundRequested | RefundError => Some(Refunded),
            Activated | AuthorizationRequested | AuthorizationCompleted | ClosureRequested | Closed
            | ClosureError | Unauthorized | CancellationRequested | Canceled | CancellationExpired
            | Expired | ExpiredNotAuthorized | NotificationRequested | NotificationError
            | NotifiedOk | NotifiedKo | Refunded => None,
        },
        Event::RefundError => match transaction.status {
            RefundRequested => Some(RefundError),
            Activated | AuthorizationRequested | AuthorizationCompleted | ClosureRequested | Closed
            | ClosureError | Unauthorized | CancellationRequested | Canceled | CancellationExpired
            | Expired | ExpiredNotAuthorized | NotificationRequested | NotificationError
            | NotifiedOk | NotifiedKo | Refunded | RefundError => None,
        },
        Event::RefundRetried => match transaction.status {
            RefundError => Some(RefundError),
            Activated | AuthorizationRequested | AuthorizationCompleted | ClosureRequested | Closed
            | ClosureError | Unauthorized | CancellationRequested | Canceled | CancellationExpired
            | Expired | ExpiredNotAuthorized | NotificationRequested | NotificationError
            | NotifiedOk | NotifiedKo | RefundRequested | Refunded => None,
        },
    }
}

impl Transaction {
    /// Applies `event`, or leaves the transaction as it is and fails.
    pub fn apply(
        &mut self,
        event: TransactionEvent,
        at: Timestamp,
    ) -> Result<RecordedEvent, IllegalTransition> {
        let status = transition(self, &event)
            .filter(|_| self.event_count < EVENTS_MAX)
            .ok_or(IllegalTransition {
                status: self.status,
                event: event.code(),
            })?;
        self.record(&event, at);
        self.status = status;
        self.updated_at = at;
        let sequence = self.event_count;
        self.event_count = sequence.saturating_add(1);
        Ok(RecordedEvent {
            sequence,
            at,
            status,
            event,
        })
    }

    /// Binds a new order while nothing has been confirmed.
    pub fn bind(&mut self, order: Order, at: Timestamp) -> Result<(), IllegalTransition> {
        if self.status != TransactionStatus::Activated {
            return Err(IllegalTransition {
                status: self.status,
                event: "ORDER",
            });
        }
        self.method = order.method.clone();
        self.order = Some(order);
        self.updated_at = at;
        Ok(())
    }

    /// When [`crate::Checkout::expire_transactions`] has to look at it; `None` when it never has.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        match self.status {
            TransactionStatus::Activated
            | TransactionStatus::AuthorizationRequested
            | TransactionStatus::AuthorizationCompleted
            | TransactionStatus::ClosureRequested
            | TransactionStatus::ClosureError
            | TransactionStatus::CancellationRequested => Some(self.token_expires_at),
            TransactionStatus::Closed => self.closed_at.map(|at| at + RESULT_WAIT),
            TransactionStatus::Unauthorized
            | TransactionStatus::Canceled
            | TransactionStatus::CancellationExpired
            | TransactionStatus::Expired
            | TransactionStatus::ExpiredNotAuthorized
            | TransactionStatus::NotificationRequested
            | TransactionStatus::NotificationError
            | TransactionStatus::NotifiedOk
            | TransactionStatus::NotifiedKo
            | TransactionStatus::RefundRequested
            | TransactionStatus::Refunded
            | TransactionStatus::RefundError => None,
        }
    }

    fn record(&mut self, event: &TransactionEvent, at: Timestamp) {
        match event {
            TransactionEvent::AuthorizationRequested { card } => {
                self.card.clone_from(card);
                self.authorization = Authorization::Requested { continuation: None };
                self.authorization_requested_at = Some(at);
            }
            TransactionEvent::AuthorizationOutcomeWaiting { continuation } => {
                self.authorization = Authorization::Requested {
                    continuation: Some(continuation.clone()),
                };
            }
            TransactionEvent::AuthorizationCompleted { operation } => {
                self.authorization = Authorization::Completed {
                    operation: operation.clone(),
                };
            }
            TransactionEvent::Closed { outcome } | TransactionEvent::ClosureFailed { outcome } => {
                self.closure = Some(Closure::Taken(*outcome));
                self.closed_at = Some(at);
            }
            TransactionEvent::ClosureSynthetic => {
                self.closure = Some(Closure::Taken(Outcome::Ok));
                self.closed_at = Some(at);
            }
            TransactionEvent::ClosureError { error }
            | TransactionEvent::ClosureRetried { error } => {
                self.closure = Some(Closure::Failed(error.clone()));
            }
            TransactionEvent::UserReceiptRequested { result } => self.result = Some(*result),
            TransactionEvent::UserReceiptAdded => self.notified_at = Some(at),
            TransactionEvent::Activated
            | TransactionEvent::ClosureRequested
            | TransactionEvent::AddUserReceiptError
            | TransactionEvent::AddUserReceiptRetry
            | TransactionEvent::UserCanceled
            | TransactionEvent::Expired
            | TransactionEvent::RefundRequested
            | TransactionEvent::Refunded { .. }
            | TransactionEvent::RefundError
            | TransactionEvent::RefundRetried => {}
        }
    }
}

#[cfg(test)]
mod tests;
