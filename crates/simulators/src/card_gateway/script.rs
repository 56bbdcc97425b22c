use axum::response::Response;

use crate::page::asset;

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// `GET /sdk.js`: defines `Build` in the merchant's page.
pub(super) async fn sdk() -> Response {
    asset(JAVASCRIPT, include_str!("../../assets/sdk.js"))
}

/// `GET /field.js`: runs in a hosted field.
pub(super) async fn field() -> Response {
    asset(JAVASCRIPT, include_str!("../../assets/field.js"))
}

/// `GET /gdi.js`: runs in the 3DS method page.
pub(super) async fn gdi() -> Response {
    asset(JAVASCRIPT, include_str!("../../assets/gdi.js"))
}
