use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::message::{ErrorBody, ErrorItem};
use super::session::{FieldError, WrongState};

/// Why a call of the merchant's API or of a hosted field was refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum Rejection {
    #[error("the API key is missing or wrong")]
    Unauthorized,
    #[error("the request is not as the contract asks")]
    Invalid(Vec<ErrorItem>),
    #[error("there is no such session")]
    UnknownSession,
    #[error("the payment is in another state")]
    WrongState,
    #[error("there is no such order or operation")]
    NotFound,
    #[error("a field's value was refused")]
    Field(#[source] FieldError),
    #[error("the scenario asks for a failure")]
    Scenario,
}

impl Rejection {
    /// A request with one wrong part.
    pub(super) fn invalid(description: &str) -> Self {
        Self::Invalid(vec![item("GW0001", description)])
    }
}

impl From<WrongState> for Rejection {
    fn from(_: WrongState) -> Self {
        Self::WrongState
    }
}

impl From<FieldError> for Rejection {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

/// One entry of `errors`.
pub(super) fn item(code: &str, description: &str) -> ErrorItem {
    ErrorItem {
        code: code.to_owned(),
        description: description.to_owned(),
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let text = self.to_string();
        let (status, errors) = match self {
            Self::Unauthorized => return StatusCode::UNAUTHORIZED.into_response(),
            Self::NotFound => return StatusCode::NOT_FOUND.into_response(),
            Self::Invalid(errors) => (StatusCode::BAD_REQUEST, errors),
            Self::UnknownSession => (StatusCode::BAD_REQUEST, vec![item("GW0004", &text)]),
            Self::WrongState => (StatusCode::BAD_REQUEST, vec![item("GW0035", &text)]),
            Self::Field(error) => (
                StatusCode::BAD_REQUEST,
                vec![item(error.code(), &error.to_string())],
            ),
            Self::Scenario => (
                StatusCode::INTERNAL_SERVER_ERROR,
                vec![item("GW0500", &text)],
            ),
        };
        (status, Json(ErrorBody { errors })).into_response()
    }
}
