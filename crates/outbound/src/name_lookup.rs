use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::address_guard::{AddressGuard, Transport};

/// Finds the addresses of a host name.
#[async_trait]
pub trait NameLookup: Send + Sync {
    /// Every address of the name.
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The operating system's resolver.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemLookup;

#[async_trait]
impl NameLookup for SystemLookup {
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let addresses = tokio::net::lookup_host((host, 0)).await?;
        Ok(addresses.map(|address| address.ip()).collect())
    }
}

/// The name resolves to addresses that may not be called.
#[derive(Debug, thiserror::Error)]
#[error("the name resolves to no address that may be called")]
struct NoPermittedAddress;

/// Checks the very addresses that are then connected to, so that an answer that changes between
/// check and use gains nothing.
pub(crate) struct GuardedResolver {
    pub(crate) guard: AddressGuard,
    pub(crate) transport: Transport,
    pub(crate) lookup: Arc<dyn NameLookup>,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.guard.clone();
        let transport = self.transport;
        let lookup = Arc::clone(&self.lookup);
        Box::pin(async move {
            let addresses: Vec<_> = lookup
                .lookup(name.as_str())
                .await?
                .into_iter()
                .filter(|address| guard.permits(*address, transport))
                .map(|address| SocketAddr::new(address, 0))
                .collect();
            if addresses.is_empty() {
                return Err(NoPermittedAddress.into());
            }
            let addresses: Addrs = Box::new(addresses.into_iter());
            Ok(addresses)
        })
    }
}
