//! Both web applications of one process.

use std::sync::Arc;

use app::{LiveReload, Origin, Site};
use axum::Router;

use crate::config::Config;
use crate::platform::Platform;
use crate::sandbox::Sandbox;

/// Checkout at the root, the portal under `/backoffice`.
pub(crate) fn router(
    _platform: &Arc<Platform>,
    config: &Config,
    sandbox: Option<&Sandbox>,
) -> anyhow::Result<Router> {
    let gateways = if config.gateway.url.is_empty() {
        Vec::new()
    } else {
        vec![Origin::parse(&config.gateway.url)?]
    };
    let live_reload = crate::development().map_or(LiveReload::Off, |development| {
        LiveReload::Port(development.reload_port)
    });
    let site = |application: &str| Site {
        root: config.site.root.join(application),
        stage: if sandbox.is_some() {
            app::Stage::Sandbox
        } else {
            app::Stage::Production
        },
        gateways: gateways.clone(),
        live_reload,
    };
    let checkout = app::checkout::routes(&site("checkout"), || {});
    let backoffice = app::backoffice::routes(&site("backoffice"), || {});
    Ok(checkout.merge(backoffice))
}
