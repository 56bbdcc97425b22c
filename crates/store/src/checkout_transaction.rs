//! Rows of transactions and of their histories, which only grow.

use checkout::{OrderId, RecordedEvent, ResultId, Transaction, TransactionStatus};
use domain::TransactionId;
use jiff::Timestamp;

use crate::StoreError;
use crate::query::{MultiRow, PerEngine, Query, Value, locking};
use crate::row::{Row, Table};

static TRANSACTION: Table = Table {
    name: "checkout_transaction",
    key: &["id"],
};

static EVENT: Table = Table {
    name: "checkout_transaction_event",
    key: &["transaction_id", "sequence"],
};

// Nothing is written for an identifier that is there already; the caller looks at the row count.
const INSERT: &str = "\
    insert into checkout_transaction
         ( id
         , result_id
         , order_id
         , status
         , deadline_at
         , activated_at
         , has_email
         , document
         , version
         )
    values ($1, $2, $3, $4, $5, $6, $7, $8, 1)
    on conflict (id) do nothing";

const UPDATE: &str = "\
    update checkout_transaction
       set result_id = $2
         , order_id = $3
         , status = $4
         , deadline_at = $5
         , activated_at = $6
         , has_email = $7
         , document = $8
         , version = version + 1
     where id = $1";

const FIND: &str = "select id, document from checkout_transaction where id = $1";

const FIND_FOR_UPDATE: PerEngine =
    locking!("select id, document from checkout_transaction where id = $1");

const FIND_BY_ORDER: &str = "select id, document from checkout_transaction where order_id = $1";

const FIND_BY_RESULT: &str = "select id, document from checkout_transaction where result_id = $1";

const LIST_EXPIRED: &str = "\
    select id
      from checkout_transaction
     where deadline_at is not null
       and deadline_at <= $1
     order by deadline_at, id
     limit $2";

const LIST_WITH_EMAIL: PerEngine = locking!(
    "select id, document
      from checkout_transaction
     where has_email = 1
       and activated_at < $1
     order by activated_at
     limit $2"
);

pub(crate) static INSERT_EVENTS: MultiRow = MultiRow::new(
    "insert into checkout_transaction_event
          (transaction_id, sequence, at, status, code, event)
     values",
    6,
    "",
);

const LIST_EVENTS: &str = "\
    select transaction_id, sequence, at, status, event
      from checkout_transaction_event
     where transaction_id = $1
     order by sequence";

pub(crate) fn insert(transaction: &Transaction) -> Result<Query, StoreError> {
    save(INSERT, transaction)
}

pub(crate) fn update(transaction: &Transaction) -> Result<Query, StoreError> {
    save(UPDATE, transaction)
}

fn save(sql: &'static str, transaction: &Transaction) -> Result<Query, StoreError> {
    let order = transaction.order.as_ref();
    Ok(Query::new(sql)
        .bind(transaction.id.as_str())
        .bind(transaction.result_id.as_str())
        .bind(order.map(|order| order.id.as_str()))
        .bind(transaction.status.as_str())
        .bind(transaction.deadline())
        .bind(transaction.activated_at)
        .bind(transaction.email.is_some())
        .bind(serde_json::to_string(transaction)?))
}

pub(crate) fn find(id: &TransactionId) -> Query {
    Query::new(FIND).bind(id.as_str())
}

pub(crate) fn find_for_update(id: &TransactionId) -> Query {
    Query::per_engine(FIND_FOR_UPDATE).bind(id.as_str())
}

pub(crate) fn find_by_order(order: &OrderId) -> Query {
    Query::new(FIND_BY_ORDER).bind(order.as_str())
}

pub(crate) fn find_by_result(result: &ResultId) -> Query {
    Query::new(FIND_BY_RESULT).bind(result.as_str())
}

pub(crate) fn list_expired(now: Timestamp, limit: u32) -> Query {
    Query::new(LIST_EXPIRED).bind(now).bind(limit)
}

pub(crate) fn list_with_email(activated_before: Timestamp, limit: u32) -> Query {
    Query::per_engine(LIST_WITH_EMAIL)
        .bind(activated_before)
        .bind(limit)
}

pub(crate) fn list_events(id: &TransactionId) -> Query {
    Query::new(LIST_EVENTS).bind(id.as_str())
}

pub(crate) fn event_row(
    id: &TransactionId,
    recorded: &RecordedEvent,
) -> Result<Vec<Value>, StoreError> {
    Ok(vec![
        id.as_str().into(),
        recorded.sequence.into(),
        recorded.at.into(),
        recorded.status.as_str().into(),
        recorded.event.code().into(),
        serde_json::to_string(&recorded.event)?.into(),
    ])
}

pub(crate) fn read(row: &Row) -> Result<Transaction, StoreError> {
    row.of(&TRANSACTION).json("document")
}

pub(crate) fn read_id(row: &Row) -> Result<TransactionId, StoreError> {
    row.of(&TRANSACTION).parse("id", TransactionId::parse)
}

pub(crate) fn read_event(row: &Row) -> Result<RecordedEvent, StoreError> {
    let row = row.of(&EVENT);
    Ok(RecordedEvent {
        sequence: row.number("sequence")?,
        at: row.instant("at")?,
        status: row.named("status", TransactionStatus::from_name)?,
        event: row.json("event")?,
    })
}
