//! The listeners: published interfaces and pages, until somebody stops them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::Router;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::platform::{Platform, bundles, open_store};
use crate::sandbox::Sandbox;
use crate::workers::Workers;

/// Whether the money is real.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Simulated counterparties.
    Sandbox,
    /// Real ones.
    Production,
}

/// Serves until it is told to stop.
pub(crate) async fn serve(mut config: Config, stage: Stage) -> anyhow::Result<()> {
    if let Some(development) = crate::development() {
        config.server.listen = development.listen;
    }
    let listener = TcpListener::bind(config.server.listen)
        .await
        .with_context(|| format!("listening on {}", config.server.listen))?;
    config.server.listen = listener.local_addr()?;
    if stage == Stage::Sandbox && !config.server.listen.ip().is_loopback() {
        bail!("the sandbox answers on a loopback address only");
    }
    if config.server.listen.ip().is_unspecified() && config.server.public_url.is_empty() {
        bail!(
            "server.public_url must say how the outside reaches {}",
            config.server.listen
        );
    }
    let store = open_store(&config).await?;
    let sandbox = match stage {
        Stage::Sandbox => Some(Sandbox::start(&mut config).await?),
        Stage::Production => None,
    };
    let fees = match &sandbox {
        Some(_) => Sandbox::bundles()?,
        None => bundles(&config.fees.bundles_file)?,
    };
    let platform = Platform::assemble(&config, store, fees, stage).await?;
    if let Some(sandbox) = &sandbox {
        sandbox.populate(&platform).await?;
    }
    serve_metrics(&config.server.metrics_listen).await?;
    let workers = Workers::start(&platform, &config.workers);
    let tasks = TaskTracker::new();
    let router = router(&platform, &config, sandbox.as_ref(), &tasks)?;
    announce(&config, sandbox.as_ref())?;

    let stop = CancellationToken::new();
    tokio::spawn(stop_on_signal(stop.clone()));
    let serving = axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(stop.clone().cancelled_owned());
    let patience = Duration::from_secs(config.server.stop_timeout_s);
    let ended = tokio::select! {
        result = async { serving.await } => result,
        () = async { stop.cancelled().await; tokio::time::sleep(patience).await } => {
            tracing::warn!("requests were still under way when the time to stop was over");
            Ok(())
        }
    };
    tasks.close();
    tasks.wait().await;
    workers.stop().await;
    if let Some(sandbox) = sandbox {
        sandbox.stop().await;
    }
    platform.store.close().await?;
    ended.context("serving")
}

/// Carries out what is queued, without listening.
pub(crate) async fn work(config: Config) -> anyhow::Result<()> {
    if config.database.url.starts_with("sqlite:") {
        bail!("an embedded database has one process: `nodo serve` carries out what is queued");
    }
    let store = open_store(&config).await?;
    let fees = bundles(&config.fees.bundles_file)?;
    let platform = Platform::assemble(&config, store, fees, Stage::Production).await?;
    serve_metrics(&config.server.metrics_listen).await?;
    let workers = Workers::start(&platform, &config.workers);
    let stop = CancellationToken::new();
    stop_on_signal(stop).await;
    workers.stop().await;
    platform.store.close().await?;
    Ok(())
}

/// Everything that answers.
fn router(
    platform: &Arc<Platform>,
    config: &Config,
    sandbox: Option<&Sandbox>,
    tasks: &TaskTracker,
) -> anyhow::Result<Router> {
    let published = crate::published::router(platform, config, tasks);
    let pages = crate::pages::router(platform, config, sandbox, tasks)?;
    Ok(published.merge(pages))
}

/// `GET /metrics` on a listener of its own, away from the public one.
async fn serve_metrics(listen: &str) -> anyhow::Result<()> {
    if listen.is_empty() {
        return Ok(());
    }
    let recorder = PrometheusBuilder::new()
        .install_recorder()
        .context("recording metrics")?;
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("listening on {listen} for metrics"))?;
    tokio::spawn(drain(recorder.clone()));
    let render = move || {
        let recorder = recorder.clone();
        async move { recorder.render() }
    };
    let router = Router::new().route("/metrics", axum::routing::get(render));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(error = %error, "metrics are no longer served");
        }
    });
    Ok(())
}

/// Sums up the measurements at intervals: otherwise they pile up until somebody asks for them.
async fn drain(recorder: PrometheusHandle) {
    const INTERVAL: Duration = Duration::from_secs(5);

    loop {
        tokio::time::sleep(INTERVAL).await;
        recorder.run_upkeep();
    }
}

fn announce(config: &Config, sandbox: Option<&Sandbox>) -> anyhow::Result<()> {
    let url = config.public_url();
    crate::print(&format!(
        "Nodo answers\n  Checkout  {url}/\n  portal    {url}/backoffice"
    ))?;
    match sandbox {
        Some(sandbox) => crate::print(&sandbox.describe(&url)),
        None => Ok(()),
    }
}

async fn stop_on_signal(stop: CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};

    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(error) => {
                tracing::error!(error = %error, "the signal to stop cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
    tracing::info!("stopping");
    stop.cancel();
}
