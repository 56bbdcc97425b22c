use url::Url;

use crate::login_error::LoginError;
use crate::pending_login::PendingLogin;
use crate::provider::{AuthorizationRequest, ProviderChoice};
use crate::return_path::ReturnPath;
use crate::secret_token::SecretToken;
use crate::service::Service;

/// What the browser gets when a login begins.
#[derive(Clone, Debug)]
pub struct LoginStart {
    /// Where it goes.
    pub redirect_url: Url,
    /// The value of the login cookie.
    pub browser_binding: SecretToken,
}

impl Service {
    /// Begins a login: the caller sets the login cookie and redirects the browser.
    pub async fn begin_login(
        &self,
        choice: ProviderChoice,
        return_path: ReturnPath,
    ) -> Result<LoginStart, LoginError> {
        let provider = self
            .providers
            .get(&choice)
            .ok_or(LoginError::NotConfigured)?;
        let draw = || SecretToken::draw(&*self.random);
        let request = AuthorizationRequest {
            choice,
            state: draw(),
            nonce: draw(),
            verifier: draw(),
        };
        let browser_binding = draw();
        // First the provider, so that no row is left behind while it is down.
        let redirect_url = provider.authorization_url(&request).await?;
        self.store
            .add_pending_login(&PendingLogin {
                state_digest: request.state.digest(),
                binding_digest: browser_binding.digest(),
                nonce: request.nonce,
                verifier: request.verifier,
                provider: choice,
                return_path,
                created_at: self.clock.now(),
            })
            .await?;
        Ok(LoginStart {
            redirect_url,
            browser_binding,
        })
    }
}
