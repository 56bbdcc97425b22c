use domain::{Amount, Delivery, Outcome, TransactionId};
use node::CallError;

use crate::platform::{NOTICE, OTHER_NOTICE, World, bank, closing, fault};

const SENT: &str = "PAYING,PAYMENT_RESERVED,PAYMENT_SENT";

#[tokio::test]
async fn a_cart_is_closed_notified_reported_and_receipted() {
    let world = World::new().await;
    let tokens = world.activate_cart().await;
    world.close(&tokens, Outcome::Ok).await.unwrap();
    assert_eq!(world.deliver().await, [Delivery::Done]);
    let order: Vec<_> = world.outside.notifications.lock().unwrap()[0]
        .payments
        .iter()
        .map(|payment| payment.token.clone())
        .collect();
    assert_eq!(order, tokens);
    let answer = world
        .report(bank(), &[&tokens[0], &tokens[1]], Outcome::Ok)
        .await;
    assert_eq!(answer, "OK");
    world.deliver().await;
    for (token, notice) in tokens.iter().zip([NOTICE, OTHER_NOTICE]) {
        assert_eq!(
            world.payment_history(token),
            format!("{SENT},PAYMENT_ACCEPTED,PAID,NOTICE_GENERATED,NOTICE_SENT,NOTIFIED")
        );
        assert_eq!(world.position_history(notice), "PAYING,PAID,NOTIFIED");
    }
    let results = world.outside.results.lock().unwrap();
    assert_eq!(results.len(), 1);
    assert_eq!(results[0].outcome, Outcome::Ok);
    assert_eq!(results[0].payments.len(), 2);
    let receipts = world.outside.receipts.lock().unwrap();
    assert!(
        receipts
            .iter()
            .all(|(_, receipt)| receipt.channel_description.as_str() == "WISP")
    );
}

#[tokio::test]
async fn a_closure_with_ko_frees_the_notices_at_once() {
    let world = World::new().await;
    let tokens = world.activate_cart().await;
    world.close(&tokens, Outcome::Ko).await.unwrap();
    assert_eq!(world.payment_history(&tokens[0]), "PAYING,CANCELLED");
    assert_eq!(world.position_history(OTHER_NOTICE), "PAYING,INSERTED");
    assert_eq!(world.deliver().await, []);
    assert_eq!(
        world.close(&tokens, Outcome::Ok).await.unwrap_err(),
        "400 Unacceptable outcome when token has expired"
    );
}

#[tokio::test]
async fn a_token_is_not_closed_twice_in_one_transaction() {
    let world = World::new().await;
    let [token, _] = world.activate_cart().await;
    for outcome in [Outcome::Ok, Outcome::Ko] {
        assert_eq!(
            world
                .close(&[token.clone(), token.clone()], outcome)
                .await
                .unwrap_err(),
            "400 Invalid paymentTokens"
        );
    }
    assert_eq!(world.payment_history(&token), "PAYING");
    assert_eq!(world.position_history(NOTICE), "PAYING");
}

#[tokio::test]
async fn a_transaction_is_closed_once_whatever_tokens_it_names_later() {
    let world = World::new().await;
    let [first, second] = world.activate_cart().await;
    world.close(&[first], Outcome::Ok).await.unwrap();
    for outcome in [Outcome::Ok, Outcome::Ko] {
        assert_eq!(
            world
                .close(std::slice::from_ref(&second), outcome)
                .await
                .unwrap_err(),
            "422 Outcome already acquired"
        );
    }
    assert_eq!(world.payment_history(&second), "PAYING");
}

#[tokio::test]
async fn a_refusal_or_no_connection_cancels_and_tells_the_touch_point() {
    for (error, status) in [
        (fault("CANALE_SEMANTICA"), "PAYMENT_REFUSED"),
        (CallError::Unreachable, "PAYMENT_SEND_ERROR"),
    ] {
        let world = World::new().await;
        let tokens = world.activate_cart().await;
        world.close(&tokens, Outcome::Ok).await.unwrap();
        world.outside.answer_notification(Err(error));
        world.deliver().await;
        assert_eq!(
            world.payment_history(&tokens[0]),
            format!("{SENT},{status},CANCELLED")
        );
        assert_eq!(world.position_history(NOTICE), "PAYING,INSERTED");
        world.deliver().await;
        let results = world.outside.results.lock().unwrap();
        assert_eq!(results[0].outcome, Outcome::Ko);
    }
}

