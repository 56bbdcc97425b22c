//! Logins, sessions and roles.

use async_trait::async_trait;
use domain::FiscalCode;
use identity::{
    Membership, PartyId, PendingLogin, SessionId, SessionRow, StoreError, TakenLogin, TokenDigest,
};
use jiff::Timestamp;

use crate::{Store, identity_session, party, pending_login};

#[async_trait]
impl identity::Store for Store {
    async fn add_pending_login(&self, login: &PendingLogin) -> Result<(), StoreError> {
        self.core.execute(pending_login::insert(login)).await?;
        Ok(())
    }

    async fn take_pending_login(
        &self,
        state: &TokenDigest,
        used_at: Timestamp,
    ) -> Result<TakenLogin, StoreError> {
        let state = *state;
        let take = self.core.write(move |work| {
            let connection = &mut work.connection;
            Box::pin(async move { pending_login::take(connection, &state, used_at).await })
        });
        Ok(take.await?)
    }

    async fn delete_pending_logins(&self, created_before: Timestamp) -> Result<u64, StoreError> {
        let query = pending_login::delete_before(created_before);
        Ok(self.core.execute(query).await?)
    }

    async fn add_session(&self, session: &SessionRow) -> Result<(), StoreError> {
        self.core.execute(identity_session::insert(session)).await?;
        Ok(())
    }

    async fn find_session(&self, token: &TokenDigest) -> Result<Option<SessionRow>, StoreError> {
        let mut connection = self.core.read().await?;
        let row = connection
            .fetch_optional(identity_session::find(token))
            .await?;
        Ok(row.as_ref().map(identity_session::read).transpose()?)
    }

    async fn list_sessions(&self, person: &FiscalCode) -> Result<Vec<SessionRow>, StoreError> {
        let mut connection = self.core.read().await?;
        let rows = connection.fetch_all(identity_session::list(person)).await?;
        Ok(rows
            .iter()
            .map(identity_session::read)
            .collect::<Result<_, _>>()?)
    }

    async fn touch_session(
        &self,
        id: &SessionId,
        last_seen_at: Timestamp,
    ) -> Result<(), StoreError> {
        let query = identity_session::touch(id, last_seen_at);
        self.core.execute(query).await?;
        Ok(())
    }

    async fn replace_session(
        &self,
        old: &TokenDigest,
        new: &TokenDigest,
        party: &PartyId,
    ) -> Result<bool, StoreError> {
        let query = identity_session::replace(old, new, party);
        Ok(self.core.execute(query).await? == 1)
    }

    async fn delete_session(&self, token: &TokenDigest) -> Result<(), StoreError> {
        self.core.execute(identity_session::delete(token)).await?;
        Ok(())
    }

    async fn revoke_session(
        &self,
        person: &FiscalCode,
        id: &SessionId,
    ) -> Result<bool, StoreError> {
        let query = identity_session::revoke(person, id);
        Ok(self.core.execute(query).await? == 1)
    }

    async fn delete_sessions(
        &self,
        idle_since: Timestamp,
        created_until: Timestamp,
    ) -> Result<u64, StoreError> {
        let query = identity_session::delete_ended(idle_since, created_until);
        Ok(self.core.execute(query).await?)
    }

    async fn memberships_of(&self, person: &FiscalCode) -> Result<Vec<Membership>, StoreError> {
        let rows = self
            .core
            .read()
            .await?
            .fetch_all(party::list(person))
            .await?;
        Ok(rows.iter().map(party::read).collect::<Result<_, _>>()?)
    }
}
