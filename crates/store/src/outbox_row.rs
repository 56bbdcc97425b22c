//! Rows of the outbox.

use domain::{OutboxKind, OutboxMessage};

use crate::StoreError;
use crate::job::Work;
use crate::query::{MultiRow, Value};
use crate::row::{Row, Table};

pub(crate) static OUTBOX: Table = Table {
    name: "outbox",
    key: &["id"],
};

// A second message with the same key is ignored.
pub(crate) static INSERT: MultiRow = MultiRow::new(
    "insert into outbox
          ( message_key
          , kind
          , reference
          , payload
          , state
          , enqueued_at
          , available_at
          , attempts
          , attempts_max
          , lost_lease
          )
     values",
    10,
    " on conflict (message_key) do nothing",
);

/// Puts messages into the outbox, as part of the work.
pub(crate) async fn insert(
    work: &mut Work,
    messages: Vec<OutboxMessage>,
) -> Result<(), StoreError> {
    if messages.is_empty() {
        return Ok(());
    }
    work.touched.outbox = true;
    work.connection.insert_rows(&INSERT, rows(messages)).await?;
    Ok(())
}

/// The values of new rows.
pub(crate) fn rows(messages: Vec<OutboxMessage>) -> Vec<Vec<Value>> {
    messages.into_iter().map(row).collect()
}

fn row(message: OutboxMessage) -> Vec<Value> {
    let reference = reference(&message.key).to_owned();
    vec![
        message.key.into(),
        message.kind.as_str().into(),
        reference.into(),
        message.payload.into(),
        "pending".into(),
        message.available_at.into(),
        message.available_at.into(),
        0_i64.into(),
        message.attempts_max.max(1).into(),
        false.into(),
    ]
}

/// What a message is about: keys are `<kind>:<reference>`, or `<kind>:<reference>:<more>`, where the
/// reference is a payment token or a transaction. Those of Checkout begin with `checkout:`.
fn reference(key: &str) -> &str {
    let own = key.strip_prefix("checkout:").unwrap_or(key);
    own.split(':').nth(1).unwrap_or(key)
}

/// The kind of a row.
pub(crate) fn kind(row: &Row) -> Result<OutboxKind, StoreError> {
    row.of(&OUTBOX).named("kind", OutboxKind::from_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_what_the_message_is_about() {
        assert_eq!(
            reference("pa_send_rt:abc:77777777777:77777777777_01"),
            "abc"
        );
        assert_eq!(reference("send_payment_result:tx"), "tx");
        assert_eq!(reference("checkout:close_payment:tx"), "tx");
        assert_eq!(reference("odd"), "odd");
    }
}
