use async_trait::async_trait;
use domain::FiscalCode;
use jiff::Timestamp;

use crate::party::{Membership, PartyId};
use crate::pending_login::{PendingLogin, TakenLogin};
use crate::secret_token::TokenDigest;
use crate::session::{SessionId, SessionRow};

/// A failure of the store behind identity.
#[derive(Debug, thiserror::Error)]
#[error("the store of identities failed")]
pub struct StoreError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// What identity needs of the store. Each call is one transaction.
///
/// Tables (SQLite types; PostgreSQL has `bytea` for `blob` and `bigint` for `integer`; instants are
/// microseconds since 1970 in UTC):
///
/// ```sql
/// create table identity_pending_login
///   ( state_digest blob not null primary key
///   , binding_digest blob not null
///   , nonce text not null
///   , verifier text not null
///   , provider text not null check (provider in ('SPID', 'CIE'))
///   , return_path text not null
///   , created_at integer not null
///   , used_at integer
///   );
/// create index identity_pending_login_by_age on identity_pending_login (created_at);
///
/// create table identity_session
///   ( id text not null primary key
///   , token_digest blob not null
///   , fiscal_code text not null
///   , given_name text not null
///   , family_name text not null
///   , email text
///   , provider text not null check (provider in ('SPID', 'CIE'))
///   , issuer text not null
///   , party_id text
///   , created_at integer not null
///   , last_seen_at integer not null
///   , constraint identity_session_token_unique unique (token_digest)
///   );
/// create index identity_session_by_person on identity_session (fiscal_code, created_at);
/// create index identity_session_by_use on identity_session (last_seen_at);
/// create index identity_session_by_age on identity_session (created_at);
///
/// create table identity_party
///   ( id text not null primary key
///   , kind text not null check (kind in ('CI', 'PSP', 'PT', 'OPERATOR'))
///   , name text not null
///   , fiscal_code text not null
///   );
///
/// create table identity_membership
///   ( fiscal_code text not null
///   , party_id text not null references identity_party (id)
///   , role text not null check (role in ('ADMIN', 'OPERATOR'))
///   , primary key (fiscal_code, party_id)
///   );
/// ```
#[async_trait]
pub trait Store: Send + Sync {
    /// Adds a pending login.
    async fn add_pending_login(&self, login: &PendingLogin) -> Result<(), StoreError>;

    /// Takes a pending login for its only use. Of two calls at the same time one gets it: mark it
    /// used with `update … set used_at = $2 where state_digest = $1 and used_at is null returning …`
    /// and, when no row answers, look whether there is one.
    async fn take_pending_login(
        &self,
        state: &TokenDigest,
        used_at: Timestamp,
    ) -> Result<TakenLogin, StoreError>;

    /// Deletes the pending logins, used or not, that began before this instant. Answers how many.
    async fn delete_pending_logins(&self, created_before: Timestamp) -> Result<u64, StoreError>;

    /// Adds a session.
    async fn add_session(&self, session: &SessionRow) -> Result<(), StoreError>;

    /// The session whose cookie has this digest, live or not.
    async fn find_session(&self, token: &TokenDigest) -> Result<Option<SessionRow>, StoreError>;

    /// A person's sessions, live or not, the oldest first.
    async fn list_sessions(&self, person: &FiscalCode) -> Result<Vec<SessionRow>, StoreError>;

    /// Writes when a session was last used; never moves it back. A session that is gone stays gone.
    async fn touch_session(
        &self,
        id: &SessionId,
        last_seen_at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Changes the cookie from `old` to `new` and the party in one step. Answers whether `old` was
    /// still the session's cookie: of two calls at the same time one wins.
    async fn replace_session(
        &self,
        old: &TokenDigest,
        new: &TokenDigest,
        party: &PartyId,
    ) -> Result<bool, StoreError>;

    /// Ends the session whose cookie has this digest, if there is one.
    async fn delete_session(&self, token: &TokenDigest) -> Result<(), StoreError>;

    /// Ends a person's session by its identifier. Answers whether there was one: nobody ends
    /// another's.
    async fn revoke_session(&self, person: &FiscalCode, id: &SessionId)
    -> Result<bool, StoreError>;

    /// Deletes the sessions last used at or before `idle_since` or begun at or before
    /// `created_until`. Answers how many.
    async fn delete_sessions(
        &self,
        idle_since: Timestamp,
        created_until: Timestamp,
    ) -> Result<u64, StoreError>;

    /// A person's roles, ordered by the parties' names.
    async fn memberships_of(&self, person: &FiscalCode) -> Result<Vec<Membership>, StoreError>;
}
