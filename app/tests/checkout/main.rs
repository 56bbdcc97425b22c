//! Checkout's pages over the component's own test world: a store, a node and a gateway in memory.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail where it likes"
)]

mod browser;
mod journey;
mod payment;

#[path = "../../../crates/checkout/tests/it/store.rs"]
#[expect(dead_code, reason = "the component's own tests use the rest")]
mod store;
#[path = "../../../crates/checkout/tests/it/world.rs"]
#[expect(dead_code, reason = "the component's own tests use the rest")]
mod world;
