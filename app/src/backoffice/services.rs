use std::sync::Arc;

use domain::Clock;
use identity::CookiePolicy;

use crate::site::Origin;

/// What the pages of the portal work with.
#[derive(Clone)]
pub struct Services {
    /// Logins, sessions and roles.
    pub identity: Arc<identity::Service>,
    /// Payments and their traces.
    pub read_store: Arc<dyn node::ReadStore>,
    /// Who is registered, for the stations of a technology partner.
    pub registry: Arc<registry::Registry>,
    /// The present instant, for what happened today and what is still awaited.
    pub clock: Arc<dyn Clock>,
    /// How the browser keeps the login and the session.
    pub cookies: CookiePolicy,
    /// The origins that a login leads to: the only ones, besides ours, to which a form may go, and
    /// only from the login page.
    pub identity_providers: Vec<Origin>,
    /// The origin of the pages, without a slash at the end, for links that are copied.
    pub origin: String,
}
