use proptest::prelude::*;

use super::*;
use crate::fixture::{activated, after, fee, noon, operation, result};
use crate::{ClosureError, OperationResult, TransactionStatus as Status};

fn every_event() -> Vec<TransactionEvent> {
    let refused = ClosureError::Refused {
        status: 404,
        description: "The indicated payment does not exist".into(),
    };
    let completed = |result| TransactionEvent::AuthorizationCompleted {
        operation: operation(result),
    };
    vec![
        TransactionEvent::Activated,
        TransactionEvent::AuthorizationRequested { card: None },
        TransactionEvent::AuthorizationOutcomeWaiting {
            continuation: crate::Continuation::Redirect { url: String::new() },
        },
        completed(OperationResult::Executed),
        completed(OperationResult::Declined),
        TransactionEvent::ClosureRequested,
        TransactionEvent::Closed {
            outcome: Outcome::Ok,
        },
        TransactionEvent::Closed {
            outcome: Outcome::Ko,
        },
        TransactionEvent::ClosureError {
            error: ClosureError::Unreachable,
        },
        TransactionEvent::ClosureError { error: refused },
        TransactionEvent::ClosureFailed {
            outcome: Outcome::Ok,
        },
        TransactionEvent::ClosureRetried {
            error: ClosureError::Unreachable,
        },
        TransactionEvent::ClosureSynthetic,
        result(Outcome::Ok),
        result(Outcome::Ko),
        TransactionEvent::UserReceiptAdded,
        TransactionEvent::AddUserReceiptError,
        TransactionEvent::AddUserReceiptRetry,
        TransactionEvent::UserCanceled,
        TransactionEvent::Expired,
        TransactionEvent::RefundRequested,
        TransactionEvent::Refunded {
            operation: "r".into(),
        },
        TransactionEvent::RefundError,
        TransactionEvent::RefundRetried,
    ]
}

fn any_event() -> impl Strategy<Value = TransactionEvent> {
    prop::sample::select(every_event())
}

/// Sequences that often go far: a legal event is preferred when there is one.
fn any_history() -> impl Strategy<Value = Vec<TransactionEvent>> {
    proptest::collection::vec((any_event(), any_event(), any_event()), 0..60).prop_map(|triples| {
        let mut transaction = activated();
        let mut tried = Vec::new();
        for (first, second, third) in triples {
            let events = [first, second, third];
            let legal = events
                .iter()
                .find(|event| transition(&transaction, event).is_some());
            let event = legal.unwrap_or(&events[0]).clone();
            let _ = transaction.apply(event.clone(), noon());
            tried.push(event);
        }
        tried
    })
}

fn is_refunding(status: Status) -> bool {
    matches!(
        status,
        Status::RefundRequested | Status::Refunded | Status::RefundError
    )
}

proptest! {
    #[test]
    fn any_sequence_of_events_keeps_the_promises(history in any_history()) {
        let mut transaction = activated();
        let (mut authorizations, mut charged, mut closed, mut results) = (0, false, false, 0);
        for event in history {
            let before = transaction.clone();
            match transaction.apply(event.clone(), noon()) {
                Err(_) => prop_assert_eq!(&transaction, &before),
                Ok(recorded) => {
                    prop_assert!(!before.status.is_terminal(), "{:?} left {:?}", event, before.status);
                    prop_assert_eq!(recorded.sequence, before.event_count);
                    prop_assert_eq!(transaction.event_count, before.event_count + 1);
                    match &event {
                        TransactionEvent::AuthorizationRequested { .. } => authorizations += 1,
                        TransactionEvent::AuthorizationCompleted { operation } => {
                            // What was taken is never forgotten.
                            prop_assert!(!charged);
                            charged = operation.is_charge();
                        }
                        TransactionEvent::Closed { .. }
                        | TransactionEvent::ClosureSynthetic
                        | TransactionEvent::ClosureFailed { .. } => {
                            prop_assert!(!closed);
                            closed = true;
                        }
                        TransactionEvent::UserReceiptRequested { .. } => {
                            prop_assert!(closed && charged);
                            results += 1;
                        }
                        TransactionEvent::RefundRequested => prop_assert!(charged),
                        _ => {}
                    }
                }
            }
            prop_assert!(authorizations <= 1 && results <= 1);
            prop_assert_eq!(transaction.is_authorized(), charged);
            prop_assert!(!is_refunding(transaction.status) || charged);
            let paid = transaction.result.is_some_and(|result| result.outcome == Outcome::Ok);
            prop_assert!(!(paid && is_refunding(transaction.status)));
            if transaction.status == Status::NotifiedOk {
                prop_assert!(paid && charged && closed);
            }
            if matches!(transaction.status, Status::Unauthorized | Status::Canceled) {
                prop_assert!(!charged);
            }
        }
    }

    #[test]
    fn no_page_says_that_nothing_was_charged_while_an_authorization_may_exist(
        history in any_history()
    ) {
        let mut transaction = activated();
        for event in history {
            let _ = transaction.apply(event, noon());
            let money = crate::evaluate(&transaction).outcome.money();
            let may_exist = transaction.is_authorization_requested() && !transaction.is_refused();
            if may_exist {
                prop_assert_ne!(money, crate::Money::NotCharged, "{:?}", transaction.status);
            }
            let paid = transaction.result.is_some_and(|result| result.outcome == Outcome::Ok);
            if money == crate::Money::Charged {
                prop_assert!(paid);
            }
        }
    }
}

