//! What is to leave the platform: leases for the workers, and the dead letters for the portal.

use std::sync::Arc;
use std::time::Duration;

use domain::OutboxKind;
use jiff::{SignedDuration, Timestamp};

use crate::StoreError;
use crate::job::Work;
use crate::outbox_row::{self, OUTBOX};
use crate::query::{PerEngine, Query};
use crate::row::Row;
use crate::store::Core;

/// How often a message may be taken over after lost leases beyond its attempts, before it becomes a
/// dead letter without being handed out: a message that kills its worker must not do so for ever.
pub const LOST_LEASES_MAX: u32 = 5;

/// The most messages of one lease call, and of one page of dead letters.
const ROWS_MAX: u32 = 256;

/// The longest error text that is kept, in characters.
const ERROR_CHARS_MAX: usize = 500;

/// How a lease came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaseOrigin {
    /// Nobody has this attempt under way.
    Fresh,
    /// A lease has run out without a word from its holder: whether the message was sent is not
    /// known.
    Lost,
}

/// A message handed to a worker until the lease runs out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Its number.
    pub id: i64,
    /// Its key.
    pub key: String,
    /// What is to be done.
    pub kind: OutboxKind,
    /// With what, as JSON.
    pub payload: String,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// How many attempts there are.
    pub attempts_max: u32,
    /// Whether an attempt before was lost.
    pub origin: LeaseOrigin,
}

/// What became of a message whose attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterRetry {
    /// It will be tried again.
    Pending,
    /// Its attempts were used up.
    Dead,
}

/// A message that needs somebody's attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its number.
    pub id: i64,
    /// Its key.
    pub key: String,
    /// What was to be done.
    pub kind: OutboxKind,
    /// With what, as JSON.
    pub payload: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it entered the outbox.
    pub enqueued_at: Timestamp,
    /// When it was given up.
    pub died_at: Timestamp,
    /// Why.
    pub last_error: Option<String>,
}

const LEASE: PerEngine = PerEngine {
    sqlite: "\
    update outbox
       set lost_lease = case state when 'leased' then 1 else 0 end
         , state = 'leased'
         , attempts = attempts + 1
         , available_at = $4
     where id in
           ( select id
               from outbox
              where kind = $1
                and finished_at is null
                and available_at <= $2
              order by available_at, id
              limit $3
           )
    returning id, message_key, kind, payload, attempts, attempts_max, lost_lease",
    postgres: "\
    update outbox
       set lost_lease = case state when 'leased' then 1 else 0 end
         , state = 'leased'
         , attempts = attempts + 1
         , available_at = $4
     where id in
           ( select id
               from outbox
              where kind = $1
                and finished_at is null
                and available_at <= $2
              order by available_at, id
              limit $3
                for update skip locked
           )
    returning id, message_key, kind, payload, attempts, attempts_max, lost_lease",
};

const IS_DUE: &str = "\
    select id
      from outbox
     where kind = $1
       and finished_at is null
       and available_at <= $2
     limit 1";

// The number of the attempt tells a lease from a later one of the same message.
const COMPLETE: &str = "\
    update outbox
       set state = 'delivered'
         , finished_at = $3
         , last_error = null
     where id = $1
       and attempts = $2
       and state = 'leased'";

const RETRY: &str = "\
    update outbox
       set state = case when attempts >= attempts_max then 'dead' else 'pending' end
         , finished_at = case when attempts >= attempts_max then $3 else finished_at end
         , available_at = $4
         , last_error = $5
     where id = $1
       and attempts = $2
       and state = 'leased'
    returning state";

const BURY: &str = "\
    update outbox
       set state = 'dead'
         , finished_at = $3
         , last_error = $4
     where id = $1
       and attempts = $2
       and state = 'leased'";

const LIST_DEAD: &str = "\
    select id, message_key, kind, payload, attempts, enqueued_at, finished_at, last_error
      from outbox
     where state = 'dead'
       and finished_at is not null
       and (finished_at, id) > ($1, $2)
     order by finished_at, id
     limit $3";

const REQUEUE: &str = "\
    update outbox
       set state = 'pending'
         , finished_at = null
         , attempts = 0
         , available_at = $2
     where id = $1
       and state = 'dead'";

const DISCARD: &str = "delete from outbox where id = $1 and state = 'dead'";

const OLDEST_DUE: &str = "\
    select min(available_at)
      from outbox
     where kind = $1
       and finished_at is null";

