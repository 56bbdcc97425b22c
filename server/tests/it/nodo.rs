//! The program as a child process.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use url::Url;

/// A running server; it is killed when this value goes.
pub(crate) struct Nodo {
    child: Child,
    pub(crate) url: Url,
}

/// A command of the program, with deliveries that are looked for at once and leases that a killed
/// process does not hold for long.
pub(crate) fn command(database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nodo"));
    command
        .env("NODO__DATABASE__URL", database)
        .env("NODO__OUTBOUND__ALLOWED_NETWORKS", "127.0.0.0/8")
        .env("NODO__WORKERS__LEASE_S", "1")
        .env("NODO__WORKERS__POLL_MS", "50")
        .env("NODO__SANDBOX__FIRST_PORT", "any")
        .env("NODO_LOG", "error")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

impl Nodo {
    /// Starts a server on a free port and waits until it says where it answers.
    pub(crate) async fn serve(database: &str, flags: &[&str]) -> Self {
        let mut child = command(database)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(flags)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = loop {
            let line = lines.next_line().await.unwrap();
            let line = line.expect("the server ended before it answered");
            if let Some(url) = line.trim().strip_prefix("Checkout") {
                break url.trim().parse().unwrap();
            }
        };
        // What it says later must not fill the pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, url }
    }

    /// Ends it at once, as a power cut would: no handler runs, nothing is flushed.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}
