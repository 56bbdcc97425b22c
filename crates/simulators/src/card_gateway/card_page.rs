//! The gateway's own card page, for browsers without script: one form.

use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Gateway;
use super::challenge::{SessionKey, leave, merchant_origins, next_page};
use super::hosted_field::input_attributes;
use super::message::WorkflowState;
use super::session::{FieldError, FieldId, Session};
use crate::page::{Page, escape, euro, push_html};

/// What was typed.
#[derive(Default, Deserialize)]
pub(super) struct CardForm {
    #[serde(default)]
    sid: String,
    #[serde(default)]
    pan: String,
    #[serde(default)]
    expiry: String,
    #[serde(default)]
    cvv: String,
    #[serde(default)]
    holder: String,
    decision: Option<String>,
}

impl CardForm {
    fn value(&self, field: FieldId) -> &str {
        match field {
            FieldId::CardNumber => &self.pan,
            FieldId::ExpirationDate => &self.expiry,
            FieldId::SecurityCode => &self.cvv,
            FieldId::CardholderName => &self.holder,
        }
    }
}

const fn name(field: FieldId) -> &'static str {
    match field {
        FieldId::CardNumber => "pan",
        FieldId::ExpirationDate => "expiry",
        FieldId::SecurityCode => "cvv",
        FieldId::CardholderName => "holder",
    }
}

const fn label(field: FieldId) -> &'static str {
    match field {
        FieldId::CardNumber => "Numero della carta",
        FieldId::ExpirationDate => "Scadenza (mm/aa)",
        FieldId::SecurityCode => "Codice di sicurezza",
        FieldId::CardholderName => "Titolare, come riportato sulla carta",
    }
}

const fn message(error: FieldError) -> &'static str {
    match error {
        FieldError::SecurityCode => {
            "Codice di sicurezza: inserisci 3 cifre (4 per American Express)"
        }
        FieldError::SessionExpired => "La sessione è scaduta: torna al sito e riprova",
        FieldError::CardNumber => "Numero della carta: inserisci un numero valido",
        FieldError::UnknownCard => "Numero della carta: sono accettate solo le carte di prova",
        FieldError::ExpirationDate => "Scadenza: inserisci mese e anno, non passati",
        FieldError::CardholderName => "Titolare: inserisci il nome come riportato sulla carta",
    }
}

/// `GET /pay`.
pub(super) async fn show(
    State(gateway): State<Arc<Gateway>>,
    Query(key): Query<SessionKey>,
) -> Response {
    gateway
        .sessions
        .with(&key.sid, |session| {
            if is_open(session) {
                form(&gateway, session, &CardForm::default(), &[])
            } else {
                next_page(&gateway, session)
            }
        })
        .unwrap_or_else(|| unknown_session(&gateway))
}

fn is_open(session: &Session) -> bool {
    matches!(
        session.state,
        WorkflowState::CardDataCollection | WorkflowState::ReadyForPayment
    )
}

/// What follows a submitted form.
enum Step {
    /// The form again, with errors.
    Stay(Response),
    /// The next page; whether the payment has just ended.
    Leave { ended: bool },
}

/// `POST /pay`.
pub(super) async fn submit(
    State(gateway): State<Arc<Gateway>>,
    Form(typed): Form<CardForm>,
) -> Response {
    let step = gateway.sessions.with(&typed.sid, |session| {
        if !is_open(session) {
            return Step::Leave { ended: false };
        }
        if typed.decision.as_deref() == Some("cancel") {
            let ended = session.cancel(gateway.moment());
            return Step::Leave { ended };
        }
        let errors = collect(&gateway, session, &typed);
        if errors.is_empty() && session.submit_page(gateway.moment()).is_ok() {
            let ended = session.operation.is_some();
            return Step::Leave { ended };
        }
        Step::Stay(form(&gateway, session, &typed, &errors))
    });
    match step {
        Some(Step::Stay(page)) => page,
        Some(Step::Leave { ended }) => leave(&gateway, &typed.sid, Some(ended)).await,
        None => unknown_session(&gateway),
    }
}

