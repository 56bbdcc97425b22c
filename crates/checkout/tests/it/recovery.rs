//! What goes wrong after the confirmation, and how it ends.

use std::time::Duration;

use checkout::{
    ClosureError, GatewayError, GatewayOperation, OperationResult, OperationType, OutcomeCode,
    SessionState, TransactionStatus,
};
use domain::{Delivery, OutboxKind, Outcome};

use crate::world::{World, cents, operation};

fn refused(status: u16, description: &str) -> ClosureError {
    ClosureError::Refused {
        status,
        description: description.into(),
    }
}

fn retry_s(delivery: Delivery) -> u64 {
    match delivery {
        Delivery::Retry { after } => after.as_secs(),
        other => panic!("{other:?}"),
    }
}

async fn authorized() -> World {
    let world = World::new();
    world.confirmed().await;
    let notification = world.notification(OperationResult::Executed);
    world
        .checkout
        .authorization_outcome(notification)
        .await
        .unwrap();
    let charge = operation(OperationResult::Executed, jiff::Timestamp::UNIX_EPOCH);
    world.gateway.operations.lock().unwrap().push(charge);
    world
}

impl World {
    fn node_answers(&self, answer: Result<Outcome, ClosureError>) {
        self.node.answers.lock().unwrap().push_back(answer);
    }

    async fn outcome(&self) -> OutcomeCode {
        let page = self.checkout.outcome(&self.transaction().result_id).await;
        page.unwrap().evaluation.outcome
    }

