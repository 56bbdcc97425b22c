//! The portal's pages and functions, over stores in memory and a provider that believes everybody.
#![expect(clippy::unwrap_used, reason = "a test may fail where it likes")]

mod browser;
mod door;
mod login;
mod payments;
mod trace;
mod world;

#[path = "../../../crates/identity/tests/it/memory_store.rs"]
#[expect(dead_code, reason = "identity's own tests use the rest")]
mod memory_store;
