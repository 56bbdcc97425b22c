//! Sample values.

use std::time::Duration;

use domain::{
    Amount, CreditorFiscalCode, IdempotencyKey, NoticeKey, OutboxKind, OutboxMessage, Outcome,
    PaymentToken, SessionId, StationId, Subject, SubjectKind, Transfer, TransferDestination,
};
use jiff::Timestamp;
use node::{
    Change, Event, EventKind, IdempotencyRecord, Payment, PaymentData, PaymentStatus,
    PositionStatus, PspRoute, ReceiptKey, ReceiptRecipient, ReceiptStatus, RecordedOutcome, Scope,
    Store as _,
};
use store::Store;

use crate::fixture::Fixture;

pub(crate) const CREDITOR: &str = "77777777777";
pub(crate) const PSP: &str = "ABCDITMM";
pub(crate) const STATION: &str = "77777777777_01";

pub(crate) fn creditor() -> CreditorFiscalCode {
    CreditorFiscalCode::parse(CREDITOR).unwrap()
}

pub(crate) fn notice(number: u32) -> NoticeKey {
    NoticeKey::from_rpt_id(&format!("{CREDITOR}3020000000{number:08}")).unwrap()
}

pub(crate) fn token(number: u32) -> PaymentToken {
    PaymentToken::parse(&format!("{number:032x}")).unwrap()
}

pub(crate) fn after(at: Timestamp, seconds: i64) -> Timestamp {
    at + jiff::SignedDuration::from_secs(seconds)
}

fn subject() -> Subject {
    Subject {
        kind: SubjectKind::F,
        identifier: "RSSMRA80A01H501U".parse().unwrap(),
        full_name: "Mario Rossi".parse().unwrap(),
        street_name: None,
        civic_number: None,
        postal_code: None,
        city: Some("Roma".parse().unwrap()),
        state_province_region: None,
        country: Some("IT".into()),
        email: None,
    }
}

/// A payment of notice `number` with token `number`.
pub(crate) fn payment(number: u32, at: Timestamp) -> Payment {
    let notice = notice(number);
    Payment {
        token: token(number),
        status: PaymentStatus::Paying,
        activated_by: PSP.parse().unwrap(),
        route: PspRoute {
            psp: PSP.parse().unwrap(),
            broker: "88888888888".parse().unwrap(),
            channel: "88888888888_01".parse().unwrap(),
        },
        station: STATION.parse().unwrap(),
        creditor_broker: CREDITOR.parse().unwrap(),
        idempotency_key: Some(idempotency_key()),
        valid_from: at,
        valid_to: after(at, 1_800),
        payment_note: Some("note".parse().unwrap()),
        data: PaymentData {
            creditor_reference_id: notice.notice_number.iuv().unwrap(),
            amount: Amount::from_cents(12_345).unwrap(),
            due_on: "2026-12-31".parse().unwrap(),
            description: "TARI 2026 – saldo".parse().unwrap(),
            company_name: "Comune di Esempio".parse().unwrap(),
            office_name: None,
            last_payment: Some(true),
            debtor: subject(),
            transfers: vec![Transfer {
                id: 1,
                amount: Amount::from_cents(12_345).unwrap(),
                creditor: creditor(),
                company_name: None,
                destination: TransferDestination::Iban(
                    "IT60X0542811101000000123456".parse().unwrap(),
                ),
                remittance_information: "/RFB/02000000001234559".parse().unwrap(),
                category: "0101101IM".parse().unwrap(),
                metadata: Vec::new(),
            }],
            metadata: Vec::new(),
        },
        transaction: None,
        outcome: None,
        recipients: Vec::new(),
        notice,
    }
}

pub(crate) fn idempotency_key() -> IdempotencyKey {
    IdempotencyKey::parse("88888888888_Zx8cV7bN6m").unwrap()
}

pub(crate) fn idempotency(at: Timestamp) -> IdempotencyRecord {
    IdempotencyRecord {
        psp: PSP.parse().unwrap(),
        key: idempotency_key(),
        primitive: "activatePaymentNoticeV2",
        request_digest: [7; 32],
        response: b"<answer/>".to_vec(),
        notice: Some(notice(1)),
        token: Some(token(1)),
        valid_to: after(at, 600),
    }
}

