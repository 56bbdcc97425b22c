use domain::{Amount, Outcome};
use node::{CallError, VerifyPaymentNotice};

use crate::platform::{
    NOTICE, OTHER_NOTICE, World, activation, bank, caller, counter, fault, key, payment_data,
    transfer,
};

#[tokio::test]
async fn callers_are_checked_in_the_official_order() {
    let world = World::new().await;
    let mut wrong_password = counter();
    wrong_password.password = registry::Password::parse("password2").unwrap();
    for (caller, fault) in [
        (caller("NOBODY", "x", "x"), "PPT_PSP_SCONOSCIUTO"),
        (caller("OFF", "x", "x"), "PPT_PSP_DISABILITATO"),
        (
            caller("COUNTER", "x", "x"),
            "PPT_INTERMEDIARIO_PSP_SCONOSCIUTO",
        ),
        (
            caller("COUNTER", "88888888888", "x"),
            "PPT_CANALE_SCONOSCIUTO",
        ),
        (wrong_password, "PPT_AUTENTICAZIONE"),
        (
            caller("AGID_01", "97735020584", "88888888888_01"),
            "PPT_AUTORIZZAZIONE",
        ),
        (bank(), "PPT_AUTORIZZAZIONE"),
    ] {
        let refused = world.activate_as(activation(NOTICE, &caller)).await;
        assert_eq!(refused.unwrap_err(), fault);
        let command = VerifyPaymentNotice {
            caller,
            notice: domain::NoticeKey::from_rpt_id(NOTICE).unwrap(),
        };
        let refused = world
            .node
            .verify_payment_notice(&world.context(), command)
            .await;
        assert_eq!(refused.unwrap_err().code.as_str(), fault);
    }
}

#[tokio::test]
async fn the_creditor_s_side_is_checked_after_the_caller() {
    let world = World::new().await;
    for (notice, fault) in [
        ("11111111111302000000001234559", "PPT_DOMINIO_SCONOSCIUTO"),
        ("55555555555302000000001234559", "PPT_DOMINIO_DISABILITATO"),
        (
            "77777777777511000000001234559",
            "PPT_STAZIONE_INT_PA_SCONOSCIUTA",
        ),
    ] {
        assert_eq!(world.activate(notice).await.unwrap_err(), fault);
    }
}

#[tokio::test]
async fn a_live_token_blocks_verification_and_activation() {
    let world = World::new().await;
    let token = world.activate(NOTICE).await.unwrap();
    assert_eq!(
        world.activate(NOTICE).await.unwrap_err(),
        "PPT_PAGAMENTO_IN_CORSO"
    );
    let command = || VerifyPaymentNotice {
        caller: counter(),
        notice: domain::NoticeKey::from_rpt_id(NOTICE).unwrap(),
    };
    let verified = world
        .node
        .verify_payment_notice(&world.context(), command())
        .await;
    assert_eq!(
        verified.unwrap_err().code.as_str(),
        "PPT_PAGAMENTO_IN_CORSO"
    );
    assert_eq!(world.report(counter(), &[&token], Outcome::Ok).await, "OK");
    assert_eq!(
        world.activate(NOTICE).await.unwrap_err(),
        "PPT_PAGAMENTO_DUPLICATO"
    );
    let verified = world
        .node
        .verify_payment_notice(&world.context(), command())
        .await;
    assert_eq!(
        verified.unwrap_err().code.as_str(),
        "PPT_PAGAMENTO_DUPLICATO"
    );
}

#[tokio::test]
async fn of_two_activations_at_the_same_time_one_wins() {
    let world = World::new().await;
    let (first, second) = tokio::join!(world.activate(NOTICE), world.activate(NOTICE));
    let refusals: Vec<_> = [first, second]
        .into_iter()
        .filter_map(Result::err)
        .collect();
    assert_eq!(refusals.len(), 1);
    assert!(
        refusals[0] == "PPT_PAGAMENTO_IN_CORSO" || refusals[0] == "PPT_ATTIVAZIONE_IN_CORSO",
        "{refusals:?}"
    );
}

