use std::sync::Arc;

use domain::Clock;
use futures::future::BoxFuture;
use sqlx::migrate::Migrator;
use tokio::sync::watch;

use crate::StoreError;
use crate::connection::Connection;
use crate::job::Work;
use crate::journal::JournalQueue;
use crate::outbox::Outbox;
use crate::postgres::PostgresEngine;
use crate::query::{PerEngine, Query};
use crate::signal::Signals;
use crate::sqlite::SqliteEngine;

/// The migrations of the embedded engine.
pub static MIGRATIONS_SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");

/// The migrations of the engine for many processes: the same tables and columns.
pub static MIGRATIONS_POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How a store is opened.
#[derive(Clone)]
pub struct Options {
    /// The time, for leases and for the age of what waits.
    pub clock: Arc<dyn Clock>,
    /// How many connections to a PostgreSQL server at most.
    pub connections_max: u32,
}

impl Options {
    /// The usual options.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            connections_max: 16,
        }
    }
}

pub(crate) enum Engine {
    Sqlite(Box<SqliteEngine>),
    Postgres(Box<PostgresEngine>),
}

/// What every handle shares. The journal's task holds it as well.
pub(crate) struct Core {
    engine: Engine,
    signals: Arc<Signals>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// The platform's store. Clones share everything; it implements the storage traits of the
/// components.
#[derive(Clone)]
pub struct Store {
    pub(crate) core: Arc<Core>,
    pub(crate) journal: JournalQueue,
}

impl Store {
    /// Opens the database at `sqlite:<path>`, creating the file, or `postgres://…`. It has to run
    /// inside a Tokio runtime.
    pub async fn open(url: &str, options: Options) -> Result<Self, StoreError> {
        let signals = Arc::new(Signals::new());
        let engine = if url.starts_with("sqlite:") {
            let sqlite = SqliteEngine::open(url, Arc::clone(&signals)).await?;
            Engine::Sqlite(Box::new(sqlite))
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let connections_max = options.connections_max;
            let signals = Arc::clone(&signals);
            let postgres = PostgresEngine::open(url, connections_max, signals).await?;
            Engine::Postgres(Box::new(postgres))
        } else {
            return Err(StoreError::Address);
        };
        let core = Arc::new(Core {
            engine,
            signals,
            clock: options.clock,
        });
        let journal = JournalQueue::start(Arc::clone(&core));
        Ok(Self { core, journal })
    }

    /// Brings the tables up to date. Several processes may do so at a time.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match &self.core.engine {
            Engine::Sqlite(sqlite) => {
                let mut connection = sqlite.connect().await?;
                MIGRATIONS_SQLITE.run(&mut connection).await?;
                Connection::Sqlite(connection).close().await
            }
            Engine::Postgres(postgres) => Ok(MIGRATIONS_POSTGRES.run(&postgres.pool).await?),
        }
    }

    /// What is to leave the platform.
    #[must_use]
    pub fn outbox(&self) -> Outbox {
        Outbox::new(Arc::clone(&self.core))
    }

    /// Changes when a message has become available, here or in another process of a PostgreSQL
    /// store. A hint only: those who wait should also look from time to time.
    #[must_use]
    pub fn outbox_changes(&self) -> watch::Receiver<u64> {
        self.core.signals.outbox()
    }

    /// Changes when the registry has a new version, with the same limits.
    #[must_use]
    pub fn registry_changes(&self) -> watch::Receiver<u64> {
        self.core.signals.registry()
    }

    /// Waits until every journal row appended before is durable.
    pub async fn flush(&self) -> Result<(), StoreError> {
        self.journal.flush().await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let mut connection = self.core.read().await?;
        connection.control(PING).await
    }

    /// Flushes the journal and closes every connection. Later calls fail.
    pub async fn close(&self) -> Result<(), StoreError> {
        let flushed = self.flush().await;
        match &self.core.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close().await,
        }
        flushed
    }
}

const PING: PerEngine = PerEngine {
    sqlite: "select 1",
    postgres: "select 1",
};

const BEGIN_SNAPSHOT: &str = "begin isolation level repeatable read read only";

impl Core {
    /// Runs a job in a durable transaction.
    pub(crate) async fn write<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Work) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(job).await,
            Engine::Postgres(postgres) => postgres.write(job).await,
        }
    }

    /// Runs one statement, which is a durable transaction of its own; says how many rows it met.
    pub(crate) async fn execute(&self, query: Query) -> Result<u64, StoreError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => {
                let write = sqlite.write(|work| Box::pin(work.connection.execute(query)));
                write.await
            }
            Engine::Postgres(_) => self.read().await?.execute(query).await,
        }
    }

    /// A connection outside any transaction.
    pub(crate) async fn read(&self) -> Result<Connection, StoreError> {
        Ok(match &self.engine {
            Engine::Sqlite(sqlite) => Connection::SqliteReader(sqlite.readers.acquire().await?),
            Engine::Postgres(postgres) => Connection::Postgres(postgres.pool.acquire().await?),
        })
    }

    /// Runs reads that must fit together, in a task of its own: a caller who gives up while the
    /// transaction begins would leave it open on a connection that others use.
    pub(crate) async fn snapshot<T, F>(self: &Arc<Self>, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T, StoreError>>
            + Send
            + 'static,
    {
        let core = Arc::clone(self);
        let task = tokio::spawn(async move {
            let mut connection = core.begin_snapshot().await?;
            let result = read(&mut connection).await;
            connection.close().await?;
            result
        });
        task.await.unwrap_or(Err(StoreError::Panicked))
    }

    async fn begin_snapshot(&self) -> Result<Connection, StoreError> {
        Ok(match &self.engine {
            Engine::Sqlite(sqlite) => Connection::SqliteTransaction(sqlite.readers.begin().await?),
            Engine::Postgres(postgres) => {
                let transaction = postgres.pool.begin_with(BEGIN_SNAPSHOT).await?;
                Connection::PostgresTransaction(transaction)
            }
        })
    }
}
