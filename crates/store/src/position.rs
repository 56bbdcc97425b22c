//! Rows of positions.

use domain::{CreditorFiscalCode, NoticeKey, NoticeNumber};
use node::PositionStatus;

use crate::StoreError;
use crate::query::{MultiRow, Query};
use crate::row::{Row, Table, TableRow};

pub(crate) static POSITION: Table = Table {
    name: "position",
    key: &["creditor", "notice_number"],
};

/// How many positions one statement loads; decisions are about 1 to 5 payments.
pub(crate) const KEYS_PER_STATEMENT: usize = 5;

/// Makes sure that what is to be locked exists.
pub(crate) static INSERT_UNSEEN: MultiRow = MultiRow::new(
    "insert into position (creditor, notice_number, version) values",
    3,
    " on conflict (creditor, notice_number) do nothing",
);

/// For engines with concurrent writers.
pub(crate) const LOCK: &str = "\
    select creditor
      from position
     where (creditor, notice_number) in
           (values ($1, $2), ($3, $4), ($5, $6), ($7, $8), ($9, $10))
     order by creditor, notice_number
       for update";

/// For engines with concurrent writers: the position of one notice.
pub(crate) const LOCK_ONE: &str = "\
    select creditor
         , notice_number
      from position
     where creditor = $1
       and notice_number = $2
       for update";

/// For engines with concurrent writers: the position of one payment.
pub(crate) const LOCK_BY_TOKEN: &str = "\
    select creditor
         , notice_number
      from position
     where (creditor, notice_number) =
           (select creditor, notice_number from payment_token where token = $1)
       for update";

/// For engines with concurrent writers: the positions of payments.
pub(crate) const LOCK_BY_TOKENS: &str = "\
    select position.creditor
         , position.notice_number
      from position
      join payment_token
        on payment_token.creditor = position.creditor
       and payment_token.notice_number = position.notice_number
     where payment_token.token in ($1, $2, $3, $4, $5)
     order by position.creditor, position.notice_number
       for update of position";

const SAVE: &str = "\
    insert into position
         ( creditor
         , notice_number
         , status
         , activation_pending_until
         , version
         )
    values ($1, $2, $3, $4, $5)
    on conflict (creditor, notice_number) do update
       set status = excluded.status
         , activation_pending_until = excluded.activation_pending_until
         , version = excluded.version
     where position.version = $6";

/// The columns of a position as they stand.
#[derive(Clone, Debug)]
pub(crate) struct PositionState {
    pub(crate) status: Option<PositionStatus>,
    pub(crate) activation_pending_until: Option<jiff::Timestamp>,
    /// As it was loaded; 0 for an unseen position.
    pub(crate) loaded_version: i64,
    /// As it will be saved.
    pub(crate) version: i64,
}

pub(crate) fn save(key: &NoticeKey, state: &PositionState) -> Query {
    Query::new(SAVE)
        .bind(key.creditor.as_str())
        .bind(key.notice_number.as_str())
        .bind(state.status.map(PositionStatus::as_str))
        .bind(state.activation_pending_until)
        .bind(state.version)
        .bind(state.loaded_version)
}

pub(crate) fn read_key(row: TableRow<'_>) -> Result<NoticeKey, StoreError> {
    Ok(NoticeKey {
        creditor: row.parse("creditor", CreditorFiscalCode::parse)?,
        notice_number: row.parse("notice_number", NoticeNumber::parse)?,
    })
}

/// Reads a row that joins a position and one of its payments, if it has any.
pub(crate) fn read_state(row: &Row) -> Result<(NoticeKey, PositionState), StoreError> {
    let row = row.of(&POSITION);
    let version = row.get("position_version")?;
    let state = PositionState {
        status: row.named_option("position_status", PositionStatus::from_name)?,
        activation_pending_until: row.instant_option("activation_pending_until")?,
        loaded_version: version,
        version,
    };
    Ok((read_key(row)?, state))
}
