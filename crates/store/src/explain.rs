//! How the engine carries out the statements that read many rows: the proof that none of them reads
//! a whole table.

use std::sync::Arc;

use domain::OutboxKind;
use jiff::Timestamp;
use node::PaymentQuery;

use crate::connection::Connection;
use crate::query::{PerEngine, Query, Sql, Value};
use crate::{
    Store, StoreError, checkout_transaction, idempotency, node_store, outbox, payment_list, trace,
};

/// A statement that reads many rows.
#[derive(Clone, Debug)]
pub enum ListStatement {
    /// A page of payments.
    Payments(Box<PaymentQuery>),
    /// Payments whose time has passed.
    ExpiredPayments,
    /// Transactions whose time has passed.
    ExpiredClosures,
    /// Stored answers whose time has passed.
    ExpiredIdempotency,
    /// Messages that are due.
    DueMessages,
    /// Messages that were given up.
    DeadLetters,
    /// The journal of a payment.
    TraceEvents,
    /// Transactions of Checkout whose time has passed.
    ExpiredTransactions,
}

/// A plan is asked for as if every sequential scan were forbidden: small tables would be read whole
/// even where there is an index.
const PREFER_INDEXES: PerEngine = PerEngine {
    sqlite: "select 1",
    postgres: "set local enable_seqscan = off",
};

impl Store {
    /// The engine's plan of a statement, line by line.
    pub async fn explain(&self, list: ListStatement) -> Result<Vec<String>, StoreError> {
        let query = explained(list);
        let explain = self.core.snapshot(move |connection| {
            Box::pin(async move {
                connection.control(PREFER_INDEXES).await?;
                plan(connection, query).await
            })
        });
        explain.await
    }
}

fn explained(list: ListStatement) -> Query {
    let at = Timestamp::UNIX_EPOCH;
    let mut query = match list {
        ListStatement::Payments(query) => payment_list::statement(&query, None),
        ListStatement::ExpiredPayments => node_store::list_expired_payments(at, 1),
        ListStatement::ExpiredClosures => node_store::list_expired_closures(at, 1),
        ListStatement::ExpiredIdempotency => idempotency::delete_expired(at, 1),
        ListStatement::DueMessages => outbox::lease(OutboxKind::Mail, at, 1, at),
        ListStatement::DeadLetters => outbox::list_dead(None, 1),
        ListStatement::TraceEvents => Query::new(trace::EVENTS).bind_all([
            Value::from("77777777777"),
            Value::from("302000000001234559"),
            Value::from("token"),
            Value::from("transaction"),
            Value::from(1_i64),
        ]),
        ListStatement::ExpiredTransactions => checkout_transaction::list_expired(at, 1),
    };
    query.sqlite = prefixed("explain query plan ", query.sqlite);
    query.postgres = prefixed("explain ", query.postgres);
    query
}

fn prefixed(prefix: &str, sql: Sql) -> Sql {
    let sql = sql.into_str();
    Sql::Built(Arc::from(format!("{prefix}{}", sql.as_str())))
}

async fn plan(connection: &mut Connection, query: Query) -> Result<Vec<String>, StoreError> {
    let rows = connection.fetch_all(query).await?;
    rows.iter().map(crate::row::Row::plan_line).collect()
}
