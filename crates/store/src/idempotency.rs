//! Rows of stored answers.

use domain::{CreditorFiscalCode, IdempotencyKey, NoticeKey, NoticeNumber, PaymentToken, PspId};
use jiff::Timestamp;
use node::IdempotencyRecord;

use crate::StoreError;
use crate::connection::Connection;
use crate::query::{PerEngine, Query};
use crate::row::{Table, TableRow};

static IDEMPOTENCY: Table = Table {
    name: "idempotency",
    key: &["psp", "idempotency_key"],
};

/// Every primitive whose answers are stored; names in rows are read back as these.
const PRIMITIVES: [&str; 8] = [
    "activatePaymentNotice",
    "activatePaymentNoticeV2",
    "sendPaymentOutcome",
    "sendPaymentOutcomeV2",
    "closePayment",
    "closePayment-v1",
    "closePayment-v2",
    "demandPaymentNotice",
];

const LOAD: &str = "\
    select psp
         , idempotency_key
         , primitive
         , request_digest
         , response
         , creditor
         , notice_number
         , token
         , valid_to
      from idempotency
     where psp = $1
       and idempotency_key = $2";

const SAVE: &str = "\
    insert into idempotency
         ( psp
         , idempotency_key
         , primitive
         , request_digest
         , response
         , creditor
         , notice_number
         , token
         , valid_to
         )
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (psp, idempotency_key) do update
       set primitive = excluded.primitive
         , request_digest = excluded.request_digest
         , response = excluded.response
         , creditor = excluded.creditor
         , notice_number = excluded.notice_number
         , token = excluded.token
         , valid_to = excluded.valid_to
     where $10 = 1
        or idempotency.valid_to = $11";

const FORGET: &str = "delete from idempotency where token = $1";

const DELETE_EXPIRED: PerEngine = PerEngine {
    sqlite: "\
    delete from idempotency
     where (psp, idempotency_key) in
           ( select psp, idempotency_key
               from idempotency
              where valid_to < $1
              order by valid_to
              limit $2
           )",
    // A row that is being replaced at this moment is not expired any more.
    postgres: "\
    delete from idempotency
     where (psp, idempotency_key) in
           ( select psp, idempotency_key
               from idempotency
              where valid_to < $1
              order by valid_to
              limit $2
                for update skip locked
           )",
};

pub(crate) async fn load(
    connection: &mut Connection,
    psp: &PspId,
    key: &IdempotencyKey,
) -> Result<Option<IdempotencyRecord>, StoreError> {
    let query = Query::new(LOAD).bind(psp.as_str()).bind(key.as_str());
    let row = connection.fetch_optional(query).await?;
    row.map(|row| read(row.of(&IDEMPOTENCY))).transpose()
}

fn read(row: TableRow<'_>) -> Result<IdempotencyRecord, StoreError> {
    let known = |name: &str| PRIMITIVES.into_iter().find(|known| *known == name);
    let creditor = row.parse_option("creditor", CreditorFiscalCode::parse)?;
    let notice_number = row.parse_option("notice_number", NoticeNumber::parse)?;
    Ok(IdempotencyRecord {
        psp: row.parse("psp", PspId::parse)?,
        key: row.parse("idempotency_key", IdempotencyKey::parse)?,
        primitive: row.named("primitive", known)?,
        request_digest: row.digest("request_digest")?,
        response: row.get("response")?,
        notice: creditor
            .zip(notice_number)
            .map(|(creditor, notice_number)| NoticeKey {
                creditor,
                notice_number,
            }),
        token: row.parse_option("token", PaymentToken::parse)?,
        valid_to: row.instant("valid_to")?,
    })
}

/// What the stored answer must be for a new one to replace it. Nobody can lock an answer that is not
/// there yet: of two requests with one key at the same time, about different notices, the second
/// one fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// The decision did not look at it.
    Whatever,
    /// There must be none.
    Absent,
    /// It must be the one that ends then.
    EndsAt(Timestamp),
}

/// What a decision saw under the key in its scope.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    scope: Option<(PspId, IdempotencyKey)>,
    ends_at: Option<Timestamp>,
}

impl Seen {
    pub(crate) fn new(
        scope: Option<(PspId, IdempotencyKey)>,
        record: Option<&IdempotencyRecord>,
    ) -> Self {
        Self {
            scope,
            ends_at: record.map(|record| record.valid_to),
        }
    }

    /// The guard of a record to be saved.
    pub(crate) fn guard(&self, record: &IdempotencyRecord) -> Guard {
        match &self.scope {
            Some((psp, key)) if *psp == record.psp && *key == record.key => {
                self.ends_at.map_or(Guard::Absent, Guard::EndsAt)
            }
            Some(_) | None => Guard::Whatever,
        }
    }
}

pub(crate) fn save(record: &IdempotencyRecord, guard: Guard) -> Query {
    debug_assert!(
        PRIMITIVES.contains(&record.primitive),
        "{} is not among the primitives with stored answers",
        record.primitive
    );
    let notice = record.notice.as_ref();
    Query::new(SAVE)
        .bind(record.psp.as_str())
        .bind(record.key.as_str())
        .bind(record.primitive)
        .bind(record.request_digest.as_slice())
        .bind(record.response.as_slice())
        .bind(notice.map(|notice| notice.creditor.as_str()))
        .bind(notice.map(|notice| notice.notice_number.as_str()))
        .bind(record.token.as_ref().map(PaymentToken::as_str))
        .bind(record.valid_to)
        .bind(guard == Guard::Whatever)
        .bind(match guard {
            Guard::Whatever | Guard::Absent => None,
            Guard::EndsAt(at) => Some(at),
        })
}

pub(crate) fn forget(token: &PaymentToken) -> Query {
    Query::new(FORGET).bind(token.as_str())
}

pub(crate) fn delete_expired(now: Timestamp, limit: u32) -> Query {
    Query::per_engine(DELETE_EXPIRED).bind(now).bind(limit)
}
