use std::fmt;

use domain::{Invalid, Reason};

/// How many characters of a partner's input an error may show.
const ECHO_CHARACTERS_MAX: usize = 64;

/// A document that is not the message it should be.
///
/// It shows the path of the element and what is wrong there; of the input it shows at most the
/// name of an element, shortened, and never a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {reason}")]
pub struct Malformed {
    /// The path of the element, from the root of the body: `verifyPaymentNoticeReq/qrCode`.
    pub what: String,
    /// What is wrong there.
    pub reason: MalformedReason,
}

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MalformedReason {
    /// Larger than the limit, in bytes.
    TooLarge(usize),
    /// Not UTF-8, or declared to be something else.
    Encoding,
    /// It has a document type declaration.
    Doctype,
    /// Not well-formed XML.
    NotWellFormed,
    /// Elements are nested deeper than the limit.
    TooDeep(usize),
    /// More elements than the limit.
    TooManyElements(usize),
    /// More attributes or namespaces on one element than the limit.
    TooManyAttributes(usize),
    /// An attribute that the schema does not know.
    Attribute,
    /// Not a SOAP 1.1 envelope with one body element.
    Envelope,
    /// The element's namespace is not the schema's.
    Namespace,
    /// An element (its name, shortened) where the schema has none or another one.
    Unexpected(String),
    /// The element is missing.
    Missing,
    /// The element is there more often than this.
    TooMany(usize),
    /// Text between elements.
    Text,
    /// Elements where a value should be.
    NotAValue,
    /// A value that breaks its type's facets.
    Value(Reason),
    /// `OK` with a fault, or `KO` without one.
    Outcome,
}

impl Malformed {
    pub(crate) fn new(what: impl Into<String>, reason: MalformedReason) -> Self {
        Self {
            what: what.into(),
            reason,
        }
    }
}

impl MalformedReason {
    pub(crate) fn unexpected(name: &str) -> Self {
        Self::Unexpected(name.chars().take(ECHO_CHARACTERS_MAX).collect())
    }
}

impl From<Invalid> for MalformedReason {
    fn from(invalid: Invalid) -> Self {
        Self::Value(invalid.reason)
    }
}

impl fmt::Display for MalformedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(max) => write!(f, "is larger than {max} bytes"),
            Self::Encoding => f.write_str("is not UTF-8"),
            Self::Doctype => f.write_str("has a document type declaration"),
            Self::NotWellFormed => f.write_str("is not well-formed"),
            Self::TooDeep(max) => write!(f, "is nested deeper than {max} elements"),
            Self::TooManyElements(max) => write!(f, "has more than {max} elements"),
            Self::TooManyAttributes(max) => write!(f, "has more than {max} attributes"),
            Self::Attribute => f.write_str("has an attribute that is not allowed"),
            Self::Envelope => f.write_str("is not a SOAP 1.1 envelope with one body element"),
            Self::Namespace => f.write_str("is not in the expected namespace"),
            Self::Unexpected(name) => write!(f, "element {name} is not expected here"),
            Self::Missing => f.write_str("is missing"),
            Self::TooMany(max) => write!(f, "is there more than {max} times"),
            Self::Text => f.write_str("has text between its elements"),
            Self::NotAValue => f.write_str("has elements where a value is expected"),
            Self::Value(reason) => reason.fmt(f),
            Self::Outcome => f.write_str("does not agree with the fault"),
        }
    }
}
