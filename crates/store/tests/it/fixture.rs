//! A fresh store per test, on either engine.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::Clock;
use futures::FutureExt;
use jiff::Timestamp;
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use store::{Options, Store};

/// Where tests begin.
pub(crate) const START: &str = "2026-11-25T09:00:00Z";

/// How long anything may take before a test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A clock that moves when told.
#[derive(Debug)]
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    fn new() -> Self {
        let start: Timestamp = START.parse().unwrap();
        Self(AtomicI64::new(start.as_microsecond()))
    }

    pub(crate) fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_micros()).unwrap();
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// The engine of a fixture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// A migrated store of its own.
pub(crate) struct Fixture {
    pub(crate) store: Store,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) engine: Engine,
    pub(crate) url: String,
}

impl Fixture {
    async fn open(engine: Engine, url: String) -> Self {
        let clock = Arc::new(TestClock::new());
        let store = Store::open(&url, Options::new(clock.clone()))
            .await
            .unwrap();
        store.migrate().await.unwrap();
        Self {
            store,
            clock,
            engine,
            url,
        }
    }

    /// Another process of the same store.
    pub(crate) async fn another(&self) -> Store {
        Store::open(&self.url, Options::new(self.clock.clone()))
            .await
            .unwrap()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The first column of every row, as text.
    pub(crate) async fn texts(&self, sql: &'static str) -> Vec<String> {
        match self.engine {
            Engine::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql)
                    .fetch_all(&mut connection)
                    .await
                    .unwrap()
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql)
                    .fetch_all(&mut connection)
                    .await
                    .unwrap()
            }
        }
    }

    /// One number.
    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        match self.engine {
            Engine::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql)
                    .fetch_one(&mut connection)
                    .await
                    .unwrap()
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql)
                    .fetch_one(&mut connection)
                    .await
                    .unwrap()
            }
        }
    }

    /// Statements without values.
    pub(crate) async fn run(&self, sql: &'static str) {
        match self.engine {
            Engine::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
                connection.execute(sqlx::raw_sql(sql)).await.unwrap();
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                connection.execute(sqlx::raw_sql(sql)).await.unwrap();
            }
        }
    }
}

/// Runs a test on a file of its own.
pub(crate) async fn on_sqlite(test: impl AsyncFnOnce(&Fixture)) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("nodo.db").display());
    let fixture = Fixture::open(Engine::Sqlite, url).await;
    Box::pin(test(&fixture)).await;
    // A test may have closed it already.
    let _ = fixture.store.close().await;
}

/// Runs a test on a database of its own, on the server at `NODO_TEST_POSTGRES`.
pub(crate) async fn on_postgres(name: &str, test: impl AsyncFnOnce(&Fixture)) {
    static DATABASES: AtomicU32 = AtomicU32::new(0);
    let Some(server) = server() else {
        println!("skipped: {name} on PostgreSQL, because NODO_TEST_POSTGRES names no server");
        return;
    };
    let number = DATABASES.fetch_add(1, Ordering::SeqCst);
    let database = format!("nodo_store_{}_{number}", std::process::id());
    administer(server, format!("create database {database}")).await;
    let (server_part, _) = server.rsplit_once('/').unwrap();
    let fixture = Fixture::open(Engine::Postgres, format!("{server_part}/{database}")).await;
    let outcome = AssertUnwindSafe(Box::pin(test(&fixture)))
        .catch_unwind()
        .await;
    let _ = fixture.store.close().await;
    administer(server, format!("drop database {database} with (force)")).await;
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

async fn administer(server: &str, sql: String) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    let statement = sqlx::raw_sql(sqlx::AssertSqlSafe(sql));
    connection.execute(statement).await.unwrap();
}

/// The server for tests: `postgres://user@host:port/database`.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by the environment where the server is"
)]
fn server() -> Option<&'static str> {
    static SERVER: OnceLock<Option<String>> = OnceLock::new();
    let server = SERVER.get_or_init(|| std::env::var("NODO_TEST_POSTGRES").ok());
    assert!(
        server.is_some() || std::env::var("CI").is_err(),
        "CI must name a PostgreSQL server in NODO_TEST_POSTGRES"
    );
    server.as_deref()
}

/// Declares a test that runs on both engines.
macro_rules! for_each_engine {
    ($name:ident, $test:expr) => {
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                crate::fixture::on_sqlite($test).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                crate::fixture::on_postgres(stringify!($name), $test).await;
            }
        }
    };
}
pub(crate) use for_each_engine;

/// Waits until a process listens to the others; the first signal says so.
pub(crate) async fn listens(changes: &mut tokio::sync::watch::Receiver<u64>) {
    patiently(changes.wait_for(|count| *count > 0))
        .await
        .unwrap();
}

/// Waits for a future, but not for ever.
pub(crate) async fn patiently<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future)
        .await
        .expect("it should have happened by now")
}
