use std::time::Duration;

use axum::body::Body;
use domain::Outcome;
use http::Request;
use node::EventKind;
use wire::{FaultBean, Message, Response as _};

use super::*;
use crate::fixture::{Answer, FakeNode, Mood, TOKEN, call, soap};
use crate::limits::SOAP_BODY_BYTES_MAX;

const NODE_FOR_PSP: &str = "http://pagopa-api.pagopa.gov.it/node/nodeForPsp.xsd";

const CALLER: &str = "<idPSP>PSP1</idPSP><idBrokerPSP>88888888888</idBrokerPSP>\
    <idChannel>88888888888_01</idChannel><password>pwdpwdpwd</password>";

const QR_CODE: &str = "<qrCode><fiscalCode>77777777777</fiscalCode>\
    <noticeNumber>302000000001234559</noticeNumber></qrCode>";

fn envelope(root: &str, content: &str) -> String {
    format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:nod=\"{NODE_FOR_PSP}\"><soapenv:Header/><soapenv:Body><nod:{root}>{content}\
         </nod:{root}></soapenv:Body></soapenv:Envelope>"
    )
}

fn verify() -> String {
    envelope("verifyPaymentNoticeReq", &format!("{CALLER}{QR_CODE}"))
}

fn activate() -> String {
    let rest = "<expirationTime>60000</expirationTime><amount>10.00</amount>";
    envelope(
        "activatePaymentNoticeV2Request",
        &format!("{CALLER}<idempotencyKey>88888888888_Zx8cV7bN6m</idempotencyKey>{QR_CODE}{rest}"),
    )
}

fn outcome(details: &str) -> String {
    envelope(
        "sendPaymentOutcomeV2Request",
        &format!(
            "{CALLER}<paymentTokens><paymentToken>{TOKEN}</paymentToken></paymentTokens>\
             <outcome>OK</outcome><details><paymentMethod>creditCard</paymentMethod>\
             <fee>1.50</fee><applicationDate>2026-07-01</applicationDate>\
             <transferDate>2026-07-02</transferDate>{details}</details>"
        ),
    )
}

fn request(action: Option<&str>, body: impl Into<Body>) -> Request<Body> {
    let mut request = Request::post(AUTHENTICATED_PATH).header("content-type", "text/xml");
    if let Some(action) = action {
        request = request.header("SOAPAction", action);
    }
    request.body(body.into()).unwrap()
}

async fn send(node: &Arc<FakeNode>, action: &str, body: impl Into<Body>) -> Answer {
    call(soap(node), request(Some(action), body)).await
}

/// The fault of an answer in verifyPaymentNotice's response root.
fn verify_fault(answer: &Answer) -> FaultBean {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let decoded = wire::VerifyPaymentNoticeRes::decode(answer.body.as_bytes()).unwrap();
    *decoded.into_result().unwrap_err()
}

#[tokio::test]
async fn a_notice_is_verified_at_every_path_with_a_bare_or_quoted_action() {
    let [gateway, internal] = CLOSED_NETWORK_PATHS;
    for path in [AUTHENTICATED_PATH, gateway, internal] {
        for action in ["verifyPaymentNotice", "\"verifyPaymentNotice\""] {
            let mut request = request(Some(action), verify());
            *request.uri_mut() = path.parse().unwrap();
            let answer = call(soap(&FakeNode::in_mood(Mood::Fine)), request).await;
            assert_eq!(answer.status, 200);
            assert_eq!(answer.headers["content-type"], "text/xml; charset=utf-8");
            assert_eq!(answer.headers["x-session-id"], "session-1");
            let decoded = wire::VerifyPaymentNoticeRes::decode(answer.body.as_bytes()).unwrap();
            let data = decoded.into_result().unwrap();
            assert_eq!(data.payment_list[0].amount.cents(), 1000);
            assert_eq!(data.payment_description.unwrap().as_str(), "TARI");
        }
    }
}

