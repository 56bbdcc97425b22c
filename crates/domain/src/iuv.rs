use std::fmt;

use serde::{Deserialize, Serialize};

use crate::mask::string_value;
use crate::{Invalid, Reason};

/// The creditor's own reference of a payment (IUV, `creditorReferenceId`): 1 to 35 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iuv(String);

string_value!(Iuv);

impl Iuv {
    /// Accepts 1 to 35 characters, as the schemas do.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        match value.chars().count() {
            0 => Err(Invalid::new("creditorReferenceId", Reason::TooShort(1))),
            1..=35 => Ok(Self(value.into())),
            _ => Err(Invalid::new("creditorReferenceId", Reason::TooLong(35))),
        }
    }
}

impl fmt::Display for Iuv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
