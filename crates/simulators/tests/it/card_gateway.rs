use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use serde_json::{Value, json};
use simulators::card_gateway::{self, ApiKey, Config, TEST_CARDS, TestCard, Timings};
use simulators::{Background, loopback_client};
use tokio::sync::watch;
use url::Url;

use crate::sandbox::{TestClock, TestRandom, listen, serve};

const KEY: &str = "gateway-test-key";

/// The merchant: counts the webhooks it gets and refuses the first few.
#[derive(Clone)]
struct Merchant {
    received: Arc<Mutex<Vec<Value>>>,
    count: watch::Sender<usize>,
    refusals: Arc<Mutex<u32>>,
}

impl Merchant {
    async fn webhooks(&self, count: usize) -> Vec<Value> {
        let wait = async {
            self.count
                .subscribe()
                .wait_for(|n| *n >= count)
                .await
                .unwrap();
        };
        tokio::time::timeout(Duration::from_secs(30), wait)
            .await
            .unwrap();
        self.received.lock().unwrap().clone()
    }
}

async fn webhook(State(merchant): State<Merchant>, body: String) -> StatusCode {
    {
        let mut refusals = merchant.refusals.lock().unwrap();
        if *refusals > 0 {
            *refusals -= 1;
            return StatusCode::INTERNAL_SERVER_ERROR;
        }
    }
    let mut received = merchant.received.lock().unwrap();
    received.push(serde_json::from_str(&body).unwrap());
    merchant.count.send_replace(received.len());
    StatusCode::OK
}

struct World {
    gateway: Url,
    merchant_url: Url,
    merchant: Merchant,
    clock: Arc<TestClock>,
    http: reqwest::Client,
}

struct Built {
    session_id: String,
    order_id: String,
    body: Value,
}

async fn world() -> World {
    let clock = TestClock::new();
    let http = loopback_client().unwrap();
    let (listener, gateway) = listen().await;
    serve(
        listener,
        card_gateway::router(Config {
            clock: clock.clone(),
            random: Arc::new(TestRandom::default()),
            http: http.clone(),
            public_url: gateway.clone(),
            api_key: ApiKey::new(KEY),
            background: Background::default(),
            timings: Timings::default(),
        }),
    );
    let merchant = Merchant {
        received: Arc::default(),
        count: watch::Sender::new(0),
        refusals: Arc::default(),
    };
    let (listener, merchant_url) = listen().await;
    let router = Router::new()
        .route("/outcomes", post(webhook))
        .with_state(merchant.clone());
    serve(listener, router);
    World {
        gateway,
        merchant_url,
        merchant,
        clock,
        http,
    }
}

impl World {
    fn order(&self, order_id: &str, amount: &str) -> Value {
        let merchant = self.merchant_url.as_str();
        json!({
            "version": "2",
            "merchantUrl": merchant,
            "order": { "orderId": order_id, "amount": amount, "currency": "EUR" },
            "paymentSession": {
                "actionType": "PAY",
                "amount": amount,
                "language": "ITA",
                "paymentService": "CARDS",
                "resultUrl": format!("{merchant}esito"),
                "cancelUrl": format!("{merchant}annullato"),
                "notificationUrl": format!("{merchant}outcomes?sessionToken=secret"),
            }
        })
    }

    fn call(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let url = self.gateway.join(&format!("psp/api/v1/{path}")).unwrap();
        self.http
            .request(method, url)
            .header("X-API-KEY", KEY)
            .header("Correlation-Id", "052211e8-54c8-4e0a-8402-e10bcb8ff264")
    }

