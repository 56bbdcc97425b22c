use domain::FiscalCode;

use crate::pending_login::PendingLogin;
use crate::secret_token::SecretToken;
use crate::service::Service;
use crate::session::{SessionId, SessionRow};
use crate::store::StoreError;

/// What a run of the purge deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purged {
    /// Pending logins.
    pub logins: u64,
    /// Sessions.
    pub sessions: u64,
}

impl Service {
    /// Ends the session of a cookie; the caller clears the cookie. Twice does no harm.
    pub async fn logout(&self, cookie: &SecretToken) -> Result<(), StoreError> {
        self.store.delete_session(&cookie.digest()).await
    }

    /// A person's live sessions, the oldest first, at most a few.
    pub async fn list_sessions(&self, person: &FiscalCode) -> Result<Vec<SessionRow>, StoreError> {
        let now = self.clock.now();
        let mut sessions = self.store.list_sessions(person).await?;
        sessions.retain(|session| session.is_live(now));
        Ok(sessions)
    }

    /// Ends another session of the same person. Answers whether there was one.
    pub async fn revoke_session(
        &self,
        person: &FiscalCode,
        id: &SessionId,
    ) -> Result<bool, StoreError> {
        self.store.revoke_session(person, id).await
    }

    /// Deletes what is out of date; run it every minute.
    pub async fn purge(&self) -> Result<Purged, StoreError> {
        let now = self.clock.now();
        let logins = self
            .store
            .delete_pending_logins(PendingLogin::oldest(now))
            .await?;
        let sessions = self
            .store
            .delete_sessions(SessionRow::idle_since(now), SessionRow::oldest(now))
            .await?;
        Ok(Purged { logins, sessions })
    }
}
