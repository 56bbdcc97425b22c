use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Invalid, Reason};

/// Free text of `MIN` to `MAX` characters, as the `stTextN` types of the official schemas
/// (characters are counted, not bytes). White space is kept as received.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// Accepts `MIN` to `MAX` characters.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        let length = value.chars().count();
        if length < MIN {
            return Err(Invalid::new("text", Reason::TooShort(MIN)));
        }
        if length > MAX {
            return Err(Invalid::new("text", Reason::TooLong(MAX)));
        }
        Ok(Self(value.into()))
    }

    /// The longest prefix that fits; `None` when even that is shorter than `MIN`.
    #[must_use]
    pub fn truncated(value: &str) -> Option<Self> {
        let text: String = value.chars().take(MAX).collect();
        Self::parse(&text).ok()
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Display for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MIN: usize, const MAX: usize> std::str::FromStr for Text<MIN, MAX> {
    type Err = Invalid;

    fn from_str(value: &str) -> Result<Self, Invalid> {
        Self::parse(value)
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<String> for Text<MIN, MAX> {
    type Error = Invalid;

    fn try_from(value: String) -> Result<Self, Invalid> {
        Self::parse(&value)
    }
}

impl<const MIN: usize, const MAX: usize> From<Text<MIN, MAX>> for String {
    fn from(value: Text<MIN, MAX>) -> Self {
        value.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters() {
        assert!(Text::<1, 2>::parse("èè").is_ok());
        assert_eq!(
            Text::<1, 2>::parse("èèè").unwrap_err().reason,
            Reason::TooLong(2)
        );
        assert_eq!(
            Text::<1, 2>::parse("").unwrap_err().reason,
            Reason::TooShort(1)
        );
    }
}
