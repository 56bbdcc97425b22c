use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use domain::{Amount, Invalid};
use jiff::Timestamp;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::content::instant;

/// The largest JSON body that is read: 256 KiB.
pub const BODY_BYTES_MAX: usize = 256 * 1024;

/// A member that is missing or wrong. The text is what the caller is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Invalid {0}")]
pub struct InvalidMember(pub &'static str);

/// A JSON object whose members are read one by one. `null` is as good as nothing.
pub(crate) struct Object<'a>(UniqueMembers<&'a RawValue>);

/// The members of an object. A name that stands twice is an error: two readers of one message would
/// not believe the same one.
pub(crate) struct UniqueMembers<V>(pub(crate) BTreeMap<String, V>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for UniqueMembers<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor(PhantomData))
    }
}

struct MembersVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for MembersVisitor<V> {
    type Value = UniqueMembers<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((name, value)) = access.next_entry()? {
            if members.insert(name, value).is_some() {
                return Err(serde::de::Error::custom("a member stands twice"));
            }
        }
        Ok(UniqueMembers(members))
    }
}

impl<'a> Object<'a> {
    /// Reads a body.
    pub(crate) fn from_body(bytes: &'a [u8]) -> Result<Self, InvalidMember> {
        if bytes.len() > BODY_BYTES_MAX {
            return Err(InvalidMember("body"));
        }
        serde_json::from_slice(bytes)
            .map(Self)
            .map_err(|_| InvalidMember("body"))
    }

    fn raw(&self, name: &str) -> Option<&'a str> {
        let text = self.0.0.get(name)?.get();
        (text != "null").then_some(text)
    }

    /// A member that must be there, of any type that serde reads.
    pub(crate) fn json<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, InvalidMember> {
        self.raw(name)
            .and_then(|text| serde_json::from_str(text).ok())
            .ok_or(InvalidMember(name))
    }

    /// A member that must be there, a string that `parse` reads.
    pub(crate) fn string<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Result<T, InvalidMember> {
        let text: String = self.json(name)?;
        parse(&text).map_err(|_| InvalidMember(name))
    }

    /// A string that may be missing.
    pub(crate) fn optional_string<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Result<Option<T>, InvalidMember> {
        match self.raw(name) {
            Some(_) => self.string(name, parse).map(Some),
            None => Ok(None),
        }
    }

    /// An amount in euro that must be there.
    pub(crate) fn amount(&self, name: &'static str) -> Result<Amount, InvalidMember> {
        self.raw(name)
            .and_then(euro_amount)
            .ok_or(InvalidMember(name))
    }

    /// An amount in euro that may be missing.
    pub(crate) fn optional_amount(
        &self,
        name: &'static str,
    ) -> Result<Option<Amount>, InvalidMember> {
        match self.raw(name) {
            Some(_) => self.amount(name).map(Some),
            None => Ok(None),
        }
    }

    /// A date and time with zone that must be there.
    pub(crate) fn timestamp(&self, name: &'static str) -> Result<Timestamp, InvalidMember> {
        self.string(name, instant)
    }

    /// The objects of an array of 1 to `max`.
    pub(crate) fn objects(
        &self,
        name: &'static str,
        max: usize,
    ) -> Result<Vec<Object<'a>>, InvalidMember> {
        let objects: Option<Vec<UniqueMembers<&'a RawValue>>> = self
            .raw(name)
            .and_then(|text| serde_json::from_str(text).ok());
        match objects {
            Some(objects) if (1..=max).contains(&objects.len()) => {
                Ok(objects.into_iter().map(Object).collect())
            }
            _ => Err(InvalidMember(name)),
        }
    }
}

/// Reads a JSON number of euro with at most two decimals exactly; no float is involved.
fn euro_amount(number: &str) -> Option<Amount> {
    const CHARACTERS_MAX: usize = 40;
    if number.len() > CHARACTERS_MAX {
        return None;
    }
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (number, 0),
    };
    let (euro, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{euro}{decimals}");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // The value is `digits` · 10^shift cents.
    let shift = exponent
        .checked_sub(i32::try_from(decimals.len()).ok()?)?
        .checked_add(2)?;
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Some(Amount::ZERO);
    }
    let stripped = digits.len() - digits.trim_end_matches('0').len();
    let zeros = usize::try_from(shift.checked_add(i32::try_from(stripped).ok()?)?).ok()?;
    if significant.len().checked_add(zeros)? > 11 {
        return None;
    }
    let cents = format!("{significant}{}", "0".repeat(zeros));
    Amount::from_cents(cents.parse().ok()?).ok()
}

/// An amount as a JSON number of euro with two decimals.
pub(crate) struct Euro(pub(crate) Amount);

impl Serialize for Euro {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.to_string())
            .map_err(serde::ser::Error::custom)?
            .serialize(serializer)
    }
}

/// The JSON text of a message of ours, all of whose keys are strings and all of whose numbers are
/// finite: writing it cannot fail.
pub(crate) fn to_json(message: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(message).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn euro_are_read_without_rounding() {
        let cents = |text| euro_amount(text).map(Amount::cents);
        assert_eq!(cents("167.5"), Some(16750));
        assert_eq!(cents("0.29"), Some(29));
        assert_eq!(cents("1.10"), Some(110));
        assert_eq!(cents("1.000"), Some(100));
        assert_eq!(cents("0"), Some(0));
        assert_eq!(cents("0.0000"), Some(0));
        assert_eq!(cents("1e2"), Some(10000));
        assert_eq!(cents("12.5E1"), Some(12500));
        assert_eq!(cents("1250e-1"), Some(12500));
        assert_eq!(cents("999999999.99"), Some(99_999_999_999));
        for bad in [
            "1.001",
            "-1",
            "1000000000",
            "1e9",
            "1e99999999999",
            "1e2147483647",
            "0.001",
            "\"1\"",
            "1e-3",
            "true",
            "",
        ] {
            assert_eq!(cents(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn euro_are_read_as_they_were_written(cents in 0..=Amount::MAX.cents()) {
            let amount = Amount::from_cents(cents).unwrap();
            let text = serde_json::to_string(&Euro(amount)).unwrap();
            prop_assert_eq!(euro_amount(&text), Some(amount));
        }

        #[test]
        fn any_number_is_read_or_refused_without_panic(
            text in "[0-9]{0,12}\\.?[0-9]{0,5}([eE][+-]?[0-9]{1,11})?"
        ) {
            if let Some(amount) = euro_amount(&text) {
                let value: f64 = text.parse().unwrap();
                let cents = amount.to_string().parse::<f64>().unwrap();
                prop_assert!((value - cents).abs() < 0.001, "{}", text);
            }
        }
    }
}
