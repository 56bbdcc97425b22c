use std::error::Error;
use std::sync::Arc;

/// Why the store did not do as asked. A write that failed has changed nothing, except after a
/// [`StoreError::Driver`] of the commit itself, whose fate nobody knows.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database or the way to it failed.
    #[error("the database did not carry out a statement")]
    Driver(#[source] Arc<sqlx::Error>),
    /// A row holds what no code of ours writes.
    #[error("row {row} of table {table} has an impossible {column}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The values of the row's key.
        row: String,
        /// What is wrong with the value.
        #[source]
        source: Option<Arc<dyn Error + Send + Sync>>,
    },
    /// A statement met another number of rows than it must: somebody else has changed the row since
    /// it was read.
    #[error("a statement on table {table} met {found} rows instead of {wanted}")]
    RowsAffected {
        /// The table.
        table: &'static str,
        /// How many rows it must meet.
        wanted: u64,
        /// How many it met.
        found: u64,
    },
    /// A constraint forbids the row. PostgreSQL gives its name, SQLite the columns of a unique one.
    #[error("the constraint {0} forbids the change")]
    Conflict(String),
    /// A value cannot be written as JSON.
    #[error("a value could not be encoded")]
    Encode(#[source] Arc<serde_json::Error>),
    /// A decision changed something outside its scope.
    #[error("a decision changes a {0} that is not in its scope")]
    OutOfScope(&'static str),
    /// A decision, or the code around it, panicked. Nothing was written.
    #[error("the job panicked")]
    Panicked,
    /// The lease has ended and the message is somebody else's.
    #[error("the lease has been lost")]
    LeaseLost,
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
    /// The address names neither a `sqlite:` file nor a `postgres:` server.
    #[error("the address of the database begins with neither sqlite: nor postgres:")]
    Address,
    /// The tables could not be brought up to date.
    #[error("the migrations could not be applied")]
    Migrate(#[source] Arc<sqlx::migrate::MigrateError>),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(database) = &error {
            if let Some(constraint) = database.constraint() {
                return Self::Conflict(constraint.into());
            }
            if let Some((_, name)) = database.message().split_once("constraint failed: ") {
                return Self::Conflict(name.into());
            }
        }
        Self::Driver(Arc::new(error))
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Migrate(Arc::new(error))
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Encode(Arc::new(error))
    }
}

impl From<StoreError> for node::StoreError {
    fn from(error: StoreError) -> Self {
        Self(Box::new(error))
    }
}

impl From<StoreError> for registry::StoreError {
    fn from(error: StoreError) -> Self {
        Self(Box::new(error))
    }
}

impl From<StoreError> for identity::StoreError {
    fn from(error: StoreError) -> Self {
        Self(Box::new(error))
    }
}

impl From<StoreError> for checkout::StoreError {
    fn from(error: StoreError) -> Self {
        Self::Failed(Box::new(error))
    }
}
