use std::fmt::Write as _;

use crate::site::{LiveReload, Origin, Site};

/// The content security policy of a page: nothing but our own files, and scripts only with the
/// response's nonce. Styles come from files, so a `style` attribute has no effect.
#[derive(Clone, Debug)]
pub struct ContentSecurityPolicy {
    gateways: String,
    form_targets: String,
    live_reload: LiveReload,
}

impl ContentSecurityPolicy {
    /// The policy of everything that is not a page: it may load and frame nothing.
    pub const CLOSED: &'static str =
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// The policy of a site's pages.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        Self {
            gateways: sources(&site.gateways),
            form_targets: String::new(),
            live_reload: site.live_reload,
        }
    }

    /// The same for a page whose form leads, over any number of redirects, to these origins.
    #[must_use]
    pub fn with_forms_to(&self, origins: &[Origin]) -> Self {
        Self {
            form_targets: sources(origins),
            ..self.clone()
        }
    }

    /// The header's value for a page whose inline scripts carry `nonce`.
    #[must_use]
    pub fn header(&self, nonce: &str) -> String {
        let Self {
            gateways,
            form_targets,
            live_reload,
        } = self;
        let mut policy = format!(
            "default-src 'none'; \
             script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'{gateways}; \
             style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
        );
        if let LiveReload::Port(port) = live_reload {
            // Writing to a string cannot fail.
            let _ = write!(policy, " ws://127.0.0.1:{port} ws://localhost:{port}");
        }
        if !gateways.is_empty() {
            let _ = write!(policy, "; frame-src{gateways}");
        }
        let _ = write!(
            policy,
            "; base-uri 'none'; form-action 'self'{gateways}{form_targets}; \
             frame-ancestors 'none'; object-src 'none'"
        );
        policy
    }
}

/// Origins as a list of sources, each after a space.
fn sources(origins: &[Origin]) -> String {
    origins.iter().fold(String::new(), |mut text, origin| {
        text.push(' ');
        text.push_str(origin.as_str());
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Stage;

    fn site(gateways: Vec<Origin>, live_reload: LiveReload) -> Site {
        Site {
            root: "site".into(),
            stage: Stage::Production,
            gateways,
            live_reload,
        }
    }

    #[test]
    fn a_page_may_run_only_scripts_with_its_nonce() {
        let policy = ContentSecurityPolicy::new(&site(vec![], LiveReload::Off)).header("abc");
        assert!(policy.contains("script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval';"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        assert!(!policy.contains("frame-src") && !policy.contains("ws:"));
    }

    #[test]
    fn gateways_may_be_framed_and_posted_to() {
        let gateway = Origin::parse("https://gateway.example").unwrap();
        let policy = ContentSecurityPolicy::new(&site(vec![gateway], LiveReload::Off)).header("n");
        assert!(policy.contains("frame-src https://gateway.example;"));
        assert!(policy.contains("form-action 'self' https://gateway.example;"));
    }

    #[test]
    fn a_form_may_lead_further_than_a_frame() {
        let provider = Origin::parse("https://login.example").unwrap();
        let policy = ContentSecurityPolicy::new(&site(vec![], LiveReload::Off))
            .with_forms_to(&[provider])
            .header("n");
        assert!(policy.contains("form-action 'self' https://login.example;"));
        assert_eq!(policy.matches("login.example").count(), 1);
    }

    #[test]
    fn only_the_development_server_opens_a_web_socket() {
        let policy = ContentSecurityPolicy::new(&site(vec![], LiveReload::Port(3001))).header("n");
        assert!(policy.contains("connect-src 'self' ws://127.0.0.1:3001"));
    }
}