pub(crate) fn outcome(at: Timestamp) -> RecordedOutcome {
    RecordedOutcome {
        outcome: Outcome::Ok,
        payment_method: Some("creditCard".into()),
        payment_channel: Some("app".into()),
        fee: Some(Amount::from_cents(100).unwrap()),
        primary_ci_incurred_fee: None,
        bundle: None,
        ci_bundle: None,
        payer: Some(subject()),
        applied_on: Some("2026-11-25".parse().unwrap()),
        transferred_on: Some("2026-11-26".parse().unwrap()),
        recorded_at: at,
    }
}

pub(crate) fn recipient() -> ReceiptRecipient {
    ReceiptRecipient {
        creditor: creditor(),
        station: StationId::parse(STATION).unwrap(),
        broker: CREDITOR.parse().unwrap(),
        status: ReceiptStatus::NoticeGenerated,
        retries: 0,
    }
}

pub(crate) fn receipt_key(number: u32) -> ReceiptKey {
    ReceiptKey {
        notice: notice(number),
        token: token(number),
        creditor: creditor(),
        station: STATION.parse().unwrap(),
    }
}

pub(crate) fn message(name: &str, at: Timestamp) -> OutboxMessage {
    OutboxMessage {
        key: format!("pa_send_rt:{name}"),
        kind: OutboxKind::PaSendRt,
        payload: "{}".into(),
        available_at: at,
        attempts_max: 2,
    }
}

/// A row of the journal about a payment.
pub(crate) fn event(number: u32, kind: EventKind, at: Timestamp) -> Event {
    Event {
        at,
        session: SessionId::parse("00000000000000000000000000000001").unwrap(),
        exchange: "1".into(),
        kind,
        primitive: "activatePaymentNoticeV2",
        caller: PSP.into(),
        callee: "NODO".into(),
        subject: node::Subject {
            token: Some(token(number)),
            psp: Some(PSP.parse().unwrap()),
            ..node::Subject::notice(&notice(number))
        },
        outcome: Some(Outcome::Ok),
        fault_code: None,
        latency: Some(Duration::from_micros(1_234)),
        state: None,
        payload: Some(vec![0, 159, 146, 150]),
    }
}

pub(crate) fn of_notice(number: u32) -> Scope {
    Scope {
        notices: vec![notice(number)],
        ..Scope::default()
    }
}

pub(crate) fn of_token(number: u32) -> Scope {
    Scope {
        tokens: vec![token(number)],
        ..Scope::default()
    }
}

/// Writes changes to the rows of a scope.
pub(crate) async fn write(store: &Store, scope: Scope, changes: Vec<Change>) {
    store
        .update(scope, Box::new(move |_| changes))
        .await
        .unwrap();
}

/// Activates notice `number` at an instant.
pub(crate) async fn activate_at(store: &Store, number: u32, at: Timestamp) {
    let changes = vec![
        Change::PositionStatus(notice(number), PositionStatus::Paying, at),
        Change::Payment(Box::new(payment(number, at))),
        Change::Event(Box::new(event(number, EventKind::Intern, at))),
    ];
    write(store, of_notice(number), changes).await;
}

/// Activates notice `number` now.
pub(crate) async fn activate(fixture: &Fixture, number: u32) {
    activate_at(&fixture.store, number, fixture.now()).await;
}

/// Records the money of notice `number` and generates its receipt.
pub(crate) async fn pay(fixture: &Fixture, number: u32) {
    let at = fixture.now();
    let changes = vec![
        Change::Outcome(notice(number), token(number), Box::new(outcome(at))),
        Change::PositionStatus(notice(number), PositionStatus::Paid, at),
        Change::PaymentStatus(notice(number), token(number), PaymentStatus::Paid, at),
        Change::Recipient(notice(number), token(number), recipient(), at),
        Change::PaymentStatus(
            notice(number),
            token(number),
            PaymentStatus::NoticeGenerated,
            at,
        ),
        Change::Outbox(message(&format!("{number:032x}:{CREDITOR}:{STATION}"), at)),
    ];
    write(&fixture.store, of_token(number), changes).await;
}