#[tokio::test]
async fn both_halves_are_in_the_journal_without_the_password() {
    let node = FakeNode::in_mood(Mood::Fine);
    send(&node, "activatePaymentNoticeV2", activate()).await;
    let rows = node.rows();
    let [request, response] = rows.as_slice() else {
        panic!("two rows, not {}", rows.len());
    };
    assert_eq!(
        (request.kind, response.kind),
        (EventKind::Req, EventKind::Resp)
    );
    for row in &rows {
        assert_eq!(row.session.as_str(), "session-1");
        assert_eq!(row.primitive, "activatePaymentNoticeV2");
        assert_eq!((&*row.caller, &*row.callee), ("88888888888_01", "NODO"));
        assert_eq!(row.subject.psp.as_ref().unwrap().as_str(), "PSP1");
        let notice = row.subject.notice_number.as_ref().unwrap();
        assert_eq!(notice.as_str(), "302000000001234559");
        let payload = String::from_utf8(row.payload.clone().unwrap()).unwrap();
        assert!(!payload.contains("pwdpwdpwd"), "{payload}");
    }
    assert_eq!(request.exchange, response.exchange);
    assert_eq!(
        (request.outcome, request.subject.token.clone()),
        (None, None)
    );
    assert_eq!(response.outcome, Some(Outcome::Ok));
    assert_eq!(response.subject.token.as_ref().unwrap().as_str(), TOKEN);
    assert!(response.latency.is_some());
}

#[tokio::test]
async fn an_activation_is_carried_out_and_answered_by_the_node_s_own_encoding() {
    let node = FakeNode::in_mood(Mood::Fine);
    let answer = send(&node, "activatePaymentNoticeV2", activate()).await;
    let decoded = wire::ActivatePaymentNoticeV2Res::decode(answer.body.as_bytes()).unwrap();
    let data = decoded.into_result().unwrap();
    assert_eq!(data.payment_token.unwrap().as_str(), TOKEN);
    assert_eq!(data.transfer_list.len(), 1);
    let commands = node.activated.lock().unwrap();
    assert_eq!(commands[0].expiration_time_ms, Some(60_000));
    assert_eq!(commands[0].amount.cents(), 1000);
    assert!(commands[0].idempotency_key.is_some());
}

