use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use domain::Clock;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreResponseType, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse,
};
use openidconnect::{
    AuthenticationContextClass, AuthenticationFlow, AuthorizationCode, Client, ClientId, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, StandardErrorResponse,
};
use url::Url;

use crate::error_code::ProviderErrorCode;
use crate::http_fetch::{HttpFetch, HttpFetchError};
use crate::id_token::{Expected, LEVEL_MIN, PersonClaims, PersonTokenResponse};
use crate::level::{AcrRule, Level};
use crate::login_error::{LoginError, TokenFault};
use crate::provider::{AuthorizationRequest, Callback, Identity, IdentityProvider, ProviderChoice};
use crate::provider_document::{Document, ProviderDocument, ProviderHttp, is_loopback_http};

/// The secret of the client at the provider; `Debug` hides it.
#[derive(Clone)]
pub struct ClientSecret(String);

impl ClientSecret {
    /// Takes the secret over.
    #[must_use]
    pub fn new(secret: &str) -> Self {
        Self(secret.into())
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("********")
    }
}

/// How a client is registered at a provider with a discovery document.
#[derive(Clone, Debug)]
pub struct PlainProviderSettings {
    /// The issuer, compared character by character; `<issuer>/.well-known/openid-configuration`
    /// must exist.
    pub issuer: String,
    /// The client's identifier.
    pub client_id: String,
    /// The client's secret, sent as `client_secret_basic`.
    pub client_secret: ClientSecret,
    /// The address of the callback, as registered.
    pub redirect_uri: String,
    /// How the level is vouched for. With [`AcrRule::Required`] the request asks for level 2 or 3
    /// by `acr_values`.
    pub acr: AcrRule,
    /// The value of the parameter `idp` for SPID, if the bridge takes one.
    pub spid_idp: Option<String>,
    /// The value of the parameter `idp` for CIE, if the bridge takes one.
    pub cie_idp: Option<String>,
}

/// Settings that no login can work with.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The issuer is no address, or neither https nor http on loopback.
    #[error("the issuer is not an https address")]
    Issuer,
    /// The callback is no address, or neither https nor http on loopback.
    #[error("the redirect address is not an https address")]
    RedirectUri,
}

type PersonClient = Client<
    PersonClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    PersonTokenResponse,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

type TokenError = RequestTokenError<HttpFetchError, StandardErrorResponse<CoreErrorResponseType>>;

/// A provider with a discovery document, such as a bridge in front of SPID and CIE.
pub struct PlainProvider {
    settings: PlainProviderSettings,
    client_id: ClientId,
    redirect_uri: RedirectUrl,
    http: Arc<ProviderHttp>,
    document: ProviderDocument,
    clock: Arc<dyn Clock>,
}

impl PlainProvider {
    /// Checks the settings; the provider itself is asked at the first login.
    pub fn new(
        settings: PlainProviderSettings,
        fetch: Arc<dyn HttpFetch>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SettingsError> {
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|_| SettingsError::Issuer)?;
        let redirect_uri = RedirectUrl::new(settings.redirect_uri.clone())
            .map_err(|_| SettingsError::RedirectUri)?;
        let is_allowed = |url: &Url| url.scheme() == "https" || is_loopback_http(url);
        if !is_allowed(issuer.url()) {
            return Err(SettingsError::Issuer);
        }
        if !is_allowed(redirect_uri.url()) {
            return Err(SettingsError::RedirectUri);
        }
        let http = Arc::new(ProviderHttp::new(fetch, issuer.url()));
        Ok(Self {
            client_id: ClientId::new(settings.client_id.clone()),
            redirect_uri,
            document: ProviderDocument::new(issuer, Arc::clone(&http), Arc::clone(&clock)),
            http,
            clock,
            settings,
        })
    }

    fn client(&self, document: &Document) -> PersonClient {
        let secret = openidconnect::ClientSecret::new(self.settings.client_secret.0.clone());
        Client::from_provider_metadata(
            document.metadata.clone(),
            self.client_id.clone(),
            Some(secret),
        )
        .set_redirect_uri(self.redirect_uri.clone())
    }

    fn verify(
        &self,
        document: &Document,
        nonce: &Nonce,
        response: &PersonTokenResponse,
    ) -> Result<Identity, LoginError> {
        Expected {
            issuer: document.metadata.issuer(),
            client_id: &self.client_id,
            keys: document.metadata.jwks(),
            nonce,
            acr: self.settings.acr,
            now: self.clock.now(),
        }
        .verify(response)
    }
}

#[async_trait]
impl IdentityProvider for PlainProvider {
    async fn authorization_url(&self, request: &AuthorizationRequest) -> Result<Url, LoginError> {
        let document = self.document.get().await?;
        let client = self.client(&document);
        let verifier = PkceCodeVerifier::new(request.verifier.expose().into());
        let state = CsrfToken::new(request.state.expose().into());
        let nonce = Nonce::new(request.nonce.expose().into());
        let mut builder = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                || state,
                || nonce,
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if self.settings.acr == AcrRule::Required {
            for level in [Level::L2, Level::L3]
                .into_iter()
                .filter(|level| *level >= LEVEL_MIN)
            {
                builder = builder
                    .add_auth_context_value(AuthenticationContextClass::new(level.acr().into()));
            }
        }
        let idp = match request.choice {
            ProviderChoice::Spid => &self.settings.spid_idp,
            ProviderChoice::Cie => &self.settings.cie_idp,
        };
        if let Some(idp) = idp {
            builder = builder.add_extra_param("idp", idp.clone());
        }
        let (url, _, _) = builder.url();
        Ok(url)
    }

    async fn check_issuer(&self, issuer: Option<&str>) -> Result<(), LoginError> {
        match issuer {
            Some(issuer) if issuer == self.settings.issuer => Ok(()),
            Some(_) => Err(LoginError::WrongProvider),
            None => {
                let document = self.document.get().await?;
                let additional = document.metadata.additional_metadata();
                if additional.authorization_response_iss_parameter_supported {
                    Err(LoginError::WrongProvider)
                } else {
                    Ok(())
                }
            }
        }
    }

    async fn authenticate(&self, callback: Callback) -> Result<Identity, LoginError> {
        let document = self.document.get().await?;
        let response = self
            .client(&document)
            .exchange_code(AuthorizationCode::new(callback.code))
            .map_err(|_| LoginError::ProviderBroken("no token endpoint".into()))?
            .set_pkce_verifier(PkceCodeVerifier::new(callback.verifier.expose().into()))
            .request_async(&*self.http)
            .await
            .map_err(token_failure)?;
        let nonce = Nonce::new(callback.nonce.expose().into());
        match self.verify(&document, &nonce, &response) {
            // The provider may have changed its keys since they were read.
            Err(LoginError::InvalidToken(TokenFault::UnknownKey)) => {
                match self.document.with_newer_keys(&document).await? {
                    Some(document) => self.verify(&document, &nonce, &response),
                    None => Err(LoginError::InvalidToken(TokenFault::UnknownKey)),
                }
            }
            result => result,
        }
    }
}

/// The source of a parse error holds the response, tokens included: it is dropped here.
fn token_failure(error: TokenError) -> LoginError {
    match error {
        RequestTokenError::ServerResponse(response) => {
            LoginError::ProviderRefused(ProviderErrorCode::new(response.error().as_ref()))
        }
        RequestTokenError::Request(source) => LoginError::ProviderDown(Some(source)),
        RequestTokenError::Parse(_, _) => LoginError::InvalidToken(TokenFault::Malformed),
        RequestTokenError::Other(reason) => LoginError::ProviderBroken(reason),
    }
}