#[tokio::test]
async fn an_unknown_answer_waits_for_the_outcome_or_the_expiry() {
    for error in [
        CallError::Timeout,
        CallError::ServiceInactive,
        CallError::InvalidResponse("x".into()),
    ] {
        let world = World::new().await;
        let tokens = world.activate_cart().await;
        world.close(&tokens, Outcome::Ok).await.unwrap();
        world.outside.answer_notification(Err(error));
        world.deliver().await;
        assert_eq!(
            world.payment_history(&tokens[0]),
            format!("{SENT},PAYMENT_UNKNOWN")
        );
        assert_eq!(
            world
                .report(bank(), &[&tokens[0], &tokens[1]], Outcome::Ko)
                .await,
            "PPT_SEMANTICA Outcome KO non accettabile"
        );
        // 30 minutes of the token and one hour of the closure.
        world.pass(1800 + 3600);
        assert_eq!(world.node.expire_tokens().await.unwrap().changed, 2);
        assert_eq!(
            world.payment_history(&tokens[0]),
            format!("{SENT},PAYMENT_UNKNOWN,CANCELLED")
        );
        assert_eq!(world.position_history(NOTICE), "PAYING,INSERTED");
        world.deliver().await;
        assert_eq!(
            world.outside.results.lock().unwrap()[0].outcome,
            Outcome::Ko
        );
        // Checkout has been told KO: the money is no longer taken.
        assert_eq!(
            world
                .report(bank(), &[&tokens[0], &tokens[1]], Outcome::Ok)
                .await,
            "PPT_TOKEN_SCADUTO paymentToken is expired"
        );
    }
}

#[tokio::test]
async fn an_accepted_payment_does_not_expire() {
    let world = World::new().await;
    let tokens = world.activate_cart().await;
    world.close(&tokens, Outcome::Ok).await.unwrap();
    world.deliver().await;
    world.pass(1_000_000);
    assert_eq!(world.node.expire_tokens().await.unwrap().changed, 0);
    let answer = world
        .report(bank(), &[&tokens[0], &tokens[1]], Outcome::Ok)
        .await;
    assert_eq!(answer, "OK");
}

#[tokio::test]
async fn a_notification_that_died_on_its_way_is_not_sent_again() {
    let world = World::new().await;
    let tokens = world.activate_cart().await;
    world.close(&tokens, Outcome::Ok).await.unwrap();
    let message = world.memory.state.lock().unwrap().outbox[0].clone();
    {
        // What a process leaves that dies between sending and storing the answer.
        let mut state = world.memory.state.lock().unwrap();
        for position in state.positions.values_mut() {
            for payment in &mut position.payments {
                payment.status = node::PaymentStatus::PaymentSent;
            }
        }
    }
    let delivery = world.node.deliver_notification(&message.payload, 2).await;
    assert_eq!(delivery, Delivery::Done);
    assert!(world.outside.notifications.lock().unwrap().is_empty());
    assert!(
        world
            .payment_history(&tokens[0])
            .ends_with("PAYMENT_UNKNOWN")
    );
}

#[tokio::test]
async fn an_outcome_before_the_acceptance_or_for_part_of_the_cart_is_refused() {
    let world = World::new().await;
    let tokens = world.activate_cart().await;
    world.close(&tokens, Outcome::Ok).await.unwrap();
    assert_eq!(
        world
            .report(bank(), &[&tokens[0], &tokens[1]], Outcome::Ok)
            .await,
        "PPT_SEMANTICA Outcome non accettabile per stato pagamento"
    );
    world.deliver().await;
    assert_eq!(
        world.report(bank(), &[&tokens[0]], Outcome::Ok).await,
        "PPT_SEMANTICA I token non corrispondono alla transazione"
    );
}

