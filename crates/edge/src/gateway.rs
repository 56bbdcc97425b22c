//! Notifications of the card gateway (checkout sheet §7.3).

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::extract::{Path, RawQuery, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use checkout::{
    Checkout, GatewayNotification, GatewayOperation, NotificationRefused, NotificationTaken,
    OrderId,
};
use domain::ErrorChain;
use http::StatusCode;
use serde::Deserialize;
use serde::de::value::StrDeserializer;
use tokio_util::task::TaskTracker;
use tower_http::catch_panic::CatchPanicLayer;
use wire::NpgOperation;

use crate::limits::{Limits, NotAdmitted, Places};
use crate::problem::{Problem, after_panic};
use crate::rest::unread_problem;

/// Where the gateway notifies.
pub const NOTIFICATION_PATH: &str = "/ecommerce/npg/notifications/v1/sessions/{orderId}/outcomes";

/// Who takes notifications: [`Checkout`].
#[async_trait]
pub trait NotificationPort: Send + Sync {
    /// Takes one; the same one twice does no harm.
    async fn take(
        &self,
        notification: GatewayNotification,
    ) -> Result<NotificationTaken, NotificationRefused>;
}

#[async_trait]
impl NotificationPort for Checkout {
    async fn take(
        &self,
        notification: GatewayNotification,
    ) -> Result<NotificationTaken, NotificationRefused> {
        self.authorization_outcome(notification).await
    }
}

struct GatewayState {
    checkout: Arc<dyn NotificationPort>,
    tasks: TaskTracker,
    places: Places,
    limits: Limits,
}

/// The router.
pub fn router(checkout: Arc<dyn NotificationPort>, tasks: TaskTracker) -> Router {
    routes(checkout, tasks, Limits::GATEWAY)
}

fn routes(checkout: Arc<dyn NotificationPort>, tasks: TaskTracker, limits: Limits) -> Router {
    let state = Arc::new(GatewayState {
        checkout,
        tasks,
        places: Places::new(limits),
        limits,
    });
    Router::new()
        .route(NOTIFICATION_PATH, post(notify))
        .layer(CatchPanicLayer::custom(after_panic))
        .with_state(state)
}

async fn notify(
    State(state): State<Arc<GatewayState>>,
    Path(order): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let (body, admitted) = match state.places.admit(request.into_body()).await {
        Ok(admitted) => admitted,
        Err(NotAdmitted::Busy) => {
            metrics::counter!("nodo_shed_requests_total", "interface" => "gateway").increment(1);
            let busy = "too many notifications are in progress";
            return Problem::new(StatusCode::SERVICE_UNAVAILABLE, busy).into_response();
        }
        Err(NotAdmitted::Unread(unread)) => return unread_problem(unread).into_response(),
    };
    let notification = match read(&order, query.as_deref().unwrap_or_default(), &body) {
        Ok(notification) => notification,
        Err(detail) => return Problem::new(StatusCode::BAD_REQUEST, detail).into_response(),
    };
    let taker = Arc::clone(&state.checkout);
    let task = state.tasks.spawn(async move {
        let _admitted = admitted;
        taker.take(notification).await
    });
    match tokio::time::timeout(state.limits.answer_timeout, task).await {
        Ok(Ok(Ok(_))) => StatusCode::OK.into_response(),
        Ok(Ok(Err(refused))) => refusal(&refused).into_response(),
        failed => {
            let why = if failed.is_err() {
                "is late"
            } else {
                "broke down"
            };
            tracing::error!("a notification of the card gateway {why}");
            FAILED.into_response()
        }
    }
}

const FAILED: Problem = Problem::new(
    StatusCode::INTERNAL_SERVER_ERROR,
    "the notification could not be saved",
);

/// Whether an order exists is nobody's business who does not know its secret.
fn refusal(refused: &NotificationRefused) -> Problem {
    match refused {
        NotificationRefused::UnknownOrder | NotificationRefused::WrongToken => {
            Problem::new(StatusCode::UNAUTHORIZED, "the session token is wrong")
        }
        NotificationRefused::Failed(error) => {
            tracing::error!(
                error = %ErrorChain::new(error),
                "a notification of the card gateway could not be saved"
            );
            FAILED
        }
    }
}

/// The body, as far as it is used.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    security_token: String,
    operation: NpgOperation,
}

fn read(order: &str, query: &str, body: &[u8]) -> Result<GatewayNotification, &'static str> {
    let session_token = session_token(query)?;
    let order = OrderId::parse(order).map_err(|_| "the order's id is not valid")?;
    let message: Notification =
        serde_json::from_slice(body).map_err(|_| "the body is not a notification")?;
    let named = message.operation.order_id.as_deref();
    if named.is_some_and(|named| named != order.as_str()) {
        return Err("the operation is of another order");
    }
    Ok(GatewayNotification {
        order,
        session_token,
        security_token: message.security_token,
        operation: operation(&message.operation).ok_or("the operation cannot be read")?,
    })
}

/// Exactly one `sessionToken`.
fn session_token(query: &str) -> Result<String, &'static str> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(query).map_err(|_| "the query cannot be read")?;
    let mut tokens = pairs
        .into_iter()
        .filter(|(name, _)| name == "sessionToken")
        .map(|(_, value)| value);
    match (tokens.next(), tokens.next()) {
        (Some(token), None) if !token.is_empty() => Ok(token),
        _ => Err("there must be one sessionToken"),
    }
}

/// What Checkout understands of an operation; `None` for words that it does not know.
fn operation(operation: &NpgOperation) -> Option<GatewayOperation> {
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

#[cfg(test)]
mod tests;
