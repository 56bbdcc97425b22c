//! Who wants to know that something was committed.

use tokio::sync::watch;

/// What a transaction has touched that others wait for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Touched {
    /// New or newly available messages.
    pub(crate) outbox: bool,
    /// A new version of the registry.
    pub(crate) registry: bool,
}

impl Touched {
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            outbox: self.outbox || other.outbox,
            registry: self.registry || other.registry,
        }
    }

    pub(crate) fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// Wakes those who wait in this process.
#[derive(Debug)]
pub(crate) struct Signals {
    outbox: watch::Sender<u64>,
    registry: watch::Sender<u64>,
}

impl Signals {
    pub(crate) fn new() -> Self {
        Self {
            outbox: watch::Sender::new(0),
            registry: watch::Sender::new(0),
        }
    }

    pub(crate) fn fire(&self, touched: Touched) {
        if touched.outbox {
            self.outbox.send_modify(|count| *count += 1);
        }
        if touched.registry {
            self.registry.send_modify(|count| *count += 1);
        }
    }

    pub(crate) fn outbox(&self) -> watch::Receiver<u64> {
        self.outbox.subscribe()
    }

    pub(crate) fn registry(&self) -> watch::Receiver<u64> {
        self.registry.subscribe()
    }
}
