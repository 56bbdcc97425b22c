use domain::{PaymentToken, ROME, Text};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use node::{Audience, PaymentQuery, PaymentStatus, PaymentSummary};
use serde::Deserialize;

use super::address;

/// The query parameters of the list, which are the names of the form's fields.
pub(super) const TEXT: &str = "cerca";
pub(super) const STATUS: &str = "stato";
pub(super) const FROM: &str = "dal";
pub(super) const TO: &str = "al";
const AFTER: &str = "dopo";

/// The rows of one page.
pub(super) const PAGE_ROWS: u32 = 25;

/// Which payments are looked for, as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct PaymentFilter {
    #[serde(rename = "cerca")]
    pub(super) text: String,
    #[serde(rename = "stato")]
    pub(super) status: String,
    #[serde(rename = "dal")]
    pub(super) from: String,
    #[serde(rename = "al")]
    pub(super) to: String,
    #[serde(rename = "dopo")]
    pub(super) after: String,
}

/// What cannot be looked for as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FilterProblem {
    /// The text is longer than any code.
    TextTooLong,
    /// Not a day.
    NoDay(&'static str),
    /// The last day is before the first.
    DaysReversed,
}

impl PaymentFilter {
    /// What an address asks for; one that cannot be read asks for everything.
    pub(super) fn read(query: &str) -> Self {
        serde_urlencoded::from_str(query).unwrap_or_default()
    }

    /// Whether it leaves anything out.
    pub(super) fn is_empty(&self) -> bool {
        self.first_page() == Self::default()
    }

    /// The status looked for, if it is one.
    pub(super) fn status(&self) -> Option<PaymentStatus> {
        PaymentStatus::from_name(&self.status)
    }

    /// The same from its first page.
    pub(super) fn first_page(&self) -> Self {
        Self {
            after: String::new(),
            ..self.clone()
        }
    }

    /// The same after this row.
    pub(super) fn after(&self, row: &PaymentSummary) -> Self {
        Self {
            after: format!(
                "{}-{}",
                row.activated_at.as_microsecond(),
                row.token.as_str()
            ),
            ..self.clone()
        }
    }

    /// The address of the list.
    pub(super) fn address(&self) -> String {
        let said = [
            (TEXT, &*self.text),
            (STATUS, &*self.status),
            (FROM, &*self.from),
            (TO, &*self.to),
            (AFTER, &*self.after),
        ];
        address::with_query(address::PAYMENTS, &said)
    }

    /// The question to the store.
    pub(super) fn query(&self, audience: Audience) -> Result<PaymentQuery, FilterProblem> {
        // Codes are pasted from notices with their spaces.
        let text: String = self.text.split_whitespace().collect();
        let text = if text.is_empty() {
            None
        } else {
            Some(Text::parse(&text).map_err(|_| FilterProblem::TextTooLong)?)
        };
        let from = day(&self.from, FROM)?;
        let to = day(&self.to, TO)?;
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            return Err(FilterProblem::DaysReversed);
        }
        Ok(PaymentQuery {
            audience,
            text,
            status: self.status(),
            from: from.and_then(start_of),
            to: to.and_then(|day| start_of(day.tomorrow().ok()?)),
            after: self.cursor(),
            limit: PAGE_ROWS + 1,
        })
    }

    fn cursor(&self) -> Option<(Timestamp, PaymentToken)> {
        let (at, token) = self.after.split_once('-')?;
        let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
        Some((at, PaymentToken::parse(token).ok()?))
    }
}

fn day(text: &str, field: &'static str) -> Result<Option<Date>, FilterProblem> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .map_err(|_| FilterProblem::NoDay(field))
}

/// When a day begins in Italy.
pub(super) fn start_of(day: Date) -> Option<Timestamp> {
    let rome = TimeZone::get(ROME).ok()?;
    Some(day.to_zoned(rome).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_an_address_is_read_back() {
        let query = "cerca=3020+0000&stato=PAID&dal=2026-11-01&al=2026-11-25&dopo=1-a";
        let filter = PaymentFilter::read(query);
        assert_eq!(filter.status(), Some(PaymentStatus::Paid));
        let address = filter.address();
        let (page, written) = address.split_once('?').unwrap();
        assert_eq!(
            (page, PaymentFilter::read(written)),
            (address::PAYMENTS, filter)
        );
        assert_eq!(PaymentFilter::default().address(), address::PAYMENTS);
    }

    #[test]
    fn days_are_italian_and_the_last_one_is_whole() {
        let filter = PaymentFilter::read("dal=2026-07-01&al=2026-07-01");
        let query = filter.query(Audience::Everyone).unwrap();
        assert_eq!(query.from.unwrap().to_string(), "2026-06-30T22:00:00Z");
        assert_eq!(query.to.unwrap().to_string(), "2026-07-01T22:00:00Z");
    }

    #[test]
    fn a_code_is_found_as_it_is_printed() {
        let filter = PaymentFilter::read("cerca=+3020+0000+0001+2345+59");
        let query = filter.query(Audience::Everyone).unwrap();
        assert_eq!(query.text.unwrap().as_str(), "302000000001234559");
    }

    #[test]
    fn what_cannot_be_looked_for_is_said() {
        let problem = |query: &str| {
            PaymentFilter::read(query)
                .query(Audience::Everyone)
                .unwrap_err()
        };
        let long = format!("cerca={}", "1".repeat(51));
        assert_eq!(problem(&long), FilterProblem::TextTooLong);
        assert_eq!(problem("dal=ieri"), FilterProblem::NoDay(FROM));
        assert_eq!(problem("al=2026-02-30"), FilterProblem::NoDay(TO));
        assert_eq!(
            problem("dal=2026-02-02&al=2026-02-01"),
            FilterProblem::DaysReversed
        );
        // Without meaning, not wrong.
        for query in ["stato=x", "dopo=x", "dopo=x-y", "cerca=a&cerca=b", "%ff"] {
            assert!(
                PaymentFilter::read(query).query(Audience::Everyone).is_ok(),
                "{query}"
            );
        }
    }
}
