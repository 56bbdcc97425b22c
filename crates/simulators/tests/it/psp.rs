use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use domain::{Amount, Metadata, Outcome, PaymentToken, Text, TransferDestination};
use serde_json::json;
use simulators::psp::{self, Behaviour, Config, Counter, Delivery, Psp, Timings, channel_path};
use simulators::world::{CHANNELS, COUNTER, NOTICES, SERIES_AMOUNT, series_notice};
use simulators::{Background, CallError, SoapClient, loopback_client};
use url::Url;
use wire::{
    ActivatePaymentNoticeV2Data, ActivatePaymentNoticeV2Req, ActivatePaymentNoticeV2Res,
    AmountOption, FaultBean, Message, NotifiedPayment, NotifiedTransfer, PaymentOptionDescription,
    Primitive, PspNotifyPaymentV2Req, Response as _, SendPaymentOutcomeV2Req,
    VerifyPaymentNoticeData, VerifyPaymentNoticeReq, VerifyPaymentNoticeRes,
};

use crate::sandbox::{TestClock, listen, serve};

const TIMEOUT: Duration = Duration::from_secs(5);

/// A node that keeps outcomes and answers with what it was told, else with `OK`.
#[derive(Clone, Default)]
struct Node {
    outcomes: Arc<Mutex<Vec<SendPaymentOutcomeV2Req>>>,
    answers: Arc<Mutex<Vec<Answer>>>,
}

enum Answer {
    Unavailable,
    Fault(&'static str),
}

async fn node(State(node): State<Node>, headers: HeaderMap, body: Bytes) -> Response {
    let action = headers["soapaction"].to_str().unwrap();
    let xml = |message: Vec<u8>| ([(header::CONTENT_TYPE, "text/xml")], message).into_response();
    match Primitive::from_soap_action(action).unwrap() {
        Primitive::VerifyPaymentNotice => {
            let request = VerifyPaymentNoticeReq::decode(&body).unwrap();
            let data = VerifyPaymentNoticeData {
                payment_list: vec![PaymentOptionDescription {
                    amount: SERIES_AMOUNT,
                    options: AmountOption::Eq,
                    due_date: None,
                    payment_note: None,
                }],
                payment_description: None,
                fiscal_code_pa: Some(request.qr_code.creditor),
                company_name: None,
                office_name: None,
                standin: None,
            };
            xml(VerifyPaymentNoticeRes::from_result(Ok(data)).encode())
        }
        Primitive::ActivatePaymentNoticeV2 => {
            let request = ActivatePaymentNoticeV2Req::decode(&body).unwrap();
            let data = ActivatePaymentNoticeV2Data {
                total_amount: Some(request.amount),
                payment_description: None,
                fiscal_code_pa: Some(request.qr_code.creditor),
                company_name: None,
                office_name: None,
                payment_token: Some(PaymentToken::parse("token").unwrap()),
                transfer_list: Vec::new(),
                metadata: Metadata::new(),
                creditor_reference_id: None,
                suggested_user_fee: None,
                suggested_pa_fee: None,
                suggested_id_bundle: None,
                suggested_id_ci_bundle: None,
                all_ccp: None,
                standin: None,
            };
            xml(ActivatePaymentNoticeV2Res::from_result(Ok(data)).encode())
        }
        Primitive::SendPaymentOutcomeV2 => {
            let request = SendPaymentOutcomeV2Req::decode(&body).unwrap();
            node.outcomes.lock().unwrap().push(request);
            match node.answers.lock().unwrap().pop() {
                Some(Answer::Unavailable) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
                Some(Answer::Fault(code)) => {
                    let fault = FaultBean {
                        fault_code: code.to_owned(),
                        ..FaultBean::default()
                    };
                    xml(wire::fault_reply(Primitive::SendPaymentOutcomeV2, &fault))
                }
                None => xml(wire::SendPaymentOutcomeV2Res::from_result(Ok(())).encode()),
            }
        }
        other => panic!("a PSP does not call {other:?}"),
    }
}

struct World {
    psp: Psp,
    base: Url,
    node: Node,
    clock: Arc<TestClock>,
    client: SoapClient,
}

async fn world() -> World {
    let clock = TestClock::new();
    let fake = Node::default();
    let (listener, node_url) = listen().await;
    serve(
        listener,
        Router::new()
            .route("/", post(node))
            .with_state(fake.clone()),
    );
    let client = SoapClient {
        http: loopback_client().unwrap(),
        url: node_url,
        subscription_key: Some("key".to_owned()),
    };
    let psp = Psp::new(Config {
        clock: clock.clone(),
        node: client.clone(),
        background: Background::default(),
        timings: Timings::default(),
    });
    let (listener, base) = listen().await;
    serve(listener, psp::router(psp.clone()));
    World {
        psp,
        base,
        node: fake,
        clock,
        client,
    }
}

impl World {
    async fn notify(&self, request: &PspNotifyPaymentV2Req) -> Result<(), CallError> {
        let client = SoapClient {
            url: self.base.join(&channel_path(CHANNELS[0].channel)).unwrap(),
            ..self.client.clone()
        };
        client.call(request, TIMEOUT).await
    }

