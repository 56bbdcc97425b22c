//! What elements contain: the simple types of the schemas with their facets.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{
    Amount, BundleId, ChannelId, CreditorBrokerId, CreditorFiscalCode, Iban, IdempotencyKey,
    Invalid, Iuv, NoticeNumber, Outcome, PaymentToken, PspBrokerId, PspId, Reason, StationId,
    SubjectKind, Text, local_datetime,
};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use crate::cursor::{Cursor, is_space};
use crate::writer::Writer;
use crate::{ExpirationTime, Malformed, Password};

/// What can be inside an element, simple or complex.
pub(crate) trait Content: Sized {
    /// Reads the inside of the element that the cursor has entered.
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed>;
    /// Writes the inside of the element.
    fn write(&self, out: &mut Writer);
}

/// [`Content`] for a simple type, by a function that reads its lexical form and one that gives it.
macro_rules! simple_type {
    ($type:ty, $read:expr, $lexical:expr) => {
        impl crate::content::Content for $type {
            fn read(cursor: &mut crate::cursor::Cursor<'_>) -> Result<Self, crate::Malformed> {
                cursor.simple($read)
            }

            fn write(&self, out: &mut crate::writer::Writer) {
                let lexical = $lexical;
                out.text(lexical(self).as_ref());
            }
        }
    };
}
pub(crate) use simple_type;

/// An enumeration of the schemas: the variants with their values on the wire.
macro_rules! enumeration {
    (
        $(#[$doc:meta])*
        $name:ident, $field:literal { $($(#[$variant_doc:meta])* $variant:ident = $value:literal,)+ }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every value.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The value on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $value,)+
                }
            }

            /// Reads the value on the wire.
            pub fn parse(value: &str) -> Result<Self, domain::Invalid> {
                match value {
                    $($value => Ok(Self::$variant),)+
                    _ => Err(domain::Invalid::new($field, domain::Reason::Malformed)),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        crate::content::simple_type!($name, Self::parse, |value: &Self| value.as_str());
    };
}
pub(crate) use enumeration;

macro_rules! string_types {
    ($($type:ty),+ $(,)?) => {
        $(simple_type!($type, Self::parse, Self::as_str);)+
    };
}

// `xs:string` with facets; white space counts.
string_types!(
    BundleId,
    ChannelId,
    CreditorBrokerId,
    CreditorFiscalCode,
    Iban,
    IdempotencyKey,
    Iuv,
    NoticeNumber,
    PaymentToken,
    PspBrokerId,
    PspId,
    StationId,
);
simple_type!(Password, Self::parse, Self::expose);
simple_type!(Outcome, Self::parse, |value: &Self| value.as_str());
simple_type!(String, |text| Ok(text.into()), Self::as_str);

impl<const MIN: usize, const MAX: usize> Content for Text<MIN, MAX> {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        cursor.simple(Self::parse)
    }

    fn write(&self, out: &mut Writer) {
        out.text(self.as_str());
    }
}

simple_type!(SubjectKind, subject_kind, |kind: &Self| match kind {
    Self::F => "F",
    Self::G => "G",
});
simple_type!(Amount, |text| Self::parse(trim(text)), Self::to_string);
simple_type!(bool, boolean, |value: &Self| if *value {
    "true"
} else {
    "false"
});
simple_type!(i32, int, Self::to_string);
simple_type!(
    ExpirationTime,
    |text| Self::parse(trim(text)),
    |time: &Self| time.millis().to_string()
);
simple_type!(Date, |text| date(trim(text)), Self::to_string);
simple_type!(DateTime, |text| date_time(trim(text)), Self::to_string);

/// `stAmountNotZero`, for reading.
pub(crate) struct AmountNotZero(pub(crate) Amount);

simple_type!(AmountNotZero, amount_not_zero, |amount: &Self| amount
    .0
    .to_string());

/// `stIBAN` of the PSPs' schemas, for reading: stricter than the creditors'.
pub(crate) struct PspIban(pub(crate) Iban);

simple_type!(PspIban, psp_iban, |iban: &Self| iban.0.as_str().to_owned());

/// `stIdTransfer`, for reading and writing: 1 to 5.
pub(crate) struct TransferId(pub(crate) u8);

simple_type!(TransferId, transfer_id, |id: &Self| id.0.to_string());

/// `stNazioneProvincia`: two capital letters.
pub(crate) struct CountryOrProvince(pub(crate) String);

simple_type!(CountryOrProvince, country_or_province, |value: &Self| value
    .0
    .clone());

/// `stEMail`.
pub(crate) struct MessageEmail(pub(crate) String);

simple_type!(MessageEmail, message_email, |value: &Self| value.0.clone());

/// `stBase64Binary72`: 4 to 72 characters of Base64, kept as such.
pub(crate) struct Base64Text(pub(crate) String);

simple_type!(Base64Text, base64_text, |value: &Self| value.0.clone());

/// `xs:base64Binary`: bytes that travel in Base64. `Debug` shows their number only.
#[derive(Clone, PartialEq, Eq)]
pub struct Base64Binary(pub Vec<u8>);

simple_type!(
    Base64Binary,
    |text| base64_bytes(text).map(Self),
    |value: &Self| STANDARD.encode(&value.0)
);

impl std::fmt::Debug for Base64Binary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// Without the white space that the facet `collapse` removes at both ends.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| u8::try_from(c).is_ok_and(is_space))
}

const fn malformed(what: &'static str) -> Invalid {
    Invalid::new(what, Reason::Malformed)
}

fn subject_kind(text: &str) -> Result<SubjectKind, Invalid> {
    match text {
        "F" => Ok(SubjectKind::F),
        "G" => Ok(SubjectKind::G),
        _ => Err(malformed("entityUniqueIdentifierType")),
    }
}

fn boolean(text: &str) -> Result<bool, Invalid> {
    match trim(text) {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(malformed("boolean")),
    }
}

fn int(text: &str) -> Result<i32, Invalid> {
    trim(text).parse().map_err(|_| malformed("int"))
}

fn transfer_id(text: &str) -> Result<TransferId, Invalid> {
    u8::try_from(int(text)?)
        .ok()
        .filter(|id| (1..=5).contains(id))
        .map(TransferId)
        .ok_or(Invalid::new("idTransfer", Reason::OutOfRange))
}

fn amount_not_zero(text: &str) -> Result<AmountNotZero, Invalid> {
    let amount = Amount::parse(trim(text))?;
    if amount.is_zero() {
        return Err(Invalid::new("amount", Reason::OutOfRange));
    }
    Ok(AmountNotZero(amount))
}

fn psp_iban(text: &str) -> Result<PspIban, Invalid> {
    let iban = Iban::parse(text)?;
    if iban.fits_psp_messages() {
        Ok(PspIban(iban))
    } else {
        Err(malformed("IBAN"))
    }
}

fn country_or_province(text: &str) -> Result<CountryOrProvince, Invalid> {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(CountryOrProvince(text.into()))
    } else {
        Err(malformed("country"))
    }
}

/// `[a-zA-Z0-9_\.\+\-]+@[a-zA-Z0-9\-]+(\.[a-zA-Z0-9\-]+)*`, at most 256 characters.
fn message_email(text: &str) -> Result<MessageEmail, Invalid> {
    const LENGTH_MAX: usize = 256;
    if text.chars().count() > LENGTH_MAX {
        return Err(Invalid::new("e-mail", Reason::TooLong(LENGTH_MAX)));
    }
    let consists_of = |part: &str, others: &[u8]| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || others.contains(&b))
    };
    match text.split_once('@') {
        Some((user, host))
            if consists_of(user, b"_.+-")
                && host.split('.').all(|label| consists_of(label, b"-")) =>
        {
            Ok(MessageEmail(text.into()))
        }
        _ => Err(malformed("e-mail")),
    }
}

