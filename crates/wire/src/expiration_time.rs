use domain::{Invalid, Reason};

/// How long the requested token shall be valid, in milliseconds (XSD `stExpirationTime`): any
/// integer up to 1 800 000. The schema knows no lower limit; the node has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExpirationTime(i64);

impl ExpirationTime {
    /// Half an hour.
    pub const MAX: Self = Self(1_800_000);

    /// Accepts at most 1 800 000 milliseconds.
    pub const fn from_millis(millis: i64) -> Result<Self, Invalid> {
        if millis > Self::MAX.0 {
            return Err(Invalid::new("expirationTime", Reason::OutOfRange));
        }
        Ok(Self(millis))
    }

    /// Reads an integer; one below the range of `i64` becomes its lower end.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        let malformed = Invalid::new("expirationTime", Reason::Malformed);
        let (negative, digits) = match value.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, value.strip_prefix('+').unwrap_or(value)),
        };
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(malformed);
        }
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Ok(Self(0));
        }
        match (negative, digits.parse::<i64>()) {
            (true, Ok(millis)) => Ok(Self(-millis)),
            (true, Err(_)) => Ok(Self(i64::MIN)),
            (false, Ok(millis)) => Self::from_millis(millis),
            (false, Err(_)) => Err(Invalid::new("expirationTime", Reason::OutOfRange)),
        }
    }

    /// Milliseconds.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }
}
