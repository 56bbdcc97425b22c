use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{Clock, Random};

use crate::provider::{IdentityProvider, ProviderChoice};
use crate::store::Store;

/// Logins and sessions. One instance serves the whole process.
pub struct Service {
    pub(crate) providers: BTreeMap<ProviderChoice, Arc<dyn IdentityProvider>>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
}

impl Service {
    /// With a provider for each button; a bridge in front of both stands under both choices.
    #[must_use]
    pub fn new(
        providers: BTreeMap<ProviderChoice, Arc<dyn IdentityProvider>>,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self {
            providers,
            store,
            clock,
            random,
        }
    }
}
