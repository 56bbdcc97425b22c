//! Counterparties of the platform for the sandbox and the tests.
//!
//! They speak over HTTP like the real ones and reject what the official contracts reject. Nothing
//! here is reachable without `--sandbox`.

mod background;
mod loopback_client;
mod page;
mod soap;

pub mod card_gateway;
pub mod creditor;
pub mod identity_provider;
pub mod mailbox;
pub mod psp;
pub mod world;

pub use background::Background;
pub use loopback_client::{ClientError, loopback_client};
pub use soap::{CallError, SoapClient};
