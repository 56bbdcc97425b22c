//! The simulators through their public interfaces, over real sockets.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failed assumption is a failed test"
)]

mod card_gateway;
mod creditor;
mod mailbox;
mod psp;
mod sandbox;
