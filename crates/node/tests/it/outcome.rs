use domain::Outcome;

use crate::platform::{NOTICE, World, activation, bank, caller, counter, key, outcome_of};

#[tokio::test]
async fn money_at_the_counter_pays_the_notice() {
    let world = World::new().await;
    let token = world.activate(NOTICE).await.unwrap();
    assert_eq!(world.report(counter(), &[&token], Outcome::Ok).await, "OK");
    world.deliver().await;
    assert_eq!(
        world.payment_history(&token),
        "PAYING,PAID,NOTICE_GENERATED,NOTICE_SENT,NOTIFIED"
    );
    assert_eq!(world.position_history(NOTICE), "PAYING,PAID,NOTIFIED");
    let receipts = world.outside.receipts.lock().unwrap();
    assert_eq!(receipts.len(), 1);
    assert_eq!(receipts[0].1.channel_description.as_str(), "frontOffice");
}

#[tokio::test]
async fn no_money_frees_the_notice() {
    let world = World::new().await;
    let token = world.activate(NOTICE).await.unwrap();
    assert_eq!(world.report(counter(), &[&token], Outcome::Ko).await, "OK");
    assert_eq!(world.payment_history(&token), "PAYING,FAILED");
    assert_eq!(world.position_history(NOTICE), "PAYING,INSERTED");
    assert_eq!(world.deliver().await, []);
    world.activate(NOTICE).await.unwrap();
}

#[tokio::test]
async fn a_token_is_known_only_to_its_psp() {
    let world = World::new().await;
    let token = world.activate(NOTICE).await.unwrap();
    let stranger = domain::PaymentToken::parse("0").unwrap();
    for (caller, token) in [(bank(), &token), (counter(), &stranger)] {
        assert_eq!(
            world.report(caller, &[token], Outcome::Ok).await,
            "PPT_TOKEN_SCONOSCIUTO token unknown"
        );
    }
    let disabled = caller("OFF", "88888888888", "88888888888_01");
    assert_eq!(
        world.report(disabled, &[&token], Outcome::Ok).await,
        "PPT_PSP_DISABILITATO"
    );
}

#[tokio::test]
async fn an_outcome_is_recorded_once() {
    let world = World::new().await;
    let token = world.activate(NOTICE).await.unwrap();
    assert_eq!(world.report(counter(), &[&token], Outcome::Ok).await, "OK");
    let again = world.report(counter(), &[&token], Outcome::Ok).await;
    assert_eq!(
        again,
        format!(
            "PPT_ESITO_GIA_ACQUISITO Esito concorde: {{\"applicationDate\":\"2026-11-20\",\
             \"fee\":1.00,\"outcome\":\"OK\",\"paymentChannel\":\"frontOffice\",\
             \"paymentMethod\":\"cash\",\"paymentToken\":\"{}\",\"transferDate\":\"2026-11-21\"}}",
            token.as_str()
        )
    );
    let other = world.report(counter(), &[&token], Outcome::Ko).await;
    assert!(
        other.starts_with("PPT_ESITO_GIA_ACQUISITO Esito discorde: {"),
        "{other}"
    );
    assert_eq!(
        world.payment_history(&token),
        "PAYING,PAID,NOTICE_GENERATED"
    );
}

#[tokio::test]
async fn the_same_outcome_under_the_same_key_is_answered_once() {
    let world = World::new().await;
    let token = world.activate(NOTICE).await.unwrap();
    let mut command = outcome_of(counter(), &[&token], Outcome::Ok);
    command.idempotency_key = Some(key("bbbbbbbbbb"));
    assert_eq!(world.report_as(command.clone()).await, "OK");
    assert_eq!(world.report_as(command.clone()).await, "OK");
    command.outcome = Outcome::Ko;
    assert_eq!(world.report_as(command).await, "PPT_ERRORE_IDEMPOTENZA");
}

#[tokio::test]
async fn an_outcome_counts_until_the_expiry_job_has_come_by() {
    let world = World::new().await;
    let token = world.activate(NOTICE).await.unwrap();
    world.pass(3600);
    assert_eq!(world.report(counter(), &[&token], Outcome::Ok).await, "OK");
    assert_eq!(world.position_history(NOTICE), "PAYING,PAID");
}

#[tokio::test]
async fn late_money_is_recorded_while_nobody_else_pays() {
    let world = World::new().await;
    let token = world.activate(NOTICE).await.unwrap();
    world.pass(1800);
    world.node.expire_tokens().await.unwrap();
    assert_eq!(
        world.report(counter(), &[&token], Outcome::Ok).await,
        "PPT_TOKEN_SCADUTO paymentToken is expired"
    );
    world.deliver().await;
    assert_eq!(
        world.payment_history(&token),
        "PAYING,CANCELLED,PAID,NOTICE_GENERATED,NOTICE_SENT,NOTIFIED"
    );
    assert_eq!(
        world.position_history(NOTICE),
        "PAYING,INSERTED,PAID,NOTIFIED"
    );
}

