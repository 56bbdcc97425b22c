use http::Request as HttpRequest;
use node::EventKind;
use serde_json::{Value, json};
use wire::rest::BODY_BYTES_MAX;

use super::*;
use crate::fixture::{Answer, FakeNode, Mood, TOKEN, call, rest};

async fn send(node: &Arc<FakeNode>, path: &str, body: impl Into<Body>) -> (Answer, Value) {
    let request = HttpRequest::post(path)
        .header("content-type", "application/json")
        .body(body.into())
        .unwrap();
    let answer = call(rest(node), request).await;
    let value = serde_json::from_str(&answer.body).unwrap_or(Value::Null);
    (answer, value)
}

fn closure() -> Value {
    json!({
        "paymentTokens": [TOKEN], "outcome": "OK", "idPSP": "PSP1",
        "idBrokerPSP": "88888888888", "idChannel": "88888888888_01", "paymentMethod": "CP",
        "transactionId": "t1", "totalAmount": 11.5, "fee": 1.5,
        "timestampOperation": "2026-07-01T12:00:00+02:00",
        "additionalPaymentInformations": {"outcomePaymentGateway": "OK", "fee": "1.50",
            "totalAmount": "11.50", "timestampOperation": "2026-07-01T12:00:00", "rrn": "1"},
        "transactionDetails": {"transaction": {}, "info": {}, "user": {"type": "GUEST"}},
    })
}

const CLOSE: &str = "/nodo-auth/node-for-ecommerce/v2/closepayment";
const CHECK: &str = "/nodo-auth/node-for-ecommerce/v1/checkPosition";

#[tokio::test]
async fn a_closure_is_accepted_at_both_paths_and_kept_in_the_journal() {
    for path in [CLOSE, "/nodo/node-for-ecommerce/v2/closepayment"] {
        let node = FakeNode::in_mood(Mood::Fine);
        let (answer, body) = send(&node, path, closure().to_string()).await;
        assert_eq!(
            (answer.status.as_u16(), body),
            (200, json!({"outcome": "OK"}))
        );
        let commands = node.closed.lock().unwrap();
        let details = commands[0].details.as_ref().unwrap();
        assert_eq!(
            (details.total_amount.cents(), details.fee.cents()),
            (1150, 150)
        );
        assert_eq!(details.operated_at, "2026-07-01T10:00:00Z".parse().unwrap());
        let rows = node.rows();
        assert_eq!(
            (rows[0].kind, rows[1].kind),
            (EventKind::Req, EventKind::Resp)
        );
        assert_eq!(rows[0].subject.transaction.as_ref().unwrap().as_str(), "t1");
        assert_eq!(rows[1].outcome, Some(Outcome::Ok));
    }
}

#[tokio::test]
async fn a_closure_ko_needs_nothing_but_its_tokens() {
    let node = FakeNode::in_mood(Mood::Fine);
    let body = json!({"paymentTokens": [TOKEN], "outcome": "KO", "transactionId": "t1"});
    let (answer, _) = send(&node, CLOSE, body.to_string()).await;
    assert_eq!(answer.status, 200);
    assert!(node.closed.lock().unwrap()[0].details.is_none());
}

#[tokio::test]
async fn the_node_s_refusal_keeps_its_status_and_text() {
    let node = FakeNode::in_mood(Mood::Refusing);
    let (answer, body) = send(&node, CLOSE, closure().to_string()).await;
    assert_eq!(answer.status, 422);
    let expected = json!({"outcome": "KO", "description": "Outcome already acquired"});
    assert_eq!(body, expected);
    assert_eq!(node.rows()[1].fault_code.as_deref(), Some("HTTP_422"));
}

