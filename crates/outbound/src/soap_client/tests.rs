use std::sync::Mutex;

use async_trait::async_trait;
use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode as AxumStatus;
use axum::response::{IntoResponse, Redirect};
use axum::routing::post;
use domain::{
    Amount, NoticeKey, PaymentToken, PspId, Subject as Debtor, SubjectKind, SystemRandom,
    TransactionId, Transfer, TransferDestination,
};
use jiff::Timestamp;
use node::{
    Closure, ClosureDetails, CreditorStation, PaGetPayment, Payment, PaymentData, PaymentStatus,
    PspChannel, PspNotification, PspRoute, Receipt, RecordedOutcome, StationCall,
};
use registry::{Channel, Station};
use wire::Message;

use super::*;
use crate::fixture::{TestClock, closed_address, loopback_counterparties, serve};

#[derive(Default)]
struct MemoryJournal(Mutex<Vec<Event>>);

#[async_trait]
impl Journal for MemoryJournal {
    async fn append(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

struct World {
    client: SoapClient,
    journal: Arc<MemoryJournal>,
}

fn world() -> World {
    let clock = Arc::new(TestClock::default());
    let journal = Arc::new(MemoryJournal::default());
    let client = SoapClient::new(
        loopback_counterparties(&clock),
        journal.clone(),
        clock,
        Arc::new(SystemRandom),
    );
    World { client, journal }
}

impl World {
    fn rows(&self) -> Vec<Event> {
        self.journal.0.lock().unwrap().clone()
    }

    async fn verify(&self, address: &str) -> Result<node::PaVerified, CallError> {
        let call = call(address, 2);
        self.client.pa_verify_payment_notice(call, notice()).await
    }
}

fn notice() -> NoticeKey {
    NoticeKey::from_rpt_id("77777777777302000000001234559").unwrap()
}

fn call(address: &str, primitive_version: u8) -> StationCall {
    let station: Station = serde_json::from_value(serde_json::json!({
        "id": "77777777777_01", "broker": "77777777777", "password": "password",
        "primitiveVersion": primitive_version, "target": format!("{address}/pa"),
    }))
    .unwrap();
    StationCall {
        session: SessionId::parse("s1").unwrap(),
        creditor: notice().creditor,
        station: Arc::new(station),
        timeout: Duration::from_secs(10),
        subject: Subject::notice(&notice()),
    }
}

/// A server that gives one answer to everything.
async fn answering<R>(answer: impl Fn(Bytes) -> R + Clone + Send + Sync + 'static) -> String
where
    R: IntoResponse + Send + 'static,
{
    let handler = move |body: Bytes| {
        let answer = answer.clone();
        async move { answer(body).into_response() }
    };
    serve(Router::new().route("/pa", post(handler))).await
}

fn xml(body: impl Into<Vec<u8>>) -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/xml;charset=UTF-8")];
    (headers, Bytes::from(body.into()))
}

/// An answer in the wording of a station, with `fields` after the outcome.
fn verify_res(fields: &str) -> String {
    format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:pafn=\"http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd\"><soapenv:Body>\
         <pafn:paVerifyPaymentNoticeRes>{fields}</pafn:paVerifyPaymentNoticeRes>\
         </soapenv:Body></soapenv:Envelope>"
    )
}

const OK: &str = "<outcome>OK</outcome><paymentList><paymentOptionDescription>\
    <amount>10.00</amount><options>EQ</options><dueDate>2026-12-31</dueDate>\
    <allCCP>false</allCCP></paymentOptionDescription></paymentList>\
    <paymentDescription>TARI</paymentDescription><fiscalCodePA>77777777777</fiscalCodePA>\
    <companyName>Comune</companyName>";

const KO: &str = "<outcome>KO</outcome><fault><faultCode>PAA_PAGAMENTO_SCONOSCIUTO</faultCode>\
    <faultString>Pagamento sconosciuto</faultString><id>77777777777</id>\
    <description>mai visto</description></fault>";

#[tokio::test]
async fn an_answer_ok_is_read_and_both_halves_are_in_the_journal() {
    let address = answering(|body| {
        let request = wire::PaVerifyPaymentNoticeReq::decode(&body).unwrap();
        assert_eq!(request.qr_code, notice());
        assert_eq!(request.recipient.id_station.as_str(), "77777777777_01");
        xml(verify_res(OK).replace("</outcome>", "</outcome><!--<password>x</password>-->"))
    })
    .await;
    let world = world();
    let verified = world.verify(&address).await.unwrap();
    assert_eq!(verified.amount, Amount::parse("10.00").unwrap());
    assert_eq!(verified.company_name.as_str(), "Comune");

    let rows = world.rows();
    let [request, response] = rows.as_slice() else {
        panic!("two rows, not {}", rows.len());
    };
    assert_eq!(
        (request.kind, response.kind),
        (EventKind::Req, EventKind::Resp)
    );
    assert_eq!(request.exchange, response.exchange);
    assert_eq!(request.primitive, "paVerifyPaymentNotice");
    assert_eq!(
        (&*request.caller, &*request.callee),
        ("NODO", "77777777777_01")
    );
    assert_eq!(request.subject.notice_number, Some(notice().notice_number));
    assert_eq!((request.outcome, request.latency), (None, None));
    assert_eq!(response.outcome, Some(Outcome::Ok));
    assert!(response.latency.is_some() && response.fault_code.is_none());
    let payload = String::from_utf8(response.payload.clone().unwrap()).unwrap();
    assert!(
        payload.contains("<password>********</password>"),
        "{payload}"
    );
}

#[tokio::test]
async fn headers_are_those_of_the_published_binding() {
    let seen = Arc::new(Mutex::new(HeaderMap::new()));
    let seen_there = Arc::clone(&seen);
    let handler = move |headers: HeaderMap| async move {
        *seen_there.lock().unwrap() = headers;
        xml(verify_res(KO))
    };
    let address = serve(Router::new().route("/pa", post(handler))).await;
    world().verify(&address).await.unwrap_err();
    let seen = seen.lock().unwrap();
    assert_eq!(seen["soapaction"], "paVerifyPaymentNotice");
    assert_eq!(seen["content-type"], "text/xml; charset=utf-8");
}

#[expect(clippy::too_many_lines, reason = "a table is read whole")]
#[tokio::test]
async fn each_kind_of_bad_answer_has_its_own_error() {
    type Answer = (
        &'static str,
        fn(Bytes) -> axum::response::Response,
        &'static str,
    );
    let answers: [Answer; 12] = [
        ("KO", |_| xml(verify_res(KO)).into_response(), "FAULT"),
        (
            "KO with HTTP 500",
            |_| (AxumStatus::INTERNAL_SERVER_ERROR, xml(verify_res(KO))).into_response(),
            "FAULT",
        ),
        (
            "HTTP 404",
            |_| AxumStatus::NOT_FOUND.into_response(),
            "INACTIVE",
        ),
        (
            "HTTP 503 with a page",
            |_| (AxumStatus::SERVICE_UNAVAILABLE, "<html>").into_response(),
            "INACTIVE",
        ),
        (
            "a redirect",
            |_| Redirect::temporary("/x").into_response(),
            "INVALID",
        ),
        ("not XML", |_| xml("hello").into_response(), "INVALID"),
        ("empty", |_| xml("").into_response(), "INVALID"),
        (
            "another content type",
            |_| verify_res(OK).into_response(),
            "INVALID",
        ),
        (
            "another primitive",
            |_| {
                let body = verify_res("<outcome>OK</outcome>");
                xml(body.replace("paVerifyPaymentNoticeRes", "paGetPaymentRes")).into_response()
            },
            "INVALID",
        ),
        (
            "OK with fault",
            |_| xml(verify_res(&KO.replace(">KO<", ">OK<"))).into_response(),
            "INVALID",
        ),
        (
            "OK without what is needed",
            |_| xml(verify_res("<outcome>OK</outcome>")).into_response(),
            "INVALID",
        ),
        (
            "too large",
            |_| xml(" ".repeat(SOAP_BODY_BYTES_MAX + 1)).into_response(),
            "INVALID",
        ),
    ];
    for (what, answer, expected) in answers {
        let error = world().verify(&answering(answer).await).await.unwrap_err();
        let kind = match &error {
            CallError::Fault(fault) => {
                assert_eq!(fault.code, "PAA_PAGAMENTO_SCONOSCIUTO");
                assert_eq!(fault.description.as_deref(), Some("mai visto"));
                "FAULT"
            }
            CallError::ServiceInactive => "INACTIVE",
            CallError::InvalidResponse(_) => "INVALID",
            CallError::Unreachable => "UNREACHABLE",
            CallError::Timeout => "TIMEOUT",
        };
        assert_eq!(kind, expected, "{what}: {error:?}");
    }
}

#[tokio::test]
async fn no_connection_and_no_answer_are_told_apart() {
    let world = world();
    let error = world.verify(&closed_address().await).await.unwrap_err();
    assert_eq!(error, CallError::Unreachable);

    let silent =
        serve(Router::new().route("/pa", post(|| async { std::future::pending::<()>().await })))
            .await;
    let hurried = StationCall {
        timeout: Duration::from_millis(100),
        ..call(&silent, 2)
    };
    let error = world
        .client
        .pa_verify_payment_notice(hurried, notice())
        .await;
    assert_eq!(error, Err(CallError::Timeout));

    let rows = world.rows();
    let codes: Vec<_> = rows
        .iter()
        .filter(|row| row.kind == EventKind::Resp)
        .map(|row| {
            (
                row.fault_code.as_deref(),
                row.outcome,
                row.payload.is_some(),
            )
        })
        .collect();
    let expected = [
        (Some("UNREACHABLE"), None, false),
        (Some("TIMEOUT"), None, false),
    ];
    assert_eq!(codes, expected);
}

#[tokio::test]
async fn an_address_that_may_not_be_called_is_unreachable() {
    let error = world().verify("http://10.0.0.1").await;
    assert_eq!(error, Err(CallError::Unreachable));
}

#[tokio::test]
async fn stations_of_the_first_version_are_refused_by_name() {
    let request = PaGetPayment {
        notice: notice(),
        amount: Amount::parse("10.00").unwrap(),
        due_on: None,
        payment_note: None,
    };
    let world = world();
    let first = || call("http://127.0.0.1:9", 1);
    let got = world.client.pa_get_payment(first(), request).await;
    let verified = world
        .client
        .pa_verify_payment_notice(first(), notice())
        .await;
    for error in [got.unwrap_err(), verified.unwrap_err()] {
        let CallError::InvalidResponse(reason) = error else {
            panic!("{error:?}");
        };
        assert!(reason.contains("version 1 is not supported"), "{reason}");
    }
    assert_eq!(world.rows(), []);
}

fn debtor() -> Debtor {
    Debtor {
        kind: SubjectKind::F,
        identifier: "RSSMRA80A01H501U".parse().unwrap(),
        full_name: "Mario Rossi".parse().unwrap(),
        street_name: None,
        civic_number: None,
        postal_code: None,
        city: None,
        state_province_region: None,
        country: None,
        email: None,
    }
}

fn payment() -> Payment {
    let amount = Amount::parse("10.00").unwrap();
    let at: Timestamp = "2026-07-01T10:00:00Z".parse().unwrap();
    Payment {
        token: "0123456789abcdef0123456789abcdef"
            .parse::<PaymentToken>()
            .unwrap(),
        notice: notice(),
        status: PaymentStatus::Paid,
        activated_by: PspId::parse("AGID_01").unwrap(),
        route: route(),
        station: "77777777777_01".parse().unwrap(),
        creditor_broker: "77777777777".parse().unwrap(),
        idempotency_key: None,
        valid_from: at,
        valid_to: at,
        payment_note: None,
        data: PaymentData {
            creditor_reference_id: notice().notice_number.iuv().unwrap(),
            amount,
            due_on: "2026-12-31".parse().unwrap(),
            description: "TARI".parse().unwrap(),
            company_name: "Comune".parse().unwrap(),
            office_name: None,
            last_payment: None,
            debtor: debtor(),
            transfers: vec![Transfer {
                id: 1,
                amount,
                creditor: notice().creditor,
                company_name: None,
                destination: TransferDestination::Iban(
                    "IT60X0542811101000000123456".parse().unwrap(),
                ),
                remittance_information: "/RFB/02000000001234559/10.00/TXT/TARI".parse().unwrap(),
                category: "9/0101108TS/".parse().unwrap(),
                metadata: Vec::new(),
            }],
            metadata: Vec::new(),
        },
        transaction: None,
        outcome: Some(RecordedOutcome {
            outcome: Outcome::Ok,
            payment_method: Some("creditCard".into()),
            payment_channel: None,
            fee: Amount::from_cents(150).ok(),
            primary_ci_incurred_fee: None,
            bundle: None,
            ci_bundle: None,
            payer: None,
            applied_on: "2026-07-01".parse().ok(),
            transferred_on: "2026-07-02".parse().ok(),
            recorded_at: at,
        }),
        recipients: Vec::new(),
    }
}

fn route() -> PspRoute {
    PspRoute {
        psp: "BPPIITRRXXX".parse().unwrap(),
        broker: "88888888888".parse().unwrap(),
        channel: "88888888888_01".parse().unwrap(),
    }
}

#[tokio::test]
async fn a_receipt_carries_the_payment_and_a_duplicate_stays_a_fault() {
    let receipt = Receipt {
        payment: payment(),
        psp_name: "Poste".parse().unwrap(),
        psp_fiscal_code: None,
        psp_vat_number: None,
        channel_description: "WISP".parse().unwrap(),
        paid_at: "2026-07-01T10:00:00.599286426Z".parse().unwrap(),
    };
    let address = answering(|body| {
        let receipt = wire::PaSendRtV2Req::decode(&body).unwrap().receipt;
        assert_eq!(receipt.receipt_id, payment().token);
        assert_eq!(
            receipt.payment_date_time,
            Some("2026-07-01T12:00:00".parse().unwrap())
        );
        assert_eq!(receipt.payment_method.unwrap().as_str(), "creditCard");
        let fault = FaultBean {
            fault_code: "PAA_RECEIPT_DUPLICATA".into(),
            fault_string: "doppia".into(),
            id: "77777777777".into(),
            ..FaultBean::default()
        };
        xml(wire::fault_reply(wire::Primitive::PaSendRtV2, &fault))
    })
    .await;
    let result = world().client.pa_send_rt(call(&address, 2), receipt).await;
    assert!(
        matches!(&result, Err(CallError::Fault(fault)) if fault.code == "PAA_RECEIPT_DUPLICATA"),
        "{result:?}"
    );
}

fn notification(address: &str) -> PspNotification {
    let channel: Channel = serde_json::from_value(serde_json::json!({
        "id": "88888888888_01", "broker": "88888888888", "password": "password",
        "paymentModel": "IMMEDIATE_MULTIBENEFICIARY", "primitiveVersion": 2,
        "target": format!("{address}/pa"),
    }))
    .unwrap();
    let at: Timestamp = "2026-07-01T10:00:00Z".parse().unwrap();
    PspNotification {
        session: SessionId::parse("s1").unwrap(),
        channel: Arc::new(channel),
        timeout: Duration::from_secs(10),
        closure: Closure {
            transaction: TransactionId::parse("t1").unwrap(),
            tokens: vec![payment().token],
            outcome: Outcome::Ok,
            closed_at: at,
            valid_to: at,
            details: Some(ClosureDetails {
                route: route(),
                payment_method: registry::PaymentType::parse("CP").unwrap(),
                total_amount: Amount::from_cents(1150).unwrap(),
                fee: Amount::from_cents(150).unwrap(),
                primary_ci_incurred_fee: None,
                bundle: None,
                ci_bundle: None,
                operated_at: at,
                additional: Vec::new(),
            }),
            result: None,
        },
        payments: vec![payment()],
    }
}

#[tokio::test]
async fn a_channel_is_unreachable_only_when_nothing_can_have_arrived() {
    let ok = answering(|body| {
        let request = wire::PspNotifyPaymentV2Req::decode(&body).unwrap();
        assert_eq!(request.payment_list.len(), 1);
        assert_eq!(request.transaction_id.as_str(), "t1");
        xml(wire::PspNotifyPaymentV2Res { result: Ok(()) }.encode())
    })
    .await;
    let down = answering(|_| AxumStatus::SERVICE_UNAVAILABLE).await;
    let world = world();
    let notify = |notification| world.client.psp_notify_payment(notification);
    assert_eq!(notify(notification(&ok)).await, Ok(()));
    let closed = closed_address().await;
    assert_eq!(
        notify(notification(&closed)).await,
        Err(CallError::Unreachable)
    );
    let error = notify(notification(&down)).await.unwrap_err();
    assert!(matches!(error, CallError::InvalidResponse(_)), "{error:?}");

    let rows = world.rows();
    let row = rows.first().unwrap();
    assert_eq!(row.primitive, "pspNotifyPaymentV2");
    assert_eq!(row.callee, "88888888888_01");
    assert_eq!(row.subject.token, Some(payment().token));

    let unsendable = PspNotification {
        closure: Closure {
            transaction: TransactionId::parse(&"t".repeat(36)).unwrap(),
            ..notification(&ok).closure
        },
        ..notification(&ok)
    };
    assert_eq!(notify(unsendable).await, Err(CallError::Unreachable));
}
