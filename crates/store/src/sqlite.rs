//! The embedded engine: one writer task that commits jobs in groups, and readers beside it.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use domain::ErrorChain;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Pool, Sqlite};
use tokio::sync::{mpsc, oneshot};

use crate::StoreError;
use crate::connection::Connection;
use crate::job::{Job, Queued, QueuedJob, Verdict, Work};
use crate::query::PerEngine;
use crate::signal::{Signals, Touched};

/// How many jobs may wait for the writer; further callers wait for room.
const JOBS_WAITING_MAX: usize = 1_024;

/// How many jobs share one commit.
const JOBS_PER_COMMIT_MAX: usize = 64;

/// How many connections read beside the writer.
const READERS_MAX: u32 = 4;

/// How long to wait for another process that writes, such as an import, in milliseconds.
const BUSY_TIMEOUT_MS: u64 = 10_000;

/// How many statements a connection keeps prepared.
const STATEMENTS_MAX: usize = 512;

/// How large the write-ahead log may stay after a checkpoint, in bytes.
const WAL_BYTES_MAX: &str = "67108864";

/// The writer's inbox.
pub(crate) enum Command {
    Job(Box<dyn QueuedJob>),
    Close(oneshot::Sender<()>),
}

/// One file with its writer and readers.
pub(crate) struct SqliteEngine {
    pub(crate) readers: Pool<Sqlite>,
    writer: mpsc::Sender<Command>,
    options: SqliteConnectOptions,
}

impl SqliteEngine {
    pub(crate) async fn open(url: &str, signals: Arc<Signals>) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_millis(BUSY_TIMEOUT_MS))
            .statement_cache_capacity(STATEMENTS_MAX)
            .pragma("journal_size_limit", WAL_BYTES_MAX)
            .disable_statement_logging();
        // The writer creates the file before a reader looks for it.
        let connection = options.connect().await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS_MAX)
            .test_before_acquire(false)
            .connect_with(
                options
                    .clone()
                    .create_if_missing(false)
                    .pragma("query_only", "on"),
            )
            .await?;
        let (writer, inbox) = mpsc::channel(JOBS_WAITING_MAX);
        tokio::spawn(
            Writer {
                work: Work {
                    connection: Connection::Sqlite(connection),
                    touched: Touched::default(),
                },
                options: options.clone(),
                inbox,
                signals,
            }
            .run(),
        );
        Ok(Self {
            readers,
            writer,
            options,
        })
    }

    /// A connection of its own, for migrations.
    pub(crate) async fn connect(&self) -> Result<sqlx::SqliteConnection, StoreError> {
        Ok(self.options.connect().await?)
    }

    pub(crate) async fn write<T: Send + 'static>(&self, job: impl Job<T>) -> Result<T, StoreError> {
        let (queued, answer) = Queued::new(job);
        self.writer
            .send(Command::Job(Box::new(queued)))
            .await
            .map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Ends the writer after the jobs before this call, then the readers.
    pub(crate) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.writer.send(Command::Close(done)).await.is_ok() {
            // The sender is dropped at the latest when the writer has ended.
            let _ = closed.await;
        }
        self.readers.close().await;
    }
}

const BEGIN: PerEngine = on_sqlite("begin immediate; savepoint job");
const KEEP: PerEngine = on_sqlite("release job");
const KEEP_AND_GO_ON: PerEngine = on_sqlite("release job; savepoint job");
const UNDO: PerEngine = on_sqlite("rollback to job; release job");
const UNDO_AND_GO_ON: PerEngine = on_sqlite("rollback to job");
const COMMIT: PerEngine = on_sqlite("commit");
const ROLLBACK: PerEngine = on_sqlite("rollback");

const fn on_sqlite(sql: &'static str) -> PerEngine {
    PerEngine {
        sqlite: sql,
        postgres: sql,
    }
}

struct Writer {
    work: Work,
    options: SqliteConnectOptions,
    inbox: mpsc::Receiver<Command>,
    signals: Arc<Signals>,
}

/// What the writer does after a group.
enum Next {
    Wait,
    Close(oneshot::Sender<()>),
}

impl Writer {
    async fn run(mut self) {
        while let Some(command) = self.inbox.recv().await {
            match command {
                Command::Job(job) => match self.group(job).await {
                    Next::Wait => {}
                    Next::Close(done) => return self.close(done).await,
                },
                Command::Close(done) => return self.close(done).await,
            }
        }
    }

    async fn close(self, done: oneshot::Sender<()>) {
        if let Err(error) = self.work.connection.close().await {
            tracing::warn!(error = %ErrorChain::new(&error), "could not close the writer");
        }
        // Nobody need listen.
        let _ = done.send(());
    }

    /// Runs jobs in one transaction, each behind a savepoint, until none waits or the group is full.
    async fn group(&mut self, first: Box<dyn QueuedJob>) -> Next {
        let mut jobs = Vec::with_capacity(JOBS_PER_COMMIT_MAX);
        let mut next = Next::Wait;
        let mut touched = Touched::default();
        let committed = self
            .run_group(first, &mut jobs, &mut touched, &mut next)
            .await;
        if committed.is_err() {
            self.recover().await;
        } else {
            self.signals.fire(touched);
        }
        for job in jobs {
            job.answer(committed.clone());
        }
        next
    }

    async fn run_group(
        &mut self,
        first: Box<dyn QueuedJob>,
        jobs: &mut Vec<Box<dyn QueuedJob>>,
        touched: &mut Touched,
        next: &mut Next,
    ) -> Result<(), StoreError> {
        jobs.push(first);
        self.work.connection.control(BEGIN).await?;
        while let Some(job) = jobs.last_mut() {
            self.work.touched = Touched::default();
            let verdict = job.run(&mut self.work).await;
            if verdict == Verdict::Keep {
                *touched = touched.or(self.work.touched);
            }
            let goes_on = self.take_next(jobs, next);
            let control = match (verdict, goes_on) {
                (Verdict::Keep, true) => KEEP_AND_GO_ON,
                (Verdict::Keep, false) => KEEP,
                (Verdict::Undo, true) => UNDO_AND_GO_ON,
                (Verdict::Undo, false) => UNDO,
            };
            self.work.connection.control(control).await?;
            if !goes_on {
                break;
            }
        }
        self.work.connection.control(COMMIT).await
    }

    /// Adds the next waiting job to the group, if there is one and room for it.
    fn take_next(&mut self, jobs: &mut Vec<Box<dyn QueuedJob>>, next: &mut Next) -> bool {
        if jobs.len() >= JOBS_PER_COMMIT_MAX {
            return false;
        }
        match self.inbox.try_recv() {
            Ok(Command::Job(job)) => {
                jobs.push(job);
                true
            }
            Ok(Command::Close(done)) => {
                *next = Next::Close(done);
                false
            }
            Err(_) => false,
        }
    }

    /// After a failed border of a transaction nobody knows what is open: starts afresh.
    async fn recover(&mut self) {
        // It fails when the engine has rolled back by itself.
        let _ = self.work.connection.control(ROLLBACK).await;
        match self.options.connect().await {
            Ok(connection) => self.work.connection = Connection::Sqlite(connection),
            Err(error) => tracing::error!(
                error = %ErrorChain::new(&error),
                "the writer could not connect anew and goes on with its old connection"
            ),
        }
    }
}
