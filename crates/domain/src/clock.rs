use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The source of the present instant, passed as an argument so that tests and the sandbox can
/// move it.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The time zone of every civil date and time in the messages.
pub const ROME: &str = "Europe/Rome";

fn rome() -> TimeZone {
    TimeZone::get(ROME).unwrap_or(TimeZone::UTC)
}

/// The civil date in Italy at `at`.
#[must_use]
pub fn local_date(at: Timestamp) -> Date {
    at.to_zoned(rome()).date()
}

/// The civil date and time in Italy at `at`, without zone, as SOAP messages carry it.
#[must_use]
pub fn local_datetime(at: Timestamp) -> DateTime {
    at.to_zoned(rome()).datetime()
}

/// The operating system's clock.
#[cfg(feature = "system")]
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[cfg(feature = "system")]
impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the system's clock"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_italian_day_begins_before_the_one_in_utc() {
        let at: Timestamp = "2026-06-30T22:30:00Z".parse().unwrap();
        assert_eq!(local_date(at).to_string(), "2026-07-01");
        assert_eq!(local_datetime(at).to_string(), "2026-07-01T00:30:00");
    }
}
