//! The wire against the official samples and schemas, against itself, and against hostile input.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests stop at the first surprise; a skipped test says so"
)]

mod facets;
mod hostile;
mod rest;
mod round_trip;
mod samples;
mod snapshots;
mod source;
mod specs;
mod tree;
