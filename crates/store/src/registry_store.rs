//! The registry's entries: loaded whole, written as far as they differ.

use std::collections::BTreeMap;

use async_trait::async_trait;
use registry::{Availability, Entries};

use crate::connection::Connection;
use crate::job::Work;
use crate::query::{MultiRow, Query, Value, locking};
use crate::row::{Table, TableRow};
use crate::{Store, StoreError};

static VERSION: Table = Table {
    name: "registry_version",
    key: &["id"],
};

const SELECT_VERSION: &str = "select id, version from registry_version where id = 1";

const BUMP_VERSION: &str = "update registry_version set version = version + 1 where id = 1";

/// A kind of entry and its table.
pub(crate) trait Entry: Sized + Clone + PartialEq + Send + Sync + 'static {
    const TABLE: &'static Table;
    /// Every row.
    const SELECT: &'static str;

    /// Adds or replaces rows.
    fn upsert() -> &'static MultiRow;
    /// What makes two entries the same one.
    fn key(&self) -> String;
    /// The values of a row.
    fn row(&self) -> Result<Vec<Value>, StoreError>;
    /// Reads a row.
    fn read(row: TableRow<'_>) -> Result<Self, StoreError>;
}

async fn load<E: Entry>(connection: &mut Connection) -> Result<Vec<E>, StoreError> {
    let rows = connection.fetch_all(Query::new(E::SELECT)).await?;
    rows.iter().map(|row| E::read(row.of(E::TABLE))).collect()
}

/// Writes the entries that are new or different; says how many.
async fn save<E: Entry>(connection: &mut Connection, entries: &[E]) -> Result<usize, StoreError> {
    if entries.is_empty() {
        return Ok(0);
    }
    let stored = load::<E>(connection).await?;
    let stored: BTreeMap<_, _> = stored.into_iter().map(|it| (it.key(), it)).collect();
    // Of two entries with the same key the last one counts.
    let wanted: BTreeMap<_, _> = entries.iter().map(|it| (it.key(), it)).collect();
    let rows = wanted
        .into_iter()
        .filter(|(key, entry)| stored.get(key) != Some(*entry))
        .map(|(_, entry)| entry.row())
        .collect::<Result<Vec<_>, _>>()?;
    let changed = rows.len();
    connection.insert_rows(E::upsert(), rows).await?;
    Ok(changed)
}

async fn load_entries(connection: &mut Connection) -> Result<(u64, Entries), StoreError> {
    let row = connection.fetch_one(Query::new(SELECT_VERSION)).await?;
    let version = row.of(&VERSION).number("version")?;
    let entries = Entries {
        creditors: load(connection).await?,
        creditor_brokers: load(connection).await?,
        stations: load(connection).await?,
        station_links: load(connection).await?,
        accounts: load(connection).await?,
        psps: load(connection).await?,
        psp_brokers: load(connection).await?,
        channels: load(connection).await?,
        channel_links: load(connection).await?,
    };
    Ok((version, entries))
}

async fn import(work: &mut Work, entries: &Entries) -> Result<(), StoreError> {
    let connection = &mut work.connection;
    // Imports wait for each other.
    let lock = locking!("select id, version from registry_version where id = 1");
    connection.fetch_one(Query::per_engine(lock)).await?;
    // What others refer to first.
    let changed = save(connection, &entries.creditors).await?
        + save(connection, &entries.creditor_brokers).await?
        + save(connection, &entries.stations).await?
        + save(connection, &entries.station_links).await?
        + save(connection, &entries.accounts).await?
        + save(connection, &entries.psps).await?
        + save(connection, &entries.psp_brokers).await?
        + save(connection, &entries.channels).await?
        + save(connection, &entries.channel_links).await?;
    if changed > 0 {
        let bump = Query::new(BUMP_VERSION);
        connection.execute_one("registry_version", bump).await?;
        work.touched.registry = true;
    }
    Ok(())
}

#[async_trait]
impl registry::Store for Store {
    async fn version(&self) -> Result<u64, registry::StoreError> {
        let mut connection = self.core.read().await?;
        let row = connection.fetch_one(Query::new(SELECT_VERSION)).await?;
        Ok(row.of(&VERSION).number("version")?)
    }

    async fn load(&self) -> Result<(u64, Entries), registry::StoreError> {
        let load = self
            .core
            .snapshot(|connection| Box::pin(load_entries(connection)));
        Ok(load.await?)
    }

    async fn import(&self, entries: &Entries) -> Result<(), registry::StoreError> {
        let entries = entries.clone();
        let write = self
            .core
            .write(move |work| Box::pin(async move { import(work, &entries).await }));
        Ok(write.await?)
    }
}

pub(crate) const fn availability_name(availability: Availability) -> &'static str {
    match availability {
        Availability::Enabled => "enabled",
        Availability::Disabled => "disabled",
    }
}

pub(crate) fn availability(row: TableRow<'_>) -> Result<Availability, StoreError> {
    row.named("availability", |name| {
        [Availability::Enabled, Availability::Disabled]
            .into_iter()
            .find(|it| availability_name(*it) == name)
    })
}

/// The columns `primitive_version` of stations and channels.
pub(crate) fn primitive_version(
    row: TableRow<'_>,
) -> Result<registry::PrimitiveVersion, StoreError> {
    row.coded("primitive_version", |version| {
        registry::PrimitiveVersion::try_from(u8::try_from(version).ok()?).ok()
    })
}
