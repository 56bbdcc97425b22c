use std::fmt;

/// An error code of the provider (`error` of a callback or of the token endpoint), safe to log and
/// to show: at most 64 characters out of `a–z 0–9 _ . -`, anything else becomes `unknown`. The
/// callback's parameters come from the browser, so that anyone can write them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderErrorCode(String);

impl ProviderErrorCode {
    const LENGTH_MAX: usize = 64;

    /// Takes the code over, or `unknown` in its place.
    #[must_use]
    pub fn new(code: &str) -> Self {
        let is_allowed =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_.-".contains(&b);
        let is_code = (1..=Self::LENGTH_MAX).contains(&code.len()) && code.bytes().all(is_allowed);
        Self(if is_code {
            code.into()
        } else {
            "unknown".into()
        })
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProviderErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_is_none_is_not_repeated() {
        assert_eq!(
            ProviderErrorCode::new("invalid_grant").as_str(),
            "invalid_grant"
        );
        for bad in ["", "<script>", "a b", &"a".repeat(65)] {
            assert_eq!(ProviderErrorCode::new(bad).as_str(), "unknown", "{bad}");
        }
    }
}
