use std::sync::Mutex;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::IntoResponse;
use checkout::{Language, OrderId};
use domain::{SystemRandom, TransactionId};
use serde_json::{Value, json};

use super::*;
use crate::fixture::{TestClock, closed_address, loopback_counterparties, serve};

type Seen = Arc<Mutex<Vec<(String, HeaderMap, Value)>>>;

/// A gateway that gives one answer to everything and remembers what it was asked.
async fn gateway(status: u16, answer: Value) -> (NpgGateway, Seen) {
    let seen = Seen::default();
    let seen_there = Arc::clone(&seen);
    let handler = move |request: Request| {
        let (answer, seen) = (answer.clone(), Arc::clone(&seen_there));
        async move {
            let (parts, body) = request.into_parts();
            let body = axum::body::to_bytes(body, 10_000).await.unwrap();
            let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
            let line = format!("{} {}", parts.method, parts.uri);
            seen.lock().unwrap().push((line, parts.headers, body));
            let status = StatusCode::from_u16(status).unwrap();
            (status, Body::from(answer.to_string())).into_response()
        }
    };
    let address = serve(Router::new().fallback(handler)).await;
    (client(&format!("{address}/base/")), seen)
}

fn client(base_url: &str) -> NpgGateway {
    let clock = Arc::new(TestClock::default());
    let own = (PaymentMethod::card(), PspId::parse("PSP1").unwrap());
    let settings = NpgSettings {
        base_url: base_url.into(),
        default_key: ApiKey::parse("default").unwrap(),
        keys: HashMap::from([(own, ApiKey::parse("own").unwrap())]),
        timeout: Duration::from_secs(10),
    };
    NpgGateway::new(
        loopback_counterparties(&clock),
        Arc::new(SystemRandom),
        settings,
    )
}

fn session() -> SessionRef {
    SessionRef {
        session: GatewaySessionId::parse("a/b?c").unwrap(),
        method: PaymentMethod::card(),
        psp: PspId::parse("PSP1").unwrap(),
    }
}

fn build() -> BuildSession {
    BuildSession {
        order: OrderId::parse("E1790000000123AAAA").unwrap(),
        amount: Amount::from_cents(12_050).unwrap(),
        method: PaymentMethod::card(),
        psp: PspId::parse("PSP2").unwrap(),
        language: Language::It,
        merchant_url: "https://checkout.example".into(),
        result_url: "https://checkout.example/esito".into(),
        cancel_url: "https://checkout.example/esito".into(),
        notification_url: "https://checkout.example/n".into(),
    }
}

#[tokio::test]
async fn a_session_is_built_with_the_published_body_and_headers() {
    let answer = json!({"sessionId": "s", "securityToken": "t", "state": "CARD_DATA_COLLECTION",
        "fields": [{"type": "TEXT", "class": "CARD_FIELD", "id": "CARD_NUMBER", "src": "https://f"}]});
    let (gateway, seen) = gateway(200, answer).await;
    let built = gateway.build_session(&build()).await.unwrap();
    assert_eq!((built.session.as_str(), &*built.security_token), ("s", "t"));
    assert_eq!(built.fields[0].id, "CARD_NUMBER");

    let seen = seen.lock().unwrap();
    let (line, headers, body) = &seen[0];
    assert_eq!(line, "POST /base/psp/api/v1/orders/build");
    assert_eq!(headers["x-api-key"], "default");
    assert_eq!(headers["correlation-id"].len(), 36);
    assert_eq!(body["version"], "2");
    assert_eq!(body["order"]["amount"], "12050");
    assert_eq!(body["paymentSession"]["paymentService"], "CARDS");
    assert_eq!(body["paymentSession"]["language"], "ITA");
}

