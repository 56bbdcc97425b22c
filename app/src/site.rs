use std::path::PathBuf;

/// Where and as what the applications run; the server's configuration fills it.
#[derive(Clone, Debug)]
pub struct Site {
    /// The folder with the application's `pkg` and `assets`.
    pub root: PathBuf,
    /// Sandbox or production.
    pub stage: Stage,
    /// The card gateways whose frames and scripts a page may embed and whose pages a form may
    /// lead to.
    pub gateways: Vec<Origin>,
    /// Whether the development tool watches the sources.
    pub live_reload: LiveReload,
}

/// What the running platform is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Simulated creditors, PSPs and money: every page says so.
    Sandbox,
    /// Real payments.
    Production,
}

/// Whether pages reload themselves when the development tool has rebuilt them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveReload {
    /// Never, and files carry their fingerprint.
    Off,
    /// Through the web socket at this port of the loopback address.
    Port(u32),
}

/// One of the two applications, by what differs in addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Application {
    /// At the root of its host.
    Checkout,
    /// Under `/backoffice`.
    Backoffice,
}

impl Application {
    /// The path before every page, without a slash at the end.
    #[must_use]
    pub const fn base(self) -> &'static str {
        match self {
            Self::Checkout => "",
            Self::Backoffice => "/backoffice",
        }
    }

    /// The path before every server function, `#[server(prefix = …)]`.
    #[must_use]
    pub const fn function_prefix(self) -> &'static str {
        match self {
            Self::Checkout => "/api/",
            Self::Backoffice => "/backoffice/api/",
        }
    }
}

/// A web origin as it stands in a content security policy: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// A text that is not an `http` or `https` origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an http or https origin, like https://gateway.example")]
pub struct OriginError;

impl Origin {
    /// Reads the origin of an address and drops path and query.
    pub fn parse(address: &str) -> Result<Self, OriginError> {
        let address = url::Url::parse(address).map_err(|_| OriginError)?;
        match address.scheme() {
            "http" | "https" => Ok(Self(address.origin().ascii_serialization())),
            _ => Err(OriginError),
        }
    }

    /// As it stands in headers.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_keeps_scheme_host_and_port_only() {
        let origin = Origin::parse("https://gateway.example:8443/fields?x=1").unwrap();
        assert_eq!(origin.as_str(), "https://gateway.example:8443");
        for bad in [
            "gateway.example",
            "javascript:alert(1)",
            "https://",
            "data:,x",
        ] {
            assert_eq!(Origin::parse(bad), Err(OriginError), "{bad}");
        }
    }

    #[test]
    fn an_origin_cannot_smuggle_another_directive_into_the_policy() {
        assert!(Origin::parse("https://a.example; script-src *").is_err());
    }
}
