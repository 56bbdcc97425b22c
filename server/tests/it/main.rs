//! The program as a whole: a process of its own, PSPs and creditors of ours around it, on both
//! engines.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests stand outside test functions"
)]

mod engine;
mod kill;
mod nodo;
mod psp;
mod sandbox;
mod surroundings;