fn collect(
    gateway: &Gateway,
    session: &mut Session,
    typed: &CardForm,
) -> Vec<(FieldId, FieldError)> {
    let now = gateway.config.clock.now();
    let mut errors = Vec::new();
    for field in FieldId::ALL {
        if let Err(error) = session.collect(field, typed.value(field), now) {
            errors.push((field, error));
        }
    }
    if errors.is_empty()
        && let Err(error) = session.finish_collection()
    {
        errors.push((FieldId::SecurityCode, error));
    }
    errors
}

fn form(
    gateway: &Gateway,
    session: &Session,
    typed: &CardForm,
    errors: &[(FieldId, FieldError)],
) -> Response {
    let mut body = String::new();
    if !errors.is_empty() {
        body.push_str("<div class=\"summary\" role=\"alert\">\n<h2>Controlla i dati</h2>\n<ul>\n");
        for (field, error) in errors {
            push_html!(
                body,
                "<li><a href=\"#{}\">{}</a></li>\n",
                name(*field),
                message(*error)
            );
        }
        body.push_str("</ul>\n</div>\n");
    }
    push_html!(
        body,
        "<p>Importo: <strong>{}</strong>, a favore di {}</p>\n\
         <p class=\"hint\">Usa solo carte di prova: i numeri veri sono rifiutati.</p>\n\
         <form method=\"post\" action=\"{}/pay\" novalidate>\n\
         <input type=\"hidden\" name=\"sid\" value=\"{}\">\n",
        euro(session.terms.amount),
        escape(&session.terms.merchant_origin),
        escape(&gateway.base),
        escape(&session.id),
    );
    for field in FieldId::ALL {
        body.push_str(&input(field, typed, errors));
    }
    push_html!(
        body,
        "<div class=\"actions\">\n<button class=\"primary\" name=\"decision\" value=\"pay\">\
         Paga {}</button>\n<button name=\"decision\" value=\"cancel\">Annulla</button>\n\
         </div>\n</form>",
        euro(session.terms.amount)
    );
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Page::new("Paga con carta", &gateway.base, body)
        .form_action(&merchant_origins(session))
        .status(status)
        .into_response()
}

fn input(field: FieldId, typed: &CardForm, errors: &[(FieldId, FieldError)]) -> String {
    let name = name(field);
    let error = errors.iter().find(|(wrong, _)| *wrong == field);
    let (state, text) = match error {
        Some((_, error)) => (
            format!(" aria-invalid=\"true\" aria-describedby=\"{name}-error\""),
            format!(
                "<p class=\"error\" id=\"{name}-error\">{}</p>\n",
                message(*error)
            ),
        ),
        None => (String::new(), String::new()),
    };
    // The security code is never sent back.
    let value = match field {
        FieldId::SecurityCode => String::new(),
        FieldId::CardNumber | FieldId::ExpirationDate | FieldId::CardholderName => {
            escape(typed.value(field))
        }
    };
    format!(
        "<div class=\"row\">\n<label for=\"{name}\">{label}</label>\n\
         <input id=\"{name}\" name=\"{name}\" type=\"text\" value=\"{value}\" required \
         {attributes}{state}>\n{text}</div>\n",
        label = label(field),
        attributes = input_attributes(field),
    )
}

/// What a browser sees that comes with an old or invented session.
pub(super) fn unknown_session(gateway: &Gateway) -> Response {
    let body = "<p>Questa pagina di pagamento non esiste più. Non è stato addebitato nulla da qui: \
                torna al sito da cui sei partito e riprova.</p>";
    Page::new("Sessione non trovata", &gateway.base, body.to_owned())
        .status(StatusCode::NOT_FOUND)
        .into_response()
}
