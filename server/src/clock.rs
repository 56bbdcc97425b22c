use std::sync::Arc;

use domain::{Clock, Random, SystemClock, SystemRandom};

/// The system's clock and random source, as every component takes them.
#[derive(Clone)]
pub(crate) struct Sources {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
}

impl Sources {
    pub(crate) fn system() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
        }
    }
}
