//! Who is at the other end of a browser: login with SPID and CIE, sessions, parties and roles.
//!
//! The crate is an OpenID Connect relying party (authorization code with PKCE). A provider is an
//! [`IdentityProvider`]; [`PlainProvider`] is the kind with a discovery document, such as a bridge
//! in front of SPID and CIE. The kind that resolves a trust chain (OpenID Federation) will be
//! another implementation of the same trait and end in the same [`Identity`].
//!
//! A person is known by fiscal number, never by the provider's `sub`: the same person is one by
//! SPID and by CIE. What a person may do is a [`Membership`], read from the store on every call.
//!
//! The crate reaches the outside through two ports: [`HttpFetch`] and [`Store`].

mod begin_login;
mod choose_party;
mod cookie;
mod end_session;
mod error_code;
mod find_session;
mod finish_login;
mod http_fetch;
mod id_token;
mod level;
mod login_error;
mod party;
mod pending_login;
mod person;
mod plain_provider;
mod provider;
mod provider_document;
mod return_path;
mod secret_token;
mod service;
mod session;
mod store;

pub use begin_login::LoginStart;
pub use choose_party::ChoosePartyError;
pub use cookie::{Cookie, CookiePolicy};
pub use end_session::Purged;
pub use error_code::ProviderErrorCode;
pub use finish_login::{CallbackParams, NewSession};
pub use http_fetch::{
    HTTP_BODY_BYTES_MAX, HTTP_TIMEOUT_MS, HttpFetch, HttpFetchError, HttpRequest, HttpResponse,
};
pub use level::{AcrRule, Level};
pub use login_error::{Advice, LoginError, TokenFault};
pub use party::{Membership, Party, PartyId, PartyKind, Role};
pub use pending_login::{PENDING_LOGIN_LIFETIME_MIN, PendingLogin, TakenLogin};
pub use person::{Person, PersonName};
pub use plain_provider::{ClientSecret, PlainProvider, PlainProviderSettings, SettingsError};
pub use provider::{AuthorizationRequest, Callback, Identity, IdentityProvider, ProviderChoice};
pub use provider_document::{DOCUMENT_AGE_MAX_S, KEYS_REFRESH_INTERVAL_S};
pub use return_path::ReturnPath;
pub use secret_token::{SecretToken, TokenDigest};
pub use service::Service;
pub use session::{
    Access, SESSION_ABSOLUTE_H, SESSION_IDLE_MIN, SESSION_TOUCH_INTERVAL_S,
    SESSIONS_PER_PERSON_MAX, Session, SessionId, SessionRow,
};
pub use store::{Store, StoreError};
