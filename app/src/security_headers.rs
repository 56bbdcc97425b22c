use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue};

use crate::content_security_policy::ContentSecurityPolicy;

/// To whom the browser tells the address of the page it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Referrers {
    /// To nobody: Checkout's paths carry notice numbers.
    Nobody,
    /// To our own host: the portal checks them.
    SameOrigin,
}

/// Sets the headers of browser hardening on every response of an application.
///
/// A page sets its own content security policy, because only the renderer knows the nonce; what
/// has none gets the closed one. Only files named by their fingerprint are cached.
pub async fn security_headers(
    State(referrers): State<Referrers>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    harden(response.headers_mut(), referrers);
    response
}

fn harden(headers: &mut HeaderMap, referrers: Referrers) {
    let always: [(HeaderName, &'static str); 5] = [
        // One year. Browsers ignore it on plain HTTP, so the sandbox is not affected.
        (
            STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        ),
        // What we declare is what it is.
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            REFERRER_POLICY,
            match referrers {
                Referrers::Nobody => "no-referrer",
                Referrers::SameOrigin => "same-origin",
            },
        ),
        // No other window keeps a handle on ours.
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        // No other site embeds our responses.
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in always {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let unless_set = [
        (CONTENT_SECURITY_POLICY, ContentSecurityPolicy::CLOSED),
        (CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in unless_set {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
}
