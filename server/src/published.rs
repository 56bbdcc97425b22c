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
    let closed_network = closed_network(config.server.listen.ip());
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

/// Paths without key are for networks that strangers cannot reach.
fn closed_network(listen: IpAddr) -> ClosedNetwork {
    if listen.is_loopback() {
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