fn base64_text(text: &str) -> Result<Base64Text, Invalid> {
    let text = trim(text);
    base64_bytes(text)?;
    match text.len() {
        0..4 => Err(Invalid::new("hashDocumento", Reason::TooShort(4))),
        4..=72 => Ok(Base64Text(text.into())),
        _ => Err(Invalid::new("hashDocumento", Reason::TooLong(72))),
    }
}

fn base64_bytes(text: &str) -> Result<Vec<u8>, Invalid> {
    let bytes = if text.bytes().any(is_space) {
        let text: Vec<u8> = text.bytes().filter(|b| !is_space(*b)).collect();
        STANDARD.decode(text)
    } else {
        STANDARD.decode(text)
    };
    bytes.map_err(|_| malformed("base64Binary"))
}

/// `xs:date`. Its zone, if any, is checked and forgotten: a due date is the same day everywhere.
/// Years are 1 to 9999.
fn date(text: &str) -> Result<Date, Invalid> {
    let (date, rest) = text.split_at_checked(10).ok_or(malformed("date"))?;
    zone(rest)?;
    calendar_date(date)
}

fn calendar_date(text: &str) -> Result<Date, Invalid> {
    let has_shape = text.bytes().enumerate().all(|(index, b)| match index {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    });
    if !has_shape || text.starts_with("0000") {
        return Err(malformed("date"));
    }
    text.parse().map_err(|_| malformed("date"))
}

/// `xs:dateTime`, as the civil time of Europe/Rome: a value without zone is that already, one with
/// a zone is converted. Fractions beyond nanoseconds are cut.
fn date_time(text: &str) -> Result<DateTime, Invalid> {
    let (civil, offset) = civil_and_offset(text)?;
    match offset {
        Some(offset) => offset
            .to_timestamp(civil)
            .map(local_datetime)
            .map_err(|_| malformed("dateTime")),
        None => Ok(civil),
    }
}

