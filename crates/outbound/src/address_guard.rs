use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use url::{Host, Url};

/// Why an address of a partner is not called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusedTarget {
    /// Not a URL with a host.
    #[error("the address is not a URL with a host")]
    Malformed,
    /// Neither https, nor http inside a network allowed by configuration.
    #[error("the address does not begin with https")]
    Scheme,
    /// User name or password in the URL.
    #[error("the address carries credentials")]
    Credentials,
    /// A fragment, which no server ever sees.
    #[error("the address carries a fragment")]
    Fragment,
    /// A literal address outside the networks allowed by configuration.
    #[error("the address names a machine by number")]
    Literal,
}

/// Whether a connection must be encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// https, to any public address.
    Https,
    /// http, only to networks allowed by configuration.
    AllowedHttp,
}

/// A URL that has passed [`AddressGuard::target`]. Its host's addresses are checked when they are
/// resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    url: Url,
    transport: Transport,
}

impl Target {
    /// The URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Whether it must be encrypted.
    #[must_use]
    pub fn transport(&self) -> Transport {
        self.transport
    }

    /// A path below this one, with a query, on the same server. Segments may hold any text.
    #[must_use]
    pub fn below(&self, segments: &[&str], query: &[(&str, &str)]) -> Self {
        let mut url = self.url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url.set_query(None);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Self {
            url,
            transport: self.transport,
        }
    }
}

/// Which machines may be called at all (OWASP ASVS 1.3.6, 13.2.4: no request forgery through
/// partners' addresses).
#[derive(Clone, Debug, Default)]
pub struct AddressGuard {
    allowed: Vec<IpNet>,
}

