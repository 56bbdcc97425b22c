//! What the tests of this crate share: a node that answers as told and remembers what it was asked.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use domain::{Amount, FaultCode, NoticeKey, Outcome, PaymentToken, SessionId, SystemClock};
use http::{HeaderMap, Request, StatusCode};
use node::{
    ActivatePaymentNotice, ActivatedNotice, CheckedPosition, CheckedPositions, ClosePayment,
    Encode, Event, Fault, Journal, PaymentData, PositionStatus, RequestContext, RestFault,
    SendPaymentOutcome, VerifiedNotice, VerifyPaymentNotice,
};
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::node_port::NodePort;
use crate::soap::ClosedNetwork;
use crate::subscription_key::Access;

/// How the node behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Everything goes well.
    #[default]
    Fine,
    /// Everything is refused.
    Refusing,
    /// Everything breaks down.
    Panicking,
    /// Nothing is ever finished.
    Hanging,
}

#[derive(Default)]
pub(crate) struct FakeNode {
    pub(crate) mood: Mood,
    pub(crate) journal: Arc<MemoryJournal>,
    pub(crate) activated: Mutex<Vec<ActivatePaymentNotice>>,
    pub(crate) reported: Mutex<Vec<SendPaymentOutcome>>,
    pub(crate) closed: Mutex<Vec<ClosePayment>>,
}

#[derive(Default)]
pub(crate) struct MemoryJournal(pub(crate) Mutex<Vec<Event>>);

#[async_trait]
impl Journal for MemoryJournal {
    async fn append(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

impl FakeNode {
    pub(crate) fn in_mood(mood: Mood) -> Arc<Self> {
        Arc::new(Self {
            mood,
            ..Self::default()
        })
    }

    pub(crate) fn rows(&self) -> Vec<Event> {
        self.journal.0.lock().unwrap().clone()
    }

    async fn feel(&self) -> Result<(), Fault> {
        match self.mood {
            Mood::Fine => Ok(()),
            Mood::Refusing => Err(Fault::described(FaultCode::PagamentoInCorso, "in corso")),
            Mood::Panicking => panic!("as told"),
            Mood::Hanging => std::future::pending().await,
        }
    }
}

pub(crate) const TOKEN: &str = "0123456789abcdef0123456789abcdef";

fn payment_data() -> PaymentData {
    serde_json::from_value(serde_json::json!({
        "creditorReferenceId": "02000000001234559", "amount": 1000, "dueOn": "2026-12-31",
        "description": "TARI <paymentToken>x", "companyName": "Comune",
        "debtor": {"kind": "F", "identifier": "RSSMRA80A01H501U", "fullName": "Mario Rossi"},
        "transfers": [{"id": 1, "amount": 1000, "creditor": "77777777777",
            "destination": {"iban": "IT60X0542811101000000123456"},
            "remittanceInformation": "TARI", "category": "9/0101108TS/", "metadata": []}],
        "metadata": [],
    }))
    .unwrap()
}

#[async_trait]
impl NodePort for FakeNode {
    fn new_context(&self) -> RequestContext {
        RequestContext {
            session: SessionId::parse("session-1").unwrap(),
        }
    }

    fn journal(&self) -> Arc<dyn Journal> {
        self.journal.clone()
    }

    async fn verify_payment_notice(
        &self,
        _: &RequestContext,
        command: VerifyPaymentNotice,
    ) -> Result<VerifiedNotice, Fault> {
        self.feel().await?;
        Ok(VerifiedNotice {
            amount: Amount::from_cents(1000).unwrap(),
            due_on: None,
            detail_description: None,
            all_ccp: false,
            description: "TARI".parse().unwrap(),
            creditor: command.notice.creditor,
            company_name: "Comune".parse().unwrap(),
            office_name: None,
        })
    }

    async fn activate_payment_notice(
        &self,
        _: &RequestContext,
        command: ActivatePaymentNotice,
        encode: Encode<ActivatedNotice>,
    ) -> Vec<u8> {
        let result = self.feel().await.map(|()| ActivatedNotice {
            token: PaymentToken::parse(TOKEN).unwrap(),
            notice: command.notice.clone(),
            data: payment_data(),
        });
        self.activated.lock().unwrap().push(command);
        encode(&result)
    }

    async fn send_payment_outcome(
        &self,
        _: &RequestContext,
        command: SendPaymentOutcome,
        encode: Encode<()>,
    ) -> Vec<u8> {
        let result = self.feel().await;
        self.reported.lock().unwrap().push(command);
        encode(&result)
    }

    async fn check_position(
        &self,
        _: &RequestContext,
        notices: Vec<NoticeKey>,
    ) -> Result<CheckedPositions, RestFault> {
        let is_payable = self.feel().await.is_ok();
        let positions = notices.into_iter().map(|notice| CheckedPosition {
            notice,
            forbidden_by: (!is_payable).then_some(PositionStatus::Paying),
        });
        Ok(CheckedPositions {
            outcome: if is_payable { Outcome::Ok } else { Outcome::Ko },
            positions: positions.collect(),
        })
    }

    async fn close_payment(
        &self,
        _: &RequestContext,
        command: ClosePayment,
    ) -> Result<(), RestFault> {
        let result = self.feel().await;
        self.closed.lock().unwrap().push(command);
        result.map_err(|_| RestFault {
            status: 422,
            description: "Outcome already acquired".into(),
        })
    }
}

/// The SOAP router over a node.
pub(crate) fn soap(node: &Arc<FakeNode>) -> Router {
    let clock = Arc::new(SystemClock);
    let tasks = TaskTracker::new();
    crate::soap::router(
        node.clone(),
        clock,
        tasks,
        Access::Open,
        ClosedNetwork::Served,
    )
}

/// The REST router over a node.
pub(crate) fn rest(node: &Arc<FakeNode>) -> Router {
    let clock = Arc::new(SystemClock);
    let tasks = TaskTracker::new();
    crate::rest::router(
        node.clone(),
        clock,
        tasks,
        Access::Open,
        ClosedNetwork::Served,
    )
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

pub(crate) async fn call(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, 1_000_000).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}
