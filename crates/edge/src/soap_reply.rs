use std::any::Any;

use axum::body::Body;
use axum::response::Response;
use domain::{FaultCode, Outcome, PaymentToken};
use http::{HeaderName, HeaderValue, StatusCode, header};
use node::{Fault, RequestContext, Subject};
use wire::Primitive;

use crate::fault_bean::fault_bean;
use crate::journal_exchange::Answered;

/// Ties an answer to its rows in the journal.
pub(crate) const SESSION_HEADER: HeaderName = HeaderName::from_static("x-session-id");

/// The answer to a request of a known primitive is always HTTP 200.
pub(crate) fn reply(context: &RequestContext, body: Vec<u8>) -> Response {
    respond(StatusCode::OK, Some(context), body)
}

/// The encoded refusal of a request.
pub(crate) fn refusal(primitive: Primitive, fault: &Fault) -> Vec<u8> {
    wire::fault_reply(primitive, &fault_bean(fault))
}

/// A SOAP 1.1 fault, for requests that are not of any primitive.
pub(crate) fn soap_fault(status: StatusCode, code: FaultCode) -> Response {
    let side = if code == FaultCode::SystemError || code == FaultCode::Superamentosoglia {
        "Server"
    } else {
        "Client"
    };
    // Codes and texts are the catalogue's own: nothing of the request is repeated.
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope \
         xmlns:soapenv=\"{}\"><soapenv:Body><soapenv:Fault><faultcode>soapenv:{side}</faultcode>\
         <faultstring>{}: {}</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>",
        wire::soap::ENVELOPE_NAMESPACE,
        code.as_str(),
        code.fault_string()
    );
    respond(status, None, body.into_bytes())
}

/// The answer when a request has panicked before it became a task of its own.
pub(crate) fn after_panic(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a SOAP request broke down");
    soap_fault(StatusCode::INTERNAL_SERVER_ERROR, FaultCode::SystemError)
}

fn respond(status: StatusCode, context: Option<&RequestContext>, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/xml; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let session = context.and_then(|c| HeaderValue::from_str(c.session.as_str()).ok());
    if let Some(session) = session {
        headers.insert(SESSION_HEADER, session);
    }
    response
}

/// What the journal says of an answer that the node has encoded, perhaps long ago. Only the node's
/// own messages are read here: their elements stand as they were written.
pub(crate) fn answered(body: &[u8]) -> Answered {
    let body = String::from_utf8_lossy(body);
    let outcome = text_of(&body, "outcome").and_then(|text| Outcome::parse(text).ok());
    let fault_code = match outcome {
        Some(Outcome::Ko) => text_of(&body, "faultCode").map(Into::into),
        Some(Outcome::Ok) | None => None,
    };
    let token = text_of(&body, "paymentToken").and_then(|text| PaymentToken::parse(text).ok());
    Answered {
        outcome,
        fault_code,
        subject: Subject {
            token,
            ..Subject::default()
        },
    }
}

fn text_of<'a>(body: &'a str, element: &str) -> Option<&'a str> {
    let (_, from) = body.split_once(&format!("<{element}>"))?;
    Some(from.split_once('<')?.0)
}
