//! Rows of the PSPs' side of the registry.

use domain::{ChannelId, PspBrokerId, PspId, Text};
use registry::{Channel, ChannelLink, Password, PaymentModel, Psp, PspBroker};

use crate::StoreError;
use crate::query::{MultiRow, Value};
use crate::registry_store::{Entry, availability, availability_name, primitive_version};
use crate::row::{Table, TableRow};

impl Entry for Psp {
    const TABLE: &'static Table = &Table {
        name: "psp",
        key: &["id"],
    };
    const SELECT: &'static str =
        "select id, name, fiscal_code, vat_number, availability, stamp from psp";

    fn upsert() -> &'static MultiRow {
        static UPSERT: MultiRow = MultiRow::new(
            "insert into psp (id, name, fiscal_code, vat_number, availability, stamp) values",
            6,
            " on conflict (id) do update
                 set name = excluded.name
                   , fiscal_code = excluded.fiscal_code
                   , vat_number = excluded.vat_number
                   , availability = excluded.availability
                   , stamp = excluded.stamp",
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
            self.fiscal_code.as_ref().map(Text::as_str).into(),
            self.vat_number.as_ref().map(Text::as_str).into(),
            availability_name(self.availability).into(),
            self.stamp.into(),
        ])
    }

    fn read(row: TableRow<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.parse("id", PspId::parse)?,
            name: row.parse("name", str::parse)?,
            fiscal_code: row.parse_option("fiscal_code", str::parse)?,
            vat_number: row.parse_option("vat_number", str::parse)?,
            availability: availability(row)?,
            stamp: row.flag("stamp")?,
        })
    }
}

impl Entry for PspBroker {
    const TABLE: &'static Table = &Table {
        name: "psp_broker",
        key: &["id"],
    };
    const SELECT: &'static str =
        "select id, name, availability, extended_fault_bean from psp_broker";

    fn upsert() -> &'static MultiRow {
        static UPSERT: MultiRow = MultiRow::new(
            "insert into psp_broker (id, name, availability, extended_fault_bean) values",
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
            id: row.parse("id", PspBrokerId::parse)?,
            name: row.parse("name", str::parse)?,
            availability: availability(row)?,
            extended_fault_bean: row.flag("extended_fault_bean")?,
        })
    }
}

const PAYMENT_MODELS: [PaymentModel; 4] = [
    PaymentModel::Immediate,
    PaymentModel::ImmediateMultibeneficiary,
    PaymentModel::Deferred,
    PaymentModel::ActivatedAtPsp,
];

const fn payment_model_name(model: PaymentModel) -> &'static str {
    match model {
        PaymentModel::Immediate => "IMMEDIATE",
        PaymentModel::ImmediateMultibeneficiary => "IMMEDIATE_MULTIBENEFICIARY",
        PaymentModel::Deferred => "DEFERRED",
        PaymentModel::ActivatedAtPsp => "ACTIVATED_AT_PSP",
    }
}

impl Entry for Channel {
    const TABLE: &'static Table = &Table {
        name: "channel",
        key: &["id"],
    };
    const SELECT: &'static str = "\
        select id
             , broker
             , availability
             , payment_model
             , primitive_version
             , target
             , password
             , digital_stamp
             , timeout_ms
          from channel";

    fn upsert() -> &'static MultiRow {
        static UPSERT: MultiRow = MultiRow::new(
            "insert into channel
                  ( id
                  , broker
                  , availability
                  , payment_model
                  , primitive_version
                  , target
                  , password
                  , digital_stamp
                  , timeout_ms
                  )
             values",
            9,
            " on conflict (id) do update
                 set broker = excluded.broker
                   , availability = excluded.availability
                   , payment_model = excluded.payment_model
                   , primitive_version = excluded.primitive_version
                   , target = excluded.target
                   , password = excluded.password
                   , digital_stamp = excluded.digital_stamp
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
            payment_model_name(self.payment_model).into(),
            u8::from(self.primitive_version).into(),
            self.target.as_deref().into(),
            self.password.expose().into(),
            self.digital_stamp.into(),
            self.timeout_ms.into(),
        ])
    }

    fn read(row: TableRow<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.parse("id", ChannelId::parse)?,
            broker: row.parse("broker", PspBrokerId::parse)?,
            availability: availability(row)?,
            payment_model: row.named("payment_model", |name| {
                PAYMENT_MODELS
                    .into_iter()
                    .find(|model| payment_model_name(*model) == name)
            })?,
            primitive_version: primitive_version(row)?,
            target: row.get("target")?,
            password: row.parse("password", Password::parse)?,
            digital_stamp: row.flag("digital_stamp")?,
            timeout_ms: row.number_option("timeout_ms")?,
        })
    }
}

impl Entry for ChannelLink {
    const TABLE: &'static Table = &Table {
        name: "channel_link",
        key: &["psp", "channel"],
    };
    const SELECT: &'static str = "select psp, channel, payment_types from channel_link";

    fn upsert() -> &'static MultiRow {
        static UPSERT: MultiRow = MultiRow::new(
            "insert into channel_link (psp, channel, payment_types) values",
            3,
            " on conflict (psp, channel) do update
                 set payment_types = excluded.payment_types",
        );
        &UPSERT
    }

    fn key(&self) -> String {
        format!("{}/{}", self.psp, self.channel)
    }

    fn row(&self) -> Result<Vec<Value>, StoreError> {
        Ok(vec![
            self.psp.as_str().into(),
            self.channel.as_str().into(),
            serde_json::to_string(&self.payment_types)?.into(),
        ])
    }

    fn read(row: TableRow<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            psp: row.parse("psp", PspId::parse)?,
            channel: row.parse("channel", ChannelId::parse)?,
            payment_types: row.json("payment_types")?,
        })
    }
}
