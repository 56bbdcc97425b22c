//! The two web applications: Checkout, where a citizen pays, and the portal of institutions and
//! payment service providers.
//!
//! Every page is rendered by the server and works with plain links and form posts. Islands add
//! comfort where a page's own behaviour helps: checking a field when it is left, copying a code,
//! asking before a dangerous act. Texts are translated on the server only, and islands get them as
//! properties, so that no catalogue reaches the browser.

// Views are deeply nested types.
#![recursion_limit = "256"]
#![expect(
    unreachable_pub,
    reason = "the component macro keeps a public twin of every component beside the one we export"
)]
#![cfg_attr(
    feature = "ssr",
    expect(
        clippy::needless_pass_by_value,
        reason = "a component owns its properties"
    )
)]

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("`ssr` and `hydrate` are for different machines: enable one of them");

pub mod ui;

#[cfg(all(feature = "ssr", feature = "backoffice"))]
pub mod backoffice;
#[cfg(feature = "checkout")]
pub mod checkout;

#[cfg(feature = "ssr")]
mod accessibility_statement;
#[cfg(feature = "ssr")]
mod content_security_policy;
#[cfg(feature = "ssr")]
mod delivery;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
mod locale;
#[cfg(feature = "ssr")]
mod not_found;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod same_origin;
#[cfg(feature = "ssr")]
mod sandbox_ribbon;
#[cfg(feature = "ssr")]
mod security_headers;
#[cfg(feature = "ssr")]
mod server_functions;
#[cfg(feature = "ssr")]
mod site;
#[cfg(feature = "ssr")]
pub mod static_files;

#[cfg(feature = "ssr")]
include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));

#[cfg(feature = "ssr")]
pub use crate::{
    content_security_policy::ContentSecurityPolicy,
    document::{Document, MAIN, window_title},
    i18n::Locale,
    locale::{Languages, negotiate, use_locale},
    not_found::NotFound,
    pages::{Pages, page_routes},
    same_origin::{SameOriginRefusal, same_origin},
    security_headers::{Referrers, security_headers},
    server_functions::server_function_paths,
    site::{Application, LiveReload, Origin, OriginError, Site, Stage},
};

/// Brings the islands of the page to life. Each front end calls it once.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
