//! A node with two creditors, a counter PSP, a touch point and a PSP that is notified.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::{
    Amount, Clock, Iban, IdempotencyKey, NoticeKey, Outcome, PaymentToken, Random, Subject,
    SubjectKind, Text, TransactionId, Transfer, TransferDestination,
};
use jiff::Timestamp;
use jiff::civil::date;
use node::{
    ActivatePaymentNotice, ActivatedNotice, CallError, Caller, CloseDetails, ClosePayment,
    CounterpartyFault, CreditorStation, Dependencies, Encode, Fault, OutcomeDetails, PaGetPayment,
    PaVerified, Parameters, PaymentData, PaymentResult, PspChannel, PspNotification, PspRoute,
    Receipt, RequestContext, SendPaymentOutcome, Service, StationCall, TouchPoint,
};
use registry::{Entries, Registry};

use crate::memory::Memory;

pub(crate) const NOTICE: &str = "77777777777302000000001234559";
pub(crate) const OTHER_NOTICE: &str = "77777777777302000000006789083";

pub(crate) struct World {
    pub(crate) node: Arc<Service>,
    pub(crate) memory: Arc<Memory>,
    pub(crate) outside: Arc<Outside>,
    clock: Arc<TestClock>,
}

/// What the counterparties will answer, and what they have received.
#[derive(Default)]
pub(crate) struct Outside {
    payment_data: Mutex<VecDeque<Result<PaymentData, CallError>>>,
    receipt_answers: Mutex<VecDeque<Result<(), CallError>>>,
    notify_answers: Mutex<VecDeque<Result<(), CallError>>>,
    is_silent: AtomicBool,
    pub(crate) receipts: Mutex<Vec<(String, Receipt)>>,
    pub(crate) notifications: Mutex<Vec<PspNotification>>,
    pub(crate) results: Mutex<Vec<PaymentResult>>,
}

#[derive(Default)]
struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
        start + jiff::SignedDuration::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// Every value once: tokens must differ, and need not be unpredictable here.
#[derive(Default)]
struct Counter(AtomicU64);

impl Random for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = next.get(index).copied().unwrap_or_default();
        }
    }
}

struct Registered(Entries);

#[async_trait]
impl registry::Store for Registered {
    async fn version(&self) -> Result<u64, registry::StoreError> {
        Ok(1)
    }

    async fn load(&self) -> Result<(u64, Entries), registry::StoreError> {
        Ok((1, self.0.clone()))
    }

    async fn import(&self, _entries: &Entries) -> Result<(), registry::StoreError> {
        Ok(())
    }
}

fn entries() -> Entries {
    serde_json::from_value(serde_json::json!({
        "creditors": [
            { "fiscalCode": "77777777777", "name": "Comune di Esempio" },
            { "fiscalCode": "66666666666", "name": "Regione di Esempio" },
            { "fiscalCode": "55555555555", "name": "Ente spento", "availability": "disabled" }
        ],
        "creditorBrokers": [
            { "id": "77777777777", "name": "Comune di Esempio" },
            { "id": "66666666666", "name": "Regione di Esempio" }
        ],
        "stations": [
            { "id": "77777777777_01", "broker": "77777777777", "primitiveVersion": 2,
              "target": "http://ec.example/", "password": "password1" },
            { "id": "66666666666_01", "broker": "66666666666", "primitiveVersion": 2,
              "target": "http://ec.example/", "password": "password1" }
        ],
        "stationLinks": [
            { "creditor": "77777777777", "station": "77777777777_01", "auxDigit": 3,
              "segregationCode": 2 },
            { "creditor": "66666666666", "station": "66666666666_01", "auxDigit": 3,
              "segregationCode": 1, "broadcast": true }
        ],
        "accounts": [
            { "creditor": "77777777777", "iban": "IT60X0542811101000000123456" },
            { "creditor": "66666666666", "iban": "IT60X0542811101000000123456" }
        ],
        "psps": [
            { "id": "AGID_01", "name": "Piattaforma" },
            { "id": "COUNTER", "name": "Banca allo sportello" },
            { "id": "BANKIT11", "name": "Banca" },
            { "id": "OFF", "name": "Banca spenta", "availability": "disabled" }
        ],
        "pspBrokers": [
            { "id": "97735020584", "name": "Piattaforma", "extendedFaultBean": true },
            { "id": "88888888888", "name": "Broker" }
        ],
        "channels": [
            { "id": "97735020584_09", "broker": "97735020584", "primitiveVersion": 2,
              "paymentModel": "ACTIVATED_AT_PSP", "password": "password1" },
            { "id": "88888888888_01", "broker": "88888888888", "primitiveVersion": 2,
              "paymentModel": "ACTIVATED_AT_PSP", "password": "password1" },
            { "id": "88888888888_02", "broker": "88888888888", "primitiveVersion": 2,
              "paymentModel": "IMMEDIATE_MULTIBENEFICIARY", "password": "password1",
              "target": "http://psp.example/" }
        ],
        "channelLinks": [
            { "psp": "AGID_01", "channel": "97735020584_09" },
            { "psp": "COUNTER", "channel": "88888888888_01" },
            { "psp": "COUNTER", "channel": "88888888888_02", "paymentTypes": ["PO"] },
            { "psp": "OFF", "channel": "88888888888_01" },
            { "psp": "BANKIT11", "channel": "88888888888_02", "paymentTypes": ["CP"] }
        ]
    }))
    .unwrap()
}

