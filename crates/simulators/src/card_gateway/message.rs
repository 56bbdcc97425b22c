//! The gateway's messages (Nexi build API 0.7 and notification API 0.1), as far as they are used.

#![expect(
    clippy::struct_field_names,
    reason = "the names are those of the contract"
)]

use serde::{Deserialize, Serialize};

/// `ClientError` and `ServerError`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ErrorBody {
    pub(super) errors: Vec<ErrorItem>,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ErrorItem {
    pub(super) code: String,
    pub(super) description: String,
}

/// `CreateHostedOrderRequest`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateHostedOrderRequest {
    pub(super) version: Option<String>,
    pub(super) merchant_url: Option<String>,
    pub(super) order: Option<Order>,
    pub(super) payment_session: Option<PaymentSession>,
}

/// `Order`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    pub(super) order_id: Option<String>,
    pub(super) amount: Option<String>,
    pub(super) currency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) customer_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) custom_field: Option<String>,
}

/// `ActionType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum ActionType {
    Pay,
    Verify,
    Preauth,
}

/// `PaymentSession`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PaymentSession {
    pub(super) action_type: Option<ActionType>,
    pub(super) amount: Option<String>,
    pub(super) language: Option<String>,
    pub(super) payment_service: Option<String>,
    pub(super) result_url: Option<String>,
    pub(super) cancel_url: Option<String>,
    pub(super) notification_url: Option<String>,
    pub(super) recurrence: Option<Recurrence>,
}

/// `RecurringSettings`.
#[derive(Debug, Deserialize)]
pub(super) struct Recurrence {
    pub(super) action: Option<String>,
}

/// `WorkflowState`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum WorkflowState {
    CardDataCollection,
    ReadyForPayment,
    GdiVerification,
    RedirectedToExternalDomain,
    PaymentComplete,
}

/// `Field`: one hosted page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Field {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) class: &'static str,
    pub(super) id: &'static str,
    pub(super) src: String,
}

/// `Fields`.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fields {
    pub(super) session_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) security_token: Option<String>,
    pub(super) fields: Vec<Field>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<WorkflowState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
}

/// `StateResponse`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StateResponse {
    pub(super) state: WorkflowState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) operation: Option<Operation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) field_set: Option<Fields>,
}

/// `OperationType`, as far as it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum OperationType {
    Authorization,
    Refund,
}

/// `OperationResult`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum OperationResult {
    Executed,
    Declined,
    DeniedByRisk,
    #[serde(rename = "THREEDS_FAILED")]
    ThreeDsFailed,
    Pending,
    Canceled,
    Voided,
    Failed,
}

/// `Operation`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Operation {
    pub(super) order_id: String,
    pub(super) operation_id: String,
    pub(super) channel: &'static str,
    pub(super) operation_type: OperationType,
    pub(super) operation_result: OperationResult,
    pub(super) operation_time: String,
    pub(super) payment_method: &'static str,
    pub(super) payment_circuit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payment_instrument_info: Option<String>,
    pub(super) payment_end_to_end_id: String,
    pub(super) operation_amount: String,
    pub(super) operation_currency: &'static str,
    pub(super) additional_data: AdditionalData,
}

/// The free part of `Operation`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AdditionalData {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) authorization_code: Option<String>,
    pub(super) authorization_status: String,
    pub(super) rrn: String,
    #[serde(rename = "threeDS")]
    pub(super) three_ds: &'static str,
    pub(super) card_country: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bpay_end_to_end_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) my_bank_end_to_end_id: Option<String>,
}

/// `NotificationRequest`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NotificationRequest {
    pub(super) event_id: String,
    pub(super) event_time: String,
    pub(super) security_token: String,
    pub(super) operation: Operation,
}

/// `CardDataResponse`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CardDataResponse {
    pub(super) bin: String,
    pub(super) last_four_digits: String,
    pub(super) expiring_date: String,
    pub(super) circuit: &'static str,
}

/// `SessionIdRequest` and `ConfirmPaymentRequest`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConfirmPaymentRequest {
    pub(super) session_id: String,
    pub(super) amount: Option<String>,
}

/// The query of `state` and `cardData`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionQuery {
    pub(super) session_id: String,
}

/// `RefundRequest`.
#[derive(Debug, Deserialize)]
pub(super) struct RefundRequest {
    pub(super) amount: Option<String>,
    pub(super) currency: Option<String>,
}

/// `RefundResponse`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefundResponse {
    pub(super) operation_id: String,
    pub(super) operation_time: String,
}

/// `OrderResponse`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderResponse {
    pub(super) order_status: OrderStatus,
    pub(super) operations: Vec<Operation>,
    pub(super) links: [(); 0],
}

/// `OrderStatus`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderStatus {
    pub(super) order: Order,
    pub(super) authorized_amount: String,
    pub(super) captured_amount: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_operation_type: Option<OperationType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_operation_time: Option<String>,
}
