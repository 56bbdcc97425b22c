//! The engine for many processes: a transaction per job, and changes told to the others.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use domain::ErrorChain;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::{ConnectOptions, Pool, Postgres};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::StoreError;
use crate::connection::Connection;
use crate::job::{Job, Work, run};
use crate::signal::{Signals, Touched};

/// The channel on which processes tell each other what they have committed.
const CHANNEL: &str = "nodo_changes";

/// Notifications are told together at most this often, in milliseconds: `notify` makes commits wait
/// for each other, so the hot path does not use it.
const NOTIFY_INTERVAL_MS: u64 = 20;

/// How long to wait for a free connection, in seconds.
const ACQUIRE_TIMEOUT_S: u64 = 10;

/// How long to wait before listening again after a failure, in milliseconds.
const LISTEN_RETRY_MS: u64 = 1_000;

/// How many statements a connection keeps prepared.
const STATEMENTS_MAX: usize = 512;

/// One server.
pub(crate) struct PostgresEngine {
    pub(crate) pool: Pool<Postgres>,
    signals: Arc<Signals>,
    /// Tells the notifier; full means that it will look anyway.
    notify: mpsc::Sender<Touched>,
    tasks: [JoinHandle<()>; 2],
}

impl PostgresEngine {
    pub(crate) async fn open(
        url: &str,
        connections_max: u32,
        signals: Arc<Signals>,
    ) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)?
            .application_name("nodo")
            .statement_cache_capacity(STATEMENTS_MAX)
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(connections_max)
            .acquire_timeout(Duration::from_secs(ACQUIRE_TIMEOUT_S))
            .test_before_acquire(false)
            .connect_with(options.clone())
            .await?;
        // Listening has a connection of its own, so that the pool is the hot path's alone.
        let own = PgPoolOptions::new()
            .max_connections(2)
            .acquire_timeout(Duration::from_secs(ACQUIRE_TIMEOUT_S))
            .connect_lazy_with(options);
        let (notify, touched) = mpsc::channel(64);
        let tasks = [
            tokio::spawn(notify_others(own.clone(), touched)),
            tokio::spawn(listen(own, Arc::clone(&signals))),
        ];
        Ok(Self {
            pool,
            signals,
            notify,
            tasks,
        })
    }

    /// Runs a job in a task of its own, to its end: a caller who gives up while a transaction begins
    /// would leave it open on a connection that others use.
    pub(crate) async fn write<T: Send + 'static>(&self, job: impl Job<T>) -> Result<T, StoreError> {
        let (pool, signals) = (self.pool.clone(), Arc::clone(&self.signals));
        let notify = self.notify.clone();
        let task = tokio::spawn(async move {
            let (value, touched) = transact(&pool, job).await?;
            if !touched.is_nothing() {
                signals.fire(touched);
                // A full queue means that the notifier has not yet told what came before.
                let _ = notify.try_send(touched);
            }
            Ok(value)
        });
        task.await.unwrap_or(Err(StoreError::Panicked))
    }

    pub(crate) async fn close(&self) {
        for task in &self.tasks {
            task.abort();
        }
        self.pool.close().await;
    }
}

impl Drop for PostgresEngine {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn transact<T>(pool: &Pool<Postgres>, job: impl Job<T>) -> Result<(T, Touched), StoreError> {
    let mut work = Work {
        connection: Connection::PostgresTransaction(pool.begin().await?),
        touched: Touched::default(),
    };
    let result = run(job, &mut work).await;
    let Connection::PostgresTransaction(transaction) = work.connection else {
        return Err(StoreError::Closed);
    };
    match result {
        Ok(value) => {
            transaction.commit().await?;
            Ok((value, work.touched))
        }
        Err(error) => {
            transaction.rollback().await?;
            Err(error)
        }
    }
}

/// Gathers what was touched and tells it once.
async fn notify_others(pool: Pool<Postgres>, mut inbox: mpsc::Receiver<Touched>) {
    while let Some(mut touched) = inbox.recv().await {
        tokio::time::sleep(Duration::from_millis(NOTIFY_INTERVAL_MS)).await;
        while let Ok(more) = inbox.try_recv() {
            touched = touched.or(more);
        }
        for (is_touched, payload) in [(touched.outbox, "outbox"), (touched.registry, "registry")] {
            if !is_touched {
                continue;
            }
            let notify = sqlx::query("select pg_notify($1, $2)")
                .bind(CHANNEL)
                .bind(payload);
            if let Err(error) = notify.execute(&pool).await {
                // The others poll as well.
                tracing::warn!(error = %ErrorChain::new(&error), "could not notify");
            }
        }
    }
}

/// Wakes this process when another has committed.
async fn listen(pool: Pool<Postgres>, signals: Arc<Signals>) {
    loop {
        if let Err(error) = listen_once(&pool, &signals).await {
            tracing::warn!(error = %ErrorChain::new(&error), "could not listen");
        }
        tokio::time::sleep(Duration::from_millis(LISTEN_RETRY_MS)).await;
    }
}

async fn listen_once(pool: &Pool<Postgres>, signals: &Signals) -> Result<(), sqlx::Error> {
    let everything = Touched {
        outbox: true,
        registry: true,
    };
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    // Whatever was told before.
    signals.fire(everything);
    loop {
        let touched = match listener.try_recv().await? {
            Some(notification) => Touched {
                outbox: notification.payload() == "outbox",
                registry: notification.payload() == "registry",
            },
            // The connection was lost and is back: something may have been missed.
            None => everything,
        };
        signals.fire(touched);
    }
}
