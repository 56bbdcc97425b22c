//! SOAP 1.1 for PSPs (node sheet §2): every primitive at one address, told apart by the body's root,
//! with which the `SOAPAction` must agree.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::Bytes;
use domain::{Clock, FaultCode};
use http::{HeaderMap, StatusCode, header};
use node::{Fault, RequestContext, Subject};
use tokio_util::task::TaskTracker;
use tower_http::catch_panic::CatchPanicLayer;
use wire::Primitive;
use wire::soap::Root;

use crate::inbound::{Inbound, Read, reader, syntax_fault};
use crate::journal_exchange::{Arrival, JournalExchange, Received};
use crate::limits::{Limits, NotAdmitted, Places, UnreadBody};
use crate::node_port::NodePort;
use crate::soap_reply::{after_panic, answered, refusal, reply, soap_fault};
use crate::subscription_key::Access;

/// Published path, behind a subscription key.
pub const AUTHENTICATED_PATH: &str = "/nodo-auth/node-for-psp/v1";

/// Paths for closed networks, without key: the gateway's and the node's own.
pub const CLOSED_NETWORK_PATHS: [&str; 2] = ["/nodo/node-for-psp/v1", "/webservices/input"];

/// Whether the paths without key are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosedNetwork {
    /// They are: something before this program keeps strangers out, or this is the sandbox.
    Served,
    /// They answer 404.
    Absent,
}

struct SoapState {
    node: Arc<dyn NodePort>,
    clock: Arc<dyn Clock>,
    tasks: TaskTracker,
    places: Places,
    access: Access,
    limits: Limits,
}

impl SoapState {
    fn new(
        node: Arc<dyn NodePort>,
        clock: Arc<dyn Clock>,
        tasks: TaskTracker,
        access: Access,
        limits: Limits,
    ) -> Arc<Self> {
        Arc::new(Self {
            node,
            clock,
            tasks,
            places: Places::new(limits),
            access,
            limits,
        })
    }
}

/// The router. Requests run as tasks of `tasks`, so that a caller that hangs up interrupts nothing.
pub fn router(
    node: Arc<dyn NodePort>,
    clock: Arc<dyn Clock>,
    tasks: TaskTracker,
    access: Access,
    closed_network: ClosedNetwork,
) -> Router {
    let state = SoapState::new(node, clock, tasks, access, Limits::SOAP);
    routes(state, closed_network)
}

fn routes(state: Arc<SoapState>, closed_network: ClosedNetwork) -> Router {
    let mut router = Router::new().route(AUTHENTICATED_PATH, post(with_key));
    if closed_network == ClosedNetwork::Served {
        for path in CLOSED_NETWORK_PATHS {
            router = router.route(path, post(without_key));
        }
    }
    router
        .layer(CatchPanicLayer::custom(after_panic))
        .with_state(state)
}

