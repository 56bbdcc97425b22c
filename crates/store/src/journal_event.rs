//! Rows of the journal. Rows are only ever added.

use domain::{Iuv, NoticeNumber, Outcome, PaymentToken, TransactionId};
use node::{Event, EventKind, Subject, TraceEvent};

use crate::StoreError;
use crate::query::{MultiRow, Value};
use crate::row::{Row, Table};

static EVENT: Table = Table {
    name: "journal_event",
    key: &["id"],
};

pub(crate) static INSERT: MultiRow = MultiRow::new(
    "insert into journal_event
          ( at
          , session_id
          , exchange
          , kind
          , primitive
          , caller
          , callee
          , creditor
          , notice_number
          , iuv
          , token
          , transaction_id
          , psp
          , channel
          , station
          , outcome
          , fault_code
          , latency_us
          , state
          , payload
          )
     values",
    20,
    "",
);

/// The values of a row.
pub(crate) fn row(event: Event) -> Vec<Value> {
    let subject = &event.subject;
    // 292 thousand years fit.
    let latency = event
        .latency
        .map(|latency| i64::try_from(latency.as_micros()).unwrap_or(i64::MAX));
    vec![
        event.at.into(),
        event.session.as_str().into(),
        event.exchange.into(),
        event.kind.as_str().into(),
        event.primitive.into(),
        event.caller.into(),
        event.callee.into(),
        subject.creditor.as_ref().map(AsRef::as_ref).into(),
        subject
            .notice_number
            .as_ref()
            .map(NoticeNumber::as_str)
            .into(),
        subject.iuv.as_ref().map(Iuv::as_str).into(),
        subject.token.as_ref().map(PaymentToken::as_str).into(),
        subject
            .transaction
            .as_ref()
            .map(TransactionId::as_str)
            .into(),
        subject.psp.as_ref().map(AsRef::as_ref).into(),
        subject.channel.as_ref().map(AsRef::as_ref).into(),
        subject.station.as_ref().map(AsRef::as_ref).into(),
        event.outcome.map(Outcome::as_str).into(),
        event.fault_code.into(),
        latency.into(),
        event.state.into(),
        event.payload.into(),
    ]
}

/// Reads a row as it is shown.
pub(crate) fn read(row: &Row) -> Result<TraceEvent, StoreError> {
    let row = row.of(&EVENT);
    Ok(TraceEvent {
        id: row.get("id")?,
        at: row.instant("at")?,
        session: row.get("session_id")?,
        exchange: row.get("exchange")?,
        kind: row.named("kind", EventKind::from_name)?,
        primitive: row.get("primitive")?,
        caller: row.get("caller")?,
        callee: row.get("callee")?,
        subject: Subject {
            creditor: row.parse_option("creditor", str::parse)?,
            notice_number: row.parse_option("notice_number", str::parse)?,
            iuv: row.parse_option("iuv", str::parse)?,
            token: row.parse_option("token", str::parse)?,
            transaction: row.parse_option("transaction_id", str::parse)?,
            psp: row.parse_option("psp", str::parse)?,
            channel: row.parse_option("channel", str::parse)?,
            station: row.parse_option("station", str::parse)?,
        },
        outcome: row.get("outcome")?,
        fault_code: row.get("fault_code")?,
        latency_us: row.number_option("latency_us")?,
        state: row.get("state")?,
        payload: row.get("payload")?,
    })
}
