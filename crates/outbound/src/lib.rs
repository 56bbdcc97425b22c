//! Calls to the outside: stations, channels, the card gateway, identity providers and the mail
//! server.
//!
//! Every HTTP call passes an [`AddressGuard`], follows no redirect, reads a bounded answer in bounded
//! time, and is kept apart from the calls to everybody else ([`Counterparties`]).

mod address_guard;
mod circuit_breaker;
mod counterparty;
mod creditor_station;
#[cfg(test)]
mod fixture;
mod http_client;
mod identity_fetch;
mod local_second;
mod name_lookup;
mod npg_gateway;
mod npg_message;
mod psp_channel;
mod smtp_mailer;
mod soap_client;

pub use address_guard::{AddressGuard, RefusedTarget, Target, Transport};
pub use circuit_breaker::{CircuitBreaker, FAILURES_MAX, OPEN_FOR, Pass, Verdict};
pub use counterparty::{
    COUNTERPARTIES_MAX, Call, Counterparties, CounterpartyError, PARALLEL_CALLS_MAX,
};
pub use http_client::{
    CONNECT_TIMEOUT, ClientError, ClientIdentity, ExchangeError, HttpClient, HttpClients,
    HttpSettings, Pooling, Request, Response,
};
pub use identity_fetch::IdentityFetch;
pub use name_lookup::{NameLookup, SystemLookup};
pub use npg_gateway::{ApiKey, NPG_BODY_BYTES_MAX, NpgGateway, NpgSettings};
pub use smtp_mailer::{
    SMTP_TIMEOUT, SendMailError, SmtpMailer, SmtpSecurity, SmtpSettings, SmtpSettingsError,
    SmtpUser,
};
pub use soap_client::{SOAP_BODY_BYTES_MAX, SoapClient};
