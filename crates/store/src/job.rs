//! A write is a job: code that runs inside one transaction and is over when it is durable.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::oneshot;

use crate::StoreError;
use crate::connection::Connection;
use crate::signal::Touched;

/// What a job works with.
pub(crate) struct Work {
    /// A connection inside the job's transaction.
    pub(crate) connection: Connection,
    /// What others are to be told after the commit.
    pub(crate) touched: Touched,
}

/// A job that nobody has queued yet. It may run once only: it holds a decision.
pub(crate) trait Job<T>:
    for<'c> FnOnce(&'c mut Work) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static
{
}

impl<T, F> Job<T> for F where
    F: for<'c> FnOnce(&'c mut Work) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static
{
}

/// Runs a job so that its panic is its own failure.
pub(crate) async fn run<T>(job: impl Job<T>, work: &mut Work) -> Result<T, StoreError> {
    // The job's transaction is rolled back after a panic, and its values are dropped with it.
    let result = AssertUnwindSafe(async { job(work).await })
        .catch_unwind()
        .await;
    result.unwrap_or(Err(StoreError::Panicked))
}

/// What becomes of a job's changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Keep,
    Undo,
}

/// A job on its way to the writer, with the way back.
pub(crate) trait QueuedJob: Send {
    /// Runs the job.
    fn run<'c>(&'c mut self, work: &'c mut Work) -> BoxFuture<'c, Verdict>;
    /// Tells the caller, once the group has been committed or not.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

/// The one implementation.
pub(crate) struct Queued<T, F> {
    job: Option<F>,
    result: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Queued<T, F> {
    pub(crate) fn new(job: F) -> (Self, oneshot::Receiver<Result<T, StoreError>>) {
        let (reply, answer) = oneshot::channel();
        let queued = Self {
            job: Some(job),
            result: None,
            reply,
        };
        (queued, answer)
    }
}

impl<T: Send + 'static, F: Job<T>> QueuedJob for Queued<T, F> {
    fn run<'c>(&'c mut self, work: &'c mut Work) -> BoxFuture<'c, Verdict> {
        Box::pin(async move {
            let Some(job) = self.job.take() else {
                return Verdict::Undo;
            };
            let result = run(job, work).await;
            let verdict = if result.is_ok() {
                Verdict::Keep
            } else {
                Verdict::Undo
            };
            self.result = Some(result);
            verdict
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let result = match (self.result, committed) {
            // What failed by itself says why.
            (Some(Err(error)), _) | (_, Err(error)) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(StoreError::Closed),
        };
        // Nobody listens when the caller has given up.
        drop(self.reply.send(result));
    }
}
