//! A transaction for the tests.

use domain::{Amount, Iuv, NoticeKey, Outcome, PaymentToken, TransactionId};
use gec::{Fee, PaymentMethod, TouchPoint};
use jiff::{SignedDuration, Timestamp};

use crate::{
    Authorization, GatewayOperation, GatewaySessionId, JourneySecret, Language, OperationResult,
    OperationType, Order, OrderId, Payment, PaymentResult, ResultId, TokenDigest, Transaction,
    TransactionEvent, TransactionStatus,
};

pub(crate) fn noon() -> Timestamp {
    "2026-06-01T10:00:00Z".parse().unwrap()
}

pub(crate) fn cents(cents: u64) -> Amount {
    Amount::from_cents(cents).unwrap()
}

pub(crate) fn fee() -> Fee {
    Fee {
        bundle: "bundle-1".parse().unwrap(),
        bundle_name: "Bundle".into(),
        psp: "PSPALFA1".parse().unwrap(),
        psp_name: "Banca Alfa".into(),
        broker: "90000000001".parse().unwrap(),
        channel: "90000000001_01".parse().unwrap(),
        fee: cents(150),
        on_us: false,
    }
}

/// An activated payment of 12.00 euro and a fee of 1.50, with an order.
pub(crate) fn activated() -> Transaction {
    Transaction {
        id: TransactionId::parse(&"ab".repeat(16)).unwrap(),
        result_id: ResultId::parse(&"cd".repeat(32)).unwrap(),
        journey: JourneySecret::parse(&"ef".repeat(32)).unwrap().digest(),
        status: TransactionStatus::Activated,
        event_count: 1,
        touch_point: TouchPoint::Checkout,
        language: Language::It,
        email: Some("mario@example.it".parse().unwrap()),
        method: PaymentMethod::card(),
        payments: vec![Payment {
            notice: NoticeKey::from_rpt_id("77777777777302000000001234559").unwrap(),
            token: PaymentToken::parse(&"12".repeat(16)).unwrap(),
            amount: cents(1_200),
            description: "TARI <2026>".into(),
            company_name: "Comune di Prova".into(),
            creditor_reference_id: Iuv::parse("02000000001234559").unwrap(),
            is_all_ccp: false,
            transfer_categories: vec!["9/0101002IM/".into()],
            stamp_count: 0,
            transfer_count: 1,
        }],
        order: Some(Order {
            id: OrderId::parse("E1790000000123AAAA").unwrap(),
            session: GatewaySessionId::parse("a-session-of-the-gateway").unwrap(),
            security_token: TokenDigest::of("security"),
            session_token: TokenDigest::of("session"),
            fields: Vec::new(),
            url: Some("https://gateway.example/page".into()),
            method: PaymentMethod::card(),
            fee: fee(),
            total: cents(1_350),
        }),
        card: None,
        authorization: Authorization::NotRequested,
        closure: None,
        result: None,
        activated_at: noon(),
        token_expires_at: noon() + SignedDuration::from_secs(900),
        authorization_requested_at: None,
        closed_at: None,
        notified_at: None,
        updated_at: noon(),
    }
}

pub(crate) fn operation(result: OperationResult) -> GatewayOperation {
    GatewayOperation {
        id: "3470744".into(),
        kind: Some(OperationType::Authorization),
        result,
        at: noon(),
        amount: None,
        authorization_code: Some("647189".into()),
        error_code: None,
        rrn: Some("202600001".into()),
        end_to_end_id: None,
        circuit: Some("VISA".into()),
    }
}

pub(crate) fn result(outcome: Outcome) -> TransactionEvent {
    TransactionEvent::UserReceiptRequested {
        result: PaymentResult {
            outcome,
            paid_at: noon(),
        },
    }
}

/// The transaction after `events`, all of which must be legal.
pub(crate) fn after(events: Vec<TransactionEvent>) -> Transaction {
    let mut transaction = activated();
    for event in events {
        transaction.apply(event, noon()).unwrap();
    }
    transaction
}