#[tokio::test]
async fn a_failed_call_leaves_the_notice_payable() {
    let world = World::new().await;
    for (error, code) in [
        (
            CallError::Unreachable,
            "PPT_STAZIONE_INT_PA_IRRAGGIUNGIBILE",
        ),
        (
            CallError::ServiceInactive,
            "PPT_STAZIONE_INT_PA_SERVIZIO_NONATTIVO",
        ),
        (CallError::Timeout, "PPT_STAZIONE_INT_PA_TIMEOUT"),
        (
            CallError::InvalidResponse("x".into()),
            "PPT_STAZIONE_INT_PA_ERRORE_RESPONSE",
        ),
        (fault("PAA_PAGAMENTO_SCADUTO"), "PPT_ERRORE_EMESSO_DA_PAA"),
    ] {
        world.outside.answer_payment_data(Err(error));
        assert_eq!(world.activate(NOTICE).await.unwrap_err(), code);
        assert_eq!(world.position_history(NOTICE), "");
    }
    world.activate(NOTICE).await.unwrap();
    assert_eq!(world.position_history(NOTICE), "PAYING");
}

#[tokio::test]
async fn data_that_make_no_sense_are_the_creditor_s_error() {
    let world = World::new().await;
    let notice = domain::NoticeKey::from_rpt_id(NOTICE).unwrap();
    let good = payment_data(&notice);
    let half = Amount::from_cents(6_025).unwrap();
    let with = |change: &dyn Fn(&mut node::PaymentData)| {
        let mut data = good.clone();
        change(&mut data);
        data
    };
    let reference = with(&|d| d.creditor_reference_id = domain::Iuv::parse("other").unwrap());
    let sum = with(&|d| d.transfers[0].amount = half);
    let stranger = with(&|d| d.transfers = vec![transfer(1, good.amount, "11111111111")]);
    let disabled = with(&|d| d.transfers = vec![transfer(1, good.amount, "55555555555")]);
    let twice = with(&|d| d.transfers = vec![transfer(1, half, "77777777777"); 2]);
    for data in [reference, sum, stranger, disabled, twice] {
        world.outside.answer_payment_data(Ok(data));
        assert_eq!(
            world.activate(NOTICE).await.unwrap_err(),
            "PPT_STAZIONE_INT_PA_ERRORE_RESPONSE"
        );
    }
    let account = with(&|d| {
        d.transfers[0].destination = domain::TransferDestination::Iban(
            domain::Iban::parse("IT00X0542811101000000999999").unwrap(),
        );
    });
    world.outside.answer_payment_data(Ok(account));
    assert_eq!(
        world.activate(NOTICE).await.unwrap_err(),
        "PPT_IBAN_NON_CENSITO"
    );
}

#[tokio::test]
async fn a_notice_with_a_stamp_cannot_be_activated() {
    let world = World::new().await;
    let notice = domain::NoticeKey::from_rpt_id(NOTICE).unwrap();
    let mut data = payment_data(&notice);
    data.transfers[0].destination = domain::TransferDestination::Stamp(domain::StampRequest {
        document_hash: "QUJDRA==".into(),
        stamp_type: "01".into(),
        province: "RM".into(),
    });
    world.outside.answer_payment_data(Ok(data));
    assert_eq!(world.activate(NOTICE).await.unwrap_err(), "PPT_SEMANTICA");
    assert_eq!(world.position_history(NOTICE), "");
}

