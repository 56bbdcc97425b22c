//! The published interfaces: SOAP for PSPs ([`soap`]), REST for touch points ([`rest`]), the card
//! gateway's notifications ([`gateway`]) and probes ([`health`]).
//!
//! A request is admitted, read within its limits, decoded by `wire`, handed to one method of one
//! service, and answered in the protocol's own terms; both halves go to the event journal. Nothing
//! here decides about payments.

mod activate_payment_notice_v2;
mod check_position;
mod close_payment;
mod fault_bean;
#[cfg(test)]
mod fixture;
pub mod gateway;
pub mod health;
mod inbound;
mod journal_exchange;
mod limits;
mod node_port;
mod problem;
pub mod rest;
mod send_payment_outcome_v2;
pub mod soap;
mod soap_reply;
mod subscription_key;
mod verify_payment_notice;

pub use limits::{
    ANSWER_TIMEOUT, BODY_TIMEOUT, NOTIFICATION_BYTES_MAX, REQUESTS_MAX, SOAP_BODY_BYTES_MAX,
};
pub use node_port::NodePort;
pub use problem::Problem;
pub use subscription_key::{Access, KEYS_MAX, SubscriptionKeys};
