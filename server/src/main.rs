//! `nodo`: the whole platform as one program.

mod carry_out;
mod clock;
mod config;
mod import;
mod no_relay;
mod pages;
mod platform;
mod published;
mod sandbox;
mod serve;
mod touch_point;
mod workers;

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};

use crate::config::Config;

/// The pagoPA platform as one program.
#[derive(Parser)]
#[command(name = "nodo", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Answers on the published interfaces and the pages, and carries out what is queued.
    Serve(Serve),
    /// Carries out what is queued, beside other processes; PostgreSQL only.
    Work(Common),
    /// Brings the database up to date and ends.
    Migrate(Common),
    /// Adds or replaces registry entries from a JSON file: all of them or, with a report, none.
    Import {
        /// The file; docs/import.md describes it.
        file: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Writes every registry entry as JSON to standard output.
    Export(Common),
    /// Prints every configuration key with its default and meaning.
    Config,
}

#[derive(Args, Default)]
struct Common {
    /// A configuration file.
    #[arg(long)]
    config: Option<PathBuf>,
    /// The database: sqlite:PATH or postgres://…
    #[arg(long)]
    database: Option<String>,
}

#[derive(Args, Default)]
struct Serve {
    #[command(flatten)]
    common: Common,
    /// Where to answer.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Adds the simulators and the demo world. Only on a loopback address.
    #[arg(long)]
    sandbox: bool,
}

impl Common {
    fn load(&self) -> anyhow::Result<Config> {
        let mut config = Config::load(self.config.as_deref(), environment())?;
        if let Some(database) = &self.database {
            config.database.url.clone_from(database);
        }
        Ok(config)
    }
}

fn main() -> anyhow::Result<()> {
    start_logging();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the runtime")?;
    // Without a sub-command, as the development tool starts it, the sandbox is meant.
    let command = Cli::parse().command.unwrap_or_else(|| {
        Command::Serve(Serve {
            sandbox: development().is_some(),
            ..Serve::default()
        })
    });
    runtime.block_on(run(command))
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(arguments) => {
            let mut config = arguments.common.load()?;
            if let Some(listen) = arguments.listen {
                config.server.listen = listen;
            }
            let stage = if arguments.sandbox {
                serve::Stage::Sandbox
            } else {
                serve::Stage::Production
            };
            serve::serve(config, stage).await
        }
        Command::Work(common) => serve::work(common.load()?).await,
        Command::Migrate(common) => {
            let store = platform::open_store(&common.load()?).await?;
            Ok(store.close().await?)
        }
        Command::Import { file, common } => import::import(&common.load()?, &file).await,
        Command::Export(common) => import::export(&common.load()?).await,
        Command::Config => print(config::DEFAULTS),
    }
}

/// What the development tool says, if it started this process.
fn development() -> Option<config::Development> {
    config::Development::detect(environment())
}

/// The environment's variables that are text; others are none of ours.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// Writes to standard output.
fn print(text: &str) -> anyhow::Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{text}").context("writing to standard output")
}

/// Lines of JSON where a collector reads them, of text where a person does.
fn start_logging() {
    use std::io::IsTerminal;
    use tracing_subscriber::EnvFilter;

    let filter = EnvFilter::try_from_env("NODO_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,hyper=warn"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        builder.init();
    } else {
        builder.json().init();
    }
}