#[tokio::test]
async fn the_same_request_under_the_same_key_is_answered_once() {
    let world = World::new().await;
    let mut command = activation(NOTICE, &counter());
    command.idempotency_key = Some(key("aaaaaaaaaa"));
    let first = world.activate_raw(command.clone()).await;
    assert!(first.starts_with("OK:"));
    assert_eq!(world.activate_raw(command.clone()).await, first);
    let mut other = command.clone();
    other.amount = Amount::from_cents(1).unwrap();
    assert_eq!(world.activate_raw(other).await, "KO:PPT_ERRORE_IDEMPOTENZA");
    // After the key's ten minutes the request counts as new.
    world.pass(601);
    assert_eq!(
        world.activate_raw(command).await,
        "KO:PPT_PAGAMENTO_IN_CORSO"
    );
}

#[tokio::test]
async fn a_key_is_free_again_when_the_request_under_it_died() {
    let world = World::new().await;
    let mut command = activation(NOTICE, &counter());
    command.idempotency_key = Some(key("aaaaaaaaaa"));
    world.die_while_activating(command.clone()).await;
    assert_eq!(
        world.activate_raw(command.clone()).await,
        "KO:PPT_ATTIVAZIONE_IN_CORSO"
    );
    // The creditor's time and the grace.
    world.pass(7 + 5);
    assert!(world.activate_raw(command).await.starts_with("OK:"));
}

#[tokio::test]
async fn a_refusal_is_repeated_under_its_key_too() {
    let world = World::new().await;
    let mut command = activation(NOTICE, &counter());
    command.idempotency_key = Some(key("aaaaaaaaaa"));
    let refused = Err(fault("PAA_PAGAMENTO_SCADUTO"));
    world.outside.answer_payment_data(refused);
    for _ in 0..2 {
        assert_eq!(
            world.activate_raw(command.clone()).await,
            "KO:PPT_ERRORE_EMESSO_DA_PAA"
        );
    }
}

#[tokio::test]
async fn an_outcome_ends_the_repetition_of_its_activation() {
    let world = World::new().await;
    let mut command = activation(NOTICE, &counter());
    command.idempotency_key = Some(key("aaaaaaaaaa"));
    let token = world.activate_as(command.clone()).await.unwrap();
    assert_eq!(world.report(counter(), &[&token], Outcome::Ok).await, "OK");
    assert_eq!(
        world.activate_raw(command).await,
        "KO:PPT_PAGAMENTO_DUPLICATO"
    );
}

#[tokio::test]
async fn a_validity_beyond_the_maximum_is_not_granted() {
    let world = World::new().await;
    let mut command = activation(NOTICE, &counter());
    command.expiration_time_ms = Some(1_800_001);
    assert_eq!(
        world.activate_as(command).await.unwrap_err(),
        "PPT_AUTORIZZAZIONE"
    );
}

#[tokio::test]
async fn an_expired_token_frees_the_notice_when_the_job_comes_by() {
    let world = World::new().await;
    let token = world.activate(NOTICE).await.unwrap();
    assert_eq!(world.node.expire_tokens().await.unwrap().changed, 0);
    world.pass(1800);
    assert_eq!(
        world.activate(NOTICE).await.unwrap_err(),
        "PPT_PAGAMENTO_IN_CORSO"
    );
    assert_eq!(world.node.expire_tokens().await.unwrap().changed, 1);
    assert_eq!(world.node.expire_tokens().await.unwrap().changed, 0);
    assert_eq!(world.payment_history(&token), "PAYING,CANCELLED");
    assert_eq!(world.position_history(NOTICE), "PAYING,INSERTED");
    world.activate(NOTICE).await.unwrap();
}

#[tokio::test]
async fn a_token_that_cannot_be_expired_does_not_keep_the_others() {
    let world = World::new().await;
    let tokens = world.activate_cart().await;
    world.pass(1800);
    for (notice, token) in [(NOTICE, &tokens[1]), (OTHER_NOTICE, &tokens[0])] {
        let notice = domain::NoticeKey::from_rpt_id(notice).unwrap();
        *world.memory.broken.lock().unwrap() = Some(notice);
        assert_eq!(world.node.expire_tokens().await.unwrap().changed, 1);
        assert_eq!(world.payment_history(token), "PAYING,CANCELLED");
    }
}
