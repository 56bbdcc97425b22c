//! Everything known about one payment.

use domain::{CreditorFiscalCode, NoticeKey, PaymentToken, StationId, TransactionId};
use node::{
    Audience, History, PaymentStatus, PositionStatus, ReceiptStatus, Scope, TRACE_EVENTS_MAX,
    Trace, TraceDelivery, TraceEvent,
};

use crate::connection::Connection;
use crate::node_scope::{self, Purpose, key_values};
use crate::outbox_row::{self, OUTBOX};
use crate::payment_list::Filter;
use crate::query::Query;
use crate::row::{Table, TableRow};
use crate::{StoreError, journal_event};

static HISTORY: Table = Table {
    name: "status history",
    key: &["version"],
};

const IS_VISIBLE: &str = "select payment.token from payment where ";

const POSITION_HISTORY: &str = "\
    select version
         , status
         , at
      from position_status_history
     where creditor = $1
       and notice_number = $2
     order by version";

const PAYMENT_HISTORY: &str = "\
    select version
         , status
         , at
      from payment_status_history
     where creditor = $1
       and notice_number = $2
       and token = $3
     order by version";

const RECEIPT_HISTORY: &str = "\
    select recipient
         , station
         , version
         , status
         , at
      from receipt_status_history
     where creditor = $1
       and notice_number = $2
       and token = $3
     order by at, recipient, station, version";

/// One look-up per index, then the rows themselves. Only rows without notice are found by token.
pub(crate) const EVENTS: &str = "\
    select id
         , at
         , session_id
         , exchange
         , kind
         , primitive
         , caller
         , callee
         , creditor
         , notice_number
         , iuv
         , token
         , transaction_id
         , psp
         , channel
         , station
         , outcome
         , fault_code
         , latency_us
         , state
         , payload
      from journal_event
     where id in
           ( select id from journal_event where creditor = $1 and notice_number = $2
              union
             select id from journal_event where token = $3 and notice_number is null
              union
             select id from journal_event where transaction_id = $4
           )
     order by at, id
     limit $5";

const DELIVERIES: &str = "\
    select id
         , message_key
         , kind
         , state
         , attempts
         , available_at
         , finished_at
         , last_error
      from outbox
     where reference in ($1, $2)
     order by id";

/// The trace of a payment, if the audience may see it.
pub(crate) async fn find(
    connection: &mut Connection,
    audience: &Audience,
    token: &PaymentToken,
) -> Result<Option<Trace>, StoreError> {
    let Some(notice) = node_scope::find_notice(connection, token).await? else {
        return Ok(None);
    };
    let mut visible = Filter::new();
    visible.audience(audience);
    visible.payment(&notice, token);
    let query = visible.query(IS_VISIBLE, "");
    if connection.fetch_optional(query).await?.is_none() {
        return Ok(None);
    }
    let scope = Scope {
        notices: vec![notice.clone()],
        ..Scope::default()
    };
    let (view, _) = node_scope::load(connection, &scope, Purpose::Look).await?;
    let payments = view.positions.into_iter().flat_map(|it| it.payments);
    let Some(payment) = payments.into_iter().find(|it| it.token == *token) else {
        return Ok(None);
    };
    let transaction = payment.transaction.clone();
    Ok(Some(Trace {
        payment,
        position_history: position_history(connection, &notice).await?,
        payment_history: payment_history(connection, &notice, token).await?,
        receipt_history: receipt_history(connection, &notice, token).await?,
        events: events(connection, audience, (&notice, token, transaction.as_ref())).await?,
        deliveries: deliveries(connection, token, transaction.as_ref()).await?,
    }))
}

fn history<S>(
    row: TableRow<'_>,
    from_name: impl FnOnce(&str) -> Option<S>,
) -> Result<History<S>, StoreError> {
    Ok(History {
        status: row.named("status", from_name)?,
        at: row.instant("at")?,
    })
}

