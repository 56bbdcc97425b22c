//! What goes on without being asked: deliveries from the outbox, and jobs.
//!
//! One loop per kind leases as many messages as it has room for and delivers them side by side, so
//! that a slow kind does not hold up the others. Everything stops on one token; what is under way is
//! finished first.

use std::sync::Arc;
use std::time::Duration;

use domain::{Clock, Delivery, ErrorChain, OutboxKind};
use node::JobRun;
use store::{Lease, Outbox};
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Workers as Settings;
use crate::platform::Platform;

/// The most rows that one run of a clean-up job touches.
const CLEANUP_ROWS_MAX: u32 = 500;

/// How often a job is run in a row while it finds as many rows as it may touch, before the others
/// have their turn.
const RUNS_MAX: u32 = 20;

/// How long delivered messages stay to be looked at.
const DELIVERED_KEPT: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 7);

/// The running loops.
pub(crate) struct Workers {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Workers {
    /// Starts one loop for each kind of delivery and one for the jobs.
    pub(crate) fn start(platform: &Arc<Platform>, settings: &Settings) -> Self {
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        for kind in OutboxKind::ALL {
            let worker = Worker {
                platform: Arc::clone(platform),
                outbox: platform.store.outbox(),
                changes: platform.store.outbox_changes(),
                kind,
                room: Arc::new(Semaphore::new(settings.concurrency)),
                lease_for: Duration::from_secs(settings.lease_s),
                poll: Duration::from_millis(settings.poll_ms),
                tasks: tasks.clone(),
            };
            tasks.spawn(worker.run(stop.clone()));
        }
        tasks.spawn(run_jobs(
            Arc::clone(platform),
            Duration::from_secs(settings.jobs_interval_s),
            stop.clone(),
        ));
        tasks.spawn(follow_registry(Arc::clone(platform), stop.clone()));
        Self { tasks, stop }
    }

    /// Takes no new work and waits for what is under way.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

struct Worker {
    platform: Arc<Platform>,
    outbox: Outbox,
    changes: watch::Receiver<u64>,
    kind: OutboxKind,
    room: Arc<Semaphore>,
    lease_for: Duration,
    poll: Duration,
    tasks: TaskTracker,
}

impl Worker {
    async fn run(mut self, stop: CancellationToken) {
        loop {
            // Whatever is committed from here on wakes the loop again.
            self.changes.mark_unchanged();
            let is_busy = self.lease_and_deliver().await;
            if stop.is_cancelled() {
                return;
            }
            if is_busy {
                continue;
            }
            tokio::select! {
                () = stop.cancelled() => return,
                _ = self.changes.changed() => {}
                () = tokio::time::sleep(self.poll) => {}
            }
        }
    }

