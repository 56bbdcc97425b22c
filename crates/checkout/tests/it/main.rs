//! The whole of Checkout against a store, a node, a gateway and a mail server in memory.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail where it likes"
)]

mod journey;
mod payment;
mod recovery;
mod store;
mod world;
