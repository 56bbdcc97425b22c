//! The outside world in memory: a node with one notice, a card gateway, a mail server, a clock.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use checkout::{
    ActivateNotice, ActivatedNotice, BuildSession, BuiltSession, CardData, CardEntry, Checkout,
    ClosePayment, ClosureError, Environment, Gateway, GatewayError, GatewayNotification,
    GatewayOperation, GatewaySessionId, HostedField, JourneySecret, Language, Mail, MailFailed,
    Mailer, NextPage, Node, NodeFault, OperationResult, OperationType, OrderRef, PaidNotice,
    PaymentMethod, PaymentReview, Ports, Refund, RefundRequest, SeenPayment, SendPaymentResult,
    SessionRef, SessionState, Settings, TouchPoint, Transaction, TransactionStatus, VerifiedNotice,
};
use domain::{
    Amount, Clock, Delivery, NoticeKey, OutboxKind, OutboxMessage, Outcome, PaymentToken, Random,
    Transfer, TransferDestination,
};
use gec::{Abi, Bundle, Bundles, Stamps};
use jiff::{SignedDuration, Timestamp};

use crate::store::MemoryStore;

pub(crate) const RPT_ID: &str = "77777777777302000000001234559";

pub(crate) fn cents(cents: u64) -> Amount {
    Amount::from_cents(cents).unwrap()
}

pub(crate) fn notice() -> NoticeKey {
    NoticeKey::from_rpt_id(RPT_ID).unwrap()
}

pub(crate) fn fault(code: &str) -> NodeFault {
    NodeFault {
        code: code.into(),
        original_code: None,
        description: None,
    }
}

pub(crate) struct MovableClock(Mutex<Timestamp>);

impl MovableClock {
    pub(crate) fn advance(&self, seconds: i64) {
        *self.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

struct Counting(Mutex<u64>);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let mut seed = self.0.lock().unwrap();
        for byte in bytes {
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *byte = seed.to_be_bytes()[0];
        }
    }
}

#[derive(Default)]
pub(crate) struct FakeNode {
    pub(crate) due: Mutex<Option<Amount>>,
    pub(crate) faults: Mutex<VecDeque<NodeFault>>,
    pub(crate) verifications: Mutex<u32>,
    pub(crate) activations: Mutex<Vec<ActivateNotice>>,
    pub(crate) closures: Mutex<Vec<ClosePayment>>,
    pub(crate) answers: Mutex<VecDeque<Result<Outcome, ClosureError>>>,
}

impl FakeNode {
    fn due(&self) -> Amount {
        self.due.lock().unwrap().unwrap_or(cents(1_200))
    }

    fn fault(&self) -> Result<(), NodeFault> {
        self.faults.lock().unwrap().pop_front().map_or(Ok(()), Err)
    }
}

#[async_trait]
impl Node for FakeNode {
    async fn verify(&self, _notice: &NoticeKey) -> Result<VerifiedNotice, NodeFault> {
        tokio::task::yield_now().await;
        *self.verifications.lock().unwrap() += 1;
        self.fault()?;
        Ok(VerifiedNotice {
            amount: self.due(),
            due_date: None,
            description: "TARI 2026".into(),
            company_name: "Comune di Prova".into(),
            office_name: None,
            is_all_ccp: false,
        })
    }

    async fn activate(&self, request: &ActivateNotice) -> Result<ActivatedNotice, NodeFault> {
        tokio::task::yield_now().await;
        self.fault()?;
        self.activations.lock().unwrap().push(request.clone());
        Ok(ActivatedNotice {
            // The same key gives the same token.
            payment_token: PaymentToken::parse(request.idempotency_key.as_str()).unwrap(),
            amount: self.due(),
            description: "TARI 2026".into(),
            company_name: "Comune di Prova".into(),
            creditor_reference_id: "02000000001234559".parse().unwrap(),
            is_all_ccp: false,
            transfers: vec![Transfer {
                id: 1,
                amount: self.due(),
                creditor: request.notice.creditor.clone(),
                company_name: None,
                destination: TransferDestination::Iban(
                    "IT60X0542811101000000123456".parse().unwrap(),
                ),
                remittance_information: "TARI".parse().unwrap(),
                category: "9/0101002IM/".parse().unwrap(),
                metadata: Vec::new(),
            }],
        })
    }