const DELETE_DELIVERED: PerEngine = PerEngine {
    sqlite: "\
    delete from outbox
     where id in
           ( select id
               from outbox
              where state = 'delivered'
                and finished_at is not null
                and finished_at < $1
              order by finished_at, id
              limit $2
           )",
    postgres: "\
    delete from outbox
     where id in
           ( select id
               from outbox
              where state = 'delivered'
                and finished_at is not null
                and finished_at < $1
              order by finished_at, id
              limit $2
                for update skip locked
           )",
};

/// The outbox of a store.
#[derive(Clone)]
pub struct Outbox {
    core: Arc<Core>,
}

impl Outbox {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Hands out up to `limit` messages that are due, the kinds in the given order and the oldest
    /// first. A message that is not completed, retried or buried within `lease_for` is due again.
    pub async fn lease(
        &self,
        kinds: &[OutboxKind],
        limit: u32,
        lease_for: Duration,
    ) -> Result<Vec<Lease>, StoreError> {
        let now = self.core.clock.now();
        let until = later(now, lease_for);
        let kinds = self.due(kinds, now).await?;
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        let limit = limit.min(ROWS_MAX);
        let write = self.core.write(move |work| {
            Box::pin(async move {
                let mut leases: Vec<Lease> = Vec::new();
                for kind in kinds {
                    let count = u32::try_from(leases.len()).unwrap_or(u32::MAX);
                    let room = limit.saturating_sub(count);
                    if room == 0 {
                        break;
                    }
                    let query = lease(kind, now, room, until);
                    let mut found = Vec::new();
                    for row in work.connection.fetch_all(query).await? {
                        found.push(read_lease(&row)?);
                    }
                    // An update returns its rows in any order.
                    found.sort_by_key(|lease| lease.id);
                    leases.extend(found);
                }
                bury_exhausted(work, leases, now).await
            })
        });
        write.await
    }

    /// The kinds of which a message is due. Workers look often and find nothing: only what is due is
    /// worth a place in the writer's queue.
    async fn due(
        &self,
        kinds: &[OutboxKind],
        now: Timestamp,
    ) -> Result<Vec<OutboxKind>, StoreError> {
        let mut connection = self.core.read().await?;
        let mut due = Vec::new();
        for kind in kinds {
            let query = Query::new(IS_DUE).bind(kind.as_str()).bind(now);
            if connection.fetch_optional(query).await?.is_some() {
                due.push(*kind);
            }
        }
        Ok(due)
    }

    /// The message was delivered.
    pub async fn complete(&self, lease: &Lease) -> Result<(), StoreError> {
        let query = of_lease(COMPLETE, lease).bind(self.core.clock.now());
        self.finish(query).await
    }

    /// The attempt failed: the message is due again at `available_at`, or a dead letter when its
    /// attempts are used up. `error` must hold no personal data.
    pub async fn retry(
        &self,
        lease: &Lease,
        available_at: Timestamp,
        error: &str,
    ) -> Result<AfterRetry, StoreError> {
        let now = self.core.clock.now();
        let query = of_lease(RETRY, lease)
            .bind(now)
            .bind(available_at)
            .bind(shortened(error));
        let write = self.core.write(move |work| {
            Box::pin(async move {
                let row = work.connection.fetch_optional(query).await?;
                let row = row.ok_or(StoreError::LeaseLost)?;
                let state: String = row.of(&OUTBOX).get("state")?;
                work.touched.outbox = available_at <= now;
                Ok(if state == "dead" {
                    AfterRetry::Dead
                } else {
                    AfterRetry::Pending
                })
            })
        });
        write.await
    }

    /// The message cannot be delivered: somebody has to look at it. `error` must hold no personal
    /// data.
    pub async fn bury(&self, lease: &Lease, error: &str) -> Result<(), StoreError> {
        let query = bury(lease, self.core.clock.now(), error);
        self.finish(query).await
    }

    /// A page of dead letters, the oldest first, after the last one of the page before.
    pub async fn list_dead(
        &self,
        after: Option<(Timestamp, i64)>,
        limit: u32,
    ) -> Result<Vec<DeadLetter>, StoreError> {
        let query = list_dead(after, limit);
        let rows = self.core.read().await?.fetch_all(query).await?;
        rows.iter().map(read_dead_letter).collect()
    }

    /// Gives a dead letter new attempts. Answers whether there was such a letter.
    pub async fn requeue(&self, id: i64) -> Result<bool, StoreError> {
        let query = Query::new(REQUEUE).bind(id).bind(self.core.clock.now());
        let write = self.core.write(move |work| {
            Box::pin(async move {
                work.touched.outbox = true;
                Ok(work.connection.execute(query).await? == 1)
            })
        });
        write.await
    }

