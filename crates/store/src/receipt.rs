//! Rows of receipts' recipients.

use domain::{CreditorBrokerId, CreditorFiscalCode, PaymentToken, StationId};
use node::{ReceiptKey, ReceiptRecipient, ReceiptStatus};

use crate::StoreError;
use crate::position::read_key;
use crate::query::{MultiRow, Query, Value};
use crate::row::{Row, Table};

pub(crate) static RECIPIENT: Table = Table {
    name: "receipt_recipient",
    key: &["creditor", "notice_number", "recipient", "station"],
};

/// The recipients of payments, in the order in which they were added.
pub(crate) const LOAD: &str = "\
    select creditor
         , notice_number
         , token
         , recipient
         , station
         , ordinal
         , broker
         , status
         , retries
         , version
      from receipt_recipient
     where creditor = $1
       and notice_number = $2
     order by token, ordinal";

pub(crate) static INSERT: MultiRow = MultiRow::new(
    "insert into receipt_recipient
          ( creditor
          , notice_number
          , token
          , recipient
          , station
          , ordinal
          , broker
          , status
          , retries
          , version
          )
     values",
    10,
    "",
);

const UPDATE: &str = "\
    update receipt_recipient
       set status = $6
         , retries = $7
         , version = $8
     where creditor = $1
       and notice_number = $2
       and token = $3
       and recipient = $4
       and station = $5
       and version = $9";

/// A recipient with what the store knows of it besides.
#[derive(Clone, Debug)]
pub(crate) struct RecipientState {
    pub(crate) key: ReceiptKey,
    pub(crate) recipient: ReceiptRecipient,
    /// 1 for the payment's first.
    pub(crate) ordinal: i64,
    /// As it was loaded; 0 for a new one.
    pub(crate) loaded_version: i64,
    /// As it will be saved.
    pub(crate) version: i64,
}

impl RecipientState {
    /// Moves the delivery. Sending again after the first time counts as a retry.
    pub(crate) fn move_to(&mut self, status: ReceiptStatus) {
        let is_first = self.recipient.status == ReceiptStatus::NoticeGenerated;
        if status == ReceiptStatus::NoticeSent && !is_first {
            self.recipient.retries = self.recipient.retries.saturating_add(1);
        }
        self.recipient.status = status;
        self.version += 1;
    }

    pub(crate) fn row(&self) -> Vec<Value> {
        vec![
            self.key.notice.creditor.as_str().into(),
            self.key.notice.notice_number.as_str().into(),
            self.key.token.as_str().into(),
            self.key.creditor.as_str().into(),
            self.key.station.as_str().into(),
            self.ordinal.into(),
            self.recipient.broker.as_str().into(),
            self.recipient.status.as_str().into(),
            self.recipient.retries.into(),
            self.version.into(),
        ]
    }

    pub(crate) fn update(&self) -> Query {
        Query::new(UPDATE)
            .bind(self.key.notice.creditor.as_str())
            .bind(self.key.notice.notice_number.as_str())
            .bind(self.key.token.as_str())
            .bind(self.key.creditor.as_str())
            .bind(self.key.station.as_str())
            .bind(self.recipient.status.as_str())
            .bind(self.recipient.retries)
            .bind(self.version)
            .bind(self.loaded_version)
    }
}

pub(crate) fn read(row: &Row) -> Result<RecipientState, StoreError> {
    let row = row.of(&RECIPIENT);
    let version = row.get("version")?;
    let key = ReceiptKey {
        notice: read_key(row)?,
        token: row.parse("token", PaymentToken::parse)?,
        creditor: row.parse("recipient", CreditorFiscalCode::parse)?,
        station: row.parse("station", StationId::parse)?,
    };
    Ok(RecipientState {
        recipient: ReceiptRecipient {
            creditor: key.creditor.clone(),
            station: key.station.clone(),
            broker: row.parse("broker", CreditorBrokerId::parse)?,
            status: row.named("status", ReceiptStatus::from_name)?,
            retries: row.number("retries")?,
        },
        key,
        ordinal: row.get("ordinal")?,
        loaded_version: version,
        version,
    })
}
