//! Databases to run on.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

/// A database that lives as long as this value.
pub(crate) struct Engine {
    pub(crate) url: String,
    _folder: Option<TempDir>,
}

impl Engine {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            url: format!("sqlite:{}", folder.path().join("nodo.db").display()),
            _folder: Some(folder),
        }
    }

    /// A new database of the server that `NODO_TEST_POSTGRES` names. Without one the test says that
    /// it is skipped, and fails in continuous integration.
    pub(crate) async fn postgres() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);

        let Ok(server) = environment("NODO_TEST_POSTGRES") else {
            assert!(
                environment("CI").is_err(),
                "NODO_TEST_POSTGRES names no server"
            );
            eprintln!("skipped on PostgreSQL: NODO_TEST_POSTGRES names no server");
            return None;
        };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("nodo_server_{}_{number}", std::process::id());
        let mut connection = PgConnection::connect(&server).await.unwrap();
        let create = sqlx::AssertSqlSafe(format!("create database {name}"));
        sqlx::query(create).execute(&mut connection).await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        Some(Self {
            url: format!("{base}/{name}"),
            _folder: None,
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the environment tells tests where their servers are"
)]
fn environment(name: &str) -> Result<String, std::env::VarError> {
    std::env::var(name)
}
