//! The configuration: one commented file of defaults, overridden by a file, by the environment and
//! by flags.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Deserialize;
use url::Url;

/// Every key with its default and meaning.
pub(crate) const DEFAULTS: &str = include_str!("../config.default.toml");

const ENVIRONMENT_PREFIX: &str = "NODO__";

/// The most deliveries of one kind at once.
const CONCURRENCY_MAX: usize = 1_024;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) database: Database,
    pub(crate) site: Site,
    pub(crate) node: node::Parameters,
    pub(crate) touch_point: TouchPoint,
    pub(crate) outbound: Outbound,
    pub(crate) gateway: Gateway,
    pub(crate) fees: Fees,
    pub(crate) identity: Identity,
    pub(crate) mail: Mail,
    pub(crate) workers: Workers,
    pub(crate) sandbox: Sandbox,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: String,
    pub(crate) metrics_listen: String,
    pub(crate) stop_timeout_s: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    pub(crate) url: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Site {
    pub(crate) root: PathBuf,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TouchPoint {
    pub(crate) psp: domain::PspId,
    pub(crate) broker: domain::PspBrokerId,
    pub(crate) channel: domain::ChannelId,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Outbound {
    pub(crate) allowed_networks: Vec<String>,
    pub(crate) extra_ca_file: String,
    pub(crate) client_certificate_file: String,
    pub(crate) client_key_file: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Gateway {
    pub(crate) url: String,
    pub(crate) api_key: String,
    pub(crate) script_url: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fees {
    pub(crate) bundles_file: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Acr {
    Required,
    FromRegistration,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) acr: Acr,
    pub(crate) spid_idp: String,
    pub(crate) cie_idp: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mail {
    pub(crate) relay: String,
    pub(crate) from: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Workers {
    pub(crate) concurrency: usize,
    pub(crate) lease_s: u64,
    pub(crate) poll_ms: u64,
    pub(crate) jobs_interval_s: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sandbox {
    pub(crate) first_port: SandboxPort,
}

/// Where the simulators' ports begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum SandboxPort {
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
    pub(crate) fn load(
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
        let config: Self = table.try_into().context("reading the configuration")?;
        config.check().context("reading the configuration")?;
        Ok(config)
    }

    /// Refuses what a process could start with and then not work.
    fn check(&self) -> anyhow::Result<()> {
        let workers = &self.workers;
        // Without a place no delivery ever ends, and neither does the process.
        if !(1..=CONCURRENCY_MAX).contains(&workers.concurrency) {
            bail!("workers.concurrency is not 1 to {CONCURRENCY_MAX}");
        }
        let times = [
            ("lease_s", workers.lease_s),
            ("poll_ms", workers.poll_ms),
            ("jobs_interval_s", workers.jobs_interval_s),
        ];
        if let Some((key, _)) = times.iter().find(|(_, time)| *time == 0) {
            bail!("workers.{key} is 0");
        }
        if !self.server.public_url.is_empty() {
            let url = self.public_url();
            let is_origin = Url::parse(&url).is_ok_and(|parsed| {
                matches!(parsed.scheme(), "http" | "https")
                    && parsed.origin().ascii_serialization() == url
            });
            if !is_origin {
                bail!("server.public_url is not an origin, like https://pay.example.it");
            }
        }
        Ok(())
    }

    /// How the outside reaches the server, without a slash at the end.
    pub(crate) fn public_url(&self) -> String {
        if self.server.public_url.is_empty() {
            format!("http://{}", self.server.listen)
        } else {
            self.server.public_url.trim_end_matches('/').to_owned()
        }
    }
}

/// What the development tool says of itself when it starts the server.
pub(crate) struct Development {
    /// Where it expects the server.
    pub(crate) listen: SocketAddr,
    /// The port at which it tells browsers to reload.
    pub(crate) reload_port: u32,
}

impl Development {
    /// Reads its variables; `None` when it did not start this process.
    pub(crate) fn detect(environment: impl IntoIterator<Item = (String, String)>) -> Option<Self> {
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
    fn what_a_process_cannot_work_with_is_an_error() {
        for (name, value) in [
            ("NODO__WORKERS__CONCURRENCY", "0"),
            ("NODO__WORKERS__CONCURRENCY", "9999999999999"),
            ("NODO__WORKERS__LEASE_S", "0"),
            ("NODO__WORKERS__POLL_MS", "0"),
            ("NODO__WORKERS__JOBS_INTERVAL_S", "0"),
            ("NODO__SERVER__PUBLIC_URL", "pay.example.it"),
            ("NODO__SERVER__PUBLIC_URL", "ftp://pay.example.it"),
            ("NODO__SERVER__PUBLIC_URL", "https://pay.example.it/nodo"),
        ] {
            assert!(load(&[(name, value)]).is_err(), "{name}={value}");
        }
        for url in ["https://pay.example.it", "http://127.0.0.1:8080/"] {
            assert!(load(&[("NODO__SERVER__PUBLIC_URL", url)]).is_ok(), "{url}");
        }
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