    async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let reply = self
            .call(reqwest::Method::POST, path)
            .json(body)
            .send()
            .await
            .unwrap();
        (reply.status(), reply.json().await.unwrap_or_default())
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        let reply = self.call(reqwest::Method::GET, path).send().await.unwrap();
        (reply.status(), reply.json().await.unwrap_or_default())
    }

    async fn build(&self, order_id: &str) -> Built {
        let (status, body) = self
            .post("orders/build", &self.order(order_id, "12050"))
            .await;
        assert_eq!(status, StatusCode::OK, "{body}");
        Built {
            session_id: body["sessionId"].as_str().unwrap().to_owned(),
            order_id: order_id.to_owned(),
            body,
        }
    }

    async fn type_field(&self, built: &Built, field: &str, value: &str) -> Value {
        let url = self.gateway.join(&format!("fe/build/text/{field}"));
        let reply = self
            .http
            .post(url.unwrap())
            .header("session", &built.session_id)
            .json(&json!({ "value": value }))
            .send()
            .await
            .unwrap();
        reply.json().await.unwrap()
    }

    async fn enter_card(&self, built: &Built, pan: &str) {
        let code = if pan.len() == 15 { "1234" } else { "123" };
        for (field, value) in [
            ("CARD_NUMBER", pan),
            ("EXPIRATION_DATE", "12/30"),
            ("SECURITY_CODE", code),
            ("CARDHOLDER_NAME", "Maria Rossi"),
        ] {
            let answer = self.type_field(built, field, value).await;
            assert_eq!(answer["event"], "BUILD_SUCCESS", "{field}: {answer}");
        }
        let url = self.gateway.join("fe/build/confirm").unwrap();
        let reply = self
            .http
            .post(url)
            .header("session", &built.session_id)
            .json(&json!({}))
            .send()
            .await
            .unwrap();
        let body: Value = reply.json().await.unwrap();
        assert_eq!(body["state"], "READY_FOR_PAYMENT");
    }

    async fn confirm(&self, built: &Built) -> Value {
        let body = json!({ "sessionId": built.session_id, "amount": "12150" });
        let (status, answer) = self.post("build/confirm_payment", &body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }

    async fn state(&self, built: &Built) -> Value {
        let path = format!("build/state?sessionId={}", built.session_id);
        let (status, body) = self.get(&path).await;
        assert_eq!(status, StatusCode::OK);
        body
    }

    async fn submit(&self, path: &str, form: &[(&str, &str)]) -> reqwest::Response {
        let url = self.gateway.join(path).unwrap();
        self.http.post(url).form(form).send().await.unwrap()
    }

    async fn page(&self, path: &str) -> String {
        let url = self.gateway.join(path).unwrap();
        let reply = self.http.get(url).send().await.unwrap();
        assert_eq!(reply.status(), StatusCode::OK);
        reply.text().await.unwrap()
    }
}

fn location(reply: &reqwest::Response) -> &str {
    reply.headers()["location"].to_str().unwrap()
}

#[tokio::test]
async fn a_frictionless_card_is_paid_for_the_amount_of_confirm() {
    let world = world().await;
    let built = world.build("E1").await;
    assert_eq!(built.body["fields"].as_array().unwrap().len(), 4);
    world.enter_card(&built, "4000000000000101").await;
    let path = format!("build/cardData?sessionId={}", built.session_id);
    let (_, card) = world.get(&path).await;
    assert_eq!(
        card,
        json!({"bin": "400000", "lastFourDigits": "0101", "expiringDate": "1230", "circuit": "VISA"})
    );
    let answer = world.confirm(&built).await;
    assert_eq!(answer["state"], "PAYMENT_COMPLETE");
    assert_eq!(answer["operation"]["operationResult"], "EXECUTED");
    let webhooks = world.merchant.webhooks(1).await;
    assert_eq!(webhooks[0]["securityToken"], built.body["securityToken"]);
    assert_eq!(webhooks[0]["operation"], answer["operation"]);
    assert_eq!(webhooks[0]["operation"]["operationAmount"], "12150");
    let (_, order) = world.get(&format!("orders/{}/", built.order_id)).await;
    assert_eq!(order["orderStatus"]["authorizedAmount"], "12150");
    assert_eq!(order["operations"][0]["operationType"], "AUTHORIZATION");
}