async fn position_history(
    connection: &mut Connection,
    notice: &NoticeKey,
) -> Result<Vec<History<PositionStatus>>, StoreError> {
    let query = Query::new(POSITION_HISTORY).bind_all(key_values(notice));
    let rows = connection.fetch_all(query).await?;
    rows.iter()
        .map(|row| history(row.of(&HISTORY), PositionStatus::from_name))
        .collect()
}

async fn payment_history(
    connection: &mut Connection,
    notice: &NoticeKey,
    token: &PaymentToken,
) -> Result<Vec<History<PaymentStatus>>, StoreError> {
    let query = Query::new(PAYMENT_HISTORY)
        .bind_all(key_values(notice))
        .bind(token.as_str());
    let rows = connection.fetch_all(query).await?;
    rows.iter()
        .map(|row| history(row.of(&HISTORY), PaymentStatus::from_name))
        .collect()
}

async fn receipt_history(
    connection: &mut Connection,
    notice: &NoticeKey,
    token: &PaymentToken,
) -> Result<Vec<(CreditorFiscalCode, StationId, History<ReceiptStatus>)>, StoreError> {
    let query = Query::new(RECEIPT_HISTORY)
        .bind_all(key_values(notice))
        .bind(token.as_str());
    let rows = connection.fetch_all(query).await?;
    let read = |row: TableRow<'_>| {
        let recipient = row.parse("recipient", CreditorFiscalCode::parse)?;
        let station = row.parse("station", StationId::parse)?;
        Ok((recipient, station, history(row, ReceiptStatus::from_name)?))
    };
    rows.iter().map(|row| read(row.of(&HISTORY))).collect()
}

async fn events(
    connection: &mut Connection,
    audience: &Audience,
    (notice, token, transaction): (&NoticeKey, &PaymentToken, Option<&TransactionId>),
) -> Result<Vec<TraceEvent>, StoreError> {
    let query = Query::new(EVENTS)
        .bind_all(key_values(notice))
        .bind(token.as_str())
        .bind(transaction.map(TransactionId::as_str))
        .bind(TRACE_EVENTS_MAX);
    let rows = connection.fetch_all(query).await?;
    let mut events = rows
        .iter()
        .map(journal_event::read)
        .collect::<Result<Vec<_>, _>>()?;
    restrict(&mut events, audience, notice);
    Ok(events)
}

/// Another PSP may have tried the same notice, and a transaction may hold other creditors' notices:
/// neither is the audience's business.
fn restrict(events: &mut Vec<TraceEvent>, audience: &Audience, notice: &NoticeKey) {
    match audience {
        Audience::Everyone => {}
        Audience::Psp(psp) => {
            events.retain(|event| event.subject.psp.as_ref().is_none_or(|it| it == psp));
        }
        Audience::Creditor(_) | Audience::Stations(_) => {
            let own = &notice.notice_number;
            events.retain(|event| {
                let number = event.subject.notice_number.as_ref();
                number.is_none_or(|it| it == own)
            });
            for event in events {
                if event.subject.notice_number.is_none() && event.subject.token.is_none() {
                    event.payload = None;
                }
            }
        }
    }
}

async fn deliveries(
    connection: &mut Connection,
    token: &PaymentToken,
    transaction: Option<&TransactionId>,
) -> Result<Vec<TraceDelivery>, StoreError> {
    let query = Query::new(DELIVERIES)
        .bind(token.as_str())
        .bind(transaction.map(TransactionId::as_str));
    let rows = connection.fetch_all(query).await?;
    rows.iter()
        .map(|row| {
            let kind = outbox_row::kind(row)?;
            let row = row.of(&OUTBOX);
            let finished_at = row.instant_option("finished_at")?;
            Ok(TraceDelivery {
                kind,
                key: row.get("message_key")?,
                state: row.get("state")?,
                attempts: row.number("attempts")?,
                at: finished_at.map_or_else(|| row.instant("available_at"), Ok)?,
                last_error: row.get("last_error")?,
            })
        })
        .collect()
}
