//! The published interfaces of one process.

use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use edge::soap::ClosedNetwork;
use edge::{Access, NodePort};
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::platform::Platform;

/// SOAP for PSPs, REST for touch points, the gateway's notifications, probes. Work that has begun goes
/// on in `tasks` when its caller hangs up.
pub(crate) fn router(platform: &Arc<Platform>, config: &Config, tasks: &TaskTracker) -> Router {
    let node: Arc<dyn NodePort> = Arc::<node::Service>::clone(&platform.node);
    let clock = &platform.sources.clock;
    // Keys bound to parties come with their registration in the portal; until then whatever stands
    // before this program checks them.
    let access = Access::Open;
    let closed_network = closed_network(config.server.listen.ip(), &config.server.public_url);
    edge::soap::router(
        Arc::clone(&node),
        Arc::clone(clock),
        tasks.clone(),
        access.clone(),
        closed_network,
    )
    .merge(edge::rest::router(
        node,
        Arc::clone(clock),
        tasks.clone(),
        access,
        closed_network,
    ))
    .merge(edge::gateway::router(
        Arc::new(platform.checkout.clone()),
        tasks.clone(),
    ))
    .merge(edge::health::router(Arc::<Platform>::clone(platform)))
}

/// Paths without key are for networks that strangers cannot reach. Whoever names a public address
/// has a proxy before a loopback one, which would lead everybody there.
fn closed_network(listen: IpAddr, public_url: &str) -> ClosedNetwork {
    if listen.is_loopback() && public_url.is_empty() {
        ClosedNetwork::Served
    } else {
        ClosedNetwork::Absent
    }
}

#[async_trait]
impl edge::health::Readiness for Platform {
    async fn missing(&self) -> Option<&'static str> {
        self.store.ping().await.is_err().then_some("the database")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_without_key_are_not_behind_a_public_address() {
        let here = IpAddr::from([127, 0, 0, 1]);
        assert!(matches!(closed_network(here, ""), ClosedNetwork::Served));
        for (listen, public_url) in [
            (here, "https://nodo.example"),
            (IpAddr::from([192, 0, 2, 1]), ""),
        ] {
            let absent = closed_network(listen, public_url);
            assert!(
                matches!(absent, ClosedNetwork::Absent),
                "{listen} {public_url}"
            );
        }
    }
}
