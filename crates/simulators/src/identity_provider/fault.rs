/// A way to misbehave. Each breaks one thing that a relying party must notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Every endpoint answers 503.
    Down,
    /// The ID token carries another `nonce`.
    WrongNonce,
    /// The ID token carries no `nonce`.
    NoNonce,
    /// The ID token is for another client.
    WrongAudience,
    /// The ID token is for this client and another.
    SharedAudience,
    /// The ID token names another issuer.
    WrongIssuer,
    /// The ID token is not signed (`alg: none`).
    AlgorithmNone,
    /// The ID token is signed by HS256 with the public key as the secret.
    HmacWithPublicKey,
    /// The ID token is signed by HS256 with the client's secret.
    HmacWithClientSecret,
    /// The ID token expired before it was sent.
    Expired,
    /// The ID token was issued an hour from now.
    IssuedInFuture,
    /// The ID token names a key that is not published.
    UnknownKey,
    /// The signature belongs to another token.
    WrongSignature,
    /// `at_hash` belongs to another access token.
    WrongAccessTokenHash,
    /// The ID token has no `fiscalNumber`.
    NoFiscalNumber,
    /// The ID token has neither `acr` nor `at_hash`, as bridges may do. No misbehaviour by itself.
    Bare,
    /// The callback names another issuer (mix-up).
    WrongResponseIssuer,
    /// The callback names no issuer although the metadata promise it.
    NoResponseIssuer,
    /// The token response is not JSON.
    Garbage,
}
