use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};

use super::Gateway;
use super::caller::Merchant;
use super::message::{Field, Fields, SessionQuery, StateResponse, WorkflowState};
use super::rejection::Rejection;
use super::session::Session;

/// `GET /build/state`.
pub(super) async fn payment_state(
    State(gateway): State<Arc<Gateway>>,
    _merchant: Merchant,
    Query(query): Query<SessionQuery>,
) -> Result<Json<StateResponse>, Rejection> {
    gateway
        .sessions
        .with(&query.session_id, |session| describe(&gateway, session))
        .map(Json)
        .ok_or(Rejection::UnknownSession)
}

/// The session as `StateResponse`.
pub(super) fn describe(gateway: &Gateway, session: &Session) -> StateResponse {
    let empty = StateResponse {
        state: session.state,
        url: None,
        operation: None,
        field_set: None,
    };
    match session.state {
        WorkflowState::CardDataCollection | WorkflowState::ReadyForPayment => empty,
        WorkflowState::GdiVerification => StateResponse {
            field_set: Some(Fields {
                session_id: session.id.clone(),
                fields: vec![Field {
                    kind: "GDI",
                    class: "GDI",
                    id: "GDI",
                    src: gateway.page_url("gdi", &session.id),
                }],
                ..Fields::default()
            }),
            ..empty
        },
        WorkflowState::RedirectedToExternalDomain => StateResponse {
            url: Some(gateway.page_url("challenge", &session.id)),
            ..empty
        },
        WorkflowState::PaymentComplete => StateResponse {
            operation: session.operation.clone(),
            ..empty
        },
    }
}
