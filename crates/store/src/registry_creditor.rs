//! Rows of the creditors' side of the registry.

use domain::{CreditorBrokerId, CreditorFiscalCode, Iban, StationId};
use registry::{Account, Creditor, CreditorBroker, Password, Station, StationLink};

use crate::StoreError;
use crate::query::{MultiRow, Value};
use crate::registry_store::{Entry, availability, availability_name, primitive_version};
use crate::row::{Table, TableRow};

impl Entry for Creditor {
    const TABLE: &'static Table = &Table {
        name: "creditor",
        key: &["fiscal_code"],
    };
    const SELECT: &'static str = "select fiscal_code, name, availability from creditor";

    fn upsert() -> &'static MultiRow {
        static UPSERT: MultiRow = MultiRow::new(
            "insert into creditor (fiscal_code, name, availability) values",
            3,
            " on conflict (fiscal_code) do update
                 set name = excluded.name
                   , availability = excluded.availability",
        );
        &UPSERT
    }

    fn key(&self) -> String {
        self.fiscal_code.as_str().into()
    }

    fn row(&self) -> Result<Vec<Value>, StoreError> {
        Ok(vec![
            self.fiscal_code.as_str().into(),
            self.name.as_str().into(),
            availability_name(self.availability).into(),
        ])
    }

    fn read(row: TableRow<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            fiscal_code: row.parse("fiscal_code", CreditorFiscalCode::parse)?,
            name: row.parse("name", str::parse)?,
            availability: availability(row)?,
        })
    }
}

impl Entry for CreditorBroker {
    const TABLE: &'static Table = &Table {
        name: "creditor_broker",
        key: &["id"],
    };
    const SELECT: &'static str =
        "select id, name, availability, extended_fault_bean from creditor_broker";

    fn upsert() -> &'static MultiRow {
        static UPSERT: MultiRow = MultiRow::new(
            "insert into creditor_broker (id, name, availability, extended_fault_bean) values",
            4,
            " on conflict (id) do update
                 set name = excluded.name
                   , availability = excluded.availability
                   , extended_fault_bean = excluded.extended_fault_bean",
        );
        &UPSERT
    }

    fn key(&self) -> String {
        self.id.as_str().into()
    }

    fn row(&self) -> Result<Vec<Value>, StoreError> {
        Ok(vec![
            self.id.as_str().into(),
            self.name.as_str().into(),
            availability_name(self.availability).into(),
            self.extended_fault_bean.into(),
        ])
    }

    fn read(row: TableRow<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.parse("id", CreditorBrokerId::parse)?,
            name: row.parse("name", str::parse)?,
            availability: availability(row)?,
            extended_fault_bean: row.flag("extended_fault_bean")?,
        })
    }
}

impl Entry for Station {
    const TABLE: &'static Table = &Table {
        name: "station",
        key: &["id"],
    };
    const SELECT: &'static str = "\
        select id, broker, availability, primitive_version, target, password, timeout_ms
          from station";

    fn upsert() -> &'static MultiRow {
        static UPSERT: MultiRow = MultiRow::new(
            "insert into station
                  (id, broker, availability, primitive_version, target, password, timeout_ms)
             values",
            7,
            " on conflict (id) do update
                 set broker = excluded.broker
                   , availability = excluded.availability
                   , primitive_version = excluded.primitive_version
                   , target = excluded.target
                   , password = excluded.password
                   , timeout_ms = excluded.timeout_ms",
        );
        &UPSERT
    }

    fn key(&self) -> String {
        self.id.as_str().into()
    }

    fn row(&self) -> Result<Vec<Value>, StoreError> {
        Ok(vec![
            self.id.as_str().into(),
            self.broker.as_str().into(),
            availability_name(self.availability).into(),
            u8::from(self.primitive_version).into(),
            self.target.as_str().into(),
            self.password.expose().into(),
            self.timeout_ms.into(),
        ])
    }

    fn read(row: TableRow<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.parse("id", StationId::parse)?,
            broker: row.parse("broker", CreditorBrokerId::parse)?,
            availability: availability(row)?,
            primitive_version: primitive_version(row)?,
            target: row.get("target")?,
            password: row.parse("password", Password::parse)?,
            timeout_ms: row.number_option("timeout_ms")?,
        })
    }
}

/// The `code` of links whose aux digit knows none.
const NO_CODE: i64 = -1;

fn link_code(link: &StationLink) -> i64 {
    let code = link.application_code.or(link.segregation_code);
    code.map_or(NO_CODE, i64::from)
}

impl Entry for StationLink {
    const TABLE: &'static Table = &Table {
        name: "station_link",
        key: &["creditor", "aux_digit", "code"],
    };
    const SELECT: &'static str =
        "select creditor, station, aux_digit, code, broadcast from station_link";

    fn upsert() -> &'static MultiRow {
        static UPSERT: MultiRow = MultiRow::new(
            "insert into station_link (creditor, station, aux_digit, code, broadcast) values",
            5,
            " on conflict (creditor, aux_digit, code) do update
                 set station = excluded.station
                   , broadcast = excluded.broadcast",
        );
        &UPSERT
    }

    fn key(&self) -> String {
        format!("{}/{}/{}", self.creditor, self.aux_digit, link_code(self))
    }

    fn row(&self) -> Result<Vec<Value>, StoreError> {
        Ok(vec![
            self.creditor.as_str().into(),
            self.station.as_str().into(),
            self.aux_digit.into(),
            link_code(self).into(),
            self.broadcast.into(),
        ])
    }

    fn read(row: TableRow<'_>) -> Result<Self, StoreError> {
        let aux_digit = row.number("aux_digit")?;
        let code = row.coded("code", |code| match code {
            NO_CODE => Some(None),
            code => u8::try_from(code).ok().map(Some),
        })?;
        Ok(Self {
            creditor: row.parse("creditor", CreditorFiscalCode::parse)?,
            station: row.parse("station", StationId::parse)?,
            aux_digit,
            application_code: code.filter(|_| aux_digit == 0),
            segregation_code: code.filter(|_| aux_digit == 3),
            broadcast: row.flag("broadcast")?,
        })
    }
}

impl Entry for Account {
    const TABLE: &'static Table = &Table {
        name: "account",
        key: &["creditor"],
    };
    const SELECT: &'static str = "select creditor, iban from account";

    fn upsert() -> &'static MultiRow {
        static UPSERT: MultiRow = MultiRow::new(
            "insert into account (creditor, iban) values",
            2,
            " on conflict (creditor, iban) do nothing",
        );
        &UPSERT
    }

    fn key(&self) -> String {
        format!("{}/{}", self.creditor, self.iban.as_str())
    }

    fn row(&self) -> Result<Vec<Value>, StoreError> {
        Ok(vec![
            self.creditor.as_str().into(),
            self.iban.as_str().into(),
        ])
    }

    fn read(row: TableRow<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            creditor: row.parse("creditor", CreditorFiscalCode::parse)?,
            iban: row.parse("iban", Iban::parse)?,
        })
    }
}