impl World {
    pub(crate) async fn new() -> Self {
        let memory = Arc::new(Memory::default());
        let outside = Arc::new(Outside::default());
        let clock = Arc::new(TestClock::default());
        let registry = Registry::open(Arc::new(Registered(entries())))
            .await
            .unwrap();
        let node = Service::new(
            Dependencies {
                store: memory.clone(),
                read_store: memory.clone(),
                journal: memory.clone(),
                registry: Arc::new(registry),
                creditors: outside.clone(),
                psps: outside.clone(),
                touch_point: outside.clone(),
                clock: clock.clone(),
                random: Arc::new(Counter::default()),
            },
            Parameters::default(),
        );
        Self {
            node: Arc::new(node),
            memory,
            outside,
            clock,
        }
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    pub(crate) fn context(&self) -> RequestContext {
        self.node.new_context()
    }

    /// Activates at the counter.
    pub(crate) async fn activate(&self, notice: &str) -> Result<PaymentToken, String> {
        self.activate_as(activation(notice, &counter())).await
    }

    pub(crate) async fn activate_as(
        &self,
        command: ActivatePaymentNotice,
    ) -> Result<PaymentToken, String> {
        let answer = self.activate_raw(command).await;
        match answer.split_once(':').unwrap() {
            ("OK", token) => Ok(PaymentToken::parse(token).unwrap()),
            (_, fault) => Err(fault.to_owned()),
        }
    }

    pub(crate) async fn activate_raw(&self, command: ActivatePaymentNotice) -> String {
        let encode: Encode<ActivatedNotice> = Arc::new(|answer| match answer {
            Ok(notice) => format!("OK:{}", notice.token.as_str()).into_bytes(),
            Err(fault) => format!("KO:{}", code(fault)).into_bytes(),
        });
        let context = self.context();
        let bytes = self
            .node
            .activate_payment_notice(&context, command, encode)
            .await;
        String::from_utf8(bytes).unwrap()
    }

    /// What a process leaves that dies while the creditor is being asked.
    pub(crate) async fn die_while_activating(&self, command: ActivatePaymentNotice) {
        self.outside.is_silent.store(true, Ordering::Relaxed);
        tokio::select! {
            biased;
            answer = self.activate_raw(command) => panic!("answered {answer}"),
            () = std::future::ready(()) => {}
        }
        self.outside.is_silent.store(false, Ordering::Relaxed);
    }

    pub(crate) async fn report(
        &self,
        caller: Caller,
        tokens: &[&PaymentToken],
        outcome: Outcome,
    ) -> String {
        self.report_as(outcome_of(caller, tokens, outcome)).await
    }

    pub(crate) async fn report_as(&self, command: SendPaymentOutcome) -> String {
        let encode: Encode<()> = Arc::new(|answer| match answer {
            Ok(()) => b"OK".to_vec(),
            Err(fault) => {
                let description = fault.description.as_deref().unwrap_or_default();
                format!("{} {description}", fault.code)
                    .trim_end()
                    .as_bytes()
                    .to_vec()
            }
        });
        let context = self.context();
        let bytes = self
            .node
            .send_payment_outcome(&context, command, encode)
            .await;
        String::from_utf8(bytes).unwrap()
    }

    /// Activates two notices at the touch point.
    pub(crate) async fn activate_cart(&self) -> [PaymentToken; 2] {
        [
            self.activate_as(activation(NOTICE, &touch_point()))
                .await
                .unwrap(),
            self.activate_as(activation(OTHER_NOTICE, &touch_point()))
                .await
                .unwrap(),
        ]
    }

    pub(crate) async fn close(
        &self,
        tokens: &[PaymentToken],
        outcome: Outcome,
    ) -> Result<(), String> {
        self.node
            .close_payment(&self.context(), closing(tokens, outcome))
            .await
            .map_err(|fault| fault.to_string())
    }

    pub(crate) fn position_history(&self, notice: &str) -> String {
        let state = self.memory.state.lock().unwrap();
        let key = NoticeKey::from_rpt_id(notice).unwrap();
        state
            .position_history
            .get(&key)
            .map(|history| history.join(","))
            .unwrap_or_default()
    }

    pub(crate) fn payment_history(&self, token: &PaymentToken) -> String {
        let state = self.memory.state.lock().unwrap();
        state.payment_history[token].join(",")
    }

    pub(crate) fn receipt_history(&self, token: &PaymentToken, station: &str) -> String {
        let state = self.memory.state.lock().unwrap();
        state.receipt_history[&(token.clone(), station.to_owned())].join(",")
    }

    /// Delivers what is in the outbox, once; says what became of each.
    pub(crate) async fn deliver(&self) -> Vec<domain::Delivery> {
        let messages = std::mem::take(&mut self.memory.state.lock().unwrap().outbox);
        let mut deliveries = Vec::new();
        for message in messages {
            let delivery = match message.kind {
                domain::OutboxKind::PaSendRt => {
                    self.node.deliver_receipt(&message.payload, 1).await
                }
                domain::OutboxKind::PspNotifyPayment => {
                    self.node.deliver_notification(&message.payload, 1).await
                }
                domain::OutboxKind::SendPaymentResult => {
                    self.node.deliver_payment_result(&message.payload, 1).await
                }
                other => panic!("the node does not send {other:?}"),
            };
            if matches!(delivery, domain::Delivery::Retry { .. }) {
                self.memory.state.lock().unwrap().outbox.push(message);
            }
            deliveries.push(delivery);
        }
        deliveries
    }
}

fn code(fault: &Fault) -> String {
    match &fault.original {
        Some(original) => format!("{}/{}", fault.code, original.code),
        None => fault.code.to_string(),
    }
}

pub(crate) fn caller(psp: &str, broker: &str, channel: &str) -> Caller {
    Caller {
        psp: domain::PspId::parse(psp).unwrap(),
        broker: domain::PspBrokerId::parse(broker).unwrap(),
        channel: domain::ChannelId::parse(channel).unwrap(),
        password: registry::Password::parse("password1").unwrap(),
    }
}

pub(crate) fn counter() -> Caller {
    caller("COUNTER", "88888888888", "88888888888_01")
}

pub(crate) fn touch_point() -> Caller {
    caller("AGID_01", "97735020584", "97735020584_09")
}

pub(crate) fn bank() -> Caller {
    caller("BANKIT11", "88888888888", "88888888888_02")
}

pub(crate) fn activation(notice: &str, caller: &Caller) -> ActivatePaymentNotice {
    ActivatePaymentNotice {
        caller: caller.clone(),
        notice: NoticeKey::from_rpt_id(notice).unwrap(),
        idempotency_key: None,
        expiration_time_ms: None,
        amount: Amount::from_cents(12_050).unwrap(),
        due_on: None,
        payment_note: None,
        payment_method: None,
        touch_point: None,
    }
}

pub(crate) fn key(suffix: &str) -> IdempotencyKey {
    IdempotencyKey::parse(&format!("88888888888_{suffix}")).unwrap()
}

pub(crate) fn outcome_of(
    caller: Caller,
    tokens: &[&PaymentToken],
    outcome: Outcome,
) -> SendPaymentOutcome {
    SendPaymentOutcome {
        caller,
        idempotency_key: None,
        tokens: tokens.iter().map(|token| (*token).clone()).collect(),
        outcome,
        details: (outcome == Outcome::Ok).then(|| OutcomeDetails {
            payment_method: "cash".into(),
            payment_channel: Some("frontOffice".into()),
            fee: Amount::from_cents(100).unwrap(),
            primary_ci_incurred_fee: None,
            bundle: None,
            ci_bundle: None,
            payer: None,
            applied_on: date(2026, 11, 20),
            transferred_on: date(2026, 11, 21),
        }),
    }
}

pub(crate) fn closing(tokens: &[PaymentToken], outcome: Outcome) -> ClosePayment {
    let cents = 12_050 * u64::try_from(tokens.len()).unwrap() + 100;
    ClosePayment {
        transaction: TransactionId::parse("transaction-1").unwrap(),
        tokens: tokens.to_vec(),
        outcome,
        details: (outcome == Outcome::Ok).then(|| CloseDetails {
            route: PspRoute {
                psp: bank().psp,
                broker: bank().broker,
                channel: bank().channel,
            },
            payment_method: registry::PaymentType::parse("CP").unwrap(),
            total_amount: Amount::from_cents(cents).unwrap(),
            fee: Amount::from_cents(100).unwrap(),
            primary_ci_incurred_fee: None,
            bundle: None,
            ci_bundle: None,
            operated_at: "2026-11-20T09:00:30Z".parse().unwrap(),
            additional: Vec::new(),
        }),
    }
}

/// What a creditor says about a notice: one transfer of the whole amount.
pub(crate) fn payment_data(notice: &NoticeKey) -> PaymentData {
    let amount = Amount::from_cents(12_050).unwrap();
    PaymentData {
        creditor_reference_id: notice.notice_number.iuv().unwrap(),
        amount,
        due_on: date(2026, 12, 31),
        description: Text::parse("TARI 2026").unwrap(),
        company_name: Text::parse("Comune di Esempio").unwrap(),
        office_name: None,
        last_payment: Some(true),
        debtor: Subject {
            kind: SubjectKind::F,
            identifier: Text::parse("RSSMRA80A01H501U").unwrap(),
            full_name: Text::parse("Mario Rossi").unwrap(),
            street_name: None,
            civic_number: None,
            postal_code: None,
            city: None,
            state_province_region: None,
            country: None,
            email: None,
        },
        transfers: vec![transfer(1, amount, notice.creditor.as_str())],
        metadata: Vec::new(),
    }
}

pub(crate) fn transfer(id: u8, amount: Amount, creditor: &str) -> Transfer {
    Transfer {
        id,
        amount,
        creditor: domain::CreditorFiscalCode::parse(creditor).unwrap(),
        company_name: None,
        destination: TransferDestination::Iban(Iban::parse("IT60X0542811101000000123456").unwrap()),
        remittance_information: Text::parse("TARI").unwrap(),
        category: Text::parse("9/0101108TS/").unwrap(),
        metadata: Vec::new(),
    }
}

pub(crate) fn fault(code: &str) -> CallError {
    CallError::Fault(CounterpartyFault {
        code: code.into(),
        string: "text".into(),
        description: Some("more".into()),
    })
}

impl Outside {
    pub(crate) fn answer_payment_data(&self, answer: Result<PaymentData, CallError>) {
        self.payment_data.lock().unwrap().push_back(answer);
    }

