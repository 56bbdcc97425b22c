//! Logins against the simulated provider, over HTTP messages but without sockets.
#![expect(clippy::unwrap_used, reason = "a failed test is a failed test")]

mod browser;
mod fixture;
mod login;
mod memory_store;
mod provider_document;
mod session;