async fn with_key(State(state): State<Arc<SoapState>>, request: Request) -> Response {
    match state.access.check(request.headers()) {
        Ok(()) => serve(state, request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn without_key(State(state): State<Arc<SoapState>>, request: Request) -> Response {
    serve(state, request).await
}

async fn serve(state: Arc<SoapState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let action = soap_action(&parts.headers);
    let (body, admitted) = match state.places.admit(body).await {
        Ok(admitted) => admitted,
        Err(NotAdmitted::Busy) => return shed(&*state.node, action),
        Err(NotAdmitted::Unread(unread)) => {
            return soap_fault(unread_status(unread), FaultCode::SintassiExtraxsd);
        }
    };
    let arrival = Arrival::now(&*state.clock);
    let message = match identify(&body, &parts.headers, action) {
        Ok(message) => message,
        Err(code) => {
            tracing::info!(
                fault.code = code.as_str(),
                "a message of no primitive was refused"
            );
            return soap_fault(StatusCode::INTERNAL_SERVER_ERROR, code);
        }
    };
    let context = state.node.new_context();
    let primitive = message.primitive;
    let work = {
        let (state, context) = (Arc::clone(&state), context.clone());
        async move {
            let _admitted = admitted;
            work(&state, &context, arrival, message, body).await
        }
    };
    let task = state.tasks.spawn(work);
    let answer = match tokio::time::timeout(state.limits.answer_timeout, task).await {
        Ok(Ok(answer)) => answer,
        failed => {
            let why = if failed.is_err() {
                "is late"
            } else {
                "broke down"
            };
            tracing::error!(
                session.id = context.session.as_str(),
                primitive = primitive.name(),
                "{} {why}",
                primitive.name()
            );
            refusal(primitive, &Fault::new(FaultCode::SystemError))
        }
    };
    reply(&context, answer)
}

/// A message whose primitive is known: what to do with it, or why it is refused.
struct Identified {
    primitive: Primitive,
    read: Result<Read, Fault>,
}

/// Reads the message, lets the node work, and writes both rows of the journal.
async fn work(
    state: &SoapState,
    context: &RequestContext,
    arrival: Arrival,
    message: Identified,
    body: Bytes,
) -> Vec<u8> {
    let primitive = message.primitive;
    let command: Result<Box<dyn Inbound>, Fault> = message.read.and_then(|read| read(&body));
    let received = Received {
        primitive: primitive.name(),
        caller: command.as_ref().ok().map(|command| command.caller()),
        subject: command
            .as_ref()
            .map_or_else(|_| Subject::default(), |command| command.subject()),
    };
    let ports = (state.node.journal(), Arc::clone(&state.clock));
    let exchange = JournalExchange::open(ports, context, arrival, received, &body).await;
    // The request is kept by the journal from here on.
    drop(body);
    let answer = match command {
        Ok(command) => command.carry_out(&*state.node, context).await,
        Err(fault) => refusal(primitive, &fault),
    };
    exchange.close(answered(&answer), &answer).await;
    answer
}

/// Finds the primitive of a message. `Err` when no primitive's response root can carry the answer.
fn identify(
    body: &[u8],
    headers: &HeaderMap,
    action: Option<Primitive>,
) -> Result<Identified, FaultCode> {
    let of_action = action.and_then(|primitive| Some((primitive, reader(primitive)?)));
    let refused = |primitive, fault| Identified {
        primitive,
        read: Err(fault),
    };
    if !is_utf8_declared(headers) {
        let fault = Fault::described(FaultCode::SintassiExtraxsd, "Content-Type: is not UTF-8");
        return of_action
            .map(|(primitive, _)| refused(primitive, fault))
            .ok_or(FaultCode::SintassiExtraxsd);
    }
    let root = match wire::soap::root(body) {
        Ok(root) => root,
        Err(malformed) => {
            return of_action
                .map(|(primitive, _)| refused(primitive, syntax_fault(&malformed)))
                .ok_or(FaultCode::SintassiExtraxsd);
        }
    };
    let Some((primitive, read)) = by_root_name(&root) else {
        // The action may be right; the body is nobody's.
        return of_action
            .map(|(primitive, _)| {
                let reason = format!("{}: is missing", primitive.request_root());
                refused(
                    primitive,
                    Fault::described(FaultCode::SintassiExtraxsd, reason),
                )
            })
            .ok_or(FaultCode::SoapactionErrata);
    };
    if action != Some(primitive) {
        return Ok(refused(primitive, Fault::new(FaultCode::SoapactionErrata)));
    }
    Ok(Identified {
        primitive,
        read: Ok(read),
    })
}

/// The primitive by the root's name alone; a wrong namespace is found when the message is read.
fn by_root_name(root: &Root) -> Option<(Primitive, Read)> {
    let primitive = Primitive::ALL
        .iter()
        .copied()
        .find(|primitive| primitive.request_root() == root.name)?;
    Some((primitive, reader(primitive)?))
}

fn soap_action(headers: &HeaderMap) -> Option<Primitive> {
    let action = headers.get("soapaction")?.to_str().ok()?;
    Primitive::from_soap_action(action)
}

/// Whether the header names UTF-8, or no encoding at all.
fn is_utf8_declared(headers: &HeaderMap) -> bool {
    let Some(declared) = headers.get(header::CONTENT_TYPE) else {
        return true;
    };
    let Ok(declared) = declared.to_str() else {
        return false;
    };
    declared
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .all(|(_, value)| value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8"))
}

fn shed(node: &dyn NodePort, action: Option<Primitive>) -> Response {
    metrics::counter!("nodo_shed_requests_total", "interface" => "soap").increment(1);
    tracing::warn!("too many SOAP requests are in progress: one was refused");
    let code = FaultCode::Superamentosoglia;
    match action.filter(|primitive| reader(*primitive).is_some()) {
        Some(primitive) => reply(&node.new_context(), refusal(primitive, &Fault::new(code))),
        None => soap_fault(StatusCode::SERVICE_UNAVAILABLE, code),
    }
}

const fn unread_status(unread: UnreadBody) -> StatusCode {
    match unread {
        UnreadBody::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        UnreadBody::TooSlow => StatusCode::REQUEST_TIMEOUT,
        UnreadBody::Broken => StatusCode::BAD_REQUEST,
    }
}

#[cfg(test)]
mod tests;
