//! The 3DS method page (GDI), which the merchant shows in an invisible frame.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Form, Query, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};

use super::Gateway;
use super::card_page::unknown_session;
use super::challenge::{SessionKey, leave, merchant_origins};
use super::hosted_field::frame_policy;
use super::message::StateResponse;
use super::payment_state::describe;
use super::rejection::Rejection;
use crate::page::{MARK, escape, headers};

/// `GET /gdi`: with script it ends by itself, without it offers a button.
pub(super) async fn show(
    State(gateway): State<Arc<Gateway>>,
    Query(key): Query<SessionKey>,
) -> Response {
    let found = gateway.sessions.with(&key.sid, |session| {
        let merchant = session.terms.merchant_origin.clone();
        (merchant, merchant_origins(session), session.id.clone())
    });
    let Some((merchant, targets, session_id)) = found else {
        return unknown_session(&gateway);
    };
    let html = format!(
        "<!doctype html>\n<html lang=\"it\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Verifica della carta</title>\n\
         <link rel=\"stylesheet\" href=\"{base}/simulator.css\">\n\
         <script src=\"{base}/gdi.js\" defer></script>\n</head>\n\
         <body class=\"field\" data-session=\"{session_id}\" data-merchant=\"{merchant}\" \
         data-api=\"{base}\">\n<div class=\"frame\">\n<h1>Verifica della carta {MARK}</h1>\n\
         <form method=\"post\" action=\"{base}/gdi\" target=\"_top\">\n\
         <input type=\"hidden\" name=\"sid\" value=\"{session_id}\">\n\
         <button class=\"primary\">Continua</button>\n</form>\n</div>\n</body>\n</html>\n",
        merchant = escape(&merchant),
        base = escape(&gateway.base),
    );
    let policy = frame_policy(&merchant);
    let policy = policy.replacen("form-action", &format!("form-action {targets}"), 1);
    (headers(&policy), Html(html)).into_response()
}

/// `POST /gdi`: the button.
pub(super) async fn submit(
    State(gateway): State<Arc<Gateway>>,
    Form(key): Form<SessionKey>,
) -> Response {
    let ended = gateway
        .sessions
        .with(&key.sid, |session| session.pass_method(gateway.moment()));
    leave(&gateway, &key.sid, ended).await
}

/// `POST /fe/gdi`: the script.
pub(super) async fn pass(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
) -> Result<Json<StateResponse>, Rejection> {
    let sid = headers
        .get("session")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let ended = gateway
        .sessions
        .with(sid, |session| session.pass_method(gateway.moment()))
        .ok_or(Rejection::UnknownSession)?;
    if ended {
        gateway.announce(sid).await;
    }
    gateway
        .sessions
        .with(sid, |session| describe(&gateway, session))
        .map(Json)
        .ok_or(Rejection::UnknownSession)
}
