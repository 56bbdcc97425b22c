//! The only place that knows which engine runs a statement.

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Connection as _, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

use crate::StoreError;
use crate::query::{MultiRow, PerEngine, Query, Value};
use crate::row::Row;

/// A connection to either engine.
pub(crate) enum Connection {
    /// The writer's.
    Sqlite(SqliteConnection),
    /// A reader's.
    SqliteReader(PoolConnection<Sqlite>),
    /// A reader's, for reads that fit together.
    SqliteTransaction(Transaction<'static, Sqlite>),
    /// A reader's.
    Postgres(PoolConnection<Postgres>),
    /// A writer's, or a reader's for reads that fit together.
    PostgresTransaction(Transaction<'static, Postgres>),
}

enum Engine<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

/// The same bindings, in the words of each engine.
macro_rules! bound {
    ($sql:expr, $values:expr) => {{
        let mut query = sqlx::query($sql.into_str());
        for value in $values {
            query = match value {
                Value::Integer(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Bytes(value) => query.bind(value),
            };
        }
        query
    }};
}

type SqliteQuery = sqlx::query::Query<'static, Sqlite, SqliteArguments>;
type PostgresQuery = sqlx::query::Query<'static, Postgres, PgArguments>;

fn for_sqlite(query: Query) -> SqliteQuery {
    bound!(query.sqlite, query.values)
}

fn for_postgres(query: Query) -> PostgresQuery {
    bound!(query.postgres, query.values)
}

impl Connection {
    /// Whether other writers work at the same time, so that what is read for writing must be locked.
    pub(crate) fn has_concurrent_writers(&self) -> bool {
        match self {
            Self::Sqlite(_) | Self::SqliteReader(_) | Self::SqliteTransaction(_) => false,
            Self::Postgres(_) | Self::PostgresTransaction(_) => true,
        }
    }

    /// Whether each statement waits for the network.
    pub(crate) fn has_round_trips(&self) -> bool {
        match self {
            Self::Sqlite(_) | Self::SqliteReader(_) | Self::SqliteTransaction(_) => false,
            Self::Postgres(_) | Self::PostgresTransaction(_) => true,
        }
    }

    fn engine(&mut self) -> Engine<'_> {
        match self {
            Self::Sqlite(connection) => Engine::Sqlite(connection),
            Self::SqliteReader(connection) => Engine::Sqlite(connection),
            Self::SqliteTransaction(transaction) => Engine::Sqlite(transaction),
            Self::Postgres(connection) => Engine::Postgres(connection),
            Self::PostgresTransaction(transaction) => Engine::Postgres(transaction),
        }
    }

    /// Every row.
    pub(crate) async fn fetch_all(&mut self, query: Query) -> Result<Vec<Row>, StoreError> {
        Ok(match self.engine() {
            Engine::Sqlite(connection) => {
                let rows = for_sqlite(query).fetch_all(connection).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Engine::Postgres(connection) => {
                let rows = for_postgres(query).fetch_all(connection).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// The first row, if there is one.
    pub(crate) async fn fetch_optional(&mut self, query: Query) -> Result<Option<Row>, StoreError> {
        Ok(match self.engine() {
            Engine::Sqlite(connection) => for_sqlite(query)
                .fetch_optional(connection)
                .await?
                .map(Row::Sqlite),
            Engine::Postgres(connection) => for_postgres(query)
                .fetch_optional(connection)
                .await?
                .map(Row::Postgres),
        })
    }

    /// The first row, which there must be.
    pub(crate) async fn fetch_one(&mut self, query: Query) -> Result<Row, StoreError> {
        let row = self.fetch_optional(query).await?;
        row.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    /// How many rows were written.
    pub(crate) async fn execute(&mut self, query: Query) -> Result<u64, StoreError> {
        Ok(match self.engine() {
            Engine::Sqlite(connection) => {
                let done = for_sqlite(query).execute(connection).await?;
                done.rows_affected()
            }
            Engine::Postgres(connection) => {
                let done = for_postgres(query).execute(connection).await?;
                done.rows_affected()
            }
        })
    }

    /// Writes exactly one row of a table.
    pub(crate) async fn execute_one(
        &mut self,
        table: &'static str,
        query: Query,
    ) -> Result<(), StoreError> {
        match self.execute(query).await? {
            1 => Ok(()),
            found => Err(StoreError::RowsAffected {
                table,
                wanted: 1,
                found,
            }),
        }
    }

    /// Inserts rows in order.
    pub(crate) async fn insert_rows(
        &mut self,
        statement: &'static MultiRow,
        rows: Vec<Vec<Value>>,
    ) -> Result<u64, StoreError> {
        let mut inserted = 0;
        for query in statement.queries(rows) {
            inserted += self.execute(query).await?;
        }
        Ok(inserted)
    }

    /// Runs `control`, one or more statements without values, such as the borders of transactions.
    pub(crate) async fn control(&mut self, control: PerEngine) -> Result<(), StoreError> {
        self.execute(Query::per_engine(control)).await.map(drop)
    }

    /// Says goodbye to the engine; ends a transaction without a commit.
    pub(crate) async fn close(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => Ok(connection.close().await?),
            Self::SqliteReader(connection) => Ok(connection.close().await?),
            Self::SqliteTransaction(transaction) => Ok(transaction.rollback().await?),
            Self::Postgres(connection) => Ok(connection.close().await?),
            Self::PostgresTransaction(transaction) => Ok(transaction.rollback().await?),
        }
    }
}