#[test]
fn terminal_states_admit_nothing() {
    for status in Status::ALL
        .into_iter()
        .filter(|status| status.is_terminal())
    {
        for event in &every_event() {
            for mut transaction in [
                activated(),
                after(vec![
                    TransactionEvent::AuthorizationRequested { card: None },
                    TransactionEvent::AuthorizationCompleted {
                        operation: operation(OperationResult::Executed),
                    },
                ]),
            ] {
                transaction.status = status;
                assert_eq!(
                    transition(&transaction, event),
                    None,
                    "{status:?} {event:?}"
                );
            }
        }
    }
}

#[test]
fn the_plain_path_ends_notified() {
    let paid = after(vec![
        TransactionEvent::AuthorizationRequested { card: None },
        TransactionEvent::AuthorizationCompleted {
            operation: operation(OperationResult::Executed),
        },
        TransactionEvent::ClosureRequested,
        TransactionEvent::Closed {
            outcome: Outcome::Ok,
        },
        result(Outcome::Ok),
        TransactionEvent::UserReceiptAdded,
    ]);
    assert_eq!(paid.status, Status::NotifiedOk);
    assert_eq!(paid.event_count, 7);
    assert_eq!(paid.deadline(), None);
}

#[test]
fn a_closed_payment_waits_for_its_result_beyond_the_token() {
    let closed = after(vec![
        TransactionEvent::AuthorizationRequested { card: None },
        TransactionEvent::AuthorizationCompleted {
            operation: operation(OperationResult::Executed),
        },
        TransactionEvent::ClosureRequested,
        TransactionEvent::Closed {
            outcome: Outcome::Ok,
        },
    ]);
    assert_eq!(closed.deadline(), Some(noon() + RESULT_WAIT));
    assert_eq!(activated().deadline(), Some(activated().token_expires_at));
}

#[test]
fn an_order_cannot_be_replaced_after_the_confirmation() {
    let mut transaction = after(vec![TransactionEvent::AuthorizationRequested {
        card: None,
    }]);
    let mut order = transaction.order.clone().unwrap();
    order.fee.fee = crate::fixture::cents(1);
    assert!(transaction.bind(order, noon()).is_err());
    assert_eq!(transaction.order.unwrap().fee, fee());
}

#[test]
fn the_history_has_a_limit() {
    let mut transaction = after(vec![TransactionEvent::AuthorizationRequested {
        card: None,
    }]);
    transaction.event_count = EVENTS_MAX;
    assert!(
        transaction
            .apply(TransactionEvent::Expired, noon())
            .is_err()
    );
}

#[test]
fn a_transaction_is_read_back_from_its_document() {
    let transaction = after(vec![
        TransactionEvent::AuthorizationRequested { card: None },
        TransactionEvent::AuthorizationCompleted {
            operation: operation(OperationResult::Declined),
        },
        TransactionEvent::ClosureRequested,
        TransactionEvent::ClosureError {
            error: ClosureError::Unreachable,
        },
    ]);
    let document = serde_json::to_string(&transaction).unwrap();
    assert_eq!(
        serde_json::from_str::<Transaction>(&document).unwrap(),
        transaction
    );
}

#[test]
fn a_transaction_may_be_logged() {
    let transaction = activated();
    let shown = format!("{transaction:?}");
    for secret in [
        "mario@",
        "session",
        "https://gateway.example",
        transaction.result_id.as_str(),
        transaction.payments[0].token.as_str(),
    ] {
        assert!(!shown.contains(secret), "{secret}");
    }
}