#[tokio::test]
async fn a_closure_is_checked_in_the_official_order() {
    let world = World::new().await;
    let tokens = world.activate_cart().await;
    let refusal = |command: node::ClosePayment| {
        let node = world.node.clone();
        let context = world.context();
        async move {
            let refused = node.close_payment(&context, command).await;
            refused.unwrap_err().to_string()
        }
    };
    let with = |change: &dyn Fn(&mut node::ClosePayment)| {
        let mut command = closing(&tokens, Outcome::Ok);
        change(&mut command);
        command
    };
    let psp = with(&|c| {
        c.details.as_mut().unwrap().route.psp = domain::PspId::parse("NOBODY").unwrap();
    });
    assert_eq!(refusal(psp).await, "404 The indicated PSP does not exist");
    let method = with(&|c| {
        c.details.as_mut().unwrap().payment_method = registry::PaymentType::parse("PPAL").unwrap();
    });
    assert_eq!(
        refusal(method).await,
        "404 Incorrect PSP-brokerPSP-Channel-Payment type configuration"
    );
    let amount = with(&|c| c.details.as_mut().unwrap().fee = Amount::ZERO);
    assert_eq!(refusal(amount).await, "400 Mismatched amount");
    world.close(&tokens, Outcome::Ok).await.unwrap();
    for outcome in [Outcome::Ok, Outcome::Ko] {
        assert_eq!(
            world.close(&tokens, outcome).await.unwrap_err(),
            "422 Outcome already acquired"
        );
    }
}

#[tokio::test]
async fn an_unknown_token_spoils_the_cart_it_is_in() {
    let world = World::new().await;
    let [token, _] = world.activate_cart().await;
    let stranger = domain::PaymentToken::parse("stranger").unwrap();
    assert_eq!(
        world
            .close(&[token.clone(), stranger.clone()], Outcome::Ok)
            .await
            .unwrap_err(),
        "404 Unknown token"
    );
    assert_eq!(world.payment_history(&token), "PAYING,CANCELLED");
    assert_eq!(
        world.close(&[stranger], Outcome::Ok).await.unwrap_err(),
        "404 The indicated payment does not exist"
    );
    let id = TransactionId::parse("transaction-1").unwrap();
    let state = world.memory.state.lock().unwrap();
    assert!(!state.closures.contains_key(&id));
}

#[tokio::test]
async fn positions_are_checked_together() {
    let world = World::new().await;
    let notices = || {
        [NOTICE, OTHER_NOTICE]
            .map(|notice| domain::NoticeKey::from_rpt_id(notice).unwrap())
            .to_vec()
    };
    let context = world.context();
    let checked = world.node.check_position(&context, notices()).await;
    assert_eq!(checked.unwrap().outcome, Outcome::Ok);
    world.activate(NOTICE).await.unwrap();
    let checked = world.node.check_position(&context, notices()).await;
    let checked = checked.unwrap();
    assert_eq!(checked.outcome, Outcome::Ko);
    let forbidden: Vec<_> = checked
        .positions
        .iter()
        .map(|position| position.forbidden_by)
        .collect();
    assert_eq!(forbidden, [Some(node::PositionStatus::Paying), None]);
    let stranger = domain::NoticeKey::from_rpt_id("11111111111302000000001234559").unwrap();
    let refused = world.node.check_position(&context, vec![stranger]).await;
    assert_eq!(refused.unwrap_err().to_string(), "400 Wrong configuration");
    let refused = world.node.check_position(&context, Vec::new()).await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "400 Invalid positionslist"
    );
}

#[tokio::test]
async fn what_the_gateway_told_is_not_shown() {
    let world = World::new().await;
    let tokens = world.activate_cart().await;
    let mut command = closing(&tokens, Outcome::Ok);
    command.details.as_mut().unwrap().additional = vec![domain::MetadataEntry {
        key: "email".parse().unwrap(),
        value: "mario.rossi@example.org".parse().unwrap(),
    }];
    let context = world.context();
    world
        .node
        .close_payment(&context, command.clone())
        .await
        .unwrap();
    world.deliver().await;
    let shown = format!(
        "{command:?} {:?}",
        world.outside.notifications.lock().unwrap()
    );
    assert!(shown.contains("CloseDetails") && shown.contains("ClosureDetails"));
    assert!(!shown.contains("mario"), "{shown}");
}
