//! Amounts, dates and codes as people read them, for pages, mails and documents alike.

use domain::{Amount, FiscalCode, local_date, local_datetime};
use jiff::Timestamp;
use jiff::civil::{Date, Time};

use crate::i18n::{Locale, td_string};

/// Keeps an amount and its currency on one line.
const NO_BREAK_SPACE: char = '\u{a0}';

/// `1.234,56 €`: as Italians write it, whatever the language of the page.
#[must_use]
pub fn amount(amount: Amount) -> String {
    let cents = amount.cents();
    format!("{},{:02}{NO_BREAK_SPACE}€", count(cents / 100), cents % 100)
}

/// `1.234.567`.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// `25 novembre 2026`, `25 November 2026`.
#[must_use]
pub fn date(locale: Locale, date: Date) -> String {
    let day = match (locale, date.day()) {
        // Italian says the first of a month, and counts the other days.
        (Locale::it, 1) => "1º".into(),
        (_, day) => day.to_string(),
    };
    format!("{day} {} {}", month(locale, date.month()), date.year())
}

/// `25/11/2026`, for tables.
#[must_use]
pub fn short_date(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// `14:05`.
#[must_use]
pub fn time(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// The instant in Italy: `25 novembre 2026, 14:05`.
#[must_use]
pub fn instant(locale: Locale, at: Timestamp) -> String {
    format!(
        "{}, {}",
        date(locale, local_date(at)),
        time(local_datetime(at).time())
    )
}

/// The instant in Italy to the millisecond, for traces: `14:05:09.123`.
#[must_use]
pub fn instant_ms(at: Timestamp) -> String {
    let time = local_datetime(at).time();
    format!(
        "{}:{:02}.{:03}",
        self::time(time),
        time.second(),
        time.millisecond()
    )
}

/// A person's code with what identifies the person hidden: `RSSMRA**********`.
#[must_use]
pub fn fiscal_code(code: &FiscalCode) -> String {
    code.to_string()
}

fn month(locale: Locale, month: i8) -> &'static str {
    match month {
        1 => td_string!(locale, ui.months.january),
        2 => td_string!(locale, ui.months.february),
        3 => td_string!(locale, ui.months.march),
        4 => td_string!(locale, ui.months.april),
        5 => td_string!(locale, ui.months.may),
        6 => td_string!(locale, ui.months.june),
        7 => td_string!(locale, ui.months.july),
        8 => td_string!(locale, ui.months.august),
        9 => td_string!(locale, ui.months.september),
        10 => td_string!(locale, ui.months.october),
        11 => td_string!(locale, ui.months.november),
        _ => td_string!(locale, ui.months.december),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_always_has_two_decimals_and_its_currency() {
        for (cents, text) in [
            (0, "0,00 €"),
            (5, "0,05 €"),
            (123_456, "1.234,56 €"),
            (99_999_999_999, "999.999.999,99 €"),
        ] {
            let amount = super::amount(Amount::from_cents(cents).unwrap());
            assert_eq!(amount.replace(NO_BREAK_SPACE, " "), text);
        }
    }

    #[test]
    fn a_date_is_written_as_its_language_writes_it() {
        let day: Date = "2026-05-01".parse().unwrap();
        assert_eq!(date(Locale::it, day), "1º maggio 2026");
        assert_eq!(date(Locale::en, day), "1 May 2026");
        assert_eq!(short_date(day), "01/05/2026");
    }

    #[test]
    fn instants_are_shown_in_italian_time_in_winter_and_summer() {
        let winter: Timestamp = "2026-12-31T23:30:00Z".parse().unwrap();
        assert_eq!(instant(Locale::it, winter), "1º gennaio 2027, 00:30");
        let summer: Timestamp = "2026-07-10T12:00:09.5Z".parse().unwrap();
        assert_eq!(instant(Locale::en, summer), "10 July 2026, 14:00");
        assert_eq!(instant_ms(summer), "14:00:09.500");
    }
}
