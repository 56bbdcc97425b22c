//! The checks of an ID token (OpenID Connect Core §3.1.3.7 and the SPID/CIE profile).

use std::time::SystemTime;

use domain::{EmailAddress, FiscalCode};
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreGenderClaim, CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, ClaimsVerificationError, ClientId, EmptyExtraTokenFields,
    IdToken, IdTokenClaims, IdTokenFields, IdTokenVerifier, IssuerUrl, Nonce, OAuth2TokenResponse,
    SignatureVerificationError, StandardTokenResponse, TokenResponse,
};
use serde::{Deserialize, Serialize};

use crate::level::{AcrRule, Level};
use crate::login_error::{LoginError, TokenFault};
use crate::person::{Person, PersonName, parse_fiscal_number};
use crate::provider::Identity;

/// How far the provider's clock may differ, in seconds.
const CLOCK_SKEW_S: i64 = 30;

/// The least level at which the portal opens (SPID level 2 or its CIE equivalent).
pub(crate) const LEVEL_MIN: Level = Level::L2;

/// The attributes of SPID and CIE that OpenID Connect does not know. A bridge uses the names of
/// the SAML attributes, the federation those of the eID scheme.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PersonClaims {
    #[serde(
        rename = "fiscalNumber",
        alias = "https://attributes.eid.gov.it/fiscal_number",
        default
    )]
    fiscal_number: Option<String>,
    #[serde(rename = "familyName", default)]
    family_name: Option<String>,
}

impl AdditionalClaims for PersonClaims {}

type PersonIdToken = IdToken<
    PersonClaims,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

type PersonIdTokenClaims = IdTokenClaims<PersonClaims, CoreGenderClaim>;

/// The token response of a provider.
pub(crate) type PersonTokenResponse = StandardTokenResponse<
    IdTokenFields<
        PersonClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

/// What an ID token is checked against.
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a IssuerUrl,
    pub(crate) client_id: &'a ClientId,
    pub(crate) keys: &'a CoreJsonWebKeySet,
    pub(crate) nonce: &'a Nonce,
    pub(crate) acr: AcrRule,
    pub(crate) now: Timestamp,
}

impl Expected<'_> {
    /// Checks the response's ID token and reads the person from it.
    pub(crate) fn verify(&self, response: &PersonTokenResponse) -> Result<Identity, LoginError> {
        let token = response
            .id_token()
            .ok_or(LoginError::InvalidToken(TokenFault::Missing))?;
        let claims = self
            .claims(token, response)
            .map_err(LoginError::InvalidToken)?;
        let acr = claims.auth_context_ref().map(|acr| acr.as_str());
        if !self.acr.accepts(acr, LEVEL_MIN) {
            return Err(LoginError::LevelTooLow);
        }
        let authenticated_at = claims.auth_time().unwrap_or_else(|| claims.issue_time());
        Ok(Identity {
            issuer: claims.issuer().as_str().into(),
            person: person(claims).map_err(LoginError::InvalidToken)?,
            authenticated_at: instant(authenticated_at)?,
        })
    }

    fn claims<'t>(
        &self,
        token: &'t PersonIdToken,
        response: &PersonTokenResponse,
    ) -> Result<&'t PersonIdTokenClaims, TokenFault> {
        let verifier = self.verifier();
        let claims = token.claims(&verifier, self.nonce).map_err(|e| fault(&e))?;
        let latest = self
            .now
            .saturating_add(SignedDuration::from_secs(CLOCK_SKEW_S));
        let issued_at = instant(claims.issue_time()).map_err(|_| TokenFault::Malformed)?;
        if latest.is_ok_and(|latest| issued_at > latest) {
            return Err(TokenFault::IssuedInFuture);
        }
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = token.signing_alg().map_err(|_| TokenFault::Algorithm)?;
            let key = token
                .signing_key(&verifier)
                .map_err(|_| TokenFault::UnknownKey)?;
            let actual = AccessTokenHash::from_token(response.access_token(), algorithm, key)
                .map_err(|_| TokenFault::AccessTokenHash)?;
            if actual != *expected {
                return Err(TokenFault::AccessTokenHash);
            }
        }
        Ok(claims)
    }

    /// As of a public client, so that a symmetric signature has no key at all to verify with.
    fn verifier(&self) -> IdTokenVerifier<'static, CoreJsonWebKey> {
        let earliest = self
            .now
            .saturating_sub(SignedDuration::from_secs(CLOCK_SKEW_S))
            .unwrap_or(self.now);
        IdTokenVerifier::new_public_client(
            self.client_id.clone(),
            self.issuer.clone(),
            self.keys.clone(),
        )
        .set_allowed_algs([
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        ])
        .set_time_fn(move || SystemTime::from(earliest).into())
    }
}

fn instant(at: impl Into<SystemTime>) -> Result<Timestamp, LoginError> {
    Timestamp::try_from(at.into()).map_err(|_| LoginError::InvalidToken(TokenFault::Malformed))
}

fn person(claims: &PersonIdTokenClaims) -> Result<Person, TokenFault> {
    let attributes = claims.additional_claims();
    let fiscal_code: FiscalCode = attributes
        .fiscal_number
        .as_deref()
        .and_then(parse_fiscal_number)
        .ok_or(TokenFault::FiscalNumber)?;
    // SPID's `name` is the given name; OpenID Connect's is the whole, beside `given_name`.
    let given = claims
        .given_name()
        .and_then(|name| name.get(None))
        .map(|name| name.as_str());
    let name = claims
        .name()
        .and_then(|name| name.get(None))
        .map(|name| name.as_str());
    let family = claims
        .family_name()
        .and_then(|name| name.get(None))
        .map(|name| name.as_str());
    Ok(Person {
        fiscal_code,
        given_name: given
            .or(name)
            .and_then(PersonName::truncated)
            .ok_or(TokenFault::Name)?,
        family_name: family
            .or(attributes.family_name.as_deref())
            .and_then(PersonName::truncated)
            .ok_or(TokenFault::Name)?,
        email: claims
            .email()
            .and_then(|email| EmailAddress::parse(email.as_str()).ok()),
    })
}

fn fault(error: &ClaimsVerificationError) -> TokenFault {
    match error {
        ClaimsVerificationError::Expired(_) => TokenFault::Expired,
        ClaimsVerificationError::InvalidAudience(_) => TokenFault::Audience,
        ClaimsVerificationError::InvalidIssuer(_) => TokenFault::Issuer,
        ClaimsVerificationError::InvalidNonce(_) => TokenFault::Nonce,
        ClaimsVerificationError::SignatureVerification(error) => match error {
            SignatureVerificationError::NoMatchingKey => TokenFault::UnknownKey,
            SignatureVerificationError::DisallowedAlg(_)
            | SignatureVerificationError::NoSignature
            | SignatureVerificationError::UnsupportedAlg(_) => TokenFault::Algorithm,
            _ => TokenFault::Signature,
        },
        _ => TokenFault::Unsupported,
    }
}
