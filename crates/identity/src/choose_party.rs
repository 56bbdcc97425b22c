use crate::party::PartyId;
use crate::secret_token::SecretToken;
use crate::service::Service;
use crate::session::Session;
use crate::store::StoreError;

/// Why a party was not chosen.
#[derive(Debug, thiserror::Error)]
pub enum ChoosePartyError {
    /// The session has ended: to the login page.
    #[error("the session has ended")]
    NoSession,
    /// The person has no role for this party: 403.
    #[error("the person has no role for the party")]
    NotAMember,
    /// The store failed.
    #[error("the choice of party could not be recorded")]
    Store(#[from] StoreError),
}

impl Service {
    /// Makes the person act for a party. The cookie changes with the rights: the caller sets the
    /// new one, and the old one opens nothing any more.
    pub async fn choose_party(
        &self,
        cookie: &SecretToken,
        party: &PartyId,
    ) -> Result<(SecretToken, Session), ChoosePartyError> {
        let mut row = self
            .live_row(cookie)
            .await?
            .ok_or(ChoosePartyError::NoSession)?;
        let memberships = self.store.memberships_of(&row.person.fiscal_code).await?;
        if !memberships
            .iter()
            .any(|membership| membership.party.id == *party)
        {
            return Err(ChoosePartyError::NotAMember);
        }
        let next = SecretToken::draw(&*self.random);
        row.token_digest = next.digest();
        row.party = Some(party.clone());
        let is_replaced = self
            .store
            .replace_session(&cookie.digest(), &row.token_digest, party)
            .await?;
        if is_replaced {
            Ok((next, row.open(memberships)))
        } else {
            Err(ChoosePartyError::NoSession)
        }
    }
}
