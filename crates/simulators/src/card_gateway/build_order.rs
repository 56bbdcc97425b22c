use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use domain::Amount;
use url::{Host, Url};
use uuid::Builder;

use super::Gateway;
use super::caller::{Merchant, read_json};
use super::hosted_field::Language;
use super::message::{
    ActionType, CreateHostedOrderRequest, ErrorItem, Field, Fields, Order, PaymentSession,
    WorkflowState,
};
use super::rejection::{Rejection, item};
use super::session::{FieldId, Session, Terms};

/// Characters of order and customer ids (`Order`).
const ID_CHARS_MAX: usize = 27;
/// Characters of free texts (`Order`).
const TEXT_CHARS_MAX: usize = 255;
/// Characters of addresses (`PaymentSession`).
const URL_CHARS_MAX: usize = 2048;

/// The payment services the platform uses, and the others of the contract.
const SERVICES: [&str; 15] = [
    "CARDS",
    "PAYPAL",
    "MYBANK",
    "BANCOMATPAY",
    "SATISPAY_DIRECT",
    "APPLEPAY",
    "GOOGLEPAY",
    "PAYPAL_PAGAIN3",
    "GIROPAY",
    "IDEAL",
    "BANCONTACT",
    "MULTIBANCO",
    "WECHAT",
    "ALIPAY",
    "PIS",
];

/// `POST /orders/build`.
pub(super) async fn build_order(
    State(gateway): State<Arc<Gateway>>,
    merchant: Merchant,
    body: Bytes,
) -> Result<Json<Fields>, Rejection> {
    let request: CreateHostedOrderRequest = read_json(&body)?;
    let terms = read_terms(request)?;
    let moment = gateway.moment();
    let mut bytes = [0; 16];
    moment.random.fill(&mut bytes);
    let id = Builder::from_random_bytes(bytes).into_uuid().to_string();
    let session = Session::open(id.clone(), terms, moment);
    let security_token = Some(session.security_token.clone());
    let state = session.state;
    tracing::info!(
        gateway.correlation_id = %merchant.correlation_id,
        "simulated gateway: order built"
    );
    gateway
        .sessions
        .add(session)
        .map_err(|used| Rejection::invalid(&used.to_string()))?;
    let is_card = state == WorkflowState::CardDataCollection;
    let (fields, page) = if is_card {
        (hosted_fields(&gateway, &id), "pay")
    } else {
        (Vec::new(), "challenge")
    };
    Ok(Json(Fields {
        url: Some(gateway.page_url(page, &id)),
        session_id: id,
        security_token,
        fields,
        state: Some(state),
    }))
}

fn hosted_fields(gateway: &Gateway, id: &str) -> Vec<Field> {
    let field = |field: FieldId| Field {
        kind: "TEXT",
        class: "CARD_FIELD",
        id: field.as_str(),
        src: format!("{}/field.html?id={}&sid={id}", gateway.base, field.as_str()),
    };
    FieldId::ALL.into_iter().map(field).collect()
}

/// The parts of a request that are wrong so far.
#[derive(Default)]
struct Check(Vec<ErrorItem>);

impl Check {
    fn require(&mut self, holds: bool, description: &str) {
        if !holds {
            self.0.push(item("GW0001", description));
        }
    }

    fn amount(&mut self, value: Option<&str>, name: &str) -> Option<Amount> {
        let amount = value.and_then(read_amount);
        self.require(
            amount.is_some_and(|a| !a.is_zero()),
            &format!("{name} must be a positive number of cents"),
        );
        amount
    }

    fn url(&mut self, value: Option<&str>, name: &str) -> Option<Url> {
        let url = value
            .filter(|text| text.len() <= URL_CHARS_MAX)
            .and_then(|text| Url::parse(text).ok())
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        self.require(url.is_some(), &format!("{name} must be an absolute URL"));
        url
    }

