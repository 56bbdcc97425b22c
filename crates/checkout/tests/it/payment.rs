//! From the confirmation to the receipt.

use checkout::{
    CardEntry, CheckoutError, GatewayError, Money, NextPage, NotificationRefused,
    NotificationTaken, OperationResult, OutcomeCode, ResultId, ResultRefused, SessionState, Step,
    Store, TransactionStatus,
};
use domain::{Delivery, OutboxKind, Outcome, PaymentToken};

use crate::world::{World, cents, operation};

#[tokio::test]
async fn a_notice_is_paid_and_its_receipt_mailed() {
    let world = World::new();
    let secret = world.confirmed().await;
    let checkout = &world.checkout;
    let result = world.transaction().result_id;
    assert_eq!(*world.gateway.confirmed.lock().unwrap(), [cents(1_350)]);
    let waiting = checkout.outcome(&result).await.unwrap();
    assert_eq!(waiting.evaluation.outcome, OutcomeCode::TakingCharge);
    assert!(waiting.continuation.is_some() && !waiting.evaluation.is_final);
    assert!(matches!(
        checkout.receipt(&result).await.unwrap_err(),
        CheckoutError::NotYet(Step::Outcome(_))
    ));

    let notification = world.notification(OperationResult::Executed);
    let taken = checkout.authorization_outcome(notification).await.unwrap();
    assert_eq!(taken, NotificationTaken::Recorded);
    assert_eq!(world.status(), TransactionStatus::ClosureRequested);
    assert_eq!(world.close(1).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::Closed);
    let closure = world.node.closures.lock().unwrap()[0].clone();
    assert_eq!(closure.outcome, Outcome::Ok);
    let payment = closure.payment.unwrap();
    assert_eq!(
        (payment.total_amount, payment.fee),
        (cents(1_350), cents(150))
    );
    assert_eq!(closure.details.status.as_str(), "Confermato");
    assert_eq!(closure.details.masked_email.unwrap(), "m***@example.it");

    checkout
        .record_payment_result(&world.result(Outcome::Ok))
        .await
        .unwrap();
    assert_eq!(world.mail(1).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::NotifiedOk);
    let page = checkout.outcome(&result).await.unwrap();
    assert_eq!(page.evaluation.outcome.money(), Money::Charged);
    let receipt = checkout.receipt(&result).await.unwrap();
    assert_eq!(receipt.total, cents(1_350));
    assert_eq!(receipt.card, Some(("VISA".into(), "0006".into())));

    let mail = world.mailer.sent.lock().unwrap()[0].clone();
    assert_eq!(mail.to.as_str(), "mario@example.it");
    assert_eq!(mail.subject, "Il riepilogo del tuo pagamento");
    for part in [&mail.text, &mail.html] {
        assert!(part.contains("13,50") && part.contains("Comune di Prova"));
        assert!(part.contains(&format!(
            "https://checkout.example.it/esito/{}",
            result.as_str()
        )));
    }
    // The address is not needed any more.
    assert!(world.transaction().email.is_none() && world.store.the_journey().email.is_none());
    assert_eq!(world.mail(2).await, Delivery::Done);
    assert_eq!(world.mailer.sent.lock().unwrap().len(), 1);
    // Back leads to the result.
    let back = checkout
        .set_email(&secret, "m@example.it", "m@example.it")
        .await;
    assert!(matches!(
        back.unwrap_err(),
        CheckoutError::NotYet(Step::Outcome(it)) if it == result
    ));
    let history = world.store.list_events(&receipt.transaction).await.unwrap();
    let sequences: Vec<u32> = history.iter().map(|row| row.sequence).collect();
    assert_eq!(sequences, (0..8).collect::<Vec<u32>>());
}

#[tokio::test]
async fn the_outbox_holds_no_personal_data() {
    let world = World::new();
    world.confirmed().await;
    let notification = world.notification(OperationResult::Executed);
    world
        .checkout
        .authorization_outcome(notification)
        .await
        .unwrap();
    world.close(1).await;
    world
        .checkout
        .record_payment_result(&world.result(Outcome::Ok))
        .await
        .unwrap();
    let id = world.transaction().id;
    for message in world.store.outbox() {
        let expected = format!("{{\"transaction\":\"{id}\",\"needsAttention\":false}}");
        assert_eq!(message.payload, expected);
        assert!(message.attempts_max > 1);
    }
}

