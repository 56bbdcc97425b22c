//! The node over a store in memory and scripted counterparties: the published decision tables, one
//! sentence each.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests stand outside test functions"
)]

mod activation;
mod closure;
mod memory;
mod outcome;
mod platform;
mod receipts;
