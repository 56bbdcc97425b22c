//! Rows of closed transactions.

use domain::{Outcome, PaymentToken, TransactionId};
use node::{Closure, ClosureDetails};

use crate::StoreError;
use crate::batch::Batch;
use crate::connection::Connection;
use crate::query::{MultiRow, Query};
use crate::row::Table;

static CLOSURE: Table = Table {
    name: "closure",
    key: &["transaction_id"],
};

const LOAD: &str = "\
    select closure.transaction_id
         , closure.outcome
         , closure.closed_at
         , closure.valid_to
         , closure.details
         , closure.result
         , closure_token.token
      from closure
      join closure_token
        on closure_token.transaction_id = closure.transaction_id
     where closure.transaction_id = $1
     order by closure_token.ordinal";

const INSERT: &str = "\
    insert into closure (transaction_id, outcome, closed_at, valid_to, details, result)
    values ($1, $2, $3, $4, $5, $6)";

static INSERT_TOKENS: MultiRow = MultiRow::new(
    "insert into closure_token (transaction_id, ordinal, token) values",
    3,
    "",
);

const SET_RESULT: &str = "update closure set result = $2 where transaction_id = $1";

/// The closure of a transaction with its tokens in order.
pub(crate) async fn load(
    connection: &mut Connection,
    transaction: &TransactionId,
) -> Result<Option<Closure>, StoreError> {
    let query = Query::new(LOAD).bind(transaction.as_str());
    let rows = connection.fetch_all(query).await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let tokens = rows
        .iter()
        .map(|row| row.of(&CLOSURE).parse("token", PaymentToken::parse))
        .collect::<Result<_, _>>()?;
    let row = first.of(&CLOSURE);
    Ok(Some(Closure {
        transaction: row.parse("transaction_id", TransactionId::parse)?,
        tokens,
        outcome: row.parse("outcome", Outcome::parse)?,
        closed_at: row.instant("closed_at")?,
        valid_to: row.instant("valid_to")?,
        details: row.json_option::<ClosureDetails>("details")?,
        result: row.parse_option("result", Outcome::parse)?,
    }))
}

pub(crate) fn insert(batch: &mut Batch, closure: &Closure) -> Result<(), StoreError> {
    let details = closure.details.as_ref();
    let query = Query::new(INSERT)
        .bind(closure.transaction.as_str())
        .bind(closure.outcome.as_str())
        .bind(closure.closed_at)
        .bind(closure.valid_to)
        .bind(details.map(serde_json::to_string).transpose()?)
        .bind(closure.result.map(Outcome::as_str));
    batch.one("closure", query);
    let rows = (1_i64..)
        .zip(&closure.tokens)
        .map(|(ordinal, token)| {
            vec![
                closure.transaction.as_str().into(),
                ordinal.into(),
                token.as_str().into(),
            ]
        })
        .collect();
    batch.rows(&INSERT_TOKENS, rows);
    Ok(())
}

pub(crate) fn set_result(transaction: &TransactionId, result: Outcome) -> Query {
    Query::new(SET_RESULT)
        .bind(transaction.as_str())
        .bind(result.as_str())
}
