//! Many statements in one round trip.
//!
//! A decision writes rows of ten tables. SQLite runs the statements one by one, which costs nothing
//! in the same process. To PostgreSQL they go as one statement with a common table expression for
//! each: all or none, with one wait for the network instead of ten. Statements of one batch must
//! meet different rows, since none sees what another has written.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::StoreError;
use crate::connection::Connection;
use crate::query::{MultiRow, Query, Sql, Value};
use crate::row::Row;

/// How many rows a statement must meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// One of this table.
    One(&'static str),
    /// As many as there are.
    Any,
}

/// Statements that write, in the order in which they run where they run one by one.
#[derive(Default)]
pub(crate) struct Batch {
    statements: Vec<(Query, Wanted)>,
}

impl Batch {
    /// A statement that must write one row of a table.
    pub(crate) fn one(&mut self, table: &'static str, query: Query) {
        self.statements.push((query, Wanted::One(table)));
    }

    /// A statement that writes as many rows as there are.
    pub(crate) fn any(&mut self, query: Query) {
        self.statements.push((query, Wanted::Any));
    }

    /// Inserts of rows.
    pub(crate) fn rows(&mut self, statement: &'static MultiRow, rows: Vec<Vec<Value>>) {
        let queries = statement.queries(rows).into_iter();
        self.statements
            .extend(queries.map(|query| (query, Wanted::Any)));
    }

    /// Runs everything, or fails and leaves the rest to the rollback.
    pub(crate) async fn run(self, connection: &mut Connection) -> Result<(), StoreError> {
        if connection.has_round_trips() && self.statements.len() > 1 {
            return self.run_together(connection).await;
        }
        self.run_one_by_one(connection).await
    }

    /// Runs statements that meet the same row.
    pub(crate) async fn run_one_by_one(
        self,
        connection: &mut Connection,
    ) -> Result<(), StoreError> {
        for (query, wanted) in self.statements {
            let found = connection.execute(query).await?;
            check(wanted, found)?;
        }
        Ok(())
    }

    async fn run_together(self, connection: &mut Connection) -> Result<(), StoreError> {
        let wanted: Vec<_> = self.statements.iter().map(|(_, wanted)| *wanted).collect();
        let queries = self.statements.into_iter().map(|(query, _)| query);
        let row = connection.fetch_one(together(queries)).await?;
        for (index, wanted) in wanted.into_iter().enumerate() {
            check(wanted, found(&row, index)?)?;
        }
        Ok(())
    }
}

fn check(wanted: Wanted, found: u64) -> Result<(), StoreError> {
    match wanted {
        Wanted::One(table) if found != 1 => Err(StoreError::RowsAffected {
            table,
            wanted: 1,
            found,
        }),
        Wanted::One(_) | Wanted::Any => Ok(()),
    }
}

fn found(row: &Row, index: usize) -> Result<u64, StoreError> {
    let found = row.number_at(index)?;
    Ok(u64::try_from(found).unwrap_or(0))
}

/// `with s0 as (… returning 1), s1 as (…) select (select count(*) from s0), …`
fn together(queries: impl Iterator<Item = Query>) -> Query {
    let mut sql = String::from("with");
    let mut counts = String::from(" select");
    let mut values = Vec::new();
    // Writing to a string cannot fail.
    for (index, query) in queries.enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(sql, "{comma} s{index} as (");
        push_renumbered(&mut sql, query.postgres, values.len());
        sql.push_str(" returning 1)");
        let _ = write!(counts, "{comma} (select count(*) from s{index})");
        values.extend(query.values);
    }
    sql.push_str(&counts);
    Query::built(Sql::Built(Arc::from(sql))).bind_all(values)
}

/// Appends a statement with its placeholders moved up. A `$` is nothing else in our statements.
fn push_renumbered(sql: &mut String, statement: Sql, by: usize) {
    let statement = statement.into_str();
    let mut parts = statement.as_str().split('$');
    sql.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        let number = number.parse::<usize>().unwrap_or(0) + by;
        // Writing to a string cannot fail.
        let _ = write!(sql, "${number}{rest}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_become_one_with_their_placeholders_moved_up() {
        let queries = [
            Query::new("update a set b = $2 where c = $1")
                .bind(1_i64)
                .bind(2_i64),
            Query::new("insert into d (e) values ($1)").bind(3_i64),
        ];
        let query = together(queries.into_iter());
        assert_eq!(
            query.postgres.into_str().as_str(),
            "with s0 as (update a set b = $2 where c = $1 returning 1), \
             s1 as (insert into d (e) values ($3) returning 1) \
             select (select count(*) from s0), (select count(*) from s1)"
        );
        assert_eq!(query.values.len(), 3);
    }
}