    pub(crate) fn answer_notification(&self, answer: Result<(), CallError>) {
        self.notify_answers.lock().unwrap().push_back(answer);
    }

    pub(crate) fn answer_receipt(&self, answer: Result<(), CallError>) {
        self.receipt_answers.lock().unwrap().push_back(answer);
    }
}

#[async_trait]
impl CreditorStation for Outside {
    async fn pa_verify_payment_notice(
        &self,
        _call: StationCall,
        notice: NoticeKey,
    ) -> Result<PaVerified, CallError> {
        let data = payment_data(&notice);
        Ok(PaVerified {
            amount: data.amount,
            due_on: Some(data.due_on),
            detail_description: None,
            all_ccp: false,
            description: data.description,
            fiscal_code: notice.creditor,
            company_name: data.company_name,
            office_name: None,
        })
    }

    async fn pa_get_payment(
        &self,
        _call: StationCall,
        request: PaGetPayment,
    ) -> Result<PaymentData, CallError> {
        if self.is_silent.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        let scripted = self.payment_data.lock().unwrap().pop_front();
        scripted.unwrap_or_else(|| Ok(payment_data(&request.notice)))
    }

    async fn pa_send_rt(&self, call: StationCall, receipt: Receipt) -> Result<(), CallError> {
        let station = call.station.id.to_string();
        self.receipts.lock().unwrap().push((station, receipt));
        self.receipt_answers
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or(Ok(()))
    }
}

#[async_trait]
impl PspChannel for Outside {
    async fn psp_notify_payment(&self, notification: PspNotification) -> Result<(), CallError> {
        self.notifications.lock().unwrap().push(notification);
        self.notify_answers
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or(Ok(()))
    }
}

#[async_trait]
impl TouchPoint for Outside {
    async fn send_payment_result(&self, result: PaymentResult) -> Result<(), CallError> {
        self.results.lock().unwrap().push(result);
        Ok(())
    }
}