    fn length(&mut self, value: Option<&str>, max: usize, name: &str) {
        let fits = value.is_none_or(|text| text.chars().count() <= max);
        self.require(fits, &format!("{name} is longer than {max} characters"));
    }
}

/// Cents as decimal digits.
pub(super) fn read_amount(text: &str) -> Option<Amount> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let cents = digits.then(|| text.parse().ok())??;
    Amount::from_cents(cents).ok()
}

fn read_terms(request: CreateHostedOrderRequest) -> Result<Terms, Rejection> {
    let mut check = Check::default();
    check.require(
        request.version.as_deref() == Some("2"),
        "version must be 2: the simulator knows no other flow",
    );
    let merchant_url = check.url(request.merchant_url.as_deref(), "merchantUrl");
    let order = request.order.unwrap_or_default();
    let total = check_order(&order, &mut check);
    let Some(session) = request.payment_session else {
        check.require(false, "paymentSession is missing");
        return Err(Rejection::Invalid(check.0));
    };
    let paid = read_session(&session, &mut check);
    check.require(paid <= total, "paymentSession.amount exceeds order.amount");
    let urls = (
        check.url(session.result_url.as_deref(), "paymentSession.resultUrl"),
        check.url(session.cancel_url.as_deref(), "paymentSession.cancelUrl"),
        check.url(
            session.notification_url.as_deref(),
            "paymentSession.notificationUrl",
        ),
    );
    let language = Language::parse(session.language.as_deref().unwrap_or("ITA"));
    check.require(
        language.is_some(),
        "paymentSession.language must be ITA, ENG, FRA, DEU or SLV",
    );
    if let (
        Some(merchant),
        Some(amount),
        (Some(result), Some(cancel), Some(told)),
        Some(language),
    ) = (merchant_url, paid, urls, language)
    {
        check.require(
            is_loopback(&told),
            "paymentSession.notificationUrl must be on this machine: the gateway is simulated",
        );
        if check.0.is_empty() {
            return Ok(Terms {
                order,
                amount,
                merchant_origin: merchant.origin().ascii_serialization(),
                result_url: result,
                cancel_url: cancel,
                notification_url: told,
                language,
                service: session
                    .payment_service
                    .unwrap_or_else(|| "CARDS".to_owned()),
            });
        }
    }
    Err(Rejection::Invalid(check.0))
}

/// Checks `Order` and reads its amount.
fn check_order(order: &Order, check: &mut Check) -> Option<Amount> {
    let order_id = order.order_id.as_deref().unwrap_or_default();
    let is_id = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    check.require(
        (1..=ID_CHARS_MAX).contains(&order_id.len()) && order_id.chars().all(is_id),
        "order.orderId must be 1 to 27 characters out of 0-9 A-Z a-z - . _",
    );
    check.length(
        order.customer_id.as_deref(),
        ID_CHARS_MAX,
        "order.customerId",
    );
    check.length(
        order.description.as_deref(),
        TEXT_CHARS_MAX,
        "order.description",
    );
    check.length(
        order.custom_field.as_deref(),
        TEXT_CHARS_MAX,
        "order.customField",
    );
    check.require(
        order.currency.as_deref() == Some("EUR"),
        "order.currency must be EUR",
    );
    check.amount(order.amount.as_deref(), "order.amount")
}

/// Checks the rest of `PaymentSession` and reads its amount.
fn read_session(session: &PaymentSession, check: &mut Check) -> Option<Amount> {
    check.require(
        session.action_type == Some(ActionType::Pay),
        "paymentSession.actionType must be PAY",
    );
    let service = session.payment_service.as_deref().unwrap_or("CARDS");
    check.require(
        SERVICES.contains(&service),
        "paymentSession.paymentService is unknown",
    );
    let recurrence = session
        .recurrence
        .as_ref()
        .and_then(|r| r.action.as_deref());
    check.require(
        matches!(recurrence, None | Some("NO_RECURRING")),
        "paymentSession.recurrence: the simulator keeps no cards",
    );
    check.amount(session.amount.as_deref(), "paymentSession.amount")
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