#[tokio::test]
async fn a_late_failure_is_recorded_too() {
    let world = World::new().await;
    let token = world.activate(NOTICE).await.unwrap();
    world.pass(1800);
    world.node.expire_tokens().await.unwrap();
    assert_eq!(
        world.report(counter(), &[&token], Outcome::Ko).await,
        "PPT_TOKEN_SCADUTO_KO paymentToken is expired"
    );
    assert_eq!(world.payment_history(&token), "PAYING,CANCELLED,FAILED");
    assert_eq!(world.position_history(NOTICE), "PAYING,INSERTED");
}

#[tokio::test]
async fn late_money_is_not_recorded_when_somebody_else_pays() {
    let world = World::new().await;
    let first = world.activate(NOTICE).await.unwrap();
    world.pass(1800);
    world.node.expire_tokens().await.unwrap();
    let second = world.activate(NOTICE).await.unwrap();
    assert_eq!(
        world.report(counter(), &[&first], Outcome::Ok).await,
        "PPT_PAGAMENTO_DUPLICATO"
    );
    assert_eq!(
        world.report(counter(), &[&first], Outcome::Ko).await,
        "PPT_TOKEN_SCADUTO_KO paymentToken is expired"
    );
    assert_eq!(world.payment_history(&first), "PAYING,CANCELLED");
    assert_eq!(world.report(counter(), &[&second], Outcome::Ko).await, "OK");
    // The second attempt has failed: the first one's money counts after all.
    assert_eq!(
        world.report(counter(), &[&first], Outcome::Ok).await,
        "PPT_TOKEN_SCADUTO paymentToken is expired"
    );
    assert_eq!(
        world.position_history(NOTICE),
        "PAYING,INSERTED,PAYING,INSERTED,PAID"
    );
}

#[tokio::test]
async fn late_money_waits_while_the_creditor_is_asked_again() {
    let world = World::new().await;
    let token = world.activate(NOTICE).await.unwrap();
    world.pass(1800);
    world.node.expire_tokens().await.unwrap();
    world
        .die_while_activating(activation(NOTICE, &counter()))
        .await;
    for outcome in [Outcome::Ok, Outcome::Ko] {
        assert_eq!(
            world.report(counter(), &[&token], outcome).await,
            "PPT_SEMANTICA Outcome non accettabile per stato pagamento"
        );
    }
    assert_eq!(world.payment_history(&token), "PAYING,CANCELLED");
    world.pass(7 + 5);
    assert_eq!(
        world.report(counter(), &[&token], Outcome::Ok).await,
        "PPT_TOKEN_SCADUTO paymentToken is expired"
    );
}

#[tokio::test]
async fn money_at_the_counter_is_reported_through_a_channel_made_for_it() {
    let world = World::new().await;
    let token = world.activate(NOTICE).await.unwrap();
    let other = caller("COUNTER", "88888888888", "88888888888_02");
    assert_eq!(
        world.report(other, &[&token], Outcome::Ok).await,
        "PPT_AUTORIZZAZIONE Il canale non è di tipo 'ATTIVATO_PRESSO_PSP'"
    );
    assert_eq!(world.payment_history(&token), "PAYING");
}

#[tokio::test]
async fn an_outcome_s_key_lasts_no_longer_than_a_token() {
    let world = World::new().await;
    world.node.set_parameters(node::Parameters {
        idempotency_validity_min: 60,
        ..node::Parameters::default()
    });
    let token = world.activate(NOTICE).await.unwrap();
    let mut command = outcome_of(counter(), &[&token], Outcome::Ok);
    command.idempotency_key = Some(key("bbbbbbbbbb"));
    assert_eq!(world.report_as(command.clone()).await, "OK");
    world.pass(1799);
    assert_eq!(world.report_as(command.clone()).await, "OK");
    world.pass(1);
    let again = world.report_as(command).await;
    assert!(again.starts_with("PPT_ESITO_GIA_ACQUISITO"), "{again}");
}

#[tokio::test]
async fn several_tokens_of_the_counter_are_not_reported_together() {
    let world = World::new().await;
    let first = world.activate(NOTICE).await.unwrap();
    let second = world.activate(crate::platform::OTHER_NOTICE).await.unwrap();
    let answer = world
        .report(counter(), &[&first, &second], Outcome::Ok)
        .await;
    assert_eq!(
        answer,
        "PPT_SEMANTICA Outcome non accettabile per token multipli attivati presso il PSP"
    );
}
