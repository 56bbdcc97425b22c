//! SOAP over HTTP, both ways: how the simulated stations and channels answer, and how simulated PSPs
//! call.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use url::Url;
use wire::{FaultBean, Interface, Malformed, Message, Primitive, Request, Response as _};

/// The media type of every message.
const XML: &str = "text/xml; charset=utf-8";

/// Bytes of the largest answer that is read.
const ANSWER_BYTES_MAX: usize = wire::soap::DOCUMENT_BYTES_MAX;

/// A message as an HTTP answer.
pub(crate) fn xml(message: Vec<u8>) -> Response {
    (
        [(header::CONTENT_TYPE, HeaderValue::from_static(XML))],
        message,
    )
        .into_response()
}

/// The primitive that the request's `SOAPAction` names, if `interface` offers it and the body holds
/// it; otherwise the answer, in which `fault` gives the syntax error.
pub(crate) fn primitive(
    interface: Interface,
    headers: &HeaderMap,
    body: &[u8],
    fault: impl FnOnce(String) -> FaultBean,
) -> Result<Primitive, Box<Response>> {
    let is_xml = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.trim_start().starts_with("text/xml"));
    if !is_xml {
        return Err(Box::new(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response()));
    }
    let primitive = headers
        .get("soapaction")
        .and_then(|value| value.to_str().ok())
        .and_then(Primitive::from_soap_action)
        .filter(|primitive| primitive.interface() == interface);
    let Some(primitive) = primitive else {
        let text = "SOAPAction unknown";
        return Err(Box::new((StatusCode::BAD_REQUEST, text).into_response()));
    };
    let problem = match wire::soap::root(body) {
        Ok(root) if root.request_of() == Some(primitive) => return Ok(primitive),
        Ok(root) => format!("{} is not the request of the SOAPAction", root.name),
        Err(malformed) => malformed.to_string(),
    };
    Err(Box::new(xml(wire::fault_reply(primitive, &fault(problem)))))
}

/// Reads a request, handles it and writes the answer. An answer that the schema refuses is a mistake
/// of the simulator and becomes HTTP 500.
pub(crate) fn answer<R: Request>(
    body: &Bytes,
    syntax: impl FnOnce(String) -> FaultBean,
    handle: impl FnOnce(R) -> Result<<R::Response as wire::Response>::Data, Box<FaultBean>>,
) -> Response {
    let result = match R::decode(body) {
        Ok(request) => handle(request),
        Err(malformed) => Err(Box::new(syntax(malformed.to_string()))),
    };
    match R::Response::from_result(result).encode_checked() {
        Ok(message) => xml(message),
        Err(malformed) => {
            tracing::error!(%malformed, "a simulated answer breaks its schema");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Why a call gave no data.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The request breaks its schema.
    #[error("the request breaks its schema")]
    Request(#[source] Malformed),
    /// No answer came.
    #[error("no answer came")]
    Transport(#[source] reqwest::Error),
    /// Another HTTP status than 200.
    #[error("the answer has HTTP status {0}")]
    Status(u16),
    /// The answer breaks its schema, or is too large.
    #[error("the answer breaks its schema")]
    Answer(#[source] Malformed),
    /// Outcome `KO`.
    #[error("refused with {}", .0.fault_code)]
    Refused(Box<FaultBean>),
}

/// Calls one SOAP address.
#[derive(Clone, Debug)]
pub struct SoapClient {
    /// The HTTP client.
    pub http: reqwest::Client,
    /// The address.
    pub url: Url,
    /// `Ocp-Apim-Subscription-Key`, where the address asks for one.
    pub subscription_key: Option<String>,
}

impl SoapClient {
    /// Sends one request and waits at most `timeout` for its answer.
    pub async fn call<R: Request>(
        &self,
        request: &R,
        timeout: Duration,
    ) -> Result<<R::Response as wire::Response>::Data, CallError> {
        let body = request.encode_checked().map_err(CallError::Request)?;
        let mut call = self
            .http
            .post(self.url.clone())
            .timeout(timeout)
            .header(header::CONTENT_TYPE, XML)
            .header("SOAPAction", R::PRIMITIVE)
            .body(body);
        if let Some(key) = &self.subscription_key {
            call = call.header("Ocp-Apim-Subscription-Key", key);
        }
        let mut answer = call.send().await.map_err(CallError::Transport)?;
        let status = answer.status();
        if status != StatusCode::OK {
            return Err(CallError::Status(status.as_u16()));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(CallError::Transport)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > ANSWER_BYTES_MAX {
                // The decoder refuses it for its size.
                break;
            }
        }
        R::Response::decode(&bytes)
            .map_err(CallError::Answer)?
            .into_result()
            .map_err(CallError::Refused)
    }
}
