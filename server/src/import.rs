//! `nodo import` and `nodo export`: the registry as one JSON document (docs/import.md).

use std::path::Path;

use anyhow::{Context, bail};
use registry::{Entries, Registry, Store};

use crate::config::Config;
use crate::platform::open_store;

/// Stores every entry of the file, or none and says why.
pub(crate) async fn import(config: &Config, file: &Path) -> anyhow::Result<()> {
    let text = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let entries: Entries =
        serde_json::from_slice(&text).with_context(|| format!("reading {}", file.display()))?;
    let store = open_store(config).await?;
    let registry = Registry::open(std::sync::Arc::new(store.clone())).await?;
    let report = registry.import(&entries).await?;
    store.close().await?;
    crate::print(&serde_json::to_string_pretty(&report)?)?;
    if !report.errors.is_empty() {
        bail!("nothing was imported: {} errors", report.errors.len());
    }
    Ok(())
}

/// Writes what `import` reads.
pub(crate) async fn export(config: &Config) -> anyhow::Result<()> {
    let store = open_store(config).await?;
    let (_, entries) = store.load().await?;
    store.close().await?;
    crate::print(&serde_json::to_string_pretty(&entries)?)
}
