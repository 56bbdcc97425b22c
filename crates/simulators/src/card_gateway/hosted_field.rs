//! The hosted fields: one small page for each, shown by the merchant in a frame.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::Gateway;
use super::caller::read_json;
use super::message::WorkflowState;
use super::rejection::Rejection;
use super::session::FieldId;
use crate::page::{MARK, escape, headers};

/// The languages of the platform (`paymentSession.language`, ISO 639-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Italian,
    English,
    French,
    German,
    Slovenian,
}

impl Language {
    /// Reads the three letters, in either case.
    pub(super) fn parse(code: &str) -> Option<Self> {
        match code.to_ascii_uppercase().as_str() {
            "ITA" => Some(Self::Italian),
            "ENG" => Some(Self::English),
            "FRA" => Some(Self::French),
            "DEU" => Some(Self::German),
            "SLV" => Some(Self::Slovenian),
            _ => None,
        }
    }

    /// The `lang` attribute.
    const fn tag(self) -> &'static str {
        match self {
            Self::Italian => "it",
            Self::English => "en",
            Self::French => "fr",
            Self::German => "de",
            Self::Slovenian => "sl",
        }
    }

    /// The field's label.
    const fn label(self, field: FieldId) -> &'static str {
        let [number, expiry, code, holder] = match self {
            Self::Italian => [
                "Numero della carta",
                "Scadenza (mm/aa)",
                "Codice di sicurezza",
                "Titolare della carta",
            ],
            Self::English => [
                "Card number",
                "Expiry date (mm/yy)",
                "Security code",
                "Cardholder",
            ],
            Self::French => [
                "Numéro de carte",
                "Expiration (mm/aa)",
                "Code de sécurité",
                "Titulaire",
            ],
            Self::German => [
                "Kartennummer",
                "Ablaufdatum (MM/JJ)",
                "Sicherheitscode",
                "Karteninhaber",
            ],
            Self::Slovenian => [
                "Številka kartice",
                "Veljavnost (mm/ll)",
                "Varnostna koda",
                "Imetnik kartice",
            ],
        };
        match field {
            FieldId::CardNumber => number,
            FieldId::ExpirationDate => expiry,
            FieldId::SecurityCode => code,
            FieldId::CardholderName => holder,
        }
    }

    /// What a wrong value is called.
    const fn wrong_value(self) -> &'static str {
        match self {
            Self::Italian => "Valore non valido",
            Self::English => "Invalid value",
            Self::French => "Valeur non valide",
            Self::German => "Ungültiger Wert",
            Self::Slovenian => "Neveljavna vrednost",
        }
    }
}

/// The attributes by which browsers fill in a field.
pub(super) const fn input_attributes(field: FieldId) -> &'static str {
    match field {
        FieldId::CardNumber => "inputmode=\"numeric\" autocomplete=\"cc-number\" maxlength=\"23\"",
        FieldId::ExpirationDate => "inputmode=\"numeric\" autocomplete=\"cc-exp\" maxlength=\"7\"",
        FieldId::SecurityCode => "inputmode=\"numeric\" autocomplete=\"cc-csc\" maxlength=\"4\"",
        FieldId::CardholderName => "autocomplete=\"cc-name\" maxlength=\"255\"",
    }
}

/// Which field of which session.
#[derive(Deserialize)]
pub(super) struct FieldQuery {
    id: String,
    sid: String,
}

/// `GET /field.html`.
pub(super) async fn show(
    State(gateway): State<Arc<Gateway>>,
    Query(query): Query<FieldQuery>,
) -> Response {
    let Some(field) = FieldId::parse(&query.id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let found = gateway.sessions.with(&query.sid, |session| {
        (
            session.terms.merchant_origin.clone(),
            session.terms.language,
            session.id.clone(),
        )
    });
    let Some((merchant, language, session_id)) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let label = escape(language.label(field));
    let html = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{label}</title>\n<link rel=\"stylesheet\" href=\"{base}/simulator.css\">\n\
         <script src=\"{base}/field.js\" defer></script>\n</head>\n\
         <body class=\"field\" data-field=\"{field}\" data-session=\"{session_id}\" \
         data-merchant=\"{merchant}\" data-api=\"{base}\" data-wrong=\"{wrong}\">\n<div class=\"frame\">\n\
         <label for=\"value\">{label} {MARK}</label>\n\
         <input id=\"value\" type=\"text\" required aria-describedby=\"error\" {attributes}>\n\
         <p id=\"error\" class=\"aside\" aria-live=\"polite\"></p>\n</div>\n</body>\n</html>\n",
        lang = language.tag(),
        field = field.as_str(),
        merchant = escape(&merchant),
        base = escape(&gateway.base),
        wrong = escape(language.wrong_value()),
        attributes = input_attributes(field),
    );
    (headers(&frame_policy(&merchant)), Html(html)).into_response()
}

/// The policy of a page that only the merchant may frame. Its style sheet may be added.
pub(super) fn frame_policy(merchant: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' {merchant}; connect-src 'self'; \
         form-action 'self' {merchant}; base-uri 'none'; frame-ancestors {merchant}"
    )
}

/// `PostMessage`, as far as it is used.
#[derive(Serialize)]
pub(super) struct PostMessage {
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<WorkflowState>,
}

/// `TextRequest`.
#[derive(Deserialize)]
struct TextRequest {
    value: String,
}

fn session_header(headers: &HeaderMap) -> &str {
    headers
        .get("session")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// `POST /fe/build/text/{id}`: called by the field's own page.
pub(super) async fn save(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<PostMessage>, Rejection> {
    let field = FieldId::parse(&id).ok_or(Rejection::NotFound)?;
    let request: TextRequest = read_json(&body)?;
    let now = gateway.config.clock.now();
    gateway
        .sessions
        .with(session_header(&headers), |session| {
            session.collect(field, &request.value, now)
        })
        .ok_or(Rejection::UnknownSession)??;
    Ok(Json(PostMessage {
        event: "BUILD_SUCCESS",
        id: Some(field.as_str()),
        state: None,
    }))
}

/// `POST /fe/build/confirm`: called by one field when all have been saved.
pub(super) async fn finish(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
) -> Result<Json<PostMessage>, Rejection> {
    gateway
        .sessions
        .with(session_header(&headers), |session| {
            session.finish_collection()
        })
        .ok_or(Rejection::UnknownSession)??;
    Ok(Json(PostMessage {
        event: "BUILD_FLOW_STATE_CHANGE",
        id: None,
        state: Some(WorkflowState::ReadyForPayment),
    }))
}
