use std::fmt;

use crate::login_error::LoginError;
use crate::pending_login::{PendingLogin, TakenLogin};
use crate::provider::{Callback, Identity};
use crate::return_path::ReturnPath;
use crate::secret_token::SecretToken;
use crate::service::Service;
use crate::session::{SESSIONS_PER_PERSON_MAX, Session, SessionId, SessionRow};
use crate::store::StoreError;

/// The longest authorization code that is sent on, in bytes.
const CODE_BYTES_MAX: usize = 2_048;

/// The query parameters of the callback, as they came.
#[derive(Clone, Default)]
pub struct CallbackParams {
    /// The authorization code.
    pub code: Option<String>,
    /// The value that names the pending login.
    pub state: Option<String>,
    /// The issuer of the response (RFC 9207).
    pub iss: Option<String>,
    /// The error code, in place of a code.
    pub error: Option<String>,
    /// The error's description; only logged, and only its length.
    pub error_description: Option<String>,
}

impl fmt::Debug for CallbackParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackParams")
            .field("error", &self.error.is_some())
            .finish_non_exhaustive()
    }
}

/// A login that succeeded.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The value of the session cookie.
    pub cookie: SecretToken,
    /// The session.
    pub session: Session,
    /// Where the browser goes.
    pub return_path: ReturnPath,
}

impl Service {
    /// Finishes a login: the caller sets the session cookie, clears the login cookie and redirects.
    ///
    /// `browser_binding` is the login cookie and `previous` the session cookie of the browser, if
    /// it has them; a previous session ends here.
    pub async fn finish_login(
        &self,
        params: CallbackParams,
        browser_binding: Option<&SecretToken>,
        previous: Option<&SecretToken>,
    ) -> Result<NewSession, LoginError> {
        let result = self.finish(params, browser_binding, previous).await;
        match &result {
            Ok(new) => tracing::info!(
                session.id = %new.session.id,
                provider = new.session.provider.code(),
                "a person logged in"
            ),
            Err(error) => {
                let cause: &dyn std::error::Error = error;
                tracing::warn!(login.error = error.code(), error = cause, "a login failed");
            }
        }
        result
    }

    async fn finish(
        &self,
        params: CallbackParams,
        browser_binding: Option<&SecretToken>,
        previous: Option<&SecretToken>,
    ) -> Result<NewSession, LoginError> {
        let pending = self.take(params.state.as_deref(), browser_binding).await?;
        let provider = self
            .providers
            .get(&pending.provider)
            .ok_or(LoginError::NotConfigured)?;
        provider.check_issuer(params.iss.as_deref()).await?;
        if let Some(error) = params.error {
            return Err(LoginError::from_callback(&error));
        }
        let code = params
            .code
            .filter(|code| (1..=CODE_BYTES_MAX).contains(&code.len()))
            .ok_or(LoginError::StateMismatch)?;
        let identity = provider
            .authenticate(Callback {
                code,
                nonce: pending.nonce.clone(),
                verifier: pending.verifier.clone(),
            })
            .await?;
        if let Some(previous) = previous {
            self.store.delete_session(&previous.digest()).await?;
        }
        let (cookie, session) = self.open_session(identity, &pending).await?;
        Ok(NewSession {
            cookie,
            session,
            return_path: pending.return_path,
        })
    }

    async fn take(
        &self,
        state: Option<&str>,
        browser_binding: Option<&SecretToken>,
    ) -> Result<PendingLogin, LoginError> {
        let state = state
            .and_then(SecretToken::parse)
            .ok_or(LoginError::StateMismatch)?;
        let now = self.clock.now();
        let pending = match self.store.take_pending_login(&state.digest(), now).await? {
            TakenLogin::Taken(pending) => pending,
            TakenLogin::Used => return Err(LoginError::Replayed),
            TakenLogin::Unknown => return Err(LoginError::Expired),
        };
        if pending.created_at <= PendingLogin::oldest(now) {
            return Err(LoginError::Expired);
        }
        if browser_binding.map(SecretToken::digest) != Some(pending.binding_digest) {
            return Err(LoginError::NotBound);
        }
        Ok(pending)
    }

    async fn open_session(
        &self,
        identity: Identity,
        pending: &PendingLogin,
    ) -> Result<(SecretToken, Session), StoreError> {
        let memberships = self
            .store
            .memberships_of(&identity.person.fiscal_code)
            .await?;
        let cookie = SecretToken::draw(&*self.random);
        let now = self.clock.now();
        let row = SessionRow {
            id: SessionId::draw(&*self.random),
            token_digest: cookie.digest(),
            person: identity.person,
            provider: pending.provider,
            issuer: identity.issuer,
            party: match memberships.as_slice() {
                [only] => Some(only.party.id.clone()),
                _ => None,
            },
            created_at: now,
            last_seen_at: now,
        };
        self.make_room(&row).await?;
        self.store.add_session(&row).await?;
        Ok((cookie, row.open(memberships)))
    }

    /// Ends the person's oldest sessions beyond the limit.
    async fn make_room(&self, row: &SessionRow) -> Result<(), StoreError> {
        let sessions = self.store.list_sessions(&row.person.fiscal_code).await?;
        let surplus = (sessions.len() + 1).saturating_sub(SESSIONS_PER_PERSON_MAX);
        for oldest in sessions.iter().take(surplus) {
            self.store.delete_session(&oldest.token_digest).await?;
        }
        Ok(())
    }
}