#[tokio::test]
async fn a_method_that_the_gateway_does_not_have_is_refused_without_asking() {
    let (gateway, seen) = gateway(200, json!({})).await;
    let request = BuildSession {
        method: PaymentMethod::parse("RBPR").unwrap(),
        ..build()
    };
    let error = gateway.build_session(&request).await.unwrap_err();
    assert!(matches!(error, GatewayError::Refused { .. }), "{error:?}");
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_confirmation_leads_to_each_state() {
    let operation = json!({"orderId": "E1", "operationId": "1", "operationType": "AUTHORIZATION",
        "operationResult": "EXECUTED", "operationTime": "2026-07-01T10:00:00Z"});
    for (answer, expected) in [
        (
            json!({"state": "PAYMENT_COMPLETE"}),
            Ok(SessionState::Complete(None)),
        ),
        (
            json!({"state": "GDI_VERIFICATION", "fieldSet": {"fields": [{"src": "https://g"}]}}),
            Ok(SessionState::GdiVerification {
                src: "https://g".into(),
            }),
        ),
        (
            json!({"state": "REDIRECTED_TO_EXTERNAL_DOMAIN", "url": "https://acs"}),
            Ok(SessionState::Redirected {
                url: "https://acs".into(),
            }),
        ),
        (
            json!({"state": "READY_FOR_PAYMENT"}),
            Ok(SessionState::Open),
        ),
        (
            json!({"state": "GDI_VERIFICATION"}),
            Err(GatewayError::Unavailable),
        ),
        (
            json!({"state": "SOMETHING_NEW"}),
            Err(GatewayError::Unavailable),
        ),
        (json!("nonsense"), Err(GatewayError::Unavailable)),
    ] {
        let (gateway, seen) = gateway(200, answer.clone()).await;
        let amount = Amount::from_cents(1150).unwrap();
        assert_eq!(
            gateway.confirm(&session(), amount).await,
            expected,
            "{answer}"
        );
        let seen = seen.lock().unwrap();
        assert_eq!(seen[0].1["x-api-key"], "own");
        assert_eq!(seen[0].2, json!({"sessionId": "a/b?c", "amount": "1150"}));
    }
    let (gateway, _) = gateway(
        200,
        json!({"state": "PAYMENT_COMPLETE", "operation": operation}),
    )
    .await;
    let state = gateway.state(&session()).await.unwrap();
    assert!(
        matches!(&state, SessionState::Complete(Some(operation)) if operation.is_charge()),
        "{state:?}"
    );
}

#[tokio::test]
async fn names_in_paths_and_queries_cannot_change_the_address() {
    let (gateway, seen) = gateway(200, json!({"operationId": "r1", "operations": []})).await;
    let request = RefundRequest {
        operation: "../x?y#z".into(),
        amount: Amount::from_cents(100).unwrap(),
        transaction: TransactionId::parse("t1").unwrap(),
        method: PaymentMethod::card(),
        psp: PspId::parse("PSP1").unwrap(),
    };
    assert_eq!(gateway.refund(&request).await.unwrap().operation, "r1");
    let _ = gateway.state(&session()).await;
    let order = OrderRef {
        order: OrderId::parse("E1").unwrap(),
        method: PaymentMethod::card(),
        psp: PspId::parse("PSP1").unwrap(),
    };
    assert_eq!(gateway.order(&order).await.unwrap(), []);
    let seen = seen.lock().unwrap();
    let lines: Vec<_> = seen.iter().map(|(line, ..)| line.as_str()).collect();
    assert_eq!(
        lines,
        [
            "POST /base/psp/api/v1/operations/..%2Fx%3Fy%23z/refunds",
            "GET /base/psp/api/v1/build/state?sessionId=a%2Fb%3Fc",
            "GET /base/psp/api/v1/orders/E1/",
        ]
    );
    assert_eq!(seen[0].1["idempotency-key"], "t1");
    assert_eq!(seen[0].2["currency"], "EUR");
}

#[tokio::test]
async fn only_a_clear_refusal_counts_as_one() {
    let code = json!({"errors": [{"code": "GW0001", "description": "no"}]});
    let refused = |status, code: Option<&str>| GatewayError::Refused {
        status,
        code: code.map(String::from),
    };
    for (status, answer, expected) in [
        (400, code.clone(), refused(400, Some("GW0001"))),
        (401, Value::Null, refused(401, None)),
        (404, code.clone(), GatewayError::NotFound),
        (408, code.clone(), GatewayError::Unavailable),
        (429, code.clone(), GatewayError::Unavailable),
        (302, code.clone(), GatewayError::Unavailable),
        (500, code, GatewayError::Unavailable),
    ] {
        let (gateway, _) = gateway(status, answer).await;
        let error = gateway.state(&session()).await.unwrap_err();
        assert_eq!(error, expected, "{status}");
    }
    let error = client(&closed_address().await).state(&session()).await;
    assert_eq!(error, Err(GatewayError::Unavailable));
    let (empty, _) = gateway(200, json!({})).await;
    assert_eq!(
        empty.card_data(&session()).await,
        Err(GatewayError::NotFound)
    );
}

#[test]
fn keys_are_not_shown() {
    assert_eq!(
        format!("{:?}", ApiKey::parse("secret").unwrap()),
        "********"
    );
    assert!(ApiKey::parse("two\nlines").is_none());
}
