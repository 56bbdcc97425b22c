//! Fee management (GEC): the bundles that PSPs publish, and the fee of a payment with each PSP that
//! may handle it (SANP appendix "Gestione evoluta commissioni").
//!
//! Only what every payment needs is here: the eligibility of global bundles and their order. The
//! marketplace (requests, offers, shares paid by creditors) belongs in this crate too.

mod bundle;
mod fee;
mod payment_method;
mod service;
mod touch_point;

pub use bundle::{Abi, Bundle, Bundles, Stamps};
pub use fee::{Fee, FeeQuery, NoticeToPay};
pub use payment_method::PaymentMethod;
pub use service::{NOTICES_MAX, Service};
pub use touch_point::TouchPoint;
