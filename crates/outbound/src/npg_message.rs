//! The gateway's messages, as far as they are used (Nexi build API 0.7). Amounts are cents as text.

use checkout::{BuildSession, GatewayOperation};
use serde::de::value::StrDeserializer;
use serde::{Deserialize, Serialize};
use wire::NpgOperation;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BuildOrder<'a> {
    version: &'static str,
    merchant_url: &'a str,
    order: OrderBody<'a>,
    payment_session: PaymentSession<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OrderBody<'a> {
    order_id: &'a str,
    amount: String,
    currency: &'static str,
    customer_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PaymentSession<'a> {
    action_type: &'static str,
    amount: String,
    language: &'static str,
    payment_service: &'static str,
    result_url: &'a str,
    cancel_url: &'a str,
    notification_url: &'a str,
}

impl<'a> BuildOrder<'a> {
    pub(crate) fn new(request: &'a BuildSession, payment_service: &'static str) -> Self {
        let amount = request.amount.cents().to_string();
        Self {
            // With version 2 the 3DS method frame comes from confirm_payment.
            version: "2",
            merchant_url: &request.merchant_url,
            order: OrderBody {
                order_id: request.order.as_str(),
                amount: amount.clone(),
                currency: "EUR",
                customer_id: request.order.as_str(),
            },
            payment_session: PaymentSession {
                action_type: "PAY",
                amount,
                language: request.language.iso_639_2(),
                payment_service,
                result_url: &request.result_url,
                cancel_url: &request.cancel_url,
                notification_url: &request.notification_url,
            },
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BuildResponse {
    pub(crate) session_id: String,
    pub(crate) security_token: String,
    #[serde(default)]
    pub(crate) fields: Vec<Field>,
    pub(crate) url: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Field {
    pub(crate) id: Option<String>,
    pub(crate) src: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConfirmPayment<'a> {
    pub(crate) session_id: &'a str,
    pub(crate) amount: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StateResponse {
    pub(crate) state: String,
    pub(crate) url: Option<String>,
    pub(crate) operation: Option<NpgOperation>,
    pub(crate) field_set: Option<FieldSet>,
}

#[derive(Deserialize)]
pub(crate) struct FieldSet {
    #[serde(default)]
    pub(crate) fields: Vec<Field>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CardDataResponse {
    pub(crate) bin: Option<String>,
    pub(crate) last_four_digits: Option<String>,
    pub(crate) circuit: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct OrderResponse {
    #[serde(default)]
    pub(crate) operations: Vec<NpgOperation>,
}

#[derive(Serialize)]
pub(crate) struct RefundBody {
    pub(crate) amount: String,
    pub(crate) currency: &'static str,
    pub(crate) description: &'static str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RefundResponse {
    pub(crate) operation_id: String,
}

#[derive(Deserialize)]
pub(crate) struct ErrorResponse {
    #[serde(default)]
    pub(crate) errors: Vec<ErrorBody>,
}

#[derive(Deserialize)]
pub(crate) struct ErrorBody {
    pub(crate) code: Option<String>,
}

/// What Checkout understands of an operation; `None` for words that it does not know.
pub(crate) fn gateway_operation(operation: &NpgOperation) -> Option<GatewayOperation> {
    Some(GatewayOperation {
        id: operation.operation_id.clone(),
        kind: match &operation.operation_type {
            Some(kind) => Some(word(kind)?),
            None => None,
        },
        result: word(&operation.operation_result)?,
        at: operation.at().ok()?,
        amount: operation.amount().ok()?,
        authorization_code: operation.authorization_code(),
        error_code: operation.authorization_status(),
        rrn: operation.rrn(),
        end_to_end_id: operation.end_to_end_id(),
        circuit: operation.payment_circuit.clone(),
    })
}

fn word<'a, T: Deserialize<'a>>(word: &'a str) -> Option<T> {
    T::deserialize(StrDeserializer::<serde::de::value::Error>::new(word)).ok()
}
