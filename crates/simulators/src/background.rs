use std::future::Future;
use std::time::Duration;

use domain::Clock;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How often a moved clock is noticed by those who wait for an instant.
const CLOCK_POLL: Duration = Duration::from_millis(100);

/// Work of the simulators that outlives the request that began it.
#[derive(Clone, Debug, Default)]
pub struct Background {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Background {
    /// Work that ends when `stop` is cancelled.
    #[must_use]
    pub fn new(stop: CancellationToken) -> Self {
        Self {
            tasks: TaskTracker::new(),
            stop,
        }
    }

    /// Runs `work` until it ends or the simulators stop.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = work => {}
            }
        });
    }

    /// Resolves when the simulators stop.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// Stops all work and waits until it has ended.
    pub async fn shut_down(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// Waits until `clock`, which may be moved meanwhile, shows `at`.
pub(crate) async fn wait_until(clock: &dyn Clock, at: Timestamp) {
    loop {
        let Ok(rest) = Duration::try_from(at.duration_since(clock.now())) else {
            return;
        };
        if rest.is_zero() {
            return;
        }
        tokio::time::sleep(rest.min(CLOCK_POLL)).await;
    }
}
