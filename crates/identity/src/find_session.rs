use crate::secret_token::SecretToken;
use crate::service::Service;
use crate::session::{Session, SessionRow};
use crate::store::StoreError;

impl Service {
    /// The live session of a cookie, with the roles as they are now. Counts as its last use.
    pub async fn session(&self, cookie: &SecretToken) -> Result<Option<Session>, StoreError> {
        let Some(row) = self.live_row(cookie).await? else {
            return Ok(None);
        };
        let now = self.clock.now();
        if row.is_due(now) {
            self.store.touch_session(&row.id, now).await?;
        }
        let memberships = self.store.memberships_of(&row.person.fiscal_code).await?;
        Ok(Some(row.open(memberships)))
    }

    /// The stored session of a cookie, if it may still be used; one that may not is deleted.
    pub(crate) async fn live_row(
        &self,
        cookie: &SecretToken,
    ) -> Result<Option<SessionRow>, StoreError> {
        let digest = cookie.digest();
        match self.store.find_session(&digest).await? {
            Some(row) if row.is_live(self.clock.now()) => Ok(Some(row)),
            Some(_) => {
                self.store.delete_session(&digest).await?;
                Ok(None)
            }
            None => Ok(None),
        }
    }
}