#[tokio::test]
async fn without_script_the_card_is_typed_on_the_gateway_s_page() {
    let world = World::new();
    let (secret, review) = world.reviewed().await;
    assert!(review.has_gateway_page);
    let seen = World::seen(&review);
    let page = NextPage::Redirect("https://gateway.example/page".into());
    for _ in 0..2 {
        let next = world
            .checkout
            .confirm(&secret, &seen, CardEntry::GatewayPage)
            .await;
        assert_eq!(next.unwrap(), page);
    }
    assert_eq!(world.status(), TransactionStatus::AuthorizationRequested);
    assert!(world.gateway.confirmed.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_incomplete_card_asks_for_no_money() {
    let world = World::new();
    let (secret, review) = world.reviewed().await;
    *world.gateway.has_card.lock().unwrap() = false;
    let seen = World::seen(&review);
    let refused = world
        .checkout
        .confirm(&secret, &seen, CardEntry::HostedFields)
        .await;
    assert!(matches!(refused.unwrap_err(), CheckoutError::CardMissing));
    assert_eq!(world.status(), TransactionStatus::Activated);
}

#[tokio::test]
async fn confirming_twice_asks_for_the_money_once() {
    let world = World::new();
    let (secret, review) = world.reviewed().await;
    let (one, two) = tokio::join!(
        world.confirm(&secret, &review),
        world.confirm(&secret, &review)
    );
    let three = world.confirm(&secret, &review).await;
    assert_eq!(world.gateway.confirmed.lock().unwrap().len(), 1);
    let bank = NextPage::Redirect("https://bank.example/3ds".into());
    assert!([&one, &two].contains(&&bank));
    assert_eq!(three, bank);
}

#[tokio::test]
async fn each_answer_to_the_confirmation_has_its_page() {
    let gdi = || SessionState::GdiVerification {
        src: "https://gateway.example/gdi".into(),
    };
    let world = World::new();
    *world.gateway.confirm_answer.lock().unwrap() = Some(Ok(gdi()));
    let (secret, review) = world.reviewed().await;
    let next = world.confirm(&secret, &review).await;
    assert!(matches!(next, NextPage::Gdi { src, .. } if src.ends_with("/gdi")));

    let cases = [
        (
            Ok(SessionState::Complete(None)),
            TransactionStatus::AuthorizationRequested,
            17,
        ),
        (
            Ok(SessionState::Open),
            TransactionStatus::AuthorizationRequested,
            17,
        ),
        (
            Err(GatewayError::Unavailable),
            TransactionStatus::AuthorizationRequested,
            17,
        ),
        (
            Err(GatewayError::NotFound),
            TransactionStatus::ClosureRequested,
            25,
        ),
        (
            Err(GatewayError::Refused {
                status: 400,
                code: Some("GW0035".into()),
            }),
            TransactionStatus::ClosureRequested,
            25,
        ),
    ];
    for (answer, status, outcome) in cases {
        let world = World::new();
        *world.gateway.confirm_answer.lock().unwrap() = Some(answer);
        let (secret, review) = world.reviewed().await;
        let next = world.confirm(&secret, &review).await;
        let result = world.transaction().result_id;
        assert_eq!(next, NextPage::Outcome(result.clone()));
        assert_eq!(world.status(), status);
        let page = world.checkout.outcome(&result).await.unwrap();
        assert_eq!(page.evaluation.outcome.code(), outcome);
    }
}

#[tokio::test]
async fn a_confirmation_that_completes_at_once_needs_no_notification() {
    let world = World::new();
    let executed = operation(OperationResult::Executed, jiff::Timestamp::UNIX_EPOCH);
    *world.gateway.confirm_answer.lock().unwrap() =
        Some(Ok(SessionState::Complete(Some(executed))));
    let (secret, review) = world.reviewed().await;
    assert!(matches!(
        world.confirm(&secret, &review).await,
        NextPage::Outcome(_)
    ));
    assert_eq!(world.status(), TransactionStatus::ClosureRequested);
}

#[tokio::test]
async fn a_notification_with_a_wrong_token_is_refused() {
    let world = World::new();
    world.confirmed().await;
    let good = world.notification(OperationResult::Executed);
    let mut wrong_body = good.clone();
    wrong_body.security_token = "guess".into();
    let mut wrong_address = good.clone();
    wrong_address.session_token = "guess".into();
    for wrong in [wrong_body, wrong_address] {
        let refused = world
            .checkout
            .authorization_outcome(wrong)
            .await
            .unwrap_err();
        assert!(matches!(refused, NotificationRefused::WrongToken));
    }
    let mut unknown = good;
    unknown.order = checkout::OrderId::parse("E0").unwrap();
    let refused = world
        .checkout
        .authorization_outcome(unknown)
        .await
        .unwrap_err();
    assert!(matches!(refused, NotificationRefused::UnknownOrder));
    assert_eq!(world.status(), TransactionStatus::AuthorizationRequested);
}

#[tokio::test]
async fn a_notification_sent_twice_is_taken_once() {
    let world = World::new();
    world.confirmed().await;
    let notification = world.notification(OperationResult::Executed);
    let first = world
        .checkout
        .authorization_outcome(notification.clone())
        .await;
    assert_eq!(first.unwrap(), NotificationTaken::Recorded);
    let second = world.checkout.authorization_outcome(notification).await;
    assert_eq!(second.unwrap(), NotificationTaken::NothingNew);
    let closures = world.store.outbox();
    let closures = closures
        .iter()
        .filter(|it| it.kind == OutboxKind::ClosePayment);
    assert_eq!(closures.count(), 1);
}

#[tokio::test]
async fn what_may_still_change_decides_nothing() {
    let world = World::new();
    world.confirmed().await;
    for intermediate in [OperationResult::Pending, OperationResult::Authorized] {
        let notification = world.notification(intermediate);
        let taken = world.checkout.authorization_outcome(notification).await;
        assert_eq!(taken.unwrap(), NotificationTaken::NothingNew);
        assert_eq!(world.status(), TransactionStatus::AuthorizationRequested);
    }
    let notification = world.notification(OperationResult::Executed);
    let taken = world.checkout.authorization_outcome(notification).await;
    assert_eq!(taken.unwrap(), NotificationTaken::Recorded);
}

#[tokio::test]
async fn a_refused_payment_frees_the_notice_and_refunds_nothing() {
    let world = World::new();
    world.confirmed().await;
    let mut notification = world.notification(OperationResult::Declined);
    notification.operation.error_code = Some("116".into());
    world
        .checkout
        .authorization_outcome(notification)
        .await
        .unwrap();
    assert_eq!(world.close(1).await, Delivery::Done);
    assert_eq!(world.status(), TransactionStatus::Unauthorized);
    let closure = world.node.closures.lock().unwrap()[0].clone();
    assert_eq!(closure.outcome, Outcome::Ko);
    assert_eq!(closure.details.status.as_str(), "Rifiutato");
    let result = world.transaction().result_id;
    let page = world.checkout.outcome(&result).await.unwrap();
    assert_eq!(page.evaluation.outcome, OutcomeCode::BalanceLimit);
    assert!(
        world
            .store
            .outbox()
            .iter()
            .all(|it| it.kind != OutboxKind::Refund)
    );
}

#[tokio::test]
async fn an_amount_that_is_not_ours_is_for_a_person_to_look_at() {
    let world = World::new();
    world.confirmed().await;
    let mut notification = world.notification(OperationResult::Executed);
    notification.operation.amount = Some(cents(1));
    world
        .checkout
        .authorization_outcome(notification)
        .await
        .unwrap();
    assert_eq!(world.status(), TransactionStatus::AuthorizationRequested);
    assert!(matches!(world.ask_state(1).await, Delivery::Dead { .. }));
}

#[tokio::test]
async fn a_result_must_be_about_the_transaction_s_own_tokens() {
    let world = World::new();
    world.confirmed().await;
    let early = world
        .checkout
        .record_payment_result(&world.result(Outcome::Ok))
        .await;
    assert!(matches!(early.unwrap_err(), ResultRefused::NotAcceptable));
    let notification = world.notification(OperationResult::Executed);
    world
        .checkout
        .authorization_outcome(notification)
        .await
        .unwrap();
    world.close(1).await;

    let mut other = world.result(Outcome::Ok);
    other.payments[0].payment_token = PaymentToken::parse("other").unwrap();
    let mut twice = world.result(Outcome::Ok);
    twice.payments.push(twice.payments[0].clone());
    for wrong in [other, twice] {
        let refused = world
            .checkout
            .record_payment_result(&wrong)
            .await
            .unwrap_err();
        assert!(matches!(refused, ResultRefused::TokensDiffer));
    }
    let mut unknown = world.result(Outcome::Ok);
    unknown.transaction = "ff".repeat(16).parse().unwrap();
    let refused = world
        .checkout
        .record_payment_result(&unknown)
        .await
        .unwrap_err();
    assert!(matches!(refused, ResultRefused::UnknownTransaction));

    let result = world.result(Outcome::Ok);
    world.checkout.record_payment_result(&result).await.unwrap();
    world.checkout.record_payment_result(&result).await.unwrap();
    let opposite = world
        .checkout
        .record_payment_result(&world.result(Outcome::Ko))
        .await;
    assert!(matches!(
        opposite.unwrap_err(),
        ResultRefused::NotAcceptable
    ));
    let mails = world.store.outbox();
    assert_eq!(
        mails
            .iter()
            .filter(|it| it.kind == OutboxKind::Mail)
            .count(),
        1
    );
}

#[tokio::test]
async fn a_result_page_that_nobody_has_is_not_found() {
    let world = World::new();
    world.confirmed().await;
    let guess = ResultId::parse(&"0".repeat(64)).unwrap();
    let missing = world.checkout.outcome(&guess).await.unwrap_err();
    assert!(matches!(missing, CheckoutError::NotFound));
}
