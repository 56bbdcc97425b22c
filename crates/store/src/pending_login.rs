//! Rows of logins under way.

use identity::{PendingLogin, ProviderChoice, ReturnPath, SecretToken, TakenLogin, TokenDigest};
use jiff::Timestamp;

use crate::StoreError;
use crate::connection::Connection;
use crate::query::Query;
use crate::row::{Table, TableRow};

static PENDING_LOGIN: Table = Table {
    name: "identity_pending_login",
    key: &["created_at"],
};

const INSERT: &str = "\
    insert into identity_pending_login
         ( state_digest
         , binding_digest
         , nonce
         , verifier
         , provider
         , return_path
         , created_at
         )
    values ($1, $2, $3, $4, $5, $6, $7)";

const TAKE: &str = "\
    update identity_pending_login
       set used_at = $2
     where state_digest = $1
       and used_at is null
    returning state_digest, binding_digest, nonce, verifier, provider, return_path, created_at";

const EXISTS: &str = "select created_at from identity_pending_login where state_digest = $1";

const DELETE_BEFORE: &str = "delete from identity_pending_login where created_at < $1";

pub(crate) fn insert(login: &PendingLogin) -> Query {
    Query::new(INSERT)
        .bind(login.state_digest.as_bytes().as_slice())
        .bind(login.binding_digest.as_bytes().as_slice())
        .bind(login.nonce.expose())
        .bind(login.verifier.expose())
        .bind(login.provider.code())
        .bind(login.return_path.as_str())
        .bind(login.created_at)
}

/// Marks a login as used; of two calls one gets it.
pub(crate) async fn take(
    connection: &mut Connection,
    state: &TokenDigest,
    used_at: Timestamp,
) -> Result<TakenLogin, StoreError> {
    let state = state.as_bytes().as_slice();
    let query = Query::new(TAKE).bind(state).bind(used_at);
    if let Some(row) = connection.fetch_optional(query).await? {
        return Ok(TakenLogin::Taken(read(row.of(&PENDING_LOGIN))?));
    }
    let query = Query::new(EXISTS).bind(state);
    Ok(match connection.fetch_optional(query).await? {
        Some(_) => TakenLogin::Used,
        None => TakenLogin::Unknown,
    })
}

pub(crate) fn delete_before(created_before: Timestamp) -> Query {
    Query::new(DELETE_BEFORE).bind(created_before)
}

fn read(row: TableRow<'_>) -> Result<PendingLogin, StoreError> {
    Ok(PendingLogin {
        state_digest: TokenDigest::from_bytes(row.digest("state_digest")?),
        binding_digest: TokenDigest::from_bytes(row.digest("binding_digest")?),
        nonce: row.named("nonce", SecretToken::parse)?,
        verifier: row.named("verifier", SecretToken::parse)?,
        provider: row.named("provider", ProviderChoice::from_code)?,
        return_path: row.parse("return_path", ReturnPath::parse)?,
        created_at: row.instant("created_at")?,
    })
}