    /// Deletes a dead letter. Answers whether there was such a letter.
    pub async fn discard(&self, id: i64) -> Result<bool, StoreError> {
        let query = Query::new(DISCARD).bind(id);
        Ok(self.core.execute(query).await? == 1)
    }

    /// For how long the oldest message that is due has been so; `None` when none is.
    pub async fn oldest_due_age(&self) -> Result<Option<Duration>, StoreError> {
        let now = self.core.clock.now();
        let mut connection = self.core.read().await?;
        let mut oldest: Option<i64> = None;
        for kind in OutboxKind::ALL {
            let query = Query::new(OLDEST_DUE).bind(kind.as_str());
            let found = connection.fetch_one(query).await?.number_option()?;
            oldest = oldest.into_iter().chain(found).min();
        }
        let age = oldest.and_then(|oldest| now.as_microsecond().checked_sub(oldest));
        Ok(age
            .and_then(|age| u64::try_from(age).ok())
            .map(Duration::from_micros))
    }

    /// Deletes up to `limit` messages that were delivered before `before`. Answers how many.
    pub async fn delete_delivered(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let query = Query::per_engine(DELETE_DELIVERED).bind(before).bind(limit);
        self.core.execute(query).await
    }

    async fn finish(&self, query: Query) -> Result<(), StoreError> {
        match self.core.execute(query).await? {
            1 => Ok(()),
            _ => Err(StoreError::LeaseLost),
        }
    }
}

pub(crate) fn lease(kind: OutboxKind, now: Timestamp, limit: u32, until: Timestamp) -> Query {
    Query::per_engine(LEASE)
        .bind(kind.as_str())
        .bind(now)
        .bind(limit)
        .bind(until)
}

pub(crate) fn list_dead(after: Option<(Timestamp, i64)>, limit: u32) -> Query {
    let (died_at, id) = after.unwrap_or((Timestamp::MIN, 0));
    Query::new(LIST_DEAD)
        .bind(died_at)
        .bind(id)
        .bind(limit.min(ROWS_MAX))
}

/// Buries what was lost too often and keeps the others.
async fn bury_exhausted(
    work: &mut Work,
    leases: Vec<Lease>,
    now: Timestamp,
) -> Result<Vec<Lease>, StoreError> {
    let is_exhausted =
        |lease: &Lease| lease.attempt > lease.attempts_max.saturating_add(LOST_LEASES_MAX);
    let (exhausted, leases): (Vec<_>, Vec<_>) = leases.into_iter().partition(is_exhausted);
    for lease in exhausted {
        let query = bury(&lease, now, "its lease was lost too often");
        work.connection.execute_one("outbox", query).await?;
    }
    Ok(leases)
}

fn bury(lease: &Lease, now: Timestamp, error: &str) -> Query {
    of_lease(BURY, lease).bind(now).bind(shortened(error))
}

fn of_lease(sql: &'static str, lease: &Lease) -> Query {
    Query::new(sql).bind(lease.id).bind(lease.attempt)
}

fn shortened(error: &str) -> String {
    error.chars().take(ERROR_CHARS_MAX).collect()
}

fn later(now: Timestamp, after: Duration) -> Timestamp {
    let after = SignedDuration::try_from(after).unwrap_or(SignedDuration::MAX);
    now.saturating_add(after).unwrap_or(Timestamp::MAX)
}

fn read_lease(row: &Row) -> Result<Lease, StoreError> {
    let kind = outbox_row::kind(row)?;
    let row = row.of(&OUTBOX);
    Ok(Lease {
        id: row.get("id")?,
        key: row.get("message_key")?,
        kind,
        payload: row.get("payload")?,
        attempt: row.number("attempts")?,
        attempts_max: row.number("attempts_max")?,
        origin: if row.flag("lost_lease")? {
            LeaseOrigin::Lost
        } else {
            LeaseOrigin::Fresh
        },
    })
}

fn read_dead_letter(row: &Row) -> Result<DeadLetter, StoreError> {
    let kind = outbox_row::kind(row)?;
    let row = row.of(&OUTBOX);
    Ok(DeadLetter {
        id: row.get("id")?,
        key: row.get("message_key")?,
        kind,
        payload: row.get("payload")?,
        attempts: row.number("attempts")?,
        enqueued_at: row.instant("enqueued_at")?,
        died_at: row.instant("finished_at")?,
        last_error: row.get("last_error")?,
    })
}