    async fn close_payment(&self, request: &ClosePayment) -> Result<Outcome, ClosureError> {
        tokio::task::yield_now().await;
        self.closures.lock().unwrap().push(request.clone());
        let answer = self.answers.lock().unwrap().pop_front();
        answer.unwrap_or(Ok(Outcome::Ok))
    }
}

#[derive(Default)]
pub(crate) struct FakeGateway {
    pub(crate) built: Mutex<Vec<BuildSession>>,
    pub(crate) confirmed: Mutex<Vec<Amount>>,
    pub(crate) refunded: Mutex<Vec<RefundRequest>>,
    pub(crate) has_card: Mutex<bool>,
    pub(crate) confirm_answer: Mutex<Option<Result<SessionState, GatewayError>>>,
    pub(crate) state_answer: Mutex<Option<SessionState>>,
    pub(crate) operations: Mutex<Vec<GatewayOperation>>,
    pub(crate) refund_errors: Mutex<VecDeque<GatewayError>>,
    pub(crate) build_errors: Mutex<VecDeque<GatewayError>>,
}

#[async_trait]
impl Gateway for FakeGateway {
    async fn build_session(&self, request: &BuildSession) -> Result<BuiltSession, GatewayError> {
        tokio::task::yield_now().await;
        if let Some(error) = self.build_errors.lock().unwrap().pop_front() {
            return Err(error);
        }
        self.built.lock().unwrap().push(request.clone());
        Ok(BuiltSession {
            session: GatewaySessionId::parse(&format!("session-{}", request.order)).unwrap(),
            security_token: format!("security-{}", request.order),
            fields: vec![HostedField {
                id: "CARD_NUMBER".into(),
                src: "https://gateway.example/field".into(),
            }],
            url: Some("https://gateway.example/page".into()),
        })
    }

    async fn card_data(&self, _session: &SessionRef) -> Result<CardData, GatewayError> {
        tokio::task::yield_now().await;
        if !*self.has_card.lock().unwrap() {
            return Err(GatewayError::NotFound);
        }
        Ok(CardData {
            bin: "453997".into(),
            last_four_digits: "0006".into(),
            circuit: "VISA".into(),
        })
    }

    async fn confirm(
        &self,
        _session: &SessionRef,
        amount: Amount,
    ) -> Result<SessionState, GatewayError> {
        tokio::task::yield_now().await;
        self.confirmed.lock().unwrap().push(amount);
        let answer = self.confirm_answer.lock().unwrap().clone();
        answer.unwrap_or(Ok(SessionState::Redirected {
            url: "https://bank.example/3ds".into(),
        }))
    }

    async fn state(&self, _session: &SessionRef) -> Result<SessionState, GatewayError> {
        let answer = self.state_answer.lock().unwrap().clone();
        Ok(answer.unwrap_or(SessionState::Open))
    }

    async fn order(&self, _order: &OrderRef) -> Result<Vec<GatewayOperation>, GatewayError> {
        Ok(self.operations.lock().unwrap().clone())
    }

    async fn refund(&self, request: &RefundRequest) -> Result<Refund, GatewayError> {
        tokio::task::yield_now().await;
        self.refunded.lock().unwrap().push(request.clone());
        match self.refund_errors.lock().unwrap().pop_front() {
            Some(error) => Err(error),
            None => Ok(Refund {
                operation: "refund-1".into(),
            }),
        }
    }
}

#[derive(Default)]
pub(crate) struct FakeMailer {
    pub(crate) sent: Mutex<Vec<Mail>>,
    pub(crate) failures: Mutex<u32>,
}

