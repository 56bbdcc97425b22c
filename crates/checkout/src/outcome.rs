use crate::{Closure, ClosureError, Transaction, TransactionStatus};

/// What the citizen is told at the end: the official codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutcomeCode {
    /// 0: paid.
    Success,
    /// 1: generic error, nothing was charged.
    GenericError,
    /// 2: authorization denied.
    AuthError,
    /// 3: wrong data of the instrument.
    InvalidData,
    /// 4: the session expired.
    Timeout,
    /// 7: the instrument is expired or invalid.
    InvalidCard,
    /// 8: canceled by the citizen.
    CanceledByUser,
    /// 10: the amount is too high.
    ExcessiveAmount,
    /// 17: taken in charge, the result will come by mail.
    TakingCharge,
    /// 18: not paid, and the amount is given back.
    Refunded,
    /// 25: the PSP failed.
    PspError,
    /// 116: the card's balance is too low.
    BalanceLimit,
    /// 117: wrong security code.
    CvvError,
    /// 121: the card's limit is exceeded.
    LimitExceeded,
}

/// What can be said of the citizen's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Money {
    /// It was taken.
    Charged,
    /// It was not.
    NotCharged,
    /// It was taken and is given back.
    Refunded,
    /// Nobody knows yet.
    Unknown,
}

impl OutcomeCode {
    /// The official number.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Success => 0,
            Self::GenericError => 1,
            Self::AuthError => 2,
            Self::InvalidData => 3,
            Self::Timeout => 4,
            Self::InvalidCard => 7,
            Self::CanceledByUser => 8,
            Self::ExcessiveAmount => 10,
            Self::TakingCharge => 17,
            Self::Refunded => 18,
            Self::PspError => 25,
            Self::BalanceLimit => 116,
            Self::CvvError => 117,
            Self::LimitExceeded => 121,
        }
    }

    /// What it says of the money.
    #[must_use]
    pub const fn money(self) -> Money {
        match self {
            Self::Success => Money::Charged,
            Self::TakingCharge => Money::Unknown,
            Self::Refunded => Money::Refunded,
            Self::GenericError
            | Self::AuthError
            | Self::InvalidData
            | Self::Timeout
            | Self::InvalidCard
            | Self::CanceledByUser
            | Self::ExcessiveAmount
            | Self::PspError
            | Self::BalanceLimit
            | Self::CvvError
            | Self::LimitExceeded => Money::NotCharged,
        }
    }
}

/// An outcome, and whether it may still change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// The outcome.
    pub outcome: OutcomeCode,
    /// Whether the page may stop asking.
    pub is_final: bool,
}

/// What the citizen is to be told of `transaction`.
///
/// This is the original's decision table, except where it would say "nothing was charged" while an
/// authorization may exist: there the answer is 17, or 18 when a refund follows.
#[must_use]
pub fn evaluate(transaction: &Transaction) -> Evaluation {
    Evaluation {
        outcome: outcome(transaction),
        is_final: is_final(transaction),
    }
}

fn outcome(transaction: &Transaction) -> OutcomeCode {
    use TransactionStatus as Status;
    match transaction.status {
        Status::NotifiedOk => OutcomeCode::Success,
        Status::NotificationRequested | Status::NotificationError => by_result(transaction),
        Status::ExpiredNotAuthorized => OutcomeCode::Timeout,
        Status::Canceled | Status::CancellationExpired => OutcomeCode::CanceledByUser,
        Status::NotifiedKo | Status::RefundRequested | Status::Refunded | Status::RefundError => {
            OutcomeCode::Refunded
        }
        Status::AuthorizationRequested | Status::Closed => OutcomeCode::TakingCharge,
        Status::AuthorizationCompleted
        | Status::ClosureRequested
        | Status::ClosureError
        | Status::Unauthorized => by_authorization(transaction),
        Status::Expired => match transaction.result {
            Some(_) => by_result(transaction),
            None => by_authorization(transaction),
        },
        Status::Activated | Status::CancellationRequested => OutcomeCode::GenericError,
    }
}

fn by_result(transaction: &Transaction) -> OutcomeCode {
    match transaction.result.map(|result| result.outcome) {
        Some(domain::Outcome::Ok) => OutcomeCode::Success,
        Some(domain::Outcome::Ko) => OutcomeCode::Refunded,
        None => OutcomeCode::TakingCharge,
    }
}

fn by_authorization(transaction: &Transaction) -> OutcomeCode {
    match transaction.operation() {
        Some(operation) if !operation.is_charge() => operation.refusal(),
        Some(_) if will_be_refunded(transaction) => OutcomeCode::Refunded,
        // A cancellation whose closure failed never asked for money.
        None if !transaction.is_authorization_requested() => OutcomeCode::CanceledByUser,
        Some(_) | None => OutcomeCode::TakingCharge,
    }
}

fn will_be_refunded(transaction: &Transaction) -> bool {
    match &transaction.closure {
        Some(Closure::Failed(error)) => is_definite_refusal(error),
        Some(Closure::Taken(_)) | None => false,
    }
}

/// Whether a failed closure proves that the node will not have the payment paid.
pub(crate) fn is_definite_refusal(error: &ClosureError) -> bool {
    match error {
        ClosureError::Refused {
            status,
            description,
        } => match status {
            400 => description != "Invalid token",
            404 => true,
            422 => description == "Node did not receive RPT yet",
            _ => false,
        },
        ClosureError::Unreachable => false,
    }
}

