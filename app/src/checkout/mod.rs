//! Checkout: a quiet corridor, one question on each page, from the notice to the receipt.
//!
//! A page shows what the journey holds and sends the browser to the step that is missing. A form
//! is posted to a server function, which does one step and sends the browser on; nothing else
//! changes anything. What the citizen typed is kept on the server under a cookie.

pub mod island;

#[cfg(feature = "ssr")]
mod action;
#[cfg(feature = "ssr")]
mod cookie;
#[cfg(feature = "ssr")]
mod corridor;
#[cfg(feature = "ssr")]
mod due;
#[cfg(feature = "ssr")]
mod email_problem;
#[cfg(feature = "ssr")]
mod fault_text;
#[cfg(feature = "ssr")]
mod frame;
#[cfg(feature = "ssr")]
mod message;
#[cfg(feature = "ssr")]
mod method_name;
#[cfg(feature = "ssr")]
mod notice_form;
#[cfg(feature = "ssr")]
mod outcome_state;
#[cfg(feature = "ssr")]
mod outcome_text;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod place;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod services;
#[cfg(feature = "ssr")]
mod trace;

#[cfg(feature = "ssr")]
pub use {
    corridor::Corridor,
    routes::{LANGUAGES, block_routes, routes},
    services::{CookiePolicy, Services},
};
