//! The bank's page: 3-D Secure challenge, or the alternative payment method's own page.

use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Gateway;
use super::card_page::unknown_session;
use super::message::WorkflowState;
use super::session::{Decision, Session, last_four};
use crate::page::{Page, escape, euro};

/// Which session.
#[derive(Deserialize)]
pub(super) struct SessionKey {
    pub(super) sid: String,
}

/// `GET /challenge`.
pub(super) async fn show(
    State(gateway): State<Arc<Gateway>>,
    Query(key): Query<SessionKey>,
) -> Response {
    gateway
        .sessions
        .with(&key.sid, |session| match session.state {
            WorkflowState::RedirectedToExternalDomain => question(&gateway, session),
            _ => next_page(&gateway, session),
        })
        .unwrap_or_else(|| unknown_session(&gateway))
}

fn question(gateway: &Gateway, session: &Session) -> Response {
    let terms = &session.terms;
    let means = match session.card() {
        Some(card) => format!("{} **** {}", card.circuit, last_four(card.pan)),
        None => terms.service.clone(),
    };
    let body = format!(
        "<p>La tua banca chiede se sei tu a pagare.</p>\n<dl>\n\
         <dt>Importo</dt><dd>{amount}</dd>\n<dt>Esercente</dt><dd>{merchant}</dd>\n\
         <dt>Pagamento con</dt><dd>{means}</dd>\n</dl>\n\
         <form method=\"post\" action=\"{base}/challenge\">\n\
         <input type=\"hidden\" name=\"sid\" value=\"{sid}\">\n<div class=\"actions\">\n\
         <button class=\"primary\" name=\"decision\" value=\"confirm\">Conferma</button>\n\
         <button class=\"danger\" name=\"decision\" value=\"reject\">Rifiuta</button>\n\
         <button name=\"decision\" value=\"cancel\">Annulla</button>\n</div>\n</form>",
        amount = euro(terms.amount),
        merchant = escape(&terms.merchant_origin),
        means = escape(&means),
        base = escape(&gateway.base),
        sid = escape(&session.id),
    );
    Page::new("Conferma il pagamento", &gateway.base, body)
        .form_action(&merchant_origins(session))
        .into_response()
}

/// The answer to the question.
#[derive(Deserialize)]
pub(super) struct Answer {
    sid: String,
    decision: Choice,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Choice {
    Confirm,
    Reject,
    Cancel,
}

/// `POST /challenge`. A second answer changes nothing and leads to the same place.
pub(super) async fn submit(
    State(gateway): State<Arc<Gateway>>,
    Form(answer): Form<Answer>,
) -> Response {
    let decision = match answer.decision {
        Choice::Confirm => Decision::Confirm,
        Choice::Reject => Decision::Reject,
        Choice::Cancel => Decision::Cancel,
    };
    let ended = gateway.sessions.with(&answer.sid, |session| {
        session.decide(decision, gateway.moment())
    });
    leave(&gateway, &answer.sid, ended).await
}

/// Announces a payment that has just ended and sends the browser on.
pub(super) async fn leave(gateway: &Arc<Gateway>, sid: &str, ended: Option<bool>) -> Response {
    if ended == Some(true) {
        gateway.announce(sid).await;
    }
    gateway
        .sessions
        .with(sid, |session| next_page(gateway, session))
        .unwrap_or_else(|| unknown_session(gateway))
}

/// Where the browser goes in the session's state.
pub(super) fn next_page(gateway: &Gateway, session: &Session) -> Response {
    match session.state {
        WorkflowState::CardDataCollection | WorkflowState::ReadyForPayment => {
            Redirect::to(&gateway.page_url("pay", &session.id))
        }
        WorkflowState::GdiVerification => Redirect::to(&gateway.page_url("gdi", &session.id)),
        WorkflowState::RedirectedToExternalDomain => {
            Redirect::to(&gateway.page_url("challenge", &session.id))
        }
        WorkflowState::PaymentComplete if session.was_canceled() => {
            Redirect::to(session.terms.cancel_url.as_str())
        }
        WorkflowState::PaymentComplete => Redirect::to(session.terms.result_url.as_str()),
    }
    .into_response()
}

/// Where forms may lead in the end.
pub(super) fn merchant_origins(session: &Session) -> String {
    let result = session.terms.result_url.origin().ascii_serialization();
    let cancel = session.terms.cancel_url.origin().ascii_serialization();
    if result == cancel {
        result
    } else {
        format!("{result} {cancel}")
    }
}
