//! One suite for both engines.

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
