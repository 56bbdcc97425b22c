use std::fmt;

/// A value that its type refuses. It names the type and the reason, never the value itself: the
/// value may be personal data and ends up in faults and logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {reason}")]
pub struct Invalid {
    /// The type's name as users know it (`noticeNumber`, `fiscalCode`).
    pub what: &'static str,
    /// What is wrong.
    pub reason: Reason,
}

impl Invalid {
    /// An error about `what`.
    #[must_use]
    pub const fn new(what: &'static str, reason: Reason) -> Self {
        Self { what, reason }
    }
}

/// Why a value was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Fewer than `.0` characters.
    TooShort(usize),
    /// More than `.0` characters.
    TooLong(usize),
    /// Not of the form the schema asks for.
    Malformed,
    /// Outside the permitted range.
    OutOfRange,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort(min) => write!(f, "is shorter than {min} characters"),
            Self::TooLong(max) => write!(f, "is longer than {max} characters"),
            Self::Malformed => f.write_str("is not of the expected form"),
            Self::OutOfRange => f.write_str("is out of range"),
        }
    }
}