#[async_trait]
impl Mailer for FakeMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailFailed> {
        let mut failures = self.failures.lock().unwrap();
        if *failures > 0 {
            *failures -= 1;
            return Err(MailFailed("refused".into()));
        }
        self.sent.lock().unwrap().push(mail.clone());
        Ok(())
    }
}

pub(crate) fn bundle(id: &str, psp: &str, fee: u64) -> Bundle {
    Bundle {
        id: id.parse().unwrap(),
        psp: psp.parse().unwrap(),
        psp_name: psp.into(),
        broker: "90000000001".parse().unwrap(),
        channel: "90000000001_01".parse().unwrap(),
        abi: Abi::parse("20002").unwrap(),
        name: id.into(),
        description: String::new(),
        fee: cents(fee),
        amount_min: cents(0),
        amount_max: cents(100_000),
        payment_method: Some(PaymentMethod::card()),
        touch_point: TouchPoint::Checkout,
        transfer_categories: None,
        stamps: Stamps::None,
        on_us: false,
        cart: true,
        valid_from: jiff::civil::date(2026, 1, 1),
        valid_to: None,
    }
}

pub(crate) struct ChangingBundles(pub(crate) Mutex<Arc<[Bundle]>>);

impl Bundles for ChangingBundles {
    fn snapshot(&self) -> Arc<[Bundle]> {
        Arc::clone(&self.0.lock().unwrap())
    }
}

pub(crate) struct World {
    pub(crate) checkout: Checkout,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) node: Arc<FakeNode>,
    pub(crate) gateway: Arc<FakeGateway>,
    pub(crate) mailer: FakeMailer,
    pub(crate) clock: Arc<MovableClock>,
    pub(crate) bundles: Arc<ChangingBundles>,
}

impl World {
    pub(crate) fn new() -> Self {
        let store = Arc::new(MemoryStore::default());
        let node = Arc::new(FakeNode::default());
        let gateway = Arc::new(FakeGateway::default());
        *gateway.has_card.lock().unwrap() = true;
        let clock = Arc::new(MovableClock(Mutex::new(
            "2026-06-01T10:00:00Z".parse().unwrap(),
        )));
        let bundles = Arc::new(ChangingBundles(Mutex::new(
            vec![
                bundle("b-dear", "PSPDEAR", 200),
                bundle("b-cheap", "PSPCHEAP", 150),
            ]
            .into(),
        )));
        let ports = Ports {
            store: Arc::<MemoryStore>::clone(&store),
            node: Arc::<FakeNode>::clone(&node),
            gateway: Arc::<FakeGateway>::clone(&gateway),
            fees: gec::Service::new(Arc::<ChangingBundles>::clone(&bundles)),
            clock: Arc::<MovableClock>::clone(&clock),
            random: Arc::new(Counting(Mutex::new(1))),
        };
        let settings = Settings {
            origin: "https://checkout.example.it".into(),
            result_path: "/esito".into(),
            notification_url: "https://checkout.example.it/sessions".into(),
            broker: "97735020584".into(),
            environment: Environment::Production,
        };
        Self {
            checkout: Checkout::new(ports, settings),
            store,
            node,
            gateway,
            mailer: FakeMailer::default(),
            clock,
            bundles,
        }
    }

    pub(crate) async fn started(&self) -> JourneySecret {
        let started = self.checkout.start(None, notice(), Language::It).await;
        started.unwrap().secret
    }

    /// A journey with everything chosen and nothing activated.
    pub(crate) async fn chosen(&self) -> JourneySecret {
        let secret = self.started().await;
        let checkout = &self.checkout;
        checkout.verify(&secret).await.unwrap();
        checkout
            .set_email(&secret, "mario@example.it", "mario@example.it")
            .await
            .unwrap();
        checkout
            .set_method(&secret, PaymentMethod::card())
            .await
            .unwrap();
        let bundle = "b-cheap".parse().unwrap();
        checkout.choose_psp(&secret, &bundle).await.unwrap();
        secret
    }