    fn outcomes(&self) -> Vec<SendPaymentOutcomeV2Req> {
        self.node.outcomes.lock().unwrap().clone()
    }
}

fn notification(transaction: &str, due_cents: u64) -> PspNotifyPaymentV2Req {
    let due = Amount::from_cents(due_cents).unwrap();
    let fee = Amount::from_cents(150).unwrap();
    let iban = NOTICES[0].transfers[0].iban.parse().unwrap();
    PspNotifyPaymentV2Req {
        id_psp: CHANNELS[0].psp.parse().unwrap(),
        id_broker_psp: CHANNELS[0].broker.parse().unwrap(),
        id_channel: CHANNELS[0].channel.parse().unwrap(),
        transaction_id: Text::parse(transaction).unwrap(),
        total_amount: due.checked_add(fee).unwrap(),
        fee,
        primary_ci_incurred_fee: None,
        id_bundle: None,
        id_ci_bundle: None,
        timestamp_operation: "2026-11-25T11:00:00".parse().unwrap(),
        payment_list: vec![NotifiedPayment {
            payment_token: PaymentToken::parse(&format!("token-{transaction}")).unwrap(),
            payment_description: Text::parse("TARI").unwrap(),
            fiscal_code_pa: "77777777777".parse().unwrap(),
            company_name: Text::parse("Comune di Esempio").unwrap(),
            office_name: None,
            creditor_reference_id: "02000000001234559".parse().unwrap(),
            debt_amount: due,
            transfer_list: vec![NotifiedTransfer {
                id_transfer: 1,
                transfer_amount: due,
                fiscal_code_pa: "77777777777".parse().unwrap(),
                company_name: None,
                destination: TransferDestination::Iban(iban),
                remittance_information: Text::parse("TARI").unwrap(),
                metadata: Vec::new(),
            }],
            metadata: Vec::new(),
            standin: None,
        }],
        additional_payment_informations: Vec::new(),
    }
}

#[tokio::test]
async fn an_accepted_payment_is_followed_by_one_outcome() {
    let world = world().await;
    let request = notification("t1", 12_050);
    world.notify(&request).await.unwrap();
    world.notify(&request).await.unwrap();
    let done = world
        .psp
        .wait_for("t1", |n| n.delivery == Delivery::Accepted)
        .await;
    assert_eq!(done.attempts, 1);
    let outcomes = world.outcomes();
    assert_eq!(outcomes.len(), 1);
    assert_eq!(outcomes[0].outcome, Outcome::Ok);
    assert_eq!(outcomes[0].payment_tokens[0].as_str(), "token-t1");
    assert_eq!(outcomes[0].caller.id_psp.as_str(), CHANNELS[0].psp);
    assert_eq!(outcomes[0].details.as_ref().unwrap().fee, request.fee);
    let page = world.base.join("simulators/psp").unwrap();
    let page = world.client.http.get(page).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("accettato"));
}

#[tokio::test]
async fn an_outcome_without_answer_is_sent_again_and_a_refusal_is_final() {
    let world = world().await;
    *world.node.answers.lock().unwrap() = vec![
        Answer::Fault("PPT_TOKEN_SCADUTO"),
        Answer::Fault("PPT_SEMANTICA"),
        Answer::Unavailable,
    ];
    world.notify(&notification("t1", 12_050)).await.unwrap();
    world.psp.wait_for("t1", |n| n.attempts == 1).await;
    world.clock.advance(15);
    world.psp.wait_for("t1", |n| n.attempts == 2).await;
    world.clock.advance(45);
    let done = world.psp.wait_for("t1", |n| n.attempts == 3).await;
    assert_eq!(
        done.delivery,
        Delivery::Refused("PPT_TOKEN_SCADUTO".to_owned())
    );
}

