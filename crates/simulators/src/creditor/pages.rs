use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use domain::{NoticeKey, local_datetime};
use serde::Deserialize;
use serde_json::json;

use super::Creditor;
use crate::page::{Page, escape, euro, push_html};
use crate::world::{Behaviour, NOTICES};

/// Receipts shown; all are kept for the check of duplicates.
const RECEIPTS_SHOWN_MAX: usize = 200;

/// `GET /simulators/creditor.json`.
pub(super) async fn show_json(State(creditor): State<Creditor>) -> Response {
    let notices: Vec<_> = NOTICES
        .iter()
        .filter_map(|demo| {
            let key = demo.key().ok()?;
            let notice = creditor.find(&key)?;
            Some(json!({
                "rptId": key.rpt_id(),
                "description": demo.description,
                "amountCents": notice.amount,
                "behaviour": notice.behaviour,
            }))
        })
        .collect();
    Json(json!({
        "notices": notices,
        "receiptCount": creditor.receipt_count(),
        "receipts": creditor.receipts(RECEIPTS_SHOWN_MAX),
    }))
    .into_response()
}

/// `GET /simulators/creditor`.
pub(super) async fn show(State(creditor): State<Creditor>) -> Response {
    let mut body = "<h2>Avvisi</h2>\n\
         <div class=\"scroll\" role=\"region\" aria-label=\"Avvisi\" tabindex=\"0\">\n<table>\n\
         <thead><tr><th scope=\"col\">Ente</th><th scope=\"col\">Avviso</th>\
         <th scope=\"col\">Descrizione</th><th scope=\"col\" class=\"number\">Importo</th>\
         <th scope=\"col\">Comportamento</th></tr></thead>\n<tbody>\n"
        .to_owned();
    for demo in &NOTICES {
        let Ok(key) = demo.key() else { continue };
        let Some(notice) = creditor.find(&key) else {
            continue;
        };
        push_html!(
            body,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
            key.creditor,
            key.notice_number.grouped(),
            escape(demo.description),
            euro(notice.amount),
            escape(&behaviour_name(notice.behaviour)),
        );
    }
    body.push_str("</tbody>\n</table>\n</div>\n<h2>Ricevute</h2>\n");
    let receipts = creditor.receipts(RECEIPTS_SHOWN_MAX);
    if receipts.is_empty() {
        body.push_str("<p>Non è arrivata ancora nessuna ricevuta. Paga uno degli avvisi.</p>");
        return Page::new("Enti creditori", "/simulators/creditor", body).into_response();
    }
    push_html!(
        body,
        "<div class=\"scroll\" role=\"region\" aria-label=\"Ricevute\" tabindex=\"0\">\n<table>\n\
         <caption>{} ricevute, la più recente per prima</caption>\n<thead><tr>\
         <th scope=\"col\">Arrivata</th><th scope=\"col\">Stazione</th>\
         <th scope=\"col\">Avviso</th><th scope=\"col\">PSP</th>\
         <th scope=\"col\" class=\"number\">Importo</th></tr></thead>\n<tbody>\n",
        creditor.receipt_count()
    );
    for receipt in &receipts {
        push_html!(
            body,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"number\">{}</td></tr>\n",
            local_datetime(receipt.received_at).strftime("%d/%m/%Y %H:%M:%S"),
            escape(&receipt.station),
            receipt.notice.notice_number.grouped(),
            escape(&receipt.psp_name),
            euro(receipt.amount),
        );
    }
    body.push_str("</tbody>\n</table>\n</div>");
    Page::new("Enti creditori", "/simulators/creditor", body).into_response()
}

fn behaviour_name(behaviour: Behaviour) -> String {
    serde_json::to_value(behaviour)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// The body of the change.
#[derive(Deserialize)]
pub(super) struct Change {
    behaviour: Behaviour,
}

/// `PUT /simulators/creditor/notices/{rptId}`.
pub(super) async fn change_behaviour(
    State(creditor): State<Creditor>,
    Path(rpt_id): Path<String>,
    Json(change): Json<Change>,
) -> StatusCode {
    let Ok(key) = NoticeKey::from_rpt_id(&rpt_id) else {
        return StatusCode::BAD_REQUEST;
    };
    if creditor.find(&key).is_none() {
        return StatusCode::NOT_FOUND;
    }
    match creditor.set_behaviour(key, change.behaviour) {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::TOO_MANY_REQUESTS,
    }
}
