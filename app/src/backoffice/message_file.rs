use std::borrow::Cow;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::{ErrorChain, PaymentToken, mask};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use identity::Membership;
use node::{Payment, TraceEvent};

use super::admission::Visitor;
use super::audience::audience;
use super::services::Services;
use crate::ui::Language;

/// Characters of a fiscal code that stay in a masked message.
const SHOWN_CHARS: usize = 6;

/// `/backoffice/pagamenti/{token}/messaggi/{event}`: a message as it travelled, as a file.
pub(super) async fn message_file(
    State(services): State<Services>,
    Extension(visitor): Extension<Visitor>,
    Path((token, event)): Path<(String, String)>,
) -> Response {
    let acting = match &visitor {
        Visitor::Person(session) => session.acting(),
        Visitor::Stranger => None,
        Visitor::Unknown => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let (Some(acting), Ok(token), Ok(id)) =
        (acting, PaymentToken::parse(&token), event.parse::<i64>())
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let audience = audience(acting, &services.registry.snapshot());
    let trace = match services.read_store.find_trace(audience, token).await {
        Ok(trace) => trace,
        Err(error) => {
            tracing::error!(error = %ErrorChain::new(&error), "a message was not read");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let found = trace.as_ref().and_then(|trace| {
        let event = trace.events.iter().find(|event| event.id == id)?;
        Some((event, readable(event, &trace.payment, acting)?))
    });
    match found {
        Some((event, message)) => file(event, &message),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn file(event: &TraceEvent, message: &str) -> Response {
    let (media_type, extension) = match language(message) {
        Language::Xml => ("application/xml", "xml"),
        Language::Json => ("application/json", "json"),
    };
    let primitive: String = event
        .primitive
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let name = format!(
        "attachment; filename=\"{primitive}-{}-{}.{extension}\"",
        event.kind.as_str(),
        event.id
    );
    let mut response = message.to_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}

/// A message as this member may read it: whole for those whose payment it is, with the payer's and
/// the debtor's codes masked for the operator of the platform.
pub(super) fn readable<'a>(
    event: &'a TraceEvent,
    payment: &Payment,
    acting: &Membership,
) -> Option<Cow<'a, str>> {
    let message = String::from_utf8_lossy(event.payload.as_deref()?);
    if !acting.is_platform_operator() {
        return Some(message);
    }
    let payer = payment
        .outcome
        .as_ref()
        .and_then(|outcome| outcome.payer.as_ref());
    let people = std::iter::once(&payment.data.debtor).chain(payer);
    Some(people.fold(message, |message, person| {
        let code = person.identifier.as_str();
        // A short code, as ANONIMO, says nothing and might stand anywhere.
        if code.len() < 11 || !message.contains(code) {
            return message;
        }
        Cow::Owned(message.replace(code, &mask(code, SHOWN_CHARS)))
    }))
}

/// In which language a message is written, by how it begins.
pub(super) fn language(message: &str) -> Language {
    if message.trim_start().starts_with('<') {
        Language::Xml
    } else {
        Language::Json
    }
}
