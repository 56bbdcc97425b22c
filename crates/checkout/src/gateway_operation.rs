use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::OutcomeCode;

/// The purpose of an operation (`operationType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OperationType {
    /// Authorization with explicit capture.
    Authorization,
    /// Capture, or payment with implicit capture.
    Capture,
    /// Reversal of an authorization.
    Void,
    /// Refund.
    Refund,
    /// Roll-back of a capture or refund.
    Cancel,
}

/// The result of an operation (`operationResult`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OperationResult {
    /// Authorized, not yet executed.
    Authorized,
    /// Executed: the only success.
    Executed,
    /// Declined by the issuer.
    Declined,
    /// Refused by the risk analysis.
    DeniedByRisk,
    /// 3DS passed, payment not concluded.
    ThreedsValidated,
    /// 3DS failed.
    ThreedsFailed,
    /// Going on; more notifications follow.
    Pending,
    /// Canceled by the card holder.
    Canceled,
    /// Authorization reversed.
    Voided,
    /// Refunded.
    Refunded,
    /// Technical failure.
    Failed,
}

impl OperationResult {
    /// Every result.
    pub const ALL: [Self; 11] = [
        Self::Authorized,
        Self::Executed,
        Self::Declined,
        Self::DeniedByRisk,
        Self::ThreedsValidated,
        Self::ThreedsFailed,
        Self::Pending,
        Self::Canceled,
        Self::Voided,
        Self::Refunded,
        Self::Failed,
    ];

    /// Whether another result is to come. `AUTHORIZED` is among these because the money may still
    /// be taken: reading it as a refusal would tell the citizen what nobody knows.
    #[must_use]
    pub const fn is_intermediate(self) -> bool {
        matches!(self, Self::Authorized | Self::Pending)
    }
}

/// What the gateway did to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayOperation {
    /// The gateway's name of the operation.
    pub id: String,
    /// Its purpose; payments without one are taken as such.
    pub kind: Option<OperationType>,
    /// How it went.
    pub result: OperationResult,
    /// When; sent as local time of Rome or as an instant.
    pub at: Timestamp,
    /// Amount in cents, when told.
    pub amount: Option<domain::Amount>,
    /// Authorization code.
    pub authorization_code: Option<String>,
    /// The issuer's reason (`authorizationStatus`).
    pub error_code: Option<String>,
    /// Retrieval reference number.
    pub rrn: Option<String>,
    /// The circuit's own name of the payment.
    pub end_to_end_id: Option<String>,
    /// The circuit, as `VISA`.
    pub circuit: Option<String>,
}

impl GatewayOperation {
    /// Whether it took the citizen's money.
    #[must_use]
    pub fn is_charge(&self) -> bool {
        let takes = match self.kind {
            Some(OperationType::Authorization | OperationType::Capture) | None => true,
            Some(OperationType::Void | OperationType::Refund | OperationType::Cancel) => false,
        };
        takes && self.result == OperationResult::Executed
    }

    /// Whether it gave the citizen's money back.
    #[must_use]
    pub fn is_refund(&self) -> bool {
        match self.kind {
            Some(OperationType::Refund) => matches!(
                self.result,
                OperationResult::Voided | OperationResult::Refunded | OperationResult::Executed
            ),
            Some(OperationType::Void) => matches!(
                self.result,
                OperationResult::Voided | OperationResult::Executed
            ),
            Some(OperationType::Authorization | OperationType::Capture | OperationType::Cancel)
            | None => false,
        }
    }

    /// What the citizen is told of a refusal. Not meant for charges.
    #[must_use]
    pub fn refusal(&self) -> OutcomeCode {
        match self.result {
            OperationResult::Canceled => OutcomeCode::CanceledByUser,
            OperationResult::DeniedByRisk
            | OperationResult::ThreedsValidated
            | OperationResult::ThreedsFailed => OutcomeCode::AuthError,
            OperationResult::Voided | OperationResult::Refunded | OperationResult::Failed => {
                OutcomeCode::PspError
            }
            OperationResult::Declined => declined(self.error_code.as_deref().unwrap_or_default()),
            // Money may be blocked or taken: nobody may say that it is not.
            OperationResult::Authorized | OperationResult::Pending | OperationResult::Executed => {
                OutcomeCode::TakingCharge
            }
        }
    }
}

/// The issuer's reasons (`npg-declined-error-map`).
fn declined(error_code: &str) -> OutcomeCode {
    match error_code {
        "100" | "102" | "106" | "119" | "120" | "122" | "123" | "124" | "126" | "129" | "200"
        | "202" | "204" | "413" | "888" | "902" | "903" => OutcomeCode::AuthError,
        "101" | "111" => OutcomeCode::InvalidCard,
        "104" | "110" | "118" | "125" | "208" | "209" | "210" => OutcomeCode::InvalidData,
        "116" => OutcomeCode::BalanceLimit,
        "117" => OutcomeCode::CvvError,
        "121" => OutcomeCode::LimitExceeded,
        _ => OutcomeCode::PspError,
    }
}

/// A notification of the gateway (`POST /sessions/{orderId}/outcomes`).
#[derive(Clone, PartialEq, Eq)]
pub struct GatewayNotification {
    /// The order in the path.
    pub order: crate::OrderId,
    /// The secret in the query, that we put into `notificationUrl`.
    pub session_token: String,
    /// The secret in the body, that the gateway gave when the session was built.
    pub security_token: String,
    /// What was done.
    pub operation: GatewayOperation,
}

impl std::fmt::Debug for GatewayNotification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GatewayNotification")
            .field("order", &self.order)
            .field("operation", &self.operation)
            .finish_non_exhaustive()
    }
}