    /// Leases as many messages as there is room for; whether there may be more at once.
    async fn lease_and_deliver(&self) -> bool {
        let room = self.room.available_permits();
        if room == 0 {
            // Wait for a place rather than turn in circles.
            drop(self.room.acquire().await);
            return true;
        }
        let limit = u32::try_from(room).unwrap_or(u32::MAX);
        let leases = match self.outbox.lease(&[self.kind], limit, self.lease_for).await {
            Ok(leases) => leases,
            Err(error) => {
                tracing::error!(
                    error = %ErrorChain::new(&error),
                    outbox.kind = self.kind.as_str(),
                    "messages of the outbox could not be leased"
                );
                return false;
            }
        };
        let is_full = leases.len() == room;
        for lease in leases {
            let Ok(permit) = Arc::clone(&self.room).acquire_owned().await else {
                return false;
            };
            let (platform, outbox) = (Arc::clone(&self.platform), self.outbox.clone());
            self.tasks.spawn(async move {
                let delivery = platform.deliver(&lease).await;
                settle(&outbox, &*platform.sources.clock, &lease, delivery).await;
                drop(permit);
            });
        }
        is_full
    }
}

impl Platform {
    async fn deliver(&self, lease: &Lease) -> Delivery {
        let (payload, attempt) = (lease.payload.as_str(), lease.attempt);
        match lease.kind {
            OutboxKind::PspNotifyPayment => self.node.deliver_notification(payload, attempt).await,
            OutboxKind::PaSendRt => self.node.deliver_receipt(payload, attempt).await,
            OutboxKind::SendPaymentResult => {
                self.node.deliver_payment_result(payload, attempt).await
            }
            OutboxKind::ClosePayment => self.checkout.deliver_close_payment(payload, attempt).await,
            OutboxKind::AuthorizationState => {
                self.checkout
                    .deliver_authorization_state(payload, attempt)
                    .await
            }
            OutboxKind::Refund => self.checkout.deliver_refund(payload, attempt).await,
            OutboxKind::Mail => {
                self.checkout
                    .deliver_mail(payload, attempt, &*self.mailer)
                    .await
            }
        }
    }
}

/// Tells the outbox what became of a message. If that fails the lease runs out, and the message
/// comes again to a handler that finds its work done.
async fn settle(outbox: &Outbox, clock: &dyn Clock, lease: &Lease, delivery: Delivery) {
    let settled = match delivery {
        Delivery::Done => outbox.complete(lease).await,
        Delivery::Retry { after } => {
            let at = clock
                .now()
                .checked_add(after)
                .unwrap_or(jiff::Timestamp::MAX);
            let retried = outbox.retry(lease, at, "not delivered").await;
            retried.map(|_| ())
        }
        Delivery::Dead { reason } => {
            tracing::error!(
                outbox.id = lease.id,
                outbox.kind = lease.kind.as_str(),
                "message {} is a dead letter: {reason}",
                lease.id
            );
            outbox.bury(lease, &reason).await
        }
    };
    if let Err(error) = settled {
        tracing::error!(
            error = %ErrorChain::new(&error),
            outbox.id = lease.id,
            "what became of message {} could not be stored",
            lease.id
        );
    }
}

/// Runs every job in turn, at once and then after each interval.
async fn run_jobs(platform: Arc<Platform>, interval: Duration, stop: CancellationToken) {
    loop {
        for job in Job::ALL {
            if stop.is_cancelled() {
                return;
            }
            if let Err(error) = run_while_full(|| platform.run_job(job)).await {
                tracing::error!(
                    error = %ErrorChain::new(&*error),
                    job = job.name(),
                    "the job {} failed",
                    job.name()
                );
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(interval) => {}
        }
    }
}

/// Runs a job again while there may be more for it to do.
async fn run_while_full<F>(mut run: impl FnMut() -> F) -> Result<(), JobError>
where
    F: Future<Output = Result<JobRun, JobError>>,
{
    for _ in 0..RUNS_MAX {
        let done = run().await?;
        // A full run that changed nothing would meet the same rows again.
        if !done.is_full || done.changed == 0 {
            break;
        }
    }
    Ok(())
}

/// A job of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    ExpireTokens,
    CleanIdempotency,
    ExpireTransactions,
    ForgetPersonalData,
    PurgeSessions,
    DeleteDelivered,
}

impl Job {
    const ALL: [Self; 6] = [
        Self::ExpireTokens,
        Self::CleanIdempotency,
        Self::ExpireTransactions,
        Self::ForgetPersonalData,
        Self::PurgeSessions,
        Self::DeleteDelivered,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::ExpireTokens => "mod3CancelV2",
            Self::CleanIdempotency => "idempotencyCacheClean",
            Self::ExpireTransactions => "expire transactions",
            Self::ForgetPersonalData => "forget personal data",
            Self::PurgeSessions => "purge sessions",
            Self::DeleteDelivered => "delete delivered messages",
        }
    }
}

type JobError = Box<dyn std::error::Error + Send + Sync>;

impl Platform {
    async fn run_job(&self, job: Job) -> Result<JobRun, JobError> {
        let run = match job {
            Job::ExpireTokens => self.node.expire_tokens().await?,
            Job::CleanIdempotency => self.node.clean_idempotency().await?,
            Job::ExpireTransactions => {
                let changed = self.checkout.expire_transactions(CLEANUP_ROWS_MAX).await?;
                cleaned(u64::from(changed))
            }
            Job::ForgetPersonalData => {
                cleaned(self.checkout.forget_personal_data(CLEANUP_ROWS_MAX).await?)
            }
            Job::PurgeSessions => {
                self.identity.purge().await?;
                JobRun::default()
            }
            Job::DeleteDelivered => {
                let before = self.sources.clock.now() - DELIVERED_KEPT;
                let outbox = self.store.outbox();
                cleaned(outbox.delete_delivered(before, CLEANUP_ROWS_MAX).await?)
            }
        };
        let changed = run.changed;
        if changed > 0 {
            tracing::info!(
                job = job.name(),
                changed,
                "the job {} changed {changed} rows",
                job.name()
            );
        }
        Ok(run)
    }
}

fn cleaned(changed: u64) -> JobRun {
    JobRun {
        changed,
        is_full: changed >= u64::from(CLEANUP_ROWS_MAX),
    }
}

/// Takes over what other processes have changed in the registry.
async fn follow_registry(platform: Arc<Platform>, stop: CancellationToken) {
    /// For changes whose notice was lost.
    const POLL: Duration = Duration::from_secs(5);

    let mut changes = platform.store.registry_changes();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = changes.changed() => {}
            () = tokio::time::sleep(POLL) => {}
        }
        if let Err(error) = platform.registry.refresh().await {
            tracing::error!(
                error = %ErrorChain::new(&error),
                "the registry could not be read again"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    async fn runs(rounds: &[(u64, bool)]) -> usize {
        let count = Cell::new(0);
        let run = || {
            let &(changed, is_full) = rounds.get(count.get()).or(rounds.last()).unwrap();
            count.set(count.get() + 1);
            std::future::ready(Ok(JobRun { changed, is_full }))
        };
        run_while_full(run).await.unwrap();
        count.get()
    }

    #[tokio::test]
    async fn a_job_runs_again_while_it_is_full_and_then_lets_others_have_their_turn() {
        assert_eq!(runs(&[(500, true), (500, true), (12, false)]).await, 3);
        assert_eq!(runs(&[(0, false)]).await, 1);
        assert_eq!(runs(&[(0, true)]).await, 1);
        let for_ever = runs(&[(500, true)]).await;
        assert_eq!(for_ever, usize::try_from(RUNS_MAX).unwrap());
    }
}
