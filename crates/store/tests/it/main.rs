//! One suite for both engines.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that meets what it does not expect has to fail, and a skipped one says so"
)]

mod checkout_store;
mod engine;
mod fixture;
mod identity_store;
mod journal;
mod migration;
mod node_update;
mod outbox;
mod payment_list;
mod registry_store;
mod world;
