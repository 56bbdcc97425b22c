//! All SQL of the platform, for SQLite and PostgreSQL from one suite of statements.
//!
//! [`Store`] implements the storage traits of the components. A write is a job: on SQLite one writer
//! task groups jobs into commits, on PostgreSQL each has its own transaction; the code inside a job
//! is the same. `docs/store.md` tells how to add a table or a column.

mod batch;
mod checkout_journey;
mod checkout_store;
mod checkout_transaction;
mod closure;
mod connection;
mod error;
mod explain;
mod idempotency;
mod identity_session;
mod identity_store;
mod job;
mod journal;
mod journal_event;
mod node_change;
mod node_plan;
mod node_scope;
mod node_store;
mod outbox;
mod outbox_row;
mod party;
mod payment;
mod payment_list;
mod pending_login;
mod position;
mod postgres;
mod query;
mod receipt;
mod registry_creditor;
mod registry_psp;
mod registry_store;
mod row;
mod signal;
mod sqlite;
mod status_history;
mod store;
mod trace;

pub use error::StoreError;
pub use explain::ListStatement;
pub use outbox::{AfterRetry, DeadLetter, LOST_LEASES_MAX, Lease, LeaseOrigin, Outbox};
pub use store::{MIGRATIONS_POSTGRES, MIGRATIONS_SQLITE, Options, Store};
