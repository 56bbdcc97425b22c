use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use super::Gateway;
use super::caller::Merchant;
use super::message::{OperationResult, OrderResponse, OrderStatus};
use super::rejection::Rejection;

/// `GET /orders/{orderId}/`.
pub(super) async fn find_order(
    State(gateway): State<Arc<Gateway>>,
    _merchant: Merchant,
    Path(order_id): Path<String>,
) -> Result<Json<OrderResponse>, Rejection> {
    let found = gateway.sessions.with_order(&order_id, |session| {
        let operations: Vec<_> = [&session.operation, &session.refund_operation]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        let is_paid = operations
            .first()
            .is_some_and(|o| o.operation_result == OperationResult::Executed);
        let amount = if is_paid {
            session.terms.amount.cents().to_string()
        } else {
            "0".to_owned()
        };
        OrderResponse {
            order_status: OrderStatus {
                order: session.terms.order.clone(),
                authorized_amount: amount.clone(),
                captured_amount: amount,
                last_operation_type: operations.last().map(|o| o.operation_type),
                last_operation_time: operations.last().map(|o| o.operation_time.clone()),
            },
            operations,
            links: [],
        }
    });
    found.map(Json).ok_or(Rejection::NotFound)
}
