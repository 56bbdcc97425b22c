use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use domain::local_datetime;
use serde::Deserialize;
use serde_json::json;

use super::{Behaviour, Delivery, Psp};
use crate::page::{Page, escape, euro, push_html};

/// Notifications shown.
const SHOWN_MAX: usize = 200;

/// `GET /simulators/psp.json`.
pub(super) async fn show_json(State(psp): State<Psp>) -> Response {
    let mut notifications = psp.notifications();
    notifications.truncate(SHOWN_MAX);
    let forced = psp.state().forced;
    Json(json!({ "forcedBehaviour": forced, "notifications": notifications })).into_response()
}

/// `GET /simulators/psp`.
pub(super) async fn show(State(psp): State<Psp>) -> Response {
    let notifications = psp.notifications();
    if notifications.is_empty() {
        let body = "<p>Nessun PSP ha ricevuto ancora un pagamento. Paga un avviso con carta.</p>";
        return Page::new("PSP", "/simulators/psp", body.to_owned()).into_response();
    }
    let mut body = "<div class=\"scroll\" role=\"region\" aria-label=\"Pagamenti\" \
         tabindex=\"0\">\n<table>\n\
         <caption>Pagamenti notificati, il più recente per primo</caption>\n<thead><tr>\
         <th scope=\"col\">Arrivato</th><th scope=\"col\">Canale</th>\
         <th scope=\"col\">Transazione</th><th scope=\"col\" class=\"number\">Totale</th>\
         <th scope=\"col\">Esito inviato al nodo</th></tr></thead>\n<tbody>\n"
        .to_owned();
    for notification in notifications.iter().take(SHOWN_MAX) {
        let delivery = match &notification.delivery {
            Delivery::Never => "mai".to_owned(),
            Delivery::Waiting => format!("in attesa, tentativi: {}", notification.attempts),
            Delivery::Accepted => "accettato".to_owned(),
            Delivery::Refused(code) => format!("rifiutato: {code}"),
            Delivery::GivenUp => "abbandonato".to_owned(),
        };
        push_html!(
            body,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
            local_datetime(notification.received_at).strftime("%d/%m/%Y %H:%M:%S"),
            escape(&notification.channel),
            escape(&notification.transaction_id),
            euro(notification.total_amount),
            escape(&delivery),
        );
    }
    body.push_str("</tbody>\n</table>\n</div>");
    Page::new("PSP", "/simulators/psp", body).into_response()
}

/// The body of the change; `null` chooses by amount again.
#[derive(Deserialize)]
pub(super) struct Change {
    behaviour: Option<Behaviour>,
}

/// `PUT /simulators/psp/behaviour`.
pub(super) async fn force_behaviour(
    State(psp): State<Psp>,
    Json(change): Json<Change>,
) -> StatusCode {
    psp.force_behaviour(change.behaviour);
    StatusCode::NO_CONTENT
}
