use std::collections::HashMap;
use std::sync::Mutex;

use async_trait::async_trait;
use domain::FiscalCode;
use identity::{
    Membership, PartyId, PendingLogin, SessionId, SessionRow, Store, StoreError, TakenLogin,
    TokenDigest,
};
use jiff::Timestamp;

/// A store in memory, for these tests only.
#[derive(Default)]
pub(crate) struct MemoryStore {
    logins: Mutex<HashMap<TokenDigest, (PendingLogin, bool)>>,
    sessions: Mutex<Vec<SessionRow>>,
    memberships: Mutex<HashMap<String, Vec<Membership>>>,
}

impl MemoryStore {
    pub(crate) fn set_memberships(&self, person: &str, memberships: Vec<Membership>) {
        self.memberships
            .lock()
            .unwrap()
            .insert(person.into(), memberships);
    }

    pub(crate) fn pending_logins(&self) -> usize {
        self.logins.lock().unwrap().len()
    }

    pub(crate) fn sessions(&self) -> Vec<SessionRow> {
        self.sessions.lock().unwrap().clone()
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn add_pending_login(&self, login: &PendingLogin) -> Result<(), StoreError> {
        self.logins
            .lock()
            .unwrap()
            .insert(login.state_digest, (login.clone(), false));
        Ok(())
    }

    async fn take_pending_login(
        &self,
        state: &TokenDigest,
        _used_at: Timestamp,
    ) -> Result<TakenLogin, StoreError> {
        Ok(match self.logins.lock().unwrap().get_mut(state) {
            None => TakenLogin::Unknown,
            Some((_, true)) => TakenLogin::Used,
            Some((login, used)) => {
                *used = true;
                TakenLogin::Taken(login.clone())
            }
        })
    }

    async fn delete_pending_logins(&self, created_before: Timestamp) -> Result<u64, StoreError> {
        let mut logins = self.logins.lock().unwrap();
        let before = logins.len();
        logins.retain(|_, (login, _)| login.created_at >= created_before);
        Ok(u64::try_from(before - logins.len()).unwrap())
    }

    async fn add_session(&self, session: &SessionRow) -> Result<(), StoreError> {
        self.sessions.lock().unwrap().push(session.clone());
        Ok(())
    }

    async fn find_session(&self, token: &TokenDigest) -> Result<Option<SessionRow>, StoreError> {
        let sessions = self.sessions.lock().unwrap();
        Ok(sessions
            .iter()
            .find(|row| row.token_digest == *token)
            .cloned())
    }

    async fn list_sessions(&self, person: &FiscalCode) -> Result<Vec<SessionRow>, StoreError> {
        let mut sessions = self.sessions();
        sessions.retain(|row| row.person.fiscal_code == *person);
        sessions.sort_by_key(|row| row.created_at);
        Ok(sessions)
    }

    async fn touch_session(
        &self,
        id: &SessionId,
        last_seen_at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut sessions = self.sessions.lock().unwrap();
        for row in sessions.iter_mut().filter(|row| row.id == *id) {
            row.last_seen_at = row.last_seen_at.max(last_seen_at);
        }
        Ok(())
    }

    async fn replace_session(
        &self,
        old: &TokenDigest,
        new: &TokenDigest,
        party: &PartyId,
    ) -> Result<bool, StoreError> {
        let mut sessions = self.sessions.lock().unwrap();
        let Some(row) = sessions.iter_mut().find(|row| row.token_digest == *old) else {
            return Ok(false);
        };
        row.token_digest = *new;
        row.party = Some(party.clone());
        Ok(true)
    }

    async fn delete_session(&self, token: &TokenDigest) -> Result<(), StoreError> {
        self.sessions
            .lock()
            .unwrap()
            .retain(|row| row.token_digest != *token);
        Ok(())
    }

    async fn revoke_session(
        &self,
        person: &FiscalCode,
        id: &SessionId,
    ) -> Result<bool, StoreError> {
        let mut sessions = self.sessions.lock().unwrap();
        let before = sessions.len();
        sessions.retain(|row| row.person.fiscal_code != *person || row.id != *id);
        Ok(sessions.len() < before)
    }

    async fn delete_sessions(
        &self,
        idle_since: Timestamp,
        created_until: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut sessions = self.sessions.lock().unwrap();
        let before = sessions.len();
        sessions.retain(|row| row.last_seen_at > idle_since && row.created_at > created_until);
        Ok(u64::try_from(before - sessions.len()).unwrap())
    }

    async fn memberships_of(&self, person: &FiscalCode) -> Result<Vec<Membership>, StoreError> {
        let memberships = self.memberships.lock().unwrap();
        Ok(memberships
            .get(person.expose())
            .cloned()
            .unwrap_or_default())
    }
}