#[tokio::test]
async fn an_outcome_is_carried_out_but_no_stamp_is_dropped() {
    let node = FakeNode::in_mood(Mood::Fine);
    let answer = send(&node, "sendPaymentOutcomeV2", outcome("")).await;
    let decoded = wire::SendPaymentOutcomeV2Res::decode(answer.body.as_bytes()).unwrap();
    decoded.into_result().unwrap();
    assert_eq!(node.reported.lock().unwrap()[0].tokens[0].as_str(), TOKEN);

    let stamps = format!(
        "<marcheDaBollo><marcaDaBollo><paymentToken>{TOKEN}</paymentToken>\
         <idTransfer>1</idTransfer><MBDAttachment>QUJD</MBDAttachment></marcaDaBollo>\
         </marcheDaBollo>"
    );
    let answer = send(&node, "sendPaymentOutcomeV2", outcome(&stamps)).await;
    let decoded = wire::SendPaymentOutcomeV2Res::decode(answer.body.as_bytes()).unwrap();
    assert_eq!(
        decoded.into_result().unwrap_err().fault_code,
        "PPT_SEMANTICA"
    );
    assert_eq!(node.reported.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_refusal_of_the_node_is_a_ko_with_its_fault() {
    let node = FakeNode::in_mood(Mood::Refusing);
    let fault = verify_fault(&send(&node, "verifyPaymentNotice", verify()).await);
    assert_eq!(fault.fault_code, "PPT_PAGAMENTO_IN_CORSO");
    assert_eq!(fault.id, "NodoDeiPagamentiSPC");
    assert_eq!(fault.description.as_deref(), Some("in corso"));
    let response = node.rows().pop().unwrap();
    assert_eq!(response.outcome, Some(Outcome::Ko));
    assert_eq!(
        response.fault_code.as_deref(),
        Some("PPT_PAGAMENTO_IN_CORSO")
    );
}

#[expect(clippy::too_many_lines, reason = "a table is read whole")]
#[tokio::test]
async fn messages_that_break_their_schema_are_answered_in_their_own_root() {
    let long = "9".repeat(19);
    let deep = "<a>".repeat(100_000);
    let attributes: Vec<_> = (0..20_000).map(|n| format!("a{n}=\"1\"")).collect();
    let attributes = attributes.join(" ");
    let cases: Vec<(&str, String, &str)> = vec![
        (
            "a notice number of 19 digits",
            verify().replace("302000000001234559", &long),
            "noticeNumber",
        ),
        (
            "no broker",
            verify().replace("idBrokerPSP", "broker"),
            "idBrokerPSP",
        ),
        (
            "a qualified child",
            verify()
                .replace("<qrCode>", "<nod:qrCode>")
                .replace("</qrCode>", "</nod:qrCode>"),
            "qrCode",
        ),
        (
            "another namespace",
            verify().replace(NODE_FOR_PSP, "http://example.org/"),
            "namespace",
        ),
        (
            "not closed",
            verify().replace("</soapenv:Envelope>", ""),
            "",
        ),
        ("nothing", String::new(), ""),
        ("no XML", "hello".into(), ""),
        ("JSON", "{\"idPSP\": 1}".into(), ""),
        (
            "a DTD",
            format!("<!DOCTYPE a [<!ENTITY x \"y\">]>{}", verify()),
            "document type",
        ),
        (
            "an external entity",
            format!("<!DOCTYPE a SYSTEM \"file:///etc/passwd\">{}", verify()),
            "document type",
        ),
        ("an unknown entity", verify().replace("PSP1", "&xxe;"), ""),
        (
            "a declared encoding",
            format!(
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{}",
                verify()
            ),
            "UTF-8",
        ),
        ("very deep", verify().replace("<idPSP>", &deep), ""),
        (
            "very many attributes",
            verify().replace("<idPSP>", &format!("<idPSP {attributes}>")),
            "",
        ),
        (
            "another root",
            envelope("verifyPaymentNoticeRequest", ""),
            "verifyPaymentNoticeReq",
        ),
    ];
    for (what, body, named) in cases {
        let node = FakeNode::in_mood(Mood::Fine);
        let fault = verify_fault(&send(&node, "verifyPaymentNotice", body).await);
        assert_eq!(fault.fault_code, "PPT_SINTASSI_EXTRAXSD", "{what}");
        let description = fault.description.unwrap();
        assert!(description.contains(named), "{what}: {description}");
        assert!(
            description.len() < 250 && !description.contains(&long),
            "{what}"
        );
        assert_eq!(node.rows().len(), 2, "{what}");
    }
}

#[tokio::test]
async fn bytes_that_are_not_utf_8_are_refused_and_not_kept() {
    let mut body = verify().into_bytes();
    body[200] = 0xff;
    let node = FakeNode::in_mood(Mood::Fine);
    let fault = verify_fault(&send(&node, "verifyPaymentNotice", body).await);
    assert_eq!(fault.fault_code, "PPT_SINTASSI_EXTRAXSD");
    assert_eq!(node.rows()[0].payload.as_deref(), Some(&[][..]));

    let mut latin = request(Some("verifyPaymentNotice"), verify());
    let declared = "text/xml; charset=iso-8859-1".parse().unwrap();
    latin.headers_mut().insert("content-type", declared);
    let fault = verify_fault(&call(soap(&node), latin).await);
    assert_eq!(fault.fault_code, "PPT_SINTASSI_EXTRAXSD");
}

#[tokio::test]
async fn a_negative_expiration_time_is_a_syntax_error() {
    let node = FakeNode::in_mood(Mood::Fine);
    let answer = send(
        &node,
        "activatePaymentNoticeV2",
        activate().replace("60000", "-1"),
    )
    .await;
    let decoded = wire::ActivatePaymentNoticeV2Res::decode(answer.body.as_bytes()).unwrap();
    let fault = decoded.into_result().unwrap_err();
    assert_eq!(fault.fault_code, "PPT_SINTASSI_EXTRAXSD");
    assert!(fault.description.unwrap().contains("expirationTime"));
}

#[tokio::test]
async fn action_and_body_must_agree() {
    for action in [
        Some("activatePaymentNoticeV2"),
        Some("paVerifyPaymentNotice"),
        Some("VERIFYPAYMENTNOTICE"),
        Some(""),
        None,
    ] {
        let node = FakeNode::in_mood(Mood::Fine);
        let answer = call(soap(&node), request(action, verify())).await;
        let fault = verify_fault(&answer);
        assert_eq!(fault.fault_code, "PPT_SOAPACTION_ERRATA", "{action:?}");
        assert_eq!(fault.fault_string, "SOAPAction errata");
    }
}

#[tokio::test]
async fn what_belongs_to_no_primitive_gets_a_soap_fault() {
    let station = verify().replace("verifyPaymentNoticeReq", "paVerifyPaymentNoticeReq");
    for (action, body, code) in [
        ("paVerifyPaymentNotice", station, "PPT_SOAPACTION_ERRATA"),
        ("unknown", envelope("unknown", ""), "PPT_SOAPACTION_ERRATA"),
        ("unknown", "hello".into(), "PPT_SINTASSI_EXTRAXSD"),
    ] {
        let node = FakeNode::in_mood(Mood::Fine);
        let answer = send(&node, action, body).await;
        assert_eq!(answer.status, 500);
        assert_eq!(answer.headers["content-type"], "text/xml; charset=utf-8");
        assert!(answer.body.contains("<soapenv:Fault>"), "{}", answer.body);
        assert!(answer.body.contains(code), "{}", answer.body);
        assert!(wire::soap::root(answer.body.as_bytes()).is_ok());
        assert_eq!(node.rows(), []);
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_cut_off_declared_or_not() {
    let exact = format!(
        "{}{}",
        verify(),
        " ".repeat(SOAP_BODY_BYTES_MAX - verify().len())
    );
    let answer = send(
        &FakeNode::in_mood(Mood::Fine),
        "verifyPaymentNotice",
        exact.clone(),
    )
    .await;
    assert_eq!(answer.status, 200);
    let declared = Body::from(format!("{exact} "));
    let chunk = || Ok::<_, std::io::Error>(Bytes::from(vec![b' '; 65_536]));
    let endless = Body::from_stream(futures::stream::repeat_with(chunk));
    for body in [declared, endless] {
        let node = FakeNode::in_mood(Mood::Fine);
        let answer = send(&node, "verifyPaymentNotice", body).await;
        assert_eq!(answer.status, 413);
        assert!(answer.body.contains("<soapenv:Fault>"), "{}", answer.body);
    }
}

fn limited(node: &Arc<FakeNode>, limits: Limits) -> Router {
    let state = SoapState::new(
        node.clone(),
        Arc::new(domain::SystemClock),
        TaskTracker::new(),
        Access::Open,
        limits,
    );
    routes(state, ClosedNetwork::Absent)
}

const SHORT: Duration = Duration::from_millis(20);

#[tokio::test]
async fn a_caller_that_never_ends_its_body_is_cut_off() {
    let silent = futures::stream::pending::<Result<Bytes, std::io::Error>>();
    let limits = Limits {
        body_timeout: SHORT,
        ..Limits::SOAP
    };
    let router = limited(&FakeNode::in_mood(Mood::Fine), limits);
    let request = request(Some("verifyPaymentNotice"), Body::from_stream(silent));
    assert_eq!(call(router, request).await.status, 408);
}

#[tokio::test]
async fn a_node_that_breaks_down_or_hangs_is_a_system_error() {
    for mood in [Mood::Panicking, Mood::Hanging] {
        let limits = Limits {
            answer_timeout: SHORT,
            ..Limits::SOAP
        };
        let router = limited(&FakeNode::in_mood(mood), limits);
        let answer = call(router, request(Some("verifyPaymentNotice"), verify())).await;
        let fault = verify_fault(&answer);
        assert_eq!(fault.fault_code, "PPT_SYSTEM_ERROR", "{mood:?}");
        assert_eq!(fault.description, None);
    }
}

#[tokio::test]
async fn beyond_the_threshold_requests_are_refused_at_once() {
    let node = FakeNode::in_mood(Mood::Hanging);
    let limits = Limits {
        requests_max: 2,
        ..Limits::SOAP
    };
    let router = limited(&node, limits);
    let of_action = |action| request(Some(action), verify());
    let busy: Vec<_> = (0..2)
        .map(|_| tokio::spawn(call(router.clone(), of_action("verifyPaymentNotice"))))
        .collect();
    while node.rows().len() < 2 {
        tokio::task::yield_now().await;
    }
    let fault = verify_fault(&call(router.clone(), of_action("verifyPaymentNotice")).await);
    assert_eq!(fault.fault_code, "PPT_SUPERAMENTOSOGLIA");
    let answer = call(router.clone(), of_action("unknown")).await;
    assert_eq!(answer.status, 503);
    assert!(answer.body.contains("PPT_SUPERAMENTOSOGLIA"));
    // A caller that hangs up interrupts nothing, and so makes no room.
    for task in busy {
        task.abort();
        assert!(task.await.is_err());
    }
    assert_eq!(call(router, of_action("unknown")).await.status, 503);
}

#[tokio::test]
async fn senders_that_idle_keep_nobody_from_working() {
    let node = FakeNode::in_mood(Mood::Fine);
    let limits = Limits {
        requests_max: 1,
        ..Limits::SOAP
    };
    let router = limited(&node, limits);
    let silent = || {
        let silent = futures::stream::pending::<Result<Bytes, std::convert::Infallible>>();
        request(Some("verifyPaymentNotice"), Body::from_stream(silent))
    };
    let idle: Vec<_> = (0..3).map(|_| call(router.clone(), silent())).collect();
    let work = call(router, request(Some("verifyPaymentNotice"), verify()));
    // All begin before the one that works is looked at.
    let first = futures::future::select(futures::future::join_all(idle), Box::pin(work)).await;
    let futures::future::Either::Right((answer, _)) = first else {
        panic!("a silent sender was answered");
    };
    assert_eq!(answer.status, 200);
    assert!(!answer.body.contains("PPT_SUPERAMENTOSOGLIA"));
}

#[tokio::test]
async fn only_post_is_allowed_and_closed_paths_may_be_absent() {
    let node = FakeNode::in_mood(Mood::Fine);
    for method in ["GET", "PUT", "DELETE", "TRACE"] {
        let mut request = request(Some("verifyPaymentNotice"), verify());
        *request.method_mut() = method.parse().unwrap();
        assert_eq!(call(soap(&node), request).await.status, 405, "{method}");
    }
    let clock = Arc::new(domain::SystemClock);
    let tasks = TaskTracker::new();
    let closed = router(node, clock, tasks, Access::Open, ClosedNetwork::Absent);
    for path in CLOSED_NETWORK_PATHS {
        let mut request = request(Some("verifyPaymentNotice"), verify());
        *request.uri_mut() = path.parse().unwrap();
        assert_eq!(call(closed.clone(), request).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn without_its_key_a_caller_gets_401() {
    use sha2::{Digest, Sha256};
    let keys = vec![
        Sha256::digest("primary").into(),
        Sha256::digest("secondary").into(),
    ];
    let access = Access::Keys(crate::SubscriptionKeys::new(keys));
    for (key, status) in [
        (None, 401),
        (Some("wrong"), 401),
        (Some("primary"), 200),
        (Some("secondary"), 200),
    ] {
        let clock = Arc::new(domain::SystemClock);
        let node = FakeNode::in_mood(Mood::Fine);
        let tasks = TaskTracker::new();
        let router = router(node, clock, tasks, access.clone(), ClosedNetwork::Absent);
        let mut request = request(Some("verifyPaymentNotice"), verify());
        if let Some(key) = key {
            let headers = request.headers_mut();
            headers.insert("Ocp-Apim-Subscription-Key", key.parse().unwrap());
        }
        assert_eq!(call(router, request).await.status, status, "{key:?}");
    }
}
