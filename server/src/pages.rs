//! Both web applications of one process.

use std::sync::Arc;

use anyhow::Context;
use app::{LiveReload, Origin, Site};
use axum::Router;
use axum::middleware::from_fn_with_state;
use tokio_util::task::TaskTracker;

use crate::carry_out::carry_out;
use crate::config::Config;
use crate::platform::Platform;
use crate::sandbox::Sandbox;

/// Checkout at the root, the portal under `/backoffice`. What their forms ask for is carried out in
/// `tasks`.
pub(crate) fn router(
    platform: &Arc<Platform>,
    config: &Config,
    sandbox: Option<&Sandbox>,
    tasks: &TaskTracker,
) -> anyhow::Result<Router> {
    let gateways = if config.gateway.url.is_empty() {
        Vec::new()
    } else {
        vec![Origin::parse(&config.gateway.url).context("reading gateway.url")?]
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
    let optional = |url: &str| (!url.is_empty()).then(|| url.parse()).transpose();
    if !config.site.root.join("checkout").is_dir() {
        let root = config.site.root.display();
        tracing::warn!(
            "site.root {root} holds no built applications: pages have no style or script"
        );
    }
    let is_secure = config.public_url().starts_with("https:");
    let services = app::checkout::Services {
        checkout: platform.checkout.clone(),
        clock: Arc::clone(&platform.sources.clock),
        cookies: if is_secure {
            app::checkout::CookiePolicy::Secure
        } else {
            app::checkout::CookiePolicy::Plain
        },
        gateway_script: optional(&config.gateway.script_url)
            .context("reading gateway.script_url")?,
        origin: config.public_url(),
    };
    let checkout = app::checkout::routes(services, &site("checkout"));
    let services = app::backoffice::Services {
        identity: Arc::clone(&platform.identity),
        read_store: Arc::new(platform.store.clone()),
        registry: Arc::clone(&platform.registry),
        clock: Arc::clone(&platform.sources.clock),
        cookies: if is_secure {
            identity::CookiePolicy::Https
        } else {
            identity::CookiePolicy::Sandbox
        },
        identity_providers: match config.identity.issuer.as_str() {
            "" => Vec::new(),
            issuer => vec![Origin::parse(issuer).context("reading identity.issuer")?],
        },
        origin: config.public_url(),
    };
    let backoffice = app::backoffice::routes(services, &site("backoffice"));
    let assets = app::static_files::assets(&site("checkout"));
    let pages = checkout.merge(backoffice).merge(assets);
    Ok(pages.layer(from_fn_with_state(tasks.clone(), carry_out)))
}
