use std::sync::Mutex;

use axum::body::Body;
use checkout::{OperationResult, StoreError};
use http::Request as HttpRequest;
use serde_json::{Value, json};

use super::*;
use crate::fixture::{Answer, call};
use crate::limits::NOTIFICATION_BYTES_MAX;

#[derive(Default)]
struct FakeCheckout {
    taken: Mutex<Vec<GatewayNotification>>,
    is_broken: bool,
}

#[async_trait]
impl NotificationPort for FakeCheckout {
    async fn take(
        &self,
        notification: GatewayNotification,
    ) -> Result<NotificationTaken, NotificationRefused> {
        if self.is_broken {
            let error = StoreError::Failed(Box::new(std::io::Error::other("secret detail")));
            return Err(NotificationRefused::Failed(error.into()));
        }
        if notification.order.as_str() == "E408" {
            std::future::pending::<()>().await;
        }
        if notification.order.as_str() == "E404" {
            return Err(NotificationRefused::UnknownOrder);
        }
        if notification.security_token != "right" {
            return Err(NotificationRefused::WrongToken);
        }
        let mut taken = self.taken.lock().unwrap();
        let is_known = taken.contains(&notification);
        taken.push(notification);
        Ok(if is_known {
            NotificationTaken::NothingNew
        } else {
            NotificationTaken::Recorded
        })
    }
}

fn body() -> Value {
    json!({
        "eventId": "1", "eventTime": "2026-07-01T12:00:00", "securityToken": "right",
        "operation": {"orderId": "E1", "operationId": "3470744", "channel": "ECOMMERCE",
            "operationType": "AUTHORIZATION", "operationResult": "EXECUTED",
            "operationTime": "2026-07-01 12:00:00.0", "paymentMethod": "CARD",
            "paymentCircuit": "VISA", "operationAmount": "1150", "operationCurrency": "EUR",
            "additionalData": {"authorizationCode": "647189", "rrn": "123"}},
    })
}

async fn send(checkout: &Arc<FakeCheckout>, path: &str, body: &Value) -> Answer {
    let path = format!("/ecommerce/npg/notifications/v1/sessions/{path}");
    let request = HttpRequest::post(path)
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    call(router(checkout.clone(), TaskTracker::new()), request).await
}

#[tokio::test]
async fn a_notification_is_taken_and_may_come_twice() {
    let checkout = Arc::new(FakeCheckout::default());
    for _ in 0..2 {
        let answer = send(&checkout, "E1/outcomes?sessionToken=s%20t", &body()).await;
        assert_eq!(answer.status, 200);
    }
    let taken = checkout.taken.lock().unwrap();
    assert_eq!(taken[0].session_token, "s t");
    let operation = &taken[0].operation;
    assert_eq!(operation.result, OperationResult::Executed);
    assert_eq!(operation.at, "2026-07-01T10:00:00Z".parse().unwrap());
    assert_eq!(operation.amount.unwrap().cents(), 1150);
    assert_eq!(operation.rrn.as_deref(), Some("123"));
}

#[tokio::test]
async fn a_wrong_token_and_an_unknown_order_look_the_same() {
    let checkout = Arc::new(FakeCheckout::default());
    let mut wrong = body();
    wrong["securityToken"] = json!("wrong");
    let refused = send(&checkout, "E1/outcomes?sessionToken=x", &wrong).await;
    let mut unknown = body();
    unknown["operation"]["orderId"] = json!("E404");
    let nowhere = send(&checkout, "E404/outcomes?sessionToken=x", &unknown).await;
    assert_eq!(
        (refused.status, nowhere.status),
        (401.try_into().unwrap(), refused.status)
    );
    assert_eq!(refused.body, nowhere.body);
    assert_eq!(refused.headers["content-type"], "application/problem+json");
}

#[tokio::test]
async fn what_is_no_notification_is_400() {
    let checkout = Arc::new(FakeCheckout::default());
    for path in [
        "E1/outcomes",
        "E1/outcomes?sessionToken=",
        "E1/outcomes?sessionToken=a&sessionToken=b",
        "E2/outcomes?sessionToken=a",
        "E%2F1/outcomes?sessionToken=a",
    ] {
        assert_eq!(send(&checkout, path, &body()).await.status, 400, "{path}");
    }
    for (member, value) in [
        ("operationResult", json!("PERHAPS")),
        ("operationResult", Value::Null),
        ("operationType", json!("GIFT")),
        ("operationTime", json!("yesterday")),
        ("operationAmount", json!("-1")),
        ("operationId", json!(7)),
    ] {
        let mut wrong = body();
        wrong["operation"][member] = value;
        let answer = send(&checkout, "E1/outcomes?sessionToken=a", &wrong).await;
        assert_eq!(answer.status, 400, "{member}");
    }
    for wrong in [json!([]), json!({"securityToken": "right"}), Value::Null] {
        let answer = send(&checkout, "E1/outcomes?sessionToken=a", &wrong).await;
        assert_eq!(answer.status, 400, "{wrong}");
    }
    let huge = json!("x".repeat(NOTIFICATION_BYTES_MAX));
    let answer = send(&checkout, "E1/outcomes?sessionToken=a", &huge).await;
    assert_eq!(answer.status, 413);
    assert!(checkout.taken.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_failure_of_our_own_is_500_without_detail() {
    let checkout = Arc::new(FakeCheckout {
        is_broken: true,
        ..FakeCheckout::default()
    });
    let answer = send(&checkout, "E1/outcomes?sessionToken=a", &body()).await;
    assert_eq!(answer.status, 500);
    assert!(!answer.body.contains("secret"), "{}", answer.body);
}

#[tokio::test]
async fn a_notification_that_takes_too_long_is_answered_all_the_same() {
    let limits = Limits {
        answer_timeout: std::time::Duration::from_millis(20),
        ..Limits::GATEWAY
    };
    let router = routes(
        Arc::new(FakeCheckout::default()),
        TaskTracker::new(),
        limits,
    );
    let mut body = body();
    body["operation"]["orderId"] = json!("E408");
    let request =
        HttpRequest::post("/ecommerce/npg/notifications/v1/sessions/E408/outcomes?sessionToken=a")
            .body(Body::from(body.to_string()))
            .unwrap();
    let answer = call(router, request).await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
}

#[tokio::test]
async fn all_interfaces_live_in_one_router() {
    use crate::fixture::{FakeNode, Mood, rest, soap};
    let node = FakeNode::in_mood(Mood::Fine);
    let checkout = Arc::new(FakeCheckout::default());
    let all = soap(&node)
        .merge(rest(&node))
        .merge(router(checkout, TaskTracker::new()));
    for (path, status) in [
        ("/nodo-auth/node-for-psp/v1", 405),
        ("/nodo/node-for-psp/v1", 405),
        ("/webservices/input", 405),
        ("/nodo-auth/node-for-ecommerce/v1/checkPosition", 405),
        ("/nodo/node-for-ecommerce/v2/closepayment", 405),
        ("/ecommerce/npg/notifications/v1/sessions/E1/outcomes", 405),
        ("/nodo-auth/", 404),
        ("/nodo-auth/node-for-psp/v2", 404),
    ] {
        let request = HttpRequest::get(path).body(Body::empty()).unwrap();
        assert_eq!(call(all.clone(), request).await.status, status, "{path}");
    }
}