/// Special-purpose networks (IANA registries), and the one public address behind which a cloud
/// keeps its metadata.
const REFUSED_V4: &[(Ipv4Addr, u8)] = &[
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// Inside the global unicast range: IETF protocols (Teredo), documentation, 6to4.
const REFUSED_V6: &[(Ipv6Addr, u8)] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Everything else that is global lies in here.
const GLOBAL_UNICAST: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// IPv4 addresses as an IPv6-only network sees them.
const NAT64: (Ipv6Addr, u8) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

impl AddressGuard {
    /// A guard that lets public addresses pass, and the given networks.
    #[must_use]
    pub fn new(allowed: Vec<IpNet>) -> Self {
        Self { allowed }
    }

    /// The sandbox's guard: loopback is allowed.
    #[must_use]
    pub fn with_loopback() -> Self {
        Self::new(vec![
            v4_net((Ipv4Addr::new(127, 0, 0, 0), 8)).into(),
            v6_net((Ipv6Addr::LOCALHOST, 128)).into(),
        ])
    }

    /// Checks everything that a URL itself shows.
    pub fn target(&self, address: &str) -> Result<Target, RefusedTarget> {
        let url = Url::parse(address).map_err(|_| RefusedTarget::Malformed)?;
        let transport = match url.scheme() {
            "https" => Transport::Https,
            "http" if !self.allowed.is_empty() => Transport::AllowedHttp,
            _ => return Err(RefusedTarget::Scheme),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(RefusedTarget::Credentials);
        }
        if url.fragment().is_some() {
            return Err(RefusedTarget::Fragment);
        }
        // Decimal, octal and hexadecimal spellings of an address are literals as well.
        let literal = match url.host().ok_or(RefusedTarget::Malformed)? {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
        };
        if literal.is_some_and(|address| !self.allows(address)) {
            return Err(RefusedTarget::Literal);
        }
        Ok(Target { url, transport })
    }

    /// Whether a resolved address may be connected to.
    #[must_use]
    pub fn permits(&self, address: IpAddr, transport: Transport) -> bool {
        match transport {
            Transport::Https => self.allows(address) || is_public(address),
            Transport::AllowedHttp => self.allows(address),
        }
    }

    fn allows(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.allowed
            .iter()
            .any(|network| network.contains(&address))
    }
}

fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) if v6_net(NAT64).contains(&address) => {
            let [.., a, b, c, d] = address.octets();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        IpAddr::V6(address) => {
            v6_net(GLOBAL_UNICAST).contains(&address)
                && !REFUSED_V6
                    .iter()
                    .any(|network| v6_net(*network).contains(&address))
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !REFUSED_V4
        .iter()
        .any(|network| v4_net(*network).contains(&address))
}

fn v4_net((address, prefix): (Ipv4Addr, u8)) -> Ipv4Net {
    Ipv4Net::new_assert(address, prefix)
}

fn v6_net((address, prefix): (Ipv6Addr, u8)) -> Ipv6Net {
    Ipv6Net::new_assert(address, prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_urls_are_refused_before_any_look_up() {
        let guard = AddressGuard::default();
        for (address, reason) in [
            ("", RefusedTarget::Malformed),
            ("station.example/paForNode", RefusedTarget::Malformed),
            ("https://", RefusedTarget::Malformed),
            ("https://[::1", RefusedTarget::Malformed),
            ("http://station.example/", RefusedTarget::Scheme),
            ("ftp://station.example/", RefusedTarget::Scheme),
            ("file:///etc/passwd", RefusedTarget::Scheme),
            ("gopher://station.example/", RefusedTarget::Scheme),
            ("https://user@station.example/", RefusedTarget::Credentials),
            ("https://u:p@station.example/", RefusedTarget::Credentials),
            ("https://station.example/#x", RefusedTarget::Fragment),
            ("https://127.0.0.1/", RefusedTarget::Literal),
            ("https://8.8.8.8/", RefusedTarget::Literal),
            ("https://2130706433/", RefusedTarget::Literal),
            ("https://0177.0.0.1/", RefusedTarget::Literal),
            ("https://0x7f.1/", RefusedTarget::Literal),
            ("https://127.1/", RefusedTarget::Literal),
            ("https://１２７.0.0.1/", RefusedTarget::Literal),
            ("https://169.254.169.254/latest/", RefusedTarget::Literal),
            ("https://[::1]/", RefusedTarget::Literal),
            ("https://[::ffff:127.0.0.1]/", RefusedTarget::Literal),
            ("https://[fd00:ec2::254]/", RefusedTarget::Literal),
        ] {
            assert_eq!(guard.target(address), Err(reason), "{address}");
        }
        assert!(guard.target("https://station.example:8443/pa").is_ok());
    }

    #[test]
    fn resolved_addresses_must_be_public() {
        let guard = AddressGuard::default();
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.100.100.200",
            "127.0.0.53",
            "168.63.129.16",
            "169.254.169.254",
            "172.31.255.255",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            let address: IpAddr = address.parse().unwrap();
            assert!(!guard.permits(address, Transport::Https), "{address}");
        }
        for address in [
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "64:ff9b::808:808",
        ] {
            let address: IpAddr = address.parse().unwrap();
            assert!(guard.permits(address, Transport::Https), "{address}");
            assert!(!guard.permits(address, Transport::AllowedHttp), "{address}");
        }
    }

    #[test]
    fn the_sandbox_reaches_loopback_and_nothing_else_that_is_private() {
        let guard = AddressGuard::with_loopback();
        for address in [
            "http://127.0.0.1:3000/pa",
            "http://[::1]/",
            "http://2130706433/",
        ] {
            assert!(guard.target(address).is_ok(), "{address}");
        }
        for address in ["http://10.0.0.1/", "http://[fe80::1]/", "http://8.8.8.8/"] {
            assert_eq!(guard.target(address), Err(RefusedTarget::Literal));
        }
        assert!(guard.permits("::ffff:127.0.0.1".parse().unwrap(), Transport::AllowedHttp));
        assert!(!guard.permits("10.0.0.1".parse().unwrap(), Transport::Https));
    }
}
