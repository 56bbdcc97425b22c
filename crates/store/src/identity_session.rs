//! Rows of sessions.

use domain::FiscalCode;
use identity::{PartyId, Person, ProviderChoice, SessionId, SessionRow, TokenDigest};
use jiff::Timestamp;

use crate::StoreError;
use crate::query::Query;
use crate::row::{Row, Table};

static SESSION: Table = Table {
    name: "identity_session",
    key: &["id"],
};

const INSERT: &str = "\
    insert into identity_session
         ( id
         , token_digest
         , fiscal_code
         , given_name
         , family_name
         , email
         , provider
         , issuer
         , party_id
         , created_at
         , last_seen_at
         )
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "select id
                  , token_digest
                  , fiscal_code
                  , given_name
                  , family_name
                  , email
                  , provider
                  , issuer
                  , party_id
                  , created_at
                  , last_seen_at
               from identity_session
              where ",
            $tail
        )
    };
}

const FIND: &str = select!("token_digest = $1");

const LIST: &str = select!("fiscal_code = $1 order by created_at, id");

const TOUCH: &str = "\
    update identity_session
       set last_seen_at = $2
     where id = $1
       and last_seen_at < $2";

const REPLACE: &str = "\
    update identity_session
       set token_digest = $2
         , party_id = $3
     where token_digest = $1";

const DELETE: &str = "delete from identity_session where token_digest = $1";

const REVOKE: &str = "delete from identity_session where fiscal_code = $1 and id = $2";

const DELETE_ENDED: &str = "\
    delete from identity_session
     where last_seen_at <= $1
        or created_at <= $2";

pub(crate) fn insert(session: &SessionRow) -> Query {
    let person = &session.person;
    Query::new(INSERT)
        .bind(session.id.as_str())
        .bind(session.token_digest.as_bytes().as_slice())
        .bind(person.fiscal_code.expose())
        .bind(person.given_name.as_str())
        .bind(person.family_name.as_str())
        .bind(person.email.as_ref().map(AsRef::as_ref))
        .bind(session.provider.code())
        .bind(session.issuer.as_str())
        .bind(session.party.as_ref().map(PartyId::as_str))
        .bind(session.created_at)
        .bind(session.last_seen_at)
}

pub(crate) fn find(token: &TokenDigest) -> Query {
    Query::new(FIND).bind(token.as_bytes().as_slice())
}

pub(crate) fn list(person: &FiscalCode) -> Query {
    Query::new(LIST).bind(person.expose())
}

pub(crate) fn touch(id: &SessionId, last_seen_at: Timestamp) -> Query {
    Query::new(TOUCH).bind(id.as_str()).bind(last_seen_at)
}

pub(crate) fn replace(old: &TokenDigest, new: &TokenDigest, party: &PartyId) -> Query {
    Query::new(REPLACE)
        .bind(old.as_bytes().as_slice())
        .bind(new.as_bytes().as_slice())
        .bind(party.as_str())
}

pub(crate) fn delete(token: &TokenDigest) -> Query {
    Query::new(DELETE).bind(token.as_bytes().as_slice())
}

pub(crate) fn revoke(person: &FiscalCode, id: &SessionId) -> Query {
    Query::new(REVOKE).bind(person.expose()).bind(id.as_str())
}

pub(crate) fn delete_ended(idle_since: Timestamp, created_until: Timestamp) -> Query {
    Query::new(DELETE_ENDED)
        .bind(idle_since)
        .bind(created_until)
}

pub(crate) fn read(row: &Row) -> Result<SessionRow, StoreError> {
    let row = row.of(&SESSION);
    Ok(SessionRow {
        id: row.named("id", SessionId::parse)?,
        token_digest: TokenDigest::from_bytes(row.digest("token_digest")?),
        person: Person {
            fiscal_code: row.parse("fiscal_code", FiscalCode::parse)?,
            given_name: row.parse("given_name", str::parse)?,
            family_name: row.parse("family_name", str::parse)?,
            email: row.parse_option("email", str::parse)?,
        },
        provider: row.named("provider", ProviderChoice::from_code)?,
        issuer: row.get("issuer")?,
        party: row.parse_option("party_id", PartyId::parse)?,
        created_at: row.instant("created_at")?,
        last_seen_at: row.instant("last_seen_at")?,
    })
}
