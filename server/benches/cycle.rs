//! Whole payments through the program, beside what the engines can do at best on this machine.
//!
//! A payment is verify → activate → outcome → receipt delivered, over real HTTP and XML, with the load
//! and the creditors on the same machine, and 64 payers at a time. Beside it, in the same run: on
//! PostgreSQL `pgbench` (TPC-B, scale 10, 32 clients, prepared); on SQLite a bare loop of three
//! inserts per payment, one payment per commit and 64 per commit.
//!
//! Run it with `make bench`. Figures are for the record; nothing here passes or fails.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement prints, stops at the first surprise, and reads the clock and environment"
)]

#[path = "../tests/it/nodo.rs"]
mod nodo;
#[path = "../tests/it/surroundings.rs"]
mod surroundings;

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::SystemClock;
use simulators::SoapClient;
use simulators::psp::Counter;
use simulators::world;
use sqlx::{Connection, PgConnection, SqliteConnection};

use crate::nodo::Nodo;
use crate::surroundings::Surroundings;

/// Payers at a time.
const PAYERS: u64 = 64;
/// How long each measurement lasts, after a tenth of that to warm up.
const MEASURED: Duration = Duration::from_secs(20);
/// The longest wait for the last receipts.
const RECEIPTS_PATIENCE: Duration = Duration::from_mins(1);

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("nodo.db").display());
        let single = sqlite_loop(1).await;
        let grouped = sqlite_loop(64).await;
        println!("sqlite loop, 1 payment per commit    {single:>9.0} payments/s");
        println!("sqlite loop, 64 payments per commit  {grouped:>9.0} payments/s");
        let cycles = cycles(&database).await;
        cycles.print(
            "sqlite",
            "0.1 of the loop of 64",
            cycles.per_second / grouped,
        );

        let Ok(server) = std::env::var("NODO_TEST_POSTGRES") else {
            println!("postgresql: NODO_TEST_POSTGRES names no server");
            return;
        };
        let (base, _) = server.rsplit_once('/').unwrap();
        let mut connection = PgConnection::connect(&server).await.unwrap();
        for name in ["nodo_bench", "nodo_pgbench"] {
            for statement in ["drop database if exists", "create database"] {
                let sql = sqlx::AssertSqlSafe(format!("{statement} {name}"));
                sqlx::query(sql).execute(&mut connection).await.unwrap();
            }
        }
        let pgbench = pgbench(&format!("{base}/nodo_pgbench"));
        println!("pgbench TPC-B                        {pgbench:>9.0} transactions/s");
        let cycles = self::cycles(&format!("{base}/nodo_bench")).await;
        cycles.print("postgresql", "pgbench", cycles.per_second / pgbench);
    });
}

struct Cycles {
    per_second: f64,
    latencies: Vec<Duration>,
    receipts_per_second: f64,
}

impl Cycles {
    fn print(&self, engine: &str, beside: &str, ratio: f64) {
        let at = |share: usize| {
            let index = (self.latencies.len() * share / 1000).min(self.latencies.len() - 1);
            self.latencies.get(index).unwrap().as_secs_f64() * 1000.0
        };
        println!(
            "{engine} cycles  {:.0}/s ({ratio:.3} × {beside}); receipts {:.0}/s; cycle p50 {:.1} ms, \
             p99 {:.1} ms",
            self.per_second,
            self.receipts_per_second,
            at(500),
            at(990)
        );
    }
}

/// Payments per second until the last receipt has been acknowledged.
async fn cycles(database: &str) -> Cycles {
    let surroundings = Surroundings::start().await;
    surroundings.import(database).await;
    let server = Nodo::serve(database, &[]).await;
    let counter = Counter {
        node: SoapClient {
            http: simulators::loopback_client().unwrap(),
            url: server.url.join(edge::soap::AUTHENTICATED_PATH).unwrap(),
            subscription_key: None,
        },
        caller: world::COUNTER.caller().unwrap(),
    };
    let next = Arc::new(AtomicU64::new(0));
    pay_for(&counter, &next, MEASURED / 10).await;
    let warm = next.load(Ordering::Relaxed);
    let start = Instant::now();
    let mut latencies = pay_for(&counter, &next, MEASURED).await;
    let paying = start.elapsed();
    let paid = next.load(Ordering::Relaxed);
    let receipts = surroundings.creditors.wait_for_receipts(paid);
    tokio::time::timeout(RECEIPTS_PATIENCE, receipts)
        .await
        .unwrap_or_else(|_| println!("not every receipt arrived in {RECEIPTS_PATIENCE:?}"));
    let whole = start.elapsed();
    server.kill().await;
    latencies.sort();
    let measured = f64::from(u32::try_from(paid - warm).unwrap());
    Cycles {
        per_second: measured / paying.as_secs_f64(),
        receipts_per_second: measured / whole.as_secs_f64(),
        latencies,
    }
}

/// Every payer pays one notice after the other until the time is over; how long each took.
async fn pay_for(counter: &Counter, next: &Arc<AtomicU64>, time: Duration) -> Vec<Duration> {
    let end = Instant::now() + time;
    let payers = (0..PAYERS).map(|_| {
        let (counter, next) = (counter.clone(), Arc::clone(next));
        tokio::spawn(async move {
            let mut latencies = Vec::new();
            while Instant::now() < end {
                let notice = world::series_notice(next.fetch_add(1, Ordering::Relaxed)).unwrap();
                let start = Instant::now();
                counter.pay(&notice, &SystemClock).await.unwrap().unwrap();
                latencies.push(start.elapsed());
            }
            latencies
        })
    });
    let mut all = Vec::new();
    for payer in payers.collect::<Vec<_>>() {
        all.extend(payer.await.unwrap());
    }
    all
}

/// Three inserts of about a kilobyte per payment, durable, `group` payments per commit.
async fn sqlite_loop(group: u64) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let url = format!(
        "sqlite:{}?mode=rwc",
        folder.path().join("loop.db").display()
    );
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    for statement in [
        "pragma journal_mode = wal",
        "pragma synchronous = full",
        "create table row (id integer primary key, name text not null unique, body text not null)",
    ] {
        sqlx::query(statement)
            .execute(&mut connection)
            .await
            .unwrap();
    }
    let body = "x".repeat(1000);
    let end = Instant::now() + MEASURED / 4;
    let (start, mut payments) = (Instant::now(), 0_u64);
    while Instant::now() < end {
        let mut transaction = connection.begin().await.unwrap();
        for _ in 0..group {
            for row in 0..3 {
                sqlx::query("insert into row (name, body) values ($1, $2)")
                    .bind(format!("{payments}-{row}"))
                    .bind(&body)
                    .execute(&mut *transaction)
                    .await
                    .unwrap();
            }
            payments += 1;
        }
        transaction.commit().await.unwrap();
    }
    f64::from(u32::try_from(payments).unwrap()) / start.elapsed().as_secs_f64()
}

/// Transactions per second of PostgreSQL's own benchmark.
fn pgbench(url: &str) -> f64 {
    let run = |arguments: &[&str]| {
        let output = Command::new("pgbench")
            .args(arguments)
            .arg(url)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["--initialize", "--quiet", "--scale=10"]);
    let seconds = format!("--time={}", MEASURED.as_secs());
    let text = run(&["--client=32", "--jobs=2", "--protocol=prepared", &seconds]);
    text.lines()
        .find_map(|line| line.strip_prefix("tps = "))
        .and_then(|line| line.split(' ').next())
        .and_then(|tps| tps.parse().ok())
        .unwrap()
}
