//! The configuration: one commented file of defaults, overridden by a file, by the environment and
//! by flags.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Deserialize;

/// Every key with its default and meaning.
pub const DEFAULTS: &str = include_str!("../config.default.toml");

const ENVIRONMENT_PREFIX: &str = "NODO__";

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub site: Site,
    pub node: node::Parameters,
    pub touch_point: TouchPoint,
    pub outbound: Outbound,
    pub gateway: Gateway,
    pub fees: Fees,
    pub identity: Identity,
    pub mail: Mail,
    pub workers: Workers,
    pub sandbox: Sandbox,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub listen: SocketAddr,
    pub public_url: String,
    pub metrics_listen: String,
    pub stop_timeout_s: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    pub url: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    pub root: PathBuf,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TouchPoint {
    pub psp: domain::PspId,
    pub broker: domain::PspBrokerId,
    pub channel: domain::ChannelId,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outbound {
    pub allowed_networks: Vec<String>,
    pub extra_ca_file: String,
    pub client_certificate_file: String,
    pub client_key_file: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    pub url: String,
    pub api_key: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fees {
    pub bundles_file: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acr {
    Required,
    FromRegistration,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    pub issuer: String,
    pub client_id: String,
    pub client_secret: String,
    pub acr: Acr,
    pub spid_idp: String,
    pub cie_idp: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub relay: String,
    pub from: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workers {
    pub concurrency: usize,
    pub lease_s: u64,
    pub poll_ms: u64,
    pub jobs_interval_s: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sandbox {
    pub first_port: SandboxPort,
}

/// Where the simulators' ports begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum SandboxPort {
    AfterServer,
    Any,
    From(u16),
}

impl TryFrom<String> for SandboxPort {
    type Error = &'static str;

    fn try_from(value: String) -> Result<Self, Self::Error> {
        match value.as_str() {
            "after_server" => Ok(Self::AfterServer),
            "any" => Ok(Self::Any),
            port => port
                .parse()
                .map(Self::From)
                .map_err(|_| "neither after_server, nor any, nor a port"),
        }
    }
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gateway")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// Reads the defaults, the file and the environment's variables, in this order.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> anyhow::Result<Self> {
        let mut table: toml::Table = DEFAULTS.parse().context("reading the defaults")?;
        if let Some(file) = file {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("reading {}", file.display()))?;
            let own: toml::Table = text
                .parse()
                .with_context(|| format!("reading {}", file.display()))?;
            merge(&mut table, own)?;
        }
        let variables: BTreeMap<_, _> = environment
            .into_iter()
            .filter(|(name, _)| name.starts_with(ENVIRONMENT_PREFIX))
            .collect();
        for (name, value) in variables {
            set(&mut table, &name, &value)?;
        }
        table.try_into().context("reading the configuration")
    }

    /// How the outside reaches the server, without a slash at the end.
    pub fn public_url(&self) -> String {
        if self.server.public_url.is_empty() {
            format!("http://{}", self.server.listen)
        } else {
            self.server.public_url.trim_end_matches('/').to_owned()
        }
    }
}

/// What the development tool says of itself when it starts the server.
pub struct Development {
    /// Where it expects the server.
    pub listen: SocketAddr,
    /// The port at which it tells browsers to reload.
    pub reload_port: u32,
}

impl Development {
    /// Reads its variables; `None` when it did not start this process.
    pub fn detect(environment: impl IntoIterator<Item = (String, String)>) -> Option<Self> {
        let variables: BTreeMap<_, _> = environment.into_iter().collect();
        variables.get("LEPTOS_WATCH")?;
        Some(Self {
            listen: variables.get("LEPTOS_SITE_ADDR")?.parse().ok()?,
            reload_port: variables.get("LEPTOS_RELOAD_PORT")?.parse().ok()?,
        })
    }
}

/// Sections are merged, keys replaced.
fn merge(table: &mut toml::Table, own: toml::Table) -> anyhow::Result<()> {
    for (section, keys) in own {
        let known = table.get_mut(&section).and_then(toml::Value::as_table_mut);
        let (Some(known), toml::Value::Table(keys)) = (known, keys) else {
            bail!("the configuration has no section [{section}]");
        };
        known.extend(keys);
    }
    Ok(())
}

/// `NODO__SECTION__KEY`; the value has the type of the default.
fn set(table: &mut toml::Table, name: &str, value: &str) -> anyhow::Result<()> {
    let path = name
        .trim_start_matches(ENVIRONMENT_PREFIX)
        .to_ascii_lowercase();
    let found = path.split_once("__").and_then(|(section, key)| {
        table
            .get_mut(section)
            .and_then(toml::Value::as_table_mut)
            .and_then(|keys| keys.get_mut(key))
    });
    let Some(found) = found else {
        bail!("{name} names no key of the configuration");
    };
    let wrong = || format!("{name} has not the form of its default");
    *found = match found {
        toml::Value::Integer(_) => toml::Value::Integer(value.parse().with_context(wrong)?),
        toml::Value::Boolean(_) => toml::Value::Boolean(value.parse().with_context(wrong)?),
        toml::Value::Array(_) => value
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(|item| toml::Value::String(item.into()))
            .collect::<Vec<_>>()
            .into(),
        toml::Value::String(_)
        | toml::Value::Float(_)
        | toml::Value::Datetime(_)
        | toml::Value::Table(_) => toml::Value::String(value.into()),
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(environment: &[(&str, &str)]) -> anyhow::Result<Config> {
        let environment = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::load(None, environment)
    }

    #[test]
    fn the_defaults_are_complete_and_those_of_the_node() {
        let config = load(&[]).unwrap();
        assert_eq!(config.node, node::Parameters::default());
        assert_eq!(config.public_url(), "http://127.0.0.1:3000");
    }

    #[test]
    fn the_environment_overrides_a_key() {
        let config = load(&[
            ("NODO__SERVER__LISTEN", "127.0.0.1:8080"),
            ("NODO__NODE__USE_IDEMPOTENCY", "false"),
            (
                "NODO__OUTBOUND__ALLOWED_NETWORKS",
                "127.0.0.0/8, 10.0.0.0/8",
            ),
            ("OTHER", "x"),
        ])
        .unwrap();
        assert_eq!(config.server.listen.port(), 8080);
        assert!(!config.node.use_idempotency);
        assert_eq!(config.outbound.allowed_networks.len(), 2);
    }

    #[test]
    fn unknown_keys_and_wrong_values_are_errors() {
        assert!(load(&[("NODO__SERVER__LISTENS", "127.0.0.1:8080")]).is_err());
        assert!(load(&[("NODO__WORKERS__POLL_MS", "soon")]).is_err());
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "[server]\nlisten = \"127.0.0.1:1\"\n").unwrap();
        let config = Config::load(Some(file.path()), []).unwrap();
        assert_eq!(config.server.listen.port(), 1);
        std::fs::write(file.path(), "[servers]\nlisten = \"127.0.0.1:1\"\n").unwrap();
        assert!(Config::load(Some(file.path()), []).is_err());
    }
}