#[tokio::test]
async fn json_of_the_wrong_shape_is_answered_with_the_field() {
    for (member, value, named) in [
        ("paymentTokens", json!([]), "paymentTokens"),
        ("paymentTokens", json!("x"), "paymentTokens"),
        (
            "paymentTokens",
            json!(["1", "2", "3", "4", "5", "6"]),
            "paymentTokens",
        ),
        ("outcome", json!("MAYBE"), "outcome"),
        ("idPSP", Value::Null, "idPSP"),
        ("idPSP", json!("x".repeat(36)), "idPSP"),
        ("totalAmount", json!("11.50"), "totalAmount"),
        ("totalAmount", json!(11.505), "totalAmount"),
        ("fee", json!(-1), "fee"),
        (
            "timestampOperation",
            json!("2026-07-01"),
            "timestampOperation",
        ),
        ("paymentMethod", json!("card"), "paymentMethod"),
        ("transactionDetails", Value::Null, "transactionDetails"),
    ] {
        let node = FakeNode::in_mood(Mood::Fine);
        let mut body = closure();
        body[member] = value;
        let (answer, body) = send(&node, CLOSE, body.to_string()).await;
        assert_eq!(answer.status, 400, "{member}: {body}");
        assert_eq!(body["description"], format!("Invalid {named}"));
        assert!(node.closed.lock().unwrap().is_empty());
    }
    for body in ["", "[]", "<xml/>", "{\"outcome\": \"OK\"", "null"] {
        let node = FakeNode::in_mood(Mood::Fine);
        let (answer, _) = send(&node, CLOSE, body).await;
        assert_eq!(answer.status, 400, "{body}");
        let (answer, _) = send(&node, CHECK, body).await;
        assert_eq!(answer.status, 400, "{body}");
    }
}

#[tokio::test]
async fn a_token_of_36_characters_names_no_payment() {
    let node = FakeNode::in_mood(Mood::Fine);
    let mut body = closure();
    body["paymentTokens"] = json!(["t".repeat(36)]);
    let (answer, _) = send(&node, CLOSE, body.to_string()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(node.closed.lock().unwrap()[0].tokens[0].as_str().len(), 35);
}

#[tokio::test]
async fn positions_are_checked_together() {
    let question = json!({"positionslist": [
        {"fiscalCode": "77777777777", "noticeNumber": "302000000001234559"}]});
    for (mood, outcome) in [(Mood::Fine, "OK"), (Mood::Refusing, "KO")] {
        let node = FakeNode::in_mood(mood);
        let (answer, body) = send(&node, CHECK, question.to_string()).await;
        assert_eq!(answer.status, 200);
        assert_eq!(
            (&body["outcome"], &body["esito"]),
            (&json!(outcome), &json!(outcome))
        );
        let description = &body["positionslist"][0]["description"];
        assert_eq!(
            description.as_str(),
            (mood == Mood::Refusing).then_some("PAYING")
        );
    }
    let node = FakeNode::in_mood(Mood::Fine);
    let wrong = question
        .to_string()
        .replace("302000000001234559", "30200000000123455");
    let (answer, body) = send(&node, CHECK, wrong).await;
    assert_eq!(answer.status, 400);
    assert_eq!(body["error"], "Invalid noticeNumber");
}

#[tokio::test]
async fn limits_and_breakdowns_are_problems() {
    let node = FakeNode::in_mood(Mood::Fine);
    let (answer, body) = send(&node, CLOSE, " ".repeat(BODY_BYTES_MAX + 1)).await;
    assert_eq!(
        (answer.status.as_u16(), &body["status"]),
        (413, &json!(413))
    );
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let node = FakeNode::in_mood(Mood::Panicking);
    let (answer, body) = send(&node, CLOSE, closure().to_string()).await;
    assert_eq!(
        (answer.status.as_u16(), &body["status"]),
        (500, &json!(500))
    );
    assert!(!answer.body.contains("as told"));
    let request = HttpRequest::get(CLOSE).body(Body::empty()).unwrap();
    assert_eq!(call(rest(&node), request).await.status, 405);
}

#[tokio::test]
async fn without_its_key_a_touch_point_gets_401_on_the_published_paths_only() {
    let node = FakeNode::in_mood(Mood::Fine);
    let access = Access::Keys(crate::SubscriptionKeys::new(Vec::new()));
    let clock = Arc::new(domain::SystemClock);
    let router = router(
        node,
        clock,
        TaskTracker::new(),
        access,
        ClosedNetwork::Served,
    );
    for (path, status) in [
        (CLOSE, 401),
        ("/nodo/node-for-ecommerce/v2/closepayment", 200),
    ] {
        let body = Body::from(closure().to_string());
        let request = HttpRequest::post(path).body(body).unwrap();
        assert_eq!(call(router.clone(), request).await.status, status, "{path}");
    }
}