fn is_final(transaction: &Transaction) -> bool {
    use TransactionStatus as Status;
    let is_closure_refused = matches!(
        transaction.closure,
        Some(Closure::Failed(ClosureError::Refused { .. }))
    );
    match transaction.status {
        Status::NotifiedOk
        | Status::NotifiedKo
        | Status::NotificationError
        | Status::NotificationRequested
        | Status::Expired
        | Status::ExpiredNotAuthorized
        | Status::Refunded
        | Status::Canceled
        | Status::Unauthorized
        | Status::RefundError
        | Status::RefundRequested
        | Status::CancellationExpired => true,
        Status::AuthorizationCompleted | Status::ClosureRequested | Status::ClosureError => {
            is_closure_refused || transaction.is_refused()
        }
        Status::Activated
        | Status::AuthorizationRequested
        | Status::Closed
        | Status::CancellationRequested => false,
    }
}

#[cfg(test)]
mod tests {
    use domain::Outcome;

    use super::*;
    use crate::fixture::{after, operation, result};
    use crate::{OperationResult, TransactionEvent as Event};

    fn asked(result: OperationResult) -> Vec<Event> {
        vec![
            Event::AuthorizationRequested { card: None },
            Event::AuthorizationCompleted {
                operation: operation(result),
            },
            Event::ClosureRequested,
        ]
    }

    fn told(mut events: Vec<Event>, more: Vec<Event>) -> (u16, bool) {
        events.extend(more);
        let evaluation = evaluate(&after(events));
        (evaluation.outcome.code(), evaluation.is_final)
    }

    fn refused(status: u16, description: &str) -> Event {
        Event::ClosureError {
            error: ClosureError::Refused {
                status,
                description: description.into(),
            },
        }
    }

    #[test]
    fn a_payment_that_may_have_been_taken_is_in_charge() {
        let executed = || asked(OperationResult::Executed);
        let unreachable = || Event::ClosureError {
            error: ClosureError::Unreachable,
        };
        let ok = Event::Closed {
            outcome: Outcome::Ok,
        };
        assert_eq!(told(executed(), vec![]), (17, false));
        assert_eq!(told(executed(), vec![unreachable()]), (17, false));
        assert_eq!(told(executed(), vec![ok]), (17, false));
        assert_eq!(told(executed(), vec![Event::Expired]), (17, true));
        assert_eq!(
            told(executed(), vec![refused(400, "Invalid token")]),
            (17, true)
        );
        assert_eq!(told(executed(), vec![refused(422, "Other")]), (17, true));
        let only_asked = vec![Event::AuthorizationRequested { card: None }];
        assert_eq!(told(only_asked.clone(), vec![]), (17, false));
        assert_eq!(told(only_asked, vec![Event::Expired]), (17, true));
    }

    #[test]
    fn a_closure_that_cannot_succeed_is_told_as_a_refund() {
        for error in [
            refused(404, "The indicated PSP does not exist"),
            refused(400, "Mismatched amount"),
            refused(422, "Node did not receive RPT yet"),
        ] {
            assert_eq!(
                told(asked(OperationResult::Executed), vec![error]),
                (18, true)
            );
        }
    }

    #[test]
    fn a_result_decides_the_end() {
        let closed = || {
            let mut events = asked(OperationResult::Executed);
            events.push(Event::Closed {
                outcome: Outcome::Ok,
            });
            events
        };
        assert_eq!(told(closed(), vec![result(Outcome::Ok)]), (0, true));
        assert_eq!(told(closed(), vec![result(Outcome::Ko)]), (18, true));
        let unsent = vec![result(Outcome::Ko), Event::AddUserReceiptError];
        assert_eq!(told(closed(), unsent), (18, true));
    }

    #[test]
    fn a_refusal_has_its_reason() {
        let mut declined = operation(OperationResult::Declined);
        for (error, outcome) in [
            (Some("116"), 116),
            (Some("117"), 117),
            (Some("121"), 121),
            (Some("101"), 7),
            (Some("104"), 3),
            (Some("902"), 2),
            (Some("909"), 25),
            (Some("000"), 25),
            (None, 25),
        ] {
            declined.error_code = error.map(Into::into);
            assert_eq!(declined.refusal().code(), outcome, "{error:?}");
        }
        assert_eq!(
            told(asked(OperationResult::ThreedsFailed), vec![]),
            (2, true)
        );
        assert_eq!(told(asked(OperationResult::Canceled), vec![]), (8, true));
        assert_eq!(told(asked(OperationResult::Failed), vec![]), (25, true));
        let failed = Event::ClosureFailed {
            outcome: Outcome::Ok,
        };
        assert_eq!(
            told(asked(OperationResult::Failed), vec![failed]),
            (25, true)
        );
    }

    #[test]
    fn without_a_confirmation_nothing_can_have_been_charged() {
        assert_eq!(told(vec![], vec![]), (1, false));
        assert_eq!(told(vec![Event::Expired], vec![]), (4, true));
        let canceled = || vec![Event::UserCanceled];
        assert_eq!(told(canceled(), vec![]), (1, false));
        assert_eq!(told(canceled(), vec![Event::Expired]), (8, true));
        assert_eq!(told(canceled(), vec![refused(404, "gone")]), (8, true));
    }
}
