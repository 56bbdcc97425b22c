//! The registry: who may call the node, whom the node calls, and how they are tied together.
//!
//! Entries live in the store; the hot path reads an immutable [`Snapshot`] that is swapped whole when
//! a change is seen, so that no payment waits for a configuration query (SANP "Configurazione").

mod creditor;
mod entries;
mod psp;
mod snapshot;

use std::sync::Arc;

use arc_swap::ArcSwap;
use async_trait::async_trait;

pub use creditor::{Account, Creditor, CreditorBroker, Station, StationLink};
pub use entries::{Entries, EntryError, ImportReport};
pub use psp::{Channel, ChannelLink, PaymentModel, PaymentType, Psp, PspBroker};
pub use snapshot::{Snapshot, StationRoute};

use domain::{Invalid, Reason};
use serde::{Deserialize, Serialize};

/// Whether an entry may be used at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// In use.
    #[default]
    Enabled,
    /// Known and refused (`…_DISABILITATO`).
    Disabled,
}

impl Availability {
    /// Whether the entry is in use.
    #[must_use]
    pub const fn is_enabled(self) -> bool {
        matches!(self, Self::Enabled)
    }
}

/// Which generation of primitives a station or channel speaks (`primitive_version`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum PrimitiveVersion {
    /// paGetPayment, paSendRT, pspNotifyPayment.
    V1,
    /// paGetPaymentV2, paSendRTV2, pspNotifyPaymentV2.
    V2,
}

impl TryFrom<u8> for PrimitiveVersion {
    type Error = Invalid;

    fn try_from(version: u8) -> Result<Self, Invalid> {
        match version {
            1 => Ok(Self::V1),
            2 => Ok(Self::V2),
            _ => Err(Invalid::new("primitiveVersion", Reason::OutOfRange)),
        }
    }
}

impl From<PrimitiveVersion> for u8 {
    fn from(version: PrimitiveVersion) -> Self {
        match version {
            PrimitiveVersion::V1 => 1,
            PrimitiveVersion::V2 => 2,
        }
    }
}

/// The password that travels inside the messages of a station or channel: 8 to 15 characters
/// (XSD `stPassword`). `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Password(String);

impl Password {
    /// Accepts 8 to 15 characters.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        match value.chars().count() {
            0..8 => Err(Invalid::new("password", Reason::TooShort(8))),
            8..=15 => Ok(Self(value.into())),
            _ => Err(Invalid::new("password", Reason::TooLong(15))),
        }
    }

    /// The password in clear.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("********")
    }
}

/// A failure of the store behind the registry.
#[derive(Debug, thiserror::Error)]
#[error("the registry's store failed")]
pub struct StoreError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// What the registry needs of the store.
#[async_trait]
pub trait Store: Send + Sync {
    /// The number of the last change; it only grows.
    async fn version(&self) -> Result<u64, StoreError>;
    /// Every entry, with the number of the last change that they contain.
    async fn load(&self) -> Result<(u64, Entries), StoreError>;
    /// Adds or replaces all entries in one transaction. The same entries again change nothing.
    async fn import(&self, entries: &Entries) -> Result<(), StoreError>;
}

/// The registry of one process.
pub struct Registry {
    store: Arc<dyn Store>,
    snapshot: ArcSwap<Snapshot>,
}

impl Registry {
    /// Loads the first snapshot.
    pub async fn open(store: Arc<dyn Store>) -> Result<Self, StoreError> {
        let (version, entries) = store.load().await?;
        Ok(Self {
            store,
            snapshot: ArcSwap::from_pointee(Snapshot::new(version, entries)),
        })
    }

    /// The entries as they are now. Hold it for one request only.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }

    /// Swaps the snapshot if another process, or this one, has changed the store.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        if self.store.version().await? == self.snapshot.load().version() {
            return Ok(());
        }
        let (version, entries) = self.store.load().await?;
        tracing::info!(
            registry.version = version,
            "registry version {version} is in use"
        );
        self.snapshot
            .store(Arc::new(Snapshot::new(version, entries)));
        Ok(())
    }

    /// Checks the entries, stores all or none of them, and uses them at once.
    pub async fn import(&self, entries: &Entries) -> Result<ImportReport, StoreError> {
        let report = entries.check(&self.snapshot.load());
        if report.errors.is_empty() {
            self.store.import(entries).await?;
            self.refresh().await?;
        }
        Ok(report)
    }
}