    async fn expire(&self, seconds: i64) {
        self.clock.advance(seconds);
        assert_eq!(self.checkout.expire_transactions(10).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_closure_without_answer_is_tried_three_times_more_and_later() {
    let world = authorized().await;
    for (attempt, wait) in [(1, 30), (2, 60), (3, 90)] {
        world.node_answers(Err(ClosureError::Unreachable));
        assert_eq!(retry_s(world.close(attempt).await), wait);
        assert_eq!(world.status(), TransactionStatus::ClosureError);
        assert_eq!(world.outcome().await, OutcomeCode::TakingCharge);
    }
    world.node_answers(Err(ClosureError::Unreachable));
    assert_eq!(world.close(4).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::ClosureError);
}

#[tokio::test]
async fn a_closure_is_not_repeated_when_the_token_would_be_over() {
    let world = authorized().await;
    world.clock.advance(875);
    world.node_answers(Err(ClosureError::Unreachable));
    assert_eq!(world.close(1).await, Delivery::Done);
}

#[tokio::test]
async fn a_closure_whose_answer_was_lost_counts_as_taken() {
    let world = authorized().await;
    world.node_answers(Err(ClosureError::Unreachable));
    world.close(1).await;
    world.node_answers(Err(refused(422, "Outcome already acquired")));
    assert_eq!(world.close(2).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::Closed);
}

#[tokio::test]
async fn a_closure_that_is_refused_gives_the_money_back_once() {
    for answer in [
        Err(refused(404, "The indicated PSP does not exist")),
        Err(refused(400, "Mismatched amount")),
        Err(refused(422, "Node did not receive RPT yet")),
        Ok(Outcome::Ko),
    ] {
        let world = authorized().await;
        world.node_answers(answer);
        assert_eq!(world.close(1).await, Delivery::Done);
        assert_eq!(world.status(), TransactionStatus::RefundRequested);
        assert_eq!(world.outcome().await, OutcomeCode::Refunded);
        assert_eq!(retry_s(world.refund(1).await), 610);
        world.clock.advance(610);
        assert_eq!(world.refund(1).await, Delivery::Done);
        assert_eq!(world.status(), TransactionStatus::Refunded);
        assert_eq!(world.refund(2).await, Delivery::Done);
        let refunds = world.gateway.refunded.lock().unwrap();
        assert_eq!(refunds.len(), 1);
        assert_eq!(refunds[0].amount, cents(1_350));
    }
}

#[tokio::test]
async fn what_was_never_taken_is_never_given_back() {
    let world = World::new();
    let (secret, _) = world.reviewed().await;
    world.checkout.cancel(&secret, None).await.unwrap();
    world.node_answers(Err(refused(404, "The indicated payment does not exist")));
    assert_eq!(world.close(1).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::ClosureError);
    assert_eq!(world.outcome().await, OutcomeCode::CanceledByUser);
    world.expire(900).await;
    assert_eq!(world.status(), TransactionStatus::CancellationExpired);

    let world = World::new();
    world.confirmed().await;
    let declined = world.notification(OperationResult::Declined);
    world
        .checkout
        .authorization_outcome(declined)
        .await
        .unwrap();
    world.node_answers(Ok(Outcome::Ko));
    assert_eq!(world.close(1).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::Unauthorized);
    assert!(
        world
            .store
            .outbox()
            .iter()
            .all(|it| it.kind != OutboxKind::Refund)
    );
}

#[tokio::test]
async fn a_refusal_that_proves_nothing_refunds_nothing() {
    for error in [
        refused(400, "Invalid token"),
        refused(422, "Something else"),
    ] {
        let world = authorized().await;
        world.node_answers(Err(error));
        assert_eq!(world.close(1).await, Delivery::Done);
        assert_eq!(world.status(), TransactionStatus::ClosureError);
        assert_eq!(world.outcome().await, OutcomeCode::TakingCharge);
    }
}

#[tokio::test]
async fn a_result_may_come_before_the_closure_s_answer() {
    let world = authorized().await;
    world.node_answers(Err(ClosureError::Unreachable));
    world.close(1).await;
    world
        .checkout
        .record_payment_result(&world.result(Outcome::Ok))
        .await
        .unwrap();
    assert_eq!(world.status(), TransactionStatus::NotificationRequested);
    assert_eq!(world.close(2).await, Delivery::Done);
    assert_eq!(world.node.closures.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn after_the_expiry_the_node_tells_whether_it_knows_the_closure() {
    let asked_after_expiry = async || {
        let world = authorized().await;
        world.node_answers(Err(ClosureError::Unreachable));
        world.close(4).await;
        world.expire(900).await;
        assert_eq!(world.outcome().await, OutcomeCode::TakingCharge);
        world
    };
    let world = asked_after_expiry().await;
    world.node_answers(Err(refused(422, "Outcome already acquired")));
    assert_eq!(world.close(1).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::Closed);

    let world = asked_after_expiry().await;
    let expired = "Unacceptable outcome when token has expired";
    world.node_answers(Err(refused(400, expired)));
    assert_eq!(world.close(1).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::RefundRequested);

    let world = asked_after_expiry().await;
    for attempt in 1..=3 {
        world.node_answers(Err(ClosureError::Unreachable));
        retry_s(world.close(attempt).await);
    }
    world.node_answers(Err(ClosureError::Unreachable));
    assert!(matches!(world.close(4).await, Delivery::Dead { .. }));
    assert!(
        world
            .store
            .outbox()
            .iter()
            .all(|it| it.kind != OutboxKind::Refund)
    );
}

#[tokio::test]
async fn a_lost_notification_is_made_good_by_asking() {
    let world = World::new();
    world.confirmed().await;
    let due = world.message(OutboxKind::AuthorizationState).available_at;
    let asked = world.transaction().authorization_requested_at.unwrap();
    assert_eq!(due.duration_since(asked).as_secs(), 185);
    assert_eq!(retry_s(world.ask_state(1).await), 80);
    assert_eq!(retry_s(world.ask_state(2).await), 160);
    let executed = operation(OperationResult::Executed, due);
    *world.gateway.state_answer.lock().unwrap() = Some(SessionState::Complete(Some(executed)));
    assert_eq!(world.ask_state(3).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::ClosureRequested);
    assert_eq!(world.ask_state(4).await, Delivery::Done);
}

#[tokio::test]
async fn money_taken_after_the_expiry_is_given_back() {
    let world = World::new();
    world.confirmed().await;
    world.expire(900).await;
    assert_eq!(world.outcome().await, OutcomeCode::TakingCharge);
    let late = world.notification(OperationResult::Executed);
    world
        .checkout
        .authorization_outcome(late.clone())
        .await
        .unwrap();
    world
        .checkout
        .authorization_outcome(late.clone())
        .await
        .unwrap();
    assert_eq!(world.status(), TransactionStatus::RefundRequested);
    world
        .gateway
        .operations
        .lock()
        .unwrap()
        .push(late.operation);
    assert_eq!(world.refund(1).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::Refunded);
    assert!(world.node.closures.lock().unwrap().is_empty());
}

#[tokio::test]
async fn after_the_expiry_the_order_tells_whether_money_was_taken() {
    let world = World::new();
    world.confirmed().await;
    world.expire(900).await;
    // A session that was built at the last moment is over when the order is looked at.
    let due = world.message(OutboxKind::AuthorizationState).available_at;
    let expired = world.transaction().token_expires_at;
    assert!(due.duration_since(expired).as_secs() > 900);
    assert_eq!(world.ask_state(1).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::Expired);
    assert_eq!(world.outcome().await, OutcomeCode::PspError);
    // Should the gateway contradict itself, the money still goes back.
    let late = world.notification(OperationResult::Executed);
    world.checkout.authorization_outcome(late).await.unwrap();
    assert_eq!(world.status(), TransactionStatus::RefundRequested);

    let world = World::new();
    world.confirmed().await;
    world.expire(900).await;
    let charge = operation(OperationResult::Executed, jiff::Timestamp::UNIX_EPOCH);
    world.gateway.operations.lock().unwrap().push(charge);
    assert_eq!(world.ask_state(1).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::RefundRequested);
}

#[tokio::test]
async fn a_refused_payment_that_is_charged_later_is_for_a_person_to_look_at() {
    let world = World::new();
    world.confirmed().await;
    let declined = world.notification(OperationResult::Declined);
    world
        .checkout
        .authorization_outcome(declined)
        .await
        .unwrap();
    world.close(1).await;
    let executed = world.notification(OperationResult::Executed);
    world
        .checkout
        .authorization_outcome(executed)
        .await
        .unwrap();
    assert_eq!(world.status(), TransactionStatus::Unauthorized);
    assert!(matches!(world.ask_state(1).await, Delivery::Dead { .. }));
}

#[tokio::test]
async fn a_closed_payment_without_result_expires_and_takes_a_late_one() {
    let world = authorized().await;
    world.close(1).await;
    world.clock.advance(3_894);
    assert_eq!(world.checkout.expire_transactions(10).await.unwrap(), 0);
    world.expire(1).await;
    assert_eq!(world.outcome().await, OutcomeCode::TakingCharge);
    // The node has taken the closure: nothing is given back before it tells, but somebody has to
    // look.
    let outbox = world.store.outbox();
    assert!(outbox.iter().all(|it| it.kind != OutboxKind::Refund));
    let letter = outbox.iter().find(|it| it.key.contains(":attention:"));
    let delivery = world
        .checkout
        .deliver_authorization_state(&letter.unwrap().payload, 1)
        .await;
    assert!(matches!(delivery, Delivery::Dead { .. }));
    world
        .checkout
        .record_payment_result(&world.result(Outcome::Ok))
        .await
        .unwrap();
    assert_eq!(world.outcome().await, OutcomeCode::Success);
}

#[tokio::test]
async fn a_negative_result_is_told_and_given_back_even_if_the_mail_fails() {
    let world = authorized().await;
    world.close(1).await;
    world
        .checkout
        .record_payment_result(&world.result(Outcome::Ko))
        .await
        .unwrap();
    assert_eq!(world.outcome().await, OutcomeCode::Refunded);
    *world.mailer.failures.lock().unwrap() = 1;
    assert_eq!(retry_s(world.mail(1).await), 600);
    assert_eq!(world.status(), TransactionStatus::RefundRequested);
    world.clock.advance(700);
    assert_eq!(world.mail(2).await, Delivery::Done);
    let mail = world.mailer.sent.lock().unwrap()[0].clone();
    assert_eq!(mail.subject, "Il pagamento non è riuscito");
    assert!(world.transaction().email.is_none());
    assert_eq!(world.refund(1).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::Refunded);
}

#[tokio::test]
async fn a_mail_server_that_never_takes_the_mail_makes_a_dead_letter() {
    let world = authorized().await;
    world.close(1).await;
    world
        .checkout
        .record_payment_result(&world.result(Outcome::Ok))
        .await
        .unwrap();
    *world.mailer.failures.lock().unwrap() = 4;
    for (attempt, wait) in [(1, 600), (2, 1_200), (3, 1_800)] {
        assert_eq!(retry_s(world.mail(attempt).await), wait);
    }
    assert!(matches!(world.mail(4).await, Delivery::Dead { .. }));
    assert_eq!(world.status(), TransactionStatus::NotificationError);
    assert_eq!(world.outcome().await, OutcomeCode::Success);
}

#[tokio::test]
async fn a_refund_follows_the_gateway_s_record() {
    let requested = async || {
        let world = authorized().await;
        world.node_answers(Ok(Outcome::Ko));
        world.close(1).await;
        world.clock.advance(610);
        world
    };
    // Done already, and the answer was lost.
    let world = requested().await;
    let refund = GatewayOperation {
        id: "r".into(),
        kind: Some(OperationType::Refund),
        ..operation(OperationResult::Voided, jiff::Timestamp::UNIX_EPOCH)
    };
    world.gateway.operations.lock().unwrap().push(refund);
    assert_eq!(world.refund(1).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::Refunded);
    assert!(world.gateway.refunded.lock().unwrap().is_empty());

    // Never charged, as it says.
    let world = requested().await;
    world.gateway.operations.lock().unwrap().clear();
    assert!(matches!(world.refund(1).await, Delivery::Dead { .. }));
    assert_eq!(world.status(), TransactionStatus::RefundError);
    assert!(world.gateway.refunded.lock().unwrap().is_empty());

    // Down, then up.
    let world = requested().await;
    world
        .gateway
        .refund_errors
        .lock()
        .unwrap()
        .push_back(GatewayError::Unavailable);
    let delivery = world.refund(1).await;
    assert_eq!(
        delivery,
        Delivery::Retry {
            after: Duration::from_mins(10)
        }
    );
    assert_eq!(world.status(), TransactionStatus::RefundError);
    assert_eq!(world.refund(2).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::Refunded);

    // Refused for good.
    let world = requested().await;
    let no = GatewayError::Refused {
        status: 400,
        code: None,
    };
    world.gateway.refund_errors.lock().unwrap().push_back(no);
    assert!(matches!(world.refund(1).await, Delivery::Dead { .. }));
}

#[tokio::test]
async fn a_payload_that_cannot_be_read_makes_a_dead_letter() {
    let world = World::new();
    for payload in ["", "{}", "{\"transaction\":\"ff\"}"] {
        let deliveries = [
            world.checkout.deliver_close_payment(payload, 1).await,
            world.checkout.deliver_authorization_state(payload, 1).await,
            world.checkout.deliver_refund(payload, 1).await,
            world.checkout.deliver_mail(payload, 1, &world.mailer).await,
        ];
        for delivery in deliveries {
            assert!(matches!(delivery, Delivery::Dead { .. }), "{payload}");
        }
    }
}

#[tokio::test]
async fn after_a_day_no_address_is_left() {
    let world = authorized().await;
    assert!(world.transaction().email.is_some());
    world.clock.advance(24 * 3_600 + 1);
    world.checkout.forget_personal_data(10).await.unwrap();
    assert!(world.transaction().email.is_none());
}