#[tokio::test]
async fn the_bank_s_page_ends_in_payment_refusal_or_cancellation() {
    let world = world().await;
    for (index, (decision, result, end)) in [
        ("confirm", "EXECUTED", "esito"),
        ("reject", "THREEDS_FAILED", "esito"),
        ("cancel", "CANCELED", "annullato"),
    ]
    .into_iter()
    .enumerate()
    {
        let built = world.build(decision).await;
        world.enter_card(&built, "4000000000000200").await;
        let answer = world.confirm(&built).await;
        assert_eq!(answer["state"], "REDIRECTED_TO_EXTERNAL_DOMAIN");
        let sid = built.session_id.as_str();
        assert_eq!(
            answer["url"],
            format!("{}challenge?sid={sid}", world.gateway)
        );
        let page = world.page(&format!("challenge?sid={sid}")).await;
        assert!(page.contains("SIMULATO") && page.contains("121,50 €") && page.contains("0200"));
        assert!(!page.contains("4000000000000200"));
        let reply = world
            .submit("challenge", &[("sid", sid), ("decision", decision)])
            .await;
        assert_eq!(reply.status(), StatusCode::SEE_OTHER);
        assert_eq!(location(&reply), format!("{}{end}", world.merchant_url));
        // This card's webhook comes before the browser is sent back.
        let webhooks = world.merchant.webhooks(index + 1).await;
        assert_eq!(webhooks[index]["operation"]["operationResult"], result);
        let again = world
            .submit("challenge", &[("sid", sid), ("decision", "confirm")])
            .await;
        assert_eq!(location(&again), format!("{}{end}", world.merchant_url));
        let state = world.state(&built).await;
        assert_eq!(state["operation"]["operationResult"], result);
    }
    assert_eq!(world.merchant.received.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn the_method_page_leads_to_the_bank_s_page() {
    let world = world().await;
    let built = world.build("E1").await;
    world.enter_card(&built, "5200000000000106").await;
    let answer = world.confirm(&built).await;
    assert_eq!(answer["state"], "GDI_VERIFICATION");
    let sid = built.session_id.as_str();
    let source = format!("{}gdi?sid={sid}", world.gateway);
    assert_eq!(answer["fieldSet"]["fields"][0]["src"], source);
    let page = world.page(&format!("gdi?sid={sid}")).await;
    assert!(page.contains("gdi.js"));
    let url = world.gateway.join("fe/gdi").unwrap();
    let call = world.http.post(url).header("session", sid);
    let reply: Value = call.send().await.unwrap().json().await.unwrap();
    assert_eq!(reply["state"], "REDIRECTED_TO_EXTERNAL_DOMAIN");
    assert_eq!(
        reply["url"],
        format!("{}challenge?sid={sid}", world.gateway)
    );
}

#[tokio::test]
async fn the_gateway_s_own_page_works_without_script() {
    let world = world().await;
    let built = world.build("E1").await;
    let sid = built.session_id.as_str();
    assert_eq!(built.body["url"], format!("{}pay?sid={sid}", world.gateway));
    let page = world.page(&format!("pay?sid={sid}")).await;
    assert!(page.contains("Paga 120,50 €") && !page.contains("<script"));
    let mut form = vec![
        ("sid", sid),
        ("pan", "4000 0000 0000 0102"),
        ("expiry", "12/30"),
        ("cvv", "987"),
        ("holder", "<b>Maria</b>"),
    ];
    let reply = world.submit("pay", &form).await;
    assert_eq!(reply.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = reply.text().await.unwrap();
    assert!(page.contains("href=\"#pan\"") && page.contains("&lt;b&gt;Maria"));
    assert!(!page.contains("987"));
    form[1] = ("pan", "4000 0000 0000 0200");
    let reply = world.submit("pay", &form).await;
    assert_eq!(
        location(&reply),
        format!("{}challenge?sid={sid}", world.gateway)
    );
    let reply = world
        .submit("challenge", &[("sid", sid), ("decision", "confirm")])
        .await;
    assert_eq!(location(&reply), format!("{}esito", world.merchant_url));
    let webhooks = world.merchant.webhooks(1).await;
    assert_eq!(webhooks[0]["operation"]["operationAmount"], "12050");
}

#[tokio::test]
async fn every_card_ends_as_its_table_entry_says() {
    let world = world().await;
    for card in &TEST_CARDS {
        let built = world.build(card.pan).await;
        let sid = built.session_id.as_str();
        let code = if card.pan.len() == 15 { "1234" } else { "208" };
        let form = [
            ("sid", sid),
            ("pan", card.pan),
            ("expiry", "1230"),
            ("cvv", code),
            ("holder", "Maria Rossi"),
        ];
        world.submit("pay", &form).await;
        world
            .submit("challenge", &[("sid", sid), ("decision", "confirm")])
            .await;
        let state = world.state(&built).await;
        let operation = &state["operation"];
        let (result, status) = expected(card);
        assert_eq!(operation["operationResult"], result, "{}", card.story);
        assert_eq!(
            operation["additionalData"]["authorizationStatus"], status,
            "{}",
            card.story
        );
    }
}

fn expected(card: &TestCard) -> (&'static str, &'static str) {
    use simulators::card_gateway::Verdict;

    match card.verdict {
        Verdict::Executed => ("EXECUTED", "000"),
        Verdict::PendingThenExecuted => ("PENDING", "000"),
        Verdict::Declined(status) => ("DECLINED", status),
        Verdict::DeclinedBySecurityCode => ("DECLINED", "208"),
        Verdict::DeniedByRisk => ("DENIED_BY_RISK", "102"),
        Verdict::ThreeDsFailed => ("THREEDS_FAILED", "100"),
        Verdict::Canceled => ("CANCELED", "100"),
        Verdict::Failed => ("FAILED", "909"),
    }
}

#[tokio::test]
async fn a_pending_payment_settles_when_the_clock_moves() {
    let world = world().await;
    let built = world.build("E1").await;
    world.enter_card(&built, "4000000000001000").await;
    world.confirm(&built).await;
    let webhooks = world.merchant.webhooks(1).await;
    assert_eq!(webhooks[0]["operation"]["operationResult"], "PENDING");
    world.clock.advance(11);
    let webhooks = world.merchant.webhooks(2).await;
    assert_eq!(webhooks[1]["operation"]["operationResult"], "EXECUTED");
    assert_eq!(
        webhooks[0]["operation"]["operationId"],
        webhooks[1]["operation"]["operationId"]
    );
}

#[tokio::test]
async fn webhooks_come_late_twice_or_after_refusals() {
    let world = world().await;
    let late = world.build("LATE").await;
    world.enter_card(&late, "4000000000001307").await;
    world.confirm(&late).await;
    let twice = world.build("TWICE").await;
    world.enter_card(&twice, "4000000000001208").await;
    *world.merchant.refusals.lock().unwrap() = 1;
    world.confirm(&twice).await;
    let webhooks = world.merchant.webhooks(2).await;
    assert_eq!(webhooks[0], webhooks[1]);
    assert_eq!(webhooks[0]["operation"]["orderId"], "TWICE");
    world.clock.advance(902);
    let webhooks = world.merchant.webhooks(3).await;
    assert_eq!(webhooks[2]["operation"]["orderId"], "LATE");
}

#[tokio::test]
async fn a_refund_is_given_once_fails_once_or_is_refused() {
    let world = world().await;
    let refund = async |pan: &str, key: &str| {
        let built = world.build(&format!("{key}{pan}")).await;
        world.enter_card(&built, pan).await;
        let answer = world.confirm(&built).await;
        let id = answer["operation"]["operationId"].as_str().unwrap();
        let mut answers = Vec::new();
        for _ in 0..2 {
            let reply = world
                .call(reqwest::Method::POST, &format!("operations/{id}/refunds"))
                .header("Idempotency-Key", key)
                .json(&json!({ "amount": "12150", "currency": "EUR" }))
                .send()
                .await
                .unwrap();
            let status = reply.status().as_u16();
            answers.push((status, reply.json::<Value>().await.unwrap()));
        }
        let (_, order) = world.get(&format!("orders/{}", built.order_id)).await;
        (answers, order)
    };
    let (answers, order) = refund("4000000000000101", "a").await;
    assert_eq!(answers[0].0, 200);
    assert_eq!(answers[0], answers[1]);
    assert_eq!(order["operations"][1]["operationType"], "REFUND");
    assert_eq!(order["operations"][1]["operationResult"], "VOIDED");
    let (answers, _) = refund("4000000000001406", "b").await;
    assert_eq!((answers[0].0, answers[1].0), (500, 200));
    let (answers, order) = refund("4000000000001505", "c").await;
    assert_eq!((answers[0].0, answers[1].0), (400, 400));
    assert_eq!(order["operations"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn wrong_values_of_hosted_fields_get_the_official_codes() {
    let world = world().await;
    let built = world.build("E1").await;
    for (field, value, code) in [
        ("CARD_NUMBER", "4000000000000102", "HF0004"),
        ("CARD_NUMBER", "4111111111111111", "HF0005"),
        ("EXPIRATION_DATE", "10/26", "HF0006"),
        ("SECURITY_CODE", "12", "HF0001"),
        ("CARDHOLDER_NAME", " ", "HF0007"),
    ] {
        let answer = world.type_field(&built, field, value).await;
        assert_eq!(answer["errors"][0]["code"], code, "{field} {value}");
    }
    world.clock.advance(901);
    let answer = world.type_field(&built, "CARDHOLDER_NAME", "Maria").await;
    assert_eq!(answer["errors"][0]["code"], "HF0003");
}

#[tokio::test]
async fn wrong_requests_are_refused_as_the_contract_says() {
    let world = world().await;
    let url = world.gateway.join("psp/api/v1/orders/build").unwrap();
    let order = world.order("E1", "100");
    let no_key = world.http.post(url.clone()).json(&order).send().await;
    assert_eq!(no_key.unwrap().status(), StatusCode::UNAUTHORIZED);
    let call = world.http.post(url).header("X-API-KEY", KEY).json(&order);
    assert_eq!(call.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    for (pointer, wrong) in [
        ("/version", json!("1")),
        ("/merchantUrl", json!("shop")),
        ("/order/orderId", json!("x".repeat(28))),
        ("/order/amount", json!("1,00")),
        ("/order/currency", json!("USD")),
        ("/paymentSession/actionType", json!("VERIFY")),
        ("/paymentSession/amount", json!("101")),
        ("/paymentSession/language", json!("XXX")),
        ("/paymentSession/paymentService", json!("BARTER")),
        (
            "/paymentSession/notificationUrl",
            json!("https://example.org/"),
        ),
        ("/paymentSession/resultUrl", json!("javascript:alert(1)")),
    ] {
        let mut body = order.clone();
        *body.pointer_mut(pointer).unwrap() = wrong;
        let (status, answer) = world.post("orders/build", &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{pointer}");
        assert_eq!(answer["errors"][0]["code"], "GW0001", "{pointer}");
    }
    world.build("E1").await;
    let (status, _) = world.post("orders/build", &world.order("E1", "100")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let unknown = json!({ "sessionId": "nobody", "amount": "100" });
    let (status, answer) = world.post("build/confirm_payment", &unknown).await;
    assert_eq!(
        (status, &answer["errors"][0]["code"]),
        (StatusCode::BAD_REQUEST, &json!("GW0004"))
    );
    assert_eq!(world.get("orders/nothing/").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_the_merchant_may_frame_a_field() {
    let world = world().await;
    let built = world.build("E1").await;
    let source = built.body["fields"][0]["src"].as_str().unwrap();
    let reply = world.http.get(source).send().await.unwrap();
    let policy = reply.headers()["content-security-policy"].to_str().unwrap();
    let merchant = world.merchant_url.as_str().trim_end_matches('/');
    assert!(
        policy.contains(&format!("frame-ancestors {merchant}")),
        "{policy}"
    );
    let page = reply.text().await.unwrap();
    assert!(page.contains("SIMULATO") && page.contains("Numero della carta"));
    let page = world.http.get(world.gateway.join("pay?sid=old").unwrap());
    assert_eq!(page.send().await.unwrap().status(), StatusCode::NOT_FOUND);
}
