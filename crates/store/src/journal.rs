//! The queue in front of the journal.

use std::sync::Arc;

use async_trait::async_trait;
use domain::ErrorChain;
use node::Event;
use tokio::sync::{mpsc, oneshot};

use crate::journal_event;
use crate::query::{INSERT_ROWS_MAX, Value};
use crate::store::Core;
use crate::{Store, StoreError};

/// How many rows may wait; further callers wait for room.
const EVENTS_WAITING_MAX: usize = 4_096;

/// How often rows are tried before they are given up.
const ATTEMPTS_MAX: u32 = 3;

enum Entry {
    Event(Box<Event>),
    /// Answers when every row before it is durable, or lost.
    Flush(oneshot::Sender<Result<(), StoreError>>),
}

/// The way to the journal's task. The task ends when every handle is gone and the queue is empty.
#[derive(Clone)]
pub(crate) struct JournalQueue(mpsc::Sender<Entry>);

impl JournalQueue {
    pub(crate) fn start(core: Arc<Core>) -> Self {
        let (sender, inbox) = mpsc::channel(EVENTS_WAITING_MAX);
        tokio::spawn(run(core, inbox));
        Self(sender)
    }

    pub(crate) async fn flush(&self) -> Result<(), StoreError> {
        let (done, flushed) = oneshot::channel();
        let sent = self.0.send(Entry::Flush(done)).await;
        sent.map_err(|_| StoreError::Closed)?;
        flushed.await.map_err(|_| StoreError::Closed)?
    }
}

#[async_trait]
impl node::Journal for Store {
    async fn append(&self, event: Event) {
        if self
            .journal
            .0
            .send(Entry::Event(Box::new(event)))
            .await
            .is_err()
        {
            tracing::error!("the journal's task is gone and a row is lost");
        }
    }
}

/// Writes whatever waits, up to [`INSERT_ROWS_MAX`] rows at a time; there is no artificial delay.
async fn run(core: Arc<Core>, mut inbox: mpsc::Receiver<Entry>) {
    let mut entries = Vec::with_capacity(INSERT_ROWS_MAX);
    // What rows since the last flush have met.
    let mut outcome = Ok(());
    while inbox.recv_many(&mut entries, INSERT_ROWS_MAX).await > 0 {
        let mut rows = Vec::with_capacity(entries.len());
        let mut flushes = Vec::new();
        for entry in entries.drain(..) {
            match entry {
                Entry::Event(event) => rows.push(journal_event::row(*event)),
                Entry::Flush(done) => flushes.push(done),
            }
        }
        if let Err(error) = write(&core, rows).await {
            outcome = Err(error);
        }
        for done in flushes {
            // Nobody need listen.
            let _ = done.send(std::mem::replace(&mut outcome, Ok(())));
        }
    }
}

async fn write(core: &Core, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut attempt = 1;
    loop {
        let rows_now = rows.clone();
        let written = core.write(move |work| {
            Box::pin(
                work.connection
                    .insert_rows(&journal_event::INSERT, rows_now),
            )
        });
        match written.await {
            Ok(_) => return Ok(()),
            Err(error) if attempt >= ATTEMPTS_MAX => {
                tracing::error!(
                    error = %ErrorChain::new(&error),
                    "{} rows of the journal are lost",
                    rows.len()
                );
                return Err(error);
            }
            Err(_) => attempt += 1,
        }
    }
}
