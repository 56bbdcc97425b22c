use std::fmt;

use domain::{Invalid, Reason};

/// The password of a station or channel in a request: 8 to 15 characters (XSD `stPassword`).
/// `Debug` hides it; whoever compares it does so in constant time.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Accepts 8 to 15 characters.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        match value.chars().count() {
            0..8 => Err(Invalid::new("password", Reason::TooShort(8))),
            8..=15 => Ok(Self(value.into())),
            _ => Err(Invalid::new("password", Reason::TooLong(15))),
        }
    }

    /// The password in clear.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("********")
    }
}
