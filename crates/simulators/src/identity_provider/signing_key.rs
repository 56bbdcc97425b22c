use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

/// No key could be drawn, or it could not sign.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The RSA key could not be generated.
    #[error("the identity provider's key could not be generated")]
    Generate(#[source] aws_lc_rs::error::Unspecified),
    /// The key or the claims could not be used.
    #[error("the identity provider could not sign a token")]
    Sign(#[from] jsonwebtoken::errors::Error),
    /// The token could not be written.
    #[error("the identity provider could not write a token")]
    Write(#[from] serde_json::Error),
}

/// The key of the provider's tokens: RSA of 2048 bits, drawn at start and kept in memory only.
pub(super) struct SigningKey {
    key: EncodingKey,
    id: String,
    jwk: Jwk,
}

impl SigningKey {
    pub(super) fn generate() -> Result<Self, KeyError> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(KeyError::Generate)?;
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(KeyError::Generate)?;
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode(der.as_ref())
        );
        let key = EncodingKey::from_rsa_pem(pem.as_bytes())?;
        let mut jwk = Jwk::from_encoding_key(&key, Algorithm::RS256)?;
        let id = jwk.thumbprint(ThumbprintHash::SHA256)?;
        jwk.common.key_id = Some(id.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { key, id, jwk })
    }

    /// The published key.
    pub(super) fn public(&self) -> &Jwk {
        &self.jwk
    }

    /// A token signed with RS256.
    pub(super) fn sign(&self, claims: &Value) -> Result<String, KeyError> {
        self.sign_as(&self.id, claims)
    }

    /// A token that says that another key signed it.
    pub(super) fn sign_as(&self, key_id: &str, claims: &Value) -> Result<String, KeyError> {
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some(key_id.to_owned());
        Ok(encode(&header, claims, &self.key)?)
    }

    /// A token whose signature is another's.
    pub(super) fn sign_wrongly(&self, claims: &Value) -> Result<String, KeyError> {
        let token = self.sign(claims)?;
        let other = self.sign(&json!({}))?;
        let signed = token.rsplit_once('.').map_or("", |(signed, _)| signed);
        let signature = other
            .rsplit_once('.')
            .map_or("", |(_, signature)| signature);
        Ok(format!("{signed}.{signature}"))
    }

    /// A token without signature.
    pub(super) fn unsigned(claims: &Value) -> Result<String, KeyError> {
        let header = serde_json::to_vec(&json!({ "alg": "none", "typ": "JWT" }))?;
        let claims = serde_json::to_vec(claims)?;
        Ok(format!(
            "{}.{}.",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(claims)
        ))
    }

    /// A token signed with HS256 and this secret, under the published key's identifier.
    pub(super) fn hmac(&self, secret: &[u8], claims: &Value) -> Result<String, KeyError> {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(self.id.clone());
        Ok(encode(&header, claims, &EncodingKey::from_secret(secret))?)
    }

    /// The published key's bytes, which an attacker would use as an HMAC secret.
    pub(super) fn public_bytes(&self) -> Result<Vec<u8>, KeyError> {
        Ok(serde_json::to_vec(&self.jwk)?)
    }
}
