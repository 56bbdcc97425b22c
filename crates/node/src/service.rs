use std::sync::Arc;

use arc_swap::ArcSwap;
use domain::{Clock, Random, SessionId};
use jiff::Timestamp;
use registry::{Registry, Snapshot};

use crate::fault::Fault;
use crate::journal::Journal;
use crate::parameters::Parameters;
use crate::port::{CreditorStation, PspChannel, TouchPoint};
use crate::read::ReadStore;
use crate::store::Store;

/// Everything the node calls.
#[derive(Clone)]
pub struct Dependencies {
    /// Where it decides.
    pub store: Arc<dyn Store>,
    /// Where it looks.
    pub read_store: Arc<dyn ReadStore>,
    /// Where messages are recorded.
    pub journal: Arc<dyn Journal>,
    /// Who is known.
    pub registry: Arc<Registry>,
    /// The creditors.
    pub creditors: Arc<dyn CreditorStation>,
    /// The PSPs.
    pub psps: Arc<dyn PspChannel>,
    /// The touch points.
    pub touch_point: Arc<dyn TouchPoint>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Tokens and sessions come from here.
    pub random: Arc<dyn Random>,
}

/// The node. Each public method is one primitive or one job.
pub struct Service {
    pub(crate) dependencies: Dependencies,
    parameters: ArcSwap<Parameters>,
}

/// What belongs to one request.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// Ties the journal's rows together.
    pub session: SessionId,
}

/// Encodes an answer as it travels. It must give the same bytes for the same answer: what was sent
/// once is stored and sent again.
pub type Encode<T> = Arc<dyn Fn(&Result<T, Fault>) -> Vec<u8> + Send + Sync>;

impl Service {
    /// A node over its dependencies.
    #[must_use]
    pub fn new(dependencies: Dependencies, parameters: Parameters) -> Self {
        Self {
            dependencies,
            parameters: ArcSwap::from_pointee(parameters),
        }
    }

    /// The parameters in force.
    #[must_use]
    pub fn parameters(&self) -> Arc<Parameters> {
        self.parameters.load_full()
    }

    /// Puts other parameters in force at once.
    pub fn set_parameters(&self, parameters: Parameters) {
        self.parameters.store(Arc::new(parameters));
    }

    /// A context for a request that begins here.
    #[must_use]
    pub fn new_context(&self) -> RequestContext {
        RequestContext {
            session: new_session(&*self.dependencies.random),
        }
    }

    /// The journal.
    #[must_use]
    pub fn journal(&self) -> &Arc<dyn Journal> {
        &self.dependencies.journal
    }

    /// The registry.
    #[must_use]
    pub fn registry(&self) -> &Arc<Registry> {
        &self.dependencies.registry
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.dependencies.clock.now()
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.dependencies.registry.snapshot()
    }
}

/// A session id of 128 random bits.
pub(crate) fn new_session(random: &dyn Random) -> SessionId {
    #[expect(
        clippy::expect_used,
        reason = "32 hexadecimal digits are 1 to 36 characters"
    )]
    SessionId::parse(&random.hex::<16>()).expect("a session id of 32 digits is valid")
}
