//! REST for touch points (node sheet §3.12, §3.13): checkPosition and closePayment v2.

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use domain::{Clock, Outcome};
use http::{HeaderValue, StatusCode, header};
use node::{RequestContext, Subject};
use tokio_util::task::TaskTracker;
use tower_http::catch_panic::CatchPanicLayer;

use crate::check_position::CheckPosition;
use crate::close_payment::CloseTransaction;
use crate::journal_exchange::{Answered, Arrival, JournalExchange, Received};
use crate::limits::{Limits, NotAdmitted, Places, UnreadBody};
use crate::node_port::NodePort;
use crate::problem::{Problem, after_panic};
use crate::soap::ClosedNetwork;
use crate::soap_reply::SESSION_HEADER;
use crate::subscription_key::Access;

/// Who calls, for the journal: the message does not say.
const CALLER: &str = "ECOMMERCE";

/// The paths of checkPosition below `/nodo-auth` and `/nodo`.
pub const CHECK_POSITION_PATH: &str = "/node-for-ecommerce/v1/checkPosition";

/// The paths of closePayment v2 below `/nodo-auth` and `/nodo`.
pub const CLOSE_PAYMENT_PATH: &str = "/node-for-ecommerce/v2/closepayment";

/// One REST primitive: reads its body, lets the node work, encodes the answer.
pub(crate) trait RestPrimitive: Send + Sync {
    /// The name in the journal.
    fn name(&self) -> &'static str;
    /// Reads a body; `Err` is the text of a 400.
    fn read(&self, body: &[u8]) -> Result<Box<dyn RestCommand>, String>;
    /// The body of an error.
    fn refuse(&self, description: &str) -> Vec<u8>;
}

/// A request that has been read.
#[async_trait]
pub(crate) trait RestCommand: Send {
    /// What it is about, for the journal.
    fn subject(&self) -> Subject;
    /// Lets the node carry it out: the status, the outcome and the body.
    async fn carry_out(
        self: Box<Self>,
        node: &dyn NodePort,
        context: &RequestContext,
    ) -> RestAnswer;
}

/// An answer of a REST primitive.
pub(crate) struct RestAnswer {
    pub(crate) status: StatusCode,
    pub(crate) outcome: Outcome,
    pub(crate) body: Vec<u8>,
}

struct RestState {
    node: Arc<dyn NodePort>,
    clock: Arc<dyn Clock>,
    tasks: TaskTracker,
    places: Places,
    access: Access,
}

/// The router. Requests run as tasks of `tasks`, so that a caller that hangs up interrupts nothing.
pub fn router(
    node: Arc<dyn NodePort>,
    clock: Arc<dyn Clock>,
    tasks: TaskTracker,
    access: Access,
    closed_network: ClosedNetwork,
) -> Router {
    let state = Arc::new(RestState {
        node,
        clock,
        tasks,
        places: Places::new(Limits::REST),
        access,
    });
    let with_key = Router::new()
        .route(CHECK_POSITION_PATH, post(check_position))
        .route(CLOSE_PAYMENT_PATH, post(close_payment))
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&state),
            require_key,
        ));
    let mut router = Router::new().nest("/nodo-auth", with_key);
    if closed_network == ClosedNetwork::Served {
        let without_key = Router::new()
            .route(CHECK_POSITION_PATH, post(check_position))
            .route(CLOSE_PAYMENT_PATH, post(close_payment));
        router = router.nest("/nodo", without_key);
    }
    router
        .layer(CatchPanicLayer::custom(after_panic))
        .with_state(state)
}

async fn require_key(
    State(state): State<Arc<RestState>>,
    request: Request,
    next: axum::middleware::Next,
) -> Response {
    match state.access.check(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn check_position(State(state): State<Arc<RestState>>, request: Request) -> Response {
    serve(state, request, &CheckPosition).await
}

async fn close_payment(State(state): State<Arc<RestState>>, request: Request) -> Response {
    serve(state, request, &CloseTransaction).await
}

async fn serve(
    state: Arc<RestState>,
    request: Request,
    primitive: &'static dyn RestPrimitive,
) -> Response {
    let (body, admitted) = match state.places.admit(request.into_body()).await {
        Ok(admitted) => admitted,
        Err(NotAdmitted::Busy) => {
            metrics::counter!("nodo_shed_requests_total", "interface" => "rest").increment(1);
            tracing::warn!("too many REST requests are in progress: one was refused");
            let busy = "too many requests are in progress";
            return Problem::new(StatusCode::SERVICE_UNAVAILABLE, busy).into_response();
        }
        Err(NotAdmitted::Unread(unread)) => return unread_problem(unread).into_response(),
    };
    let arrival = Arrival::now(&*state.clock);
    let context = state.node.new_context();
    let work = {
        let (state, context) = (Arc::clone(&state), context.clone());
        async move {
            let _admitted = admitted;
            work(&state, &context, arrival, primitive, &body).await
        }
    };
    let task = state.tasks.spawn(work);
    match tokio::time::timeout(Limits::REST.answer_timeout, task).await {
        Ok(Ok(answer)) => respond(&context, answer),
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
            let detail = "the request could not be carried out";
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, detail).into_response()
        }
    }
}

async fn work(
    state: &RestState,
    context: &RequestContext,
    arrival: Arrival,
    primitive: &'static dyn RestPrimitive,
    body: &[u8],
) -> RestAnswer {
    let command = primitive.read(body);
    let received = Received {
        primitive: primitive.name(),
        caller: Some(CALLER.into()),
        subject: command
            .as_ref()
            .map_or_else(|_| Subject::default(), |command| command.subject()),
    };
    let ports = (state.node.journal(), Arc::clone(&state.clock));
    let exchange = JournalExchange::open(ports, context, arrival, received, body).await;
    let answer = match command {
        Ok(command) => command.carry_out(&*state.node, context).await,
        Err(description) => RestAnswer {
            status: StatusCode::BAD_REQUEST,
            outcome: Outcome::Ko,
            body: primitive.refuse(&description),
        },
    };
    let is_refused = !answer.status.is_success();
    let answered = Answered {
        outcome: Some(answer.outcome),
        fault_code: is_refused.then(|| format!("HTTP_{}", answer.status.as_u16())),
        subject: Subject::default(),
    };
    exchange.close(answered, &answer.body).await;
    answer
}

/// The status of the node's own refusal.
pub(crate) fn status(fault: &node::RestFault) -> StatusCode {
    StatusCode::from_u16(fault.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn respond(context: &RequestContext, answer: RestAnswer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    let json = HeaderValue::from_static("application/json");
    headers.insert(header::CONTENT_TYPE, json);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(session) = HeaderValue::from_str(context.session.as_str()) {
        headers.insert(SESSION_HEADER, session);
    }
    response
}

pub(crate) fn unread_problem(unread: UnreadBody) -> Problem {
    match unread {
        UnreadBody::TooLarge => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large")
        }
        UnreadBody::TooSlow => {
            Problem::new(StatusCode::REQUEST_TIMEOUT, "the body did not come in time")
        }
        UnreadBody::Broken => Problem::new(StatusCode::BAD_REQUEST, "the body cannot be read"),
    }
}

#[cfg(test)]
mod tests;
