//! TLS towards partners: who is trusted, and who we say we are.
#![cfg(test)]

mod certificates;
mod tls;
