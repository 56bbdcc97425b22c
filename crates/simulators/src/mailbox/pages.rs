use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Json, Response};
use axum::routing::get;
use domain::local_datetime;
use jiff::Timestamp;
use serde_json::json;

use super::{Mail, Mailbox};
use crate::page::{Page, escape, headers, push_html, style_sheet};

/// Where the pages' style sheet is.
const ASSETS: &str = "/mailbox";

/// What a mail's own HTML may do: nothing but look. Mails style themselves inline. Scripts of the
/// mail are refused by `default-src`; the sandbox lets in those of accessibility checkers, which no
/// policy binds.
const HTML_POLICY: &str = "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; \
                           img-src data:; frame-ancestors 'self'";

/// `/mailbox`, `/mailbox/{id}`, `/mailbox/{id}/html` and `/mailbox.json`.
pub fn router(mailbox: Mailbox) -> Router {
    Router::new()
        .route("/mailbox", get(list))
        .route("/mailbox.json", get(list_json))
        .route("/mailbox/simulator.css", get(style_sheet))
        .route("/mailbox/{id}", get(show))
        .route("/mailbox/{id}/html", get(show_html))
        .with_state(mailbox)
}

fn time(at: Timestamp) -> String {
    local_datetime(at).strftime("%d/%m/%Y %H:%M:%S").to_string()
}

fn subject(mail: &Mail) -> &str {
    if mail.subject.is_empty() {
        "(senza oggetto)"
    } else {
        &mail.subject
    }
}

async fn list_json(State(mailbox): State<Mailbox>) -> Response {
    let mails = mailbox.list();
    let mails: Vec<&Mail> = mails.iter().map(AsRef::as_ref).collect();
    Json(json!({ "mails": mails })).into_response()
}

async fn list(State(mailbox): State<Mailbox>) -> Response {
    let mails = mailbox.list();
    if mails.is_empty() {
        let body = "<p>Non è arrivata ancora nessuna mail. Paga un avviso: la ricevuta arriva \
                    qui.</p>\n<p><a href=\"/mailbox\">Aggiorna la pagina</a></p>";
        return Page::new("Posta in arrivo", ASSETS, body.to_owned()).into_response();
    }
    let mut rows = String::new();
    for mail in &mails {
        push_html!(
            rows,
            "<tr><td>{}</td><td><a href=\"/mailbox/{}\">{}</a></td><td>{}</td></tr>\n",
            time(mail.received_at),
            mail.id,
            escape(subject(mail)),
            escape(&mail.envelope_to.join(", ")),
        );
    }
    let body = format!(
        "<p><a href=\"/mailbox\">Aggiorna la pagina</a></p>\n\
         <div class=\"scroll\" role=\"region\" aria-label=\"Mail arrivate\" tabindex=\"0\">\n\
         <table>\n<caption>{} mail, la più recente per prima</caption>\n<thead><tr>\
         <th scope=\"col\">Arrivata</th><th scope=\"col\">Oggetto</th>\
         <th scope=\"col\">Destinatari</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>",
        mails.len()
    );
    Page::new("Posta in arrivo", ASSETS, body).into_response()
}

fn not_found() -> Response {
    let body = "<p>Questa mail non c'è, o ha fatto posto a quelle più recenti.</p>\n\
                <p><a href=\"/mailbox\">Torna alla posta in arrivo</a></p>";
    Page::new("Mail non trovata", ASSETS, body.to_owned())
        .status(StatusCode::NOT_FOUND)
        .into_response()
}

async fn show(State(mailbox): State<Mailbox>, Path(id): Path<u64>) -> Response {
    let Some(mail) = mailbox.find(id) else {
        return not_found();
    };
    let mut body = format!(
        "<p><a href=\"/mailbox\">Torna alla posta in arrivo</a></p>\n<dl>\n\
         <dt>Arrivata</dt><dd>{}</dd>\n<dt>Da</dt><dd>{}</dd>\n<dt>A</dt><dd>{}</dd>\n</dl>\n",
        time(mail.received_at),
        escape(&mail.envelope_from),
        escape(&mail.envelope_to.join(", ")),
    );
    if mail.html.is_some() {
        push_html!(
            body,
            "<h2>Messaggio</h2>\n<iframe src=\"/mailbox/{id}/html\" sandbox=\"allow-scripts\" \
             title=\"Il messaggio come appare al destinatario\"></iframe>\n"
        );
    }
    if let Some(text) = &mail.text {
        push_html!(body, "<h2>Solo testo</h2>\n<pre>{}</pre>\n", escape(text));
    }
    if !mail.attachments.is_empty() {
        body.push_str("<h2>Allegati</h2>\n<ul>\n");
        for attachment in &mail.attachments {
            push_html!(
                body,
                "<li>{} ({}, {} byte)</li>\n",
                escape(attachment.name.as_deref().unwrap_or("senza nome")),
                escape(&attachment.content_type),
                attachment.bytes,
            );
        }
        body.push_str("</ul>\n");
    }
    body.push_str("<h2>Intestazioni</h2>\n<dl>\n");
    for (name, value) in &mail.headers {
        push_html!(
            body,
            "<dt>{}</dt><dd>{}</dd>\n",
            escape(name),
            escape(value)
        );
    }
    body.push_str("</dl>");
    Page::new(subject(&mail), ASSETS, body)
        .with_frame()
        .into_response()
}

async fn show_html(State(mailbox): State<Mailbox>, Path(id): Path<u64>) -> Response {
    let html = mailbox.find(id).and_then(|mail| mail.html.clone());
    match html {
        Some(html) => (headers(HTML_POLICY), Html(html)).into_response(),
        None => not_found(),
    }
}
