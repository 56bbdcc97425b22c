//! The steps before the payment: order, repetition, and everything a citizen can get wrong.

use checkout::{
    CardEntry, CheckoutError, EmailProblem, FaultCategory, GatewayError, JourneySecret, Language,
    OutcomeCode, PaymentMethod, SeenPayment, Step, TransactionStatus,
};
use domain::{NoticeKey, OutboxKind};

use crate::world::{World, bundle, cents, fault, notice};

fn missing(error: CheckoutError) -> Step {
    match error {
        CheckoutError::NotYet(step) => step,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn steps_cannot_be_skipped() {
    let world = World::new();
    let checkout = &world.checkout;
    let unknown = JourneySecret::parse(&"0".repeat(64)).unwrap();
    assert_eq!(
        missing(checkout.verify(&unknown).await.unwrap_err()),
        Step::Notice
    );

    let secret = world.started().await;
    let email = checkout
        .set_email(&secret, "m@example.it", "m@example.it")
        .await;
    assert_eq!(missing(email.unwrap_err()), Step::Summary);
    let methods = checkout.list_methods(&secret).await;
    assert_eq!(missing(methods.unwrap_err()), Step::Summary);
    checkout.verify(&secret).await.unwrap();
    let method = checkout.set_method(&secret, PaymentMethod::card()).await;
    assert_eq!(missing(method.unwrap_err()), Step::Email);
    checkout
        .set_email(&secret, "m@example.it", "m@example.it")
        .await
        .unwrap();
    assert_eq!(
        missing(checkout.list_psps(&secret).await.unwrap_err()),
        Step::Method
    );
    checkout
        .set_method(&secret, PaymentMethod::card())
        .await
        .unwrap();
    let activated = checkout.activate_and_build(&secret).await;
    assert_eq!(missing(activated.unwrap_err()), Step::Psp);
    assert_eq!(
        missing(checkout.review(&secret).await.unwrap_err()),
        Step::Psp
    );
    let seen = SeenPayment {
        transaction: "ab".repeat(16).parse().unwrap(),
        total: cents(1),
    };
    let confirmed = checkout
        .confirm(&secret, &seen, CardEntry::HostedFields)
        .await;
    assert_eq!(missing(confirmed.unwrap_err()), Step::Psp);
    assert!(world.node.activations.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_verification_is_believed_for_a_quarter_of_an_hour() {
    let world = World::new();
    let secret = world.started().await;
    world.checkout.verify(&secret).await.unwrap();
    world.clock.advance(899);
    world.checkout.verify(&secret).await.unwrap();
    assert_eq!(*world.node.verifications.lock().unwrap(), 1);
    world.clock.advance(1);
    world.checkout.verify(&secret).await.unwrap();
    assert_eq!(*world.node.verifications.lock().unwrap(), 2);
}

#[tokio::test]
async fn a_fault_of_the_node_has_a_category_and_keeps_the_notice() {
    let world = World::new();
    let secret = world.started().await;
    world
        .node
        .faults
        .lock()
        .unwrap()
        .push_back(fault("PPT_STAZIONE_INT_PA_TIMEOUT"));
    match world.checkout.verify(&secret).await.unwrap_err() {
        CheckoutError::Notice(refused) => {
            assert_eq!(refused.category, FaultCategory::DomainUnknown);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        world.checkout.journey(&secret).await.unwrap().notice,
        notice()
    );
    assert!(world.checkout.verify(&secret).await.is_ok());
}

#[tokio::test]
async fn a_wrong_address_is_refused_and_the_known_one_stays() {
    let world = World::new();
    let secret = world.chosen().await;
    let wrong = world
        .checkout
        .set_email(&secret, "n@example.it", "m@example.it")
        .await;
    assert!(matches!(
        wrong.unwrap_err(),
        CheckoutError::Email(EmailProblem::Different)
    ));
    let known = world
        .checkout
        .journey(&secret)
        .await
        .unwrap()
        .email
        .unwrap();
    assert_eq!(known.as_str(), "mario@example.it");
    assert!(!format!("{:?}", world.store.the_journey()).contains("mario@"));
}

#[tokio::test]
async fn only_what_is_offered_can_be_chosen() {
    let world = World::new();
    let secret = world.chosen().await;
    let checkout = &world.checkout;
    let offers = checkout.list_methods(&secret).await.unwrap();
    assert_eq!(offers.len(), 1);
    assert_eq!(
        (offers[0].fee_min, offers[0].fee_max),
        (cents(150), cents(200))
    );
    let method = PaymentMethod::parse("PPAL").unwrap();
    let refused = checkout.set_method(&secret, method).await.unwrap_err();
    assert!(matches!(refused, CheckoutError::NotOffered(Step::Method)));
    let tampered = "b-free".parse().unwrap();
    let refused = checkout.choose_psp(&secret, &tampered).await.unwrap_err();
    assert!(matches!(refused, CheckoutError::NotOffered(Step::Psp)));
    let list = checkout.list_psps(&secret).await.unwrap();
    assert_eq!(list.chosen.unwrap().as_str(), "b-cheap");
    assert_eq!(list.offers[0].fee, cents(150));
}

#[tokio::test]
async fn the_same_notice_again_loses_nothing_and_another_starts_anew() {
    let world = World::new();
    let secret = world.chosen().await;
    let checkout = &world.checkout;
    let again = checkout
        .start(Some(&secret), notice(), Language::En)
        .await
        .unwrap();
    assert_eq!(again.secret, secret);
    assert!(again.journey.fee.is_some() && again.journey.language == Language::En);
    let other = NoticeKey::from_rpt_id("77777777777302000000009999999").unwrap();
    let other = checkout
        .start(Some(&secret), other, Language::It)
        .await
        .unwrap();
    assert!(other.journey.fee.is_none() && other.journey.verification.is_none());
    assert!(other.journey.email.is_some());
}

#[tokio::test]
async fn a_cookie_that_nobody_knows_is_replaced() {
    let world = World::new();
    let forged = JourneySecret::parse(&"1".repeat(64)).unwrap();
    let started = world
        .checkout
        .start(Some(&forged), notice(), Language::It)
        .await;
    assert_ne!(started.unwrap().secret, forged);
}

#[tokio::test]
async fn a_journey_ends_after_a_day() {
    let world = World::new();
    let secret = world.chosen().await;
    world.clock.advance(24 * 3_600);
    let ended = world.checkout.journey(&secret).await.unwrap_err();
    assert_eq!(missing(ended), Step::Notice);
    assert_eq!(world.checkout.forget_personal_data(10).await.unwrap(), 1);
}

#[tokio::test]
async fn activating_twice_activates_and_builds_once() {
    let world = World::new();
    let (secret, first) = world.reviewed().await;
    let second = world.checkout.activate_and_build(&secret).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(first, world.checkout.review(&secret).await.unwrap());
    assert_eq!(first.total, cents(1_350));
    assert_eq!(world.node.activations.lock().unwrap().len(), 1);
    let built = world.gateway.built.lock().unwrap();
    assert_eq!(built.len(), 1);
    assert_eq!(built[0].amount, cents(1_350));
}

#[tokio::test]
async fn two_tabs_that_activate_together_use_one_key_and_make_one_transaction() {
    let world = World::new();
    let secret = world.chosen().await;
    let checkout = &world.checkout;
    let (one, two) = tokio::join!(
        checkout.activate_and_build(&secret),
        checkout.activate_and_build(&secret)
    );
    assert_eq!(one.unwrap().transaction, two.unwrap().transaction);
    let activations = world.node.activations.lock().unwrap();
    for activation in activations.iter() {
        assert_eq!(activation.idempotency_key, activations[0].idempotency_key);
        assert_eq!(activation.expiration_ms, 900_000);
    }
    assert_eq!(world.store.transactions().len(), 1);
}

#[tokio::test]
async fn an_activation_that_is_refused_can_be_repeated_with_a_new_key() {
    let world = World::new();
    let secret = world.chosen().await;
    world
        .node
        .faults
        .lock()
        .unwrap()
        .push_back(fault("PPT_STAZIONE_INT_PA_IRRAGGIUNGIBILE"));
    assert!(world.checkout.activate_and_build(&secret).await.is_err());
    assert!(world.store.the_journey().attempt.is_none());
    world.checkout.verify(&secret).await.unwrap();
    assert!(world.checkout.activate_and_build(&secret).await.is_ok());
}

#[tokio::test]
async fn a_notice_that_somebody_was_paying_can_be_paid_once_it_is_free() {
    let world = World::new();
    let secret = world.chosen().await;
    for code in ["PPT_PAGAMENTO_IN_CORSO", "PPT_ATTIVAZIONE_IN_CORSO"] {
        world.node.faults.lock().unwrap().push_back(fault(code));
        assert!(world.checkout.activate_and_build(&secret).await.is_err());
        // The node would repeat the refusal under the same key.
        assert!(world.store.the_journey().attempt.is_none(), "{code}");
    }
    world.checkout.activate_and_build(&secret).await.unwrap();
    assert_eq!(*world.node.verifications.lock().unwrap(), 1);
}

#[tokio::test]
async fn a_tab_that_is_refused_does_not_spoil_the_other_one_s_activation() {
    let world = World::new();
    let secret = world.chosen().await;
    world
        .node
        .faults
        .lock()
        .unwrap()
        .push_back(fault("PPT_ATTIVAZIONE_IN_CORSO"));
    *world.node.due.lock().unwrap() = Some(cents(1_300));
    let checkout = &world.checkout;
    let (one, two) = tokio::join!(
        checkout.activate_and_build(&secret),
        checkout.activate_and_build(&secret)
    );
    assert!(one.is_err() != two.is_err());
    let review = one.or(two).unwrap();
    assert_eq!(review.amount_seen, Some(cents(1_200)));
}

#[tokio::test]
async fn a_gateway_that_is_down_costs_no_second_activation() {
    let world = World::new();
    let secret = world.chosen().await;
    world
        .gateway
        .build_errors
        .lock()
        .unwrap()
        .push_back(GatewayError::Unavailable);
    let down = world
        .checkout
        .activate_and_build(&secret)
        .await
        .unwrap_err();
    assert!(matches!(
        down,
        CheckoutError::Gateway(GatewayError::Unavailable)
    ));
    world.checkout.activate_and_build(&secret).await.unwrap();
    assert_eq!(world.node.activations.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_amount_that_changed_is_shown_and_charged() {
    let world = World::new();
    let secret = world.chosen().await;
    *world.node.due.lock().unwrap() = Some(cents(1_300));
    let review = world.checkout.activate_and_build(&secret).await.unwrap();
    assert_eq!(review.amount_seen, Some(cents(1_200)));
    assert_eq!(review.total, cents(1_450));
}

#[tokio::test]
async fn going_back_to_another_psp_builds_a_new_order() {
    let world = World::new();
    let (secret, first) = world.reviewed().await;
    let dear = "b-dear".parse().unwrap();
    world.checkout.choose_psp(&secret, &dear).await.unwrap();
    let step = missing(world.checkout.review(&secret).await.unwrap_err());
    assert_eq!(step, Step::Psp);
    let second = world.checkout.activate_and_build(&secret).await.unwrap();
    assert_eq!(second.total, cents(1_400));
    assert_eq!(second.transaction, first.transaction);
    assert_eq!(world.node.activations.lock().unwrap().len(), 1);
    // The page of the first tab shows a total that is not ours any more.
    let stale = world
        .checkout
        .confirm(&secret, &World::seen(&first), CardEntry::HostedFields)
        .await;
    assert!(matches!(stale.unwrap_err(), CheckoutError::Changed));
    assert!(world.gateway.confirmed.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_fee_that_changed_is_not_charged() {
    let world = World::new();
    let (secret, review) = world.reviewed().await;
    *world.bundles.0.lock().unwrap() = vec![bundle("b-cheap", "PSPCHEAP", 175)].into();
    let changed = world
        .checkout
        .confirm(&secret, &World::seen(&review), CardEntry::HostedFields)
        .await;
    assert!(matches!(
        changed.unwrap_err(),
        CheckoutError::NotOffered(Step::Psp)
    ));
    assert_eq!(world.status(), TransactionStatus::Activated);
    assert!(world.store.the_journey().fee.is_none());
}

#[tokio::test]
async fn an_address_changed_after_the_activation_is_the_one_used() {
    let world = World::new();
    let (secret, _) = world.reviewed().await;
    let checkout = &world.checkout;
    checkout
        .set_email(&secret, "new@example.it", "new@example.it")
        .await
        .unwrap();
    assert_eq!(
        world.transaction().email.unwrap().as_str(),
        "new@example.it"
    );
}

#[tokio::test]
async fn canceling_frees_the_notice_once() {
    let world = World::new();
    let (secret, review) = world.reviewed().await;
    let checkout = &world.checkout;
    let result = world.transaction().result_id;
    checkout
        .cancel(&secret, Some(&review.transaction))
        .await
        .unwrap();
    checkout
        .cancel(&secret, Some(&review.transaction))
        .await
        .unwrap();
    assert_eq!(world.status(), TransactionStatus::CancellationRequested);
    assert_eq!(world.store.outbox().len(), 1);
    assert_eq!(world.close(1).await, domain::Delivery::Done);
    let closure = world.node.closures.lock().unwrap()[0].clone();
    assert_eq!(closure.outcome, domain::Outcome::Ko);
    assert!(closure.payment.is_none());
    assert_eq!(closure.details.status.as_str(), "Annullato");
    let page = checkout.outcome(&result).await.unwrap();
    assert_eq!(page.evaluation.outcome, OutcomeCode::CanceledByUser);
    // The journey goes on with the same notice.
    assert_eq!(
        missing(checkout.review(&secret).await.unwrap_err()),
        Step::Summary
    );
}

#[tokio::test]
async fn a_payment_left_for_another_notice_can_still_be_canceled_from_its_page() {
    let world = World::new();
    let (secret, review) = world.reviewed().await;
    let checkout = &world.checkout;
    let other = NoticeKey::from_rpt_id("77777777777302000000009999999").unwrap();
    checkout
        .start(Some(&secret), other.clone(), Language::It)
        .await
        .unwrap();
    let stranger = world.started().await;
    checkout
        .cancel(&stranger, Some(&review.transaction))
        .await
        .unwrap();
    assert_eq!(world.status(), TransactionStatus::Activated);
    checkout
        .cancel(&secret, Some(&review.transaction))
        .await
        .unwrap();
    assert_eq!(world.status(), TransactionStatus::CancellationRequested);
    assert_eq!(checkout.journey(&secret).await.unwrap().notice, other);
}

#[tokio::test]
async fn another_payment_cannot_be_canceled_from_an_old_page() {
    let world = World::new();
    let (secret, _) = world.reviewed().await;
    let other = "ab".repeat(16).parse().unwrap();
    let refused = world.checkout.cancel(&secret, Some(&other)).await;
    assert!(matches!(refused.unwrap_err(), CheckoutError::Changed));
    assert_eq!(world.status(), TransactionStatus::Activated);
}

#[tokio::test]
async fn an_activation_that_expired_starts_over_with_the_notice() {
    let world = World::new();
    let (secret, review) = world.reviewed().await;
    world.clock.advance(900);
    let seen = World::seen(&review);
    let late = world
        .checkout
        .confirm(&secret, &seen, CardEntry::HostedFields)
        .await;
    assert_eq!(missing(late.unwrap_err()), Step::Summary);
    assert!(world.gateway.confirmed.lock().unwrap().is_empty());
    let result = world.transaction().result_id;
    assert_eq!(world.checkout.expire_transactions(10).await.unwrap(), 1);
    assert_eq!(world.checkout.expire_transactions(10).await.unwrap(), 0);
    assert_eq!(world.status(), TransactionStatus::ExpiredNotAuthorized);
    let page = world.checkout.outcome(&result).await.unwrap();
    assert_eq!(page.evaluation.outcome, OutcomeCode::Timeout);
    assert!(
        world
            .store
            .outbox()
            .iter()
            .all(|it| it.kind != OutboxKind::ClosePayment)
    );
}

#[tokio::test]
async fn the_mail_is_in_the_language_read_last() {
    let world = World::new();
    let (secret, _) = world.reviewed().await;
    world
        .checkout
        .set_language(&secret, Language::En)
        .await
        .unwrap();
    assert_eq!(world.transaction().language, Language::En);
    let review = world.checkout.review(&secret).await.unwrap();
    assert_eq!(review.language, Language::En);
}