    pub(crate) async fn reviewed(&self) -> (JourneySecret, PaymentReview) {
        let secret = self.chosen().await;
        let review = self.checkout.activate_and_build(&secret).await.unwrap();
        (secret, review)
    }

    /// A confirmed payment that waits for the bank.
    pub(crate) async fn confirmed(&self) -> JourneySecret {
        let (secret, review) = self.reviewed().await;
        let next = self.confirm(&secret, &review).await;
        assert!(matches!(next, NextPage::Redirect(_)));
        secret
    }

    pub(crate) async fn confirm(&self, secret: &JourneySecret, seen: &PaymentReview) -> NextPage {
        let entry = CardEntry::HostedFields;
        let next = self
            .checkout
            .confirm(secret, &Self::seen(seen), entry)
            .await;
        next.unwrap()
    }

    pub(crate) fn seen(review: &PaymentReview) -> SeenPayment {
        SeenPayment {
            transaction: review.transaction.clone(),
            total: review.total,
        }
    }

    /// The only transaction.
    pub(crate) fn transaction(&self) -> Transaction {
        let transactions = self.store.transactions();
        assert_eq!(transactions.len(), 1);
        transactions[0].clone()
    }

    pub(crate) fn status(&self) -> TransactionStatus {
        self.transaction().status
    }

    pub(crate) fn notification(&self, result: OperationResult) -> GatewayNotification {
        let built = self.gateway.built.lock().unwrap();
        let last = built.last().unwrap();
        let (_, token) = last.notification_url.split_once("sessionToken=").unwrap();
        GatewayNotification {
            order: last.order.clone(),
            session_token: token.into(),
            security_token: format!("security-{}", last.order),
            operation: operation(result, self.clock.now()),
        }
    }

    /// The newest outbox message of that kind.
    pub(crate) fn message(&self, kind: OutboxKind) -> OutboxMessage {
        let mut outbox = self.store.outbox();
        outbox.retain(|message| message.kind == kind);
        outbox.pop().unwrap()
    }

    pub(crate) async fn close(&self, attempt: u32) -> Delivery {
        let payload = self.message(OutboxKind::ClosePayment).payload;
        self.checkout.deliver_close_payment(&payload, attempt).await
    }

    pub(crate) async fn ask_state(&self, attempt: u32) -> Delivery {
        let payload = self.message(OutboxKind::AuthorizationState).payload;
        self.checkout
            .deliver_authorization_state(&payload, attempt)
            .await
    }

    pub(crate) async fn refund(&self, attempt: u32) -> Delivery {
        let payload = self.message(OutboxKind::Refund).payload;
        self.checkout.deliver_refund(&payload, attempt).await
    }

    pub(crate) async fn mail(&self, attempt: u32) -> Delivery {
        let payload = self.message(OutboxKind::Mail).payload;
        self.checkout
            .deliver_mail(&payload, attempt, &self.mailer)
            .await
    }

    pub(crate) fn result(&self, outcome: Outcome) -> SendPaymentResult {
        let transaction = self.transaction();
        let paid = |payment: &checkout::Payment| PaidNotice {
            payment_token: payment.token.clone(),
            description: payment.description.clone(),
            creditor_reference_id: payment.creditor_reference_id.clone(),
            fiscal_code: payment.notice.creditor.clone(),
            company_name: None,
            office_name: None,
        };
        SendPaymentResult {
            transaction: transaction.id.clone(),
            outcome,
            payment_date: self.clock.now(),
            payments: transaction.payments.iter().map(paid).collect(),
        }
    }
}

pub(crate) fn operation(result: OperationResult, at: Timestamp) -> GatewayOperation {
    GatewayOperation {
        id: "3470744".into(),
        kind: Some(OperationType::Authorization),
        result,
        at,
        amount: Some(cents(1_350)),
        authorization_code: Some("647189".into()),
        error_code: None,
        rrn: Some("202600001".into()),
        end_to_end_id: None,
        circuit: Some("VISA".into()),
    }
}