/// A date and time that has a zone, as REST messages carry it.
pub(crate) fn instant(text: &str) -> Result<Timestamp, Invalid> {
    let invalid = malformed("dateTime");
    let (civil, offset) = civil_and_offset(text)?;
    offset
        .ok_or(invalid)?
        .to_timestamp(civil)
        .map_err(|_| invalid)
}

fn civil_and_offset(text: &str) -> Result<(DateTime, Option<Offset>), Invalid> {
    let invalid = malformed("dateTime");
    let (date, rest) = text.split_once('T').ok_or(invalid)?;
    if date.len() != 10 {
        return Err(invalid);
    }
    let date = calendar_date(date)?;
    let (time, rest) = rest.split_at_checked(8).ok_or(invalid)?;
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => {
            let end = rest
                .bytes()
                .position(|b| !b.is_ascii_digit())
                .unwrap_or(rest.len());
            rest.split_at_checked(end)
                .filter(|(digits, _)| !digits.is_empty())
                .ok_or(invalid)?
        }
        None => ("", rest),
    };
    let civil = civil_time(date, time, fraction).ok_or(invalid)?;
    Ok((civil, zone(rest)?))
}

/// `hh:mm:ss` with the digits after the point; `24:00:00` is the next day's midnight.
fn civil_time(date: Date, time: &str, fraction: &str) -> Option<DateTime> {
    let mut parts = time.split(':').map(|part| {
        let is_number = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        is_number.then_some(part)?.parse::<i8>().ok()
    });
    let mut next = || parts.next().flatten();
    let (hour, minute, second) = (next()?, next()?, next()?);
    let nanosecond: i32 = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    if (hour, minute, second, nanosecond) == (24, 0, 0, 0) {
        return Some(date.tomorrow().ok()?.to_datetime(Time::midnight()));
    }
    Some(date.to_datetime(Time::new(hour, minute, second, nanosecond).ok()?))
}

/// The zone at the end of a date or time: nothing, `Z`, or up to 14 hours either way.
fn zone(text: &str) -> Result<Option<Offset>, Invalid> {
    let invalid = malformed("zone");
    let (sign, rest) = match text.split_at_checked(1) {
        None => return Ok(None),
        Some(("Z", "")) => return Ok(Some(Offset::UTC)),
        Some(("+", rest)) => (1, rest),
        Some(("-", rest)) => (-1, rest),
        Some(_) => return Err(invalid),
    };
    let number = |part: &str| -> Result<i32, Invalid> {
        if part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()) {
            part.parse().map_err(|_| invalid)
        } else {
            Err(invalid)
        }
    };
    let (hours, minutes) = rest.split_once(':').ok_or(invalid)?;
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    if minutes > 59 || hours * 60 + minutes > 14 * 60 {
        return Err(invalid);
    }
    Offset::from_seconds(sign * (hours * 60 + minutes) * 60)
        .map(Some)
        .map_err(|_| invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_with_a_zone_becomes_italian_time() {
        let rome = |text| date_time(text).unwrap().to_string();
        assert_eq!(rome("2026-11-20T10:00:05"), "2026-11-20T10:00:05");
        assert_eq!(rome("2026-11-20T10:00:05Z"), "2026-11-20T11:00:05");
        assert_eq!(
            rome("2026-07-20T10:00:05.250+01:00"),
            "2026-07-20T11:00:05.25"
        );
        assert_eq!(rome("2026-12-31T24:00:00"), "2027-01-01T00:00:00");
        for bad in [
            "2026-11-20",
            "2026-11-20T10:00",
            "2026-11-20T10:00:60",
            "2026-11-20T25:00:00",
            "2026-11-20T24:00:01",
            "2026-11-20 10:00:00",
            "2026-11-20T10:00:00.",
            "20-11-2026T10:00:00",
            "2026-11-20T10:00:00+15:00",
            "2026-11-20T10:00:00+0100",
            "2026-02-30T10:00:00",
            "",
        ] {
            assert!(date_time(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_date_exists_in_the_calendar() {
        assert_eq!(date("2026-12-31").unwrap().to_string(), "2026-12-31");
        assert!(date("2028-02-29").is_ok() && date("2026-12-31+01:00").is_ok());
        for bad in [
            "2026-02-29",
            "20261231",
            "2026-12-31T00:00:00",
            "0000-01-01",
            "2026-1-1",
            "",
        ] {
            assert!(date(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn base64_has_whole_groups_and_no_stray_bits() {
        assert_eq!(base64_bytes(" aGVs bG8= ").unwrap(), b"hello");
        for bad in ["aGVsbG8", "aGVsbG9=", "aGVs*G8=", "=", "aGVsbG8=aGVs"] {
            assert!(base64_bytes(bad).is_err(), "{bad}");
        }
    }
}
