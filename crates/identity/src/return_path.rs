use std::fmt;

use domain::{Invalid, Reason};

/// Where the browser goes after the login: a path of our own, at most 512 characters.
///
/// It comes from a query parameter, so anything that a browser could read as another host is
/// refused (open redirect).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnPath(String);

impl ReturnPath {
    const LENGTH_MAX: usize = 512;

    /// Accepts `/…` of printable ASCII without backslashes, but not `//…`.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        if value.len() > Self::LENGTH_MAX {
            return Err(Invalid::new(
                "returnPath",
                Reason::TooLong(Self::LENGTH_MAX),
            ));
        }
        let is_local = value.starts_with('/') && !value.starts_with("//");
        if is_local && value.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
            Ok(Self(value.into()))
        } else {
            Err(Invalid::new("returnPath", Reason::Malformed))
        }
    }

    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReturnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_returned_to() {
        assert!(ReturnPath::parse("/backoffice/payments?page=2#top").is_ok());
        for bad in [
            "",
            "backoffice",
            "https://example.org/",
            "//example.org/",
            "/\\example.org",
            "/a\tb",
            "/è",
        ] {
            assert!(ReturnPath::parse(bad).is_err(), "{bad}");
        }
        assert!(ReturnPath::parse(&format!("/{}", "a".repeat(511))).is_ok());
        assert!(ReturnPath::parse(&format!("/{}", "a".repeat(512))).is_err());
    }
}
