use domain::local_datetime;
use jiff::Timestamp;
use jiff::civil::DateTime;

/// The civil time in Italy to the second, as the published messages carry it: not every partner's
/// library reads the nanoseconds of ours.
pub(crate) fn local_second(at: Timestamp) -> DateTime {
    local_datetime(Timestamp::from_second(at.as_second()).unwrap_or(at))
}
