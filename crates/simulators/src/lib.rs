//! Counterparties of the platform for the sandbox and the tests.
//!
//! They speak over HTTP like the real ones and reject what the official contracts reject. Nothing
//! here is reachable without `--sandbox`.

mod background;
mod loopback_client;
mod page;

pub mod card_gateway;
pub mod identity_provider;
pub mod mailbox;

pub use background::Background;
pub use loopback_client::{ClientError, loopback_client};