#[tokio::test]
async fn retries_of_an_outcome_end() {
    let world = world().await;
    let unavailable = std::iter::repeat_with(|| Answer::Unavailable).take(9);
    *world.node.answers.lock().unwrap() = unavailable.collect();
    world.notify(&notification("t1", 12_050)).await.unwrap();
    for attempt in 1..=5 {
        world.psp.wait_for("t1", |n| n.attempts == attempt).await;
        world.clock.advance(15 * ((1 << attempt) - 1));
    }
    let done = world.psp.wait_for("t1", |n| n.attempts == 6).await;
    assert_eq!(done.delivery, Delivery::GivenUp);
    assert_eq!(world.outcomes().len(), 6);
}

#[tokio::test]
async fn the_amount_chooses_what_the_psp_does() {
    let world = world().await;
    let refused = world.notify(&notification("refuse", 1_091)).await;
    let code = "CANALE_RPT_RIFIUTATA";
    assert!(matches!(refused, Err(CallError::Refused(fault)) if fault.fault_code == code));
    let garbage = world.notify(&notification("garbage", 1_092)).await;
    assert!(matches!(garbage, Err(CallError::Answer(_))));
    world.notify(&notification("ko", 1_094)).await.unwrap();
    world.notify(&notification("never", 1_095)).await.unwrap();
    for id in ["garbage", "ko"] {
        let sent = |n: &psp::Notification| n.delivery == Delivery::Accepted;
        world.psp.wait_for(id, sent).await;
    }
    let outcomes = world.outcomes();
    let of = |id: &str| {
        let token = format!("token-{id}");
        let found = outcomes
            .iter()
            .find(|o| o.payment_tokens[0].as_str() == token);
        found.map(|outcome| outcome.outcome)
    };
    assert_eq!(of("garbage"), Some(Outcome::Ok));
    assert_eq!(of("ko"), Some(Outcome::Ko));
    assert_eq!((of("refuse"), of("never")), (None, None));
    let url = world.base.join("simulators/psp/behaviour").unwrap();
    let change = json!({ "behaviour": "REFUSE" });
    let change = world.client.http.put(url).json(&change);
    assert_eq!(change.send().await.unwrap().status(), 204);
    assert!(world.notify(&notification("t9", 12_050)).await.is_err());
    world.psp.force_behaviour(None);
    world.notify(&notification("t10", 12_050)).await.unwrap();
    assert_eq!(world.psp.notifications()[0].behaviour, Behaviour::Accept);
}

#[tokio::test]
async fn notifications_for_others_or_with_wrong_sums_are_refused() {
    let world = world().await;
    let good = notification("t1", 12_050);
    let mut psp = good.clone();
    psp.id_psp = CHANNELS[1].psp.parse().unwrap();
    let mut broker = good.clone();
    broker.id_broker_psp = CHANNELS[1].broker.parse().unwrap();
    let mut channel = good.clone();
    channel.id_channel = CHANNELS[1].channel.parse().unwrap();
    let mut total = good.clone();
    total.total_amount = total.fee;
    let mut transfers = good;
    transfers.payment_list[0].transfer_list[0].transfer_amount = transfers.fee;
    for (request, code) in [
        (psp, "CANALE_PSP_ERRATO"),
        (broker, "CANALE_INTERMEDIARIO_ERRATO"),
        (channel, "CANALE_CANALE_ERRATO"),
        (total, "CANALE_SEMANTICA"),
        (transfers, "CANALE_SEMANTICA"),
    ] {
        match world.notify(&request).await {
            Err(CallError::Refused(fault)) => assert_eq!(fault.fault_code, code),
            other => panic!("{code}: {other:?}"),
        }
    }
    assert!(world.psp.notifications().is_empty());
}

#[tokio::test]
async fn a_counter_pays_a_notice_from_verification_to_outcome() {
    let world = world().await;
    let counter = Counter {
        node: world.client.clone(),
        caller: COUNTER.caller().unwrap(),
    };
    let notice = series_notice(1).unwrap();
    let paid = counter.pay(&notice, &*world.clock).await.unwrap().unwrap();
    assert_eq!(paid.amount, SERIES_AMOUNT);
    let outcomes = world.outcomes();
    assert_eq!(outcomes[0].payment_tokens, [paid.token]);
    assert_eq!(outcomes[0].caller.id_psp.as_str(), COUNTER.psp);
}
