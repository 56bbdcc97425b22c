//! Rows of journeys: documents under a digest.

use checkout::{Journey, JourneyDigest};
use jiff::Timestamp;

use crate::StoreError;
use crate::query::{PerEngine, Query, locking};
use crate::row::{Row, Table};

static JOURNEY: Table = Table {
    name: "checkout_journey",
    // Not the digest: it is as good as a name of the citizen's browser.
    key: &["expires_at"],
};

const SAVE: &str = "\
    insert into checkout_journey (digest, document, expires_at)
    values ($1, $2, $3)
    on conflict (digest) do update
       set document = excluded.document
         , expires_at = excluded.expires_at";

const FIND: &str = "select document, expires_at from checkout_journey where digest = $1";

const FIND_FOR_UPDATE: PerEngine =
    locking!("select document, expires_at from checkout_journey where digest = $1");

const DELETE_EXPIRED: &str = "\
    delete from checkout_journey
     where digest in
           ( select digest
               from checkout_journey
              where expires_at < $1
              order by expires_at
              limit $2
           )";

pub(crate) fn save(journey: &Journey) -> Result<Query, StoreError> {
    Ok(Query::new(SAVE)
        .bind(journey.digest.as_str())
        .bind(serde_json::to_string(journey)?)
        .bind(journey.expires_at))
}

pub(crate) fn find(digest: &JourneyDigest) -> Query {
    Query::new(FIND).bind(digest.as_str())
}

pub(crate) fn find_for_update(digest: &JourneyDigest) -> Query {
    Query::per_engine(FIND_FOR_UPDATE).bind(digest.as_str())
}

pub(crate) fn delete_expired(now: Timestamp, limit: u32) -> Query {
    Query::new(DELETE_EXPIRED).bind(now).bind(limit)
}

pub(crate) fn read(row: &Row) -> Result<Journey, StoreError> {
    row.of(&JOURNEY).json("document")
}
