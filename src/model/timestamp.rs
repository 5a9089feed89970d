//! Points in time, as one integer.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};
use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{OffsetDateTime, PrimitiveDateTime};

use super::digits::two;
use super::readable::readable;

/// A point in time with the precision of Discord's ISO 8601 timestamps, which is a microsecond. Eight bytes, `Copy`.
///
/// It is limited to the years 0000 to 9999, because the text form has four digits. Values outside of this range are
/// moved to its nearest end. [`Display`](fmt::Display) and serialization use Discord's form,
/// `2021-03-31T18:45:31.297561+00:00`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 1 January 1970, 00:00:00 UTC.
    pub const UNIX_EPOCH: Self = Self(0);
    /// 1 January 0000, 00:00:00 UTC, the smallest value.
    pub const MIN: Self = Self(-62_167_219_200_000_000);
    /// The last microsecond of the year 9999, the largest value.
    pub const MAX: Self = Self(253_402_300_799_999_999);

    /// From microseconds since the Unix epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        if micros < Self::MIN.0 {
            Self::MIN
        } else if micros > Self::MAX.0 {
            Self::MAX
        } else {
            Self(micros)
        }
    }

    /// From milliseconds since the Unix epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self::from_micros(millis.saturating_mul(1_000))
    }

    /// From seconds since the Unix epoch.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self::from_micros(secs.saturating_mul(1_000_000))
    }

    /// The current time of the system's clock.
    #[must_use]
    pub fn now() -> Self {
        SystemTime::now().into()
    }

    /// This long after this time, at most [`MAX`](Self::MAX).
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self::from_micros(self.0.saturating_add(micros))
    }

    /// Microseconds since the Unix epoch.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Whole milliseconds since the Unix epoch, rounded down.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Whole seconds since the Unix epoch, rounded down. This is the number in `<t:…>`.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The time between `earlier` and this point; zero if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        if self.0 > earlier.0 { Duration::from_micros(self.0.abs_diff(earlier.0)) } else { Duration::ZERO }
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let micros = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_micros()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |micros| -micros),
        };
        Self::from_micros(micros)
    }
}

impl From<Timestamp> for SystemTime {
    fn from(timestamp: Timestamp) -> Self {
        let distance = Duration::from_micros(timestamp.0.unsigned_abs());
        let time = if timestamp.0 < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
        // `None` is only possible if the system's clock cannot express the years 0 to 9999.
        time.unwrap_or(UNIX_EPOCH)
    }
}

/// A text is not an ISO 8601 date and time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an ISO 8601 timestamp such as 2021-03-31T18:45:31.297561+00:00")]
pub struct TimestampError(String);

impl FromStr for Timestamp {
    type Err = TimestampError;

    /// Reads ISO 8601. A text without an offset is in UTC, as in Discord's webhook events.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(time) = usual(text) {
            return Ok(time);
        }
        let time = OffsetDateTime::parse(text, &Rfc3339)
            .or_else(|_| PrimitiveDateTime::parse(text, &Iso8601::PARSING).map(PrimitiveDateTime::assume_utc))
            .map_err(|_| TimestampError(text.chars().take(64).collect()))?;
        let micros = time.unix_timestamp().saturating_mul(1_000_000).saturating_add(i64::from(time.microsecond()));
        Ok(Self::from_micros(micros))
    }
}

/// Reads the form of nearly all timestamps, `2021-03-31T18:45:31.297561+00:00`. `None` means that the caller must use
/// the slower parser. This includes the days 29 to 31, because the length of the month is not checked here.
fn usual(text: &str) -> Option<Timestamp> {
    /// Blank in place of the digits.
    const SHAPE: &[u8; 32] = b"    -  -  T  :  :  .      +00:00";

    let text: &[u8; 32] = text.as_bytes().try_into().ok()?;
    if text.iter().zip(SHAPE).any(|(byte, shape)| *shape != b' ' && byte != shape) {
        return None;
    }
    // The positions below are constants and smaller than 31.
    let number = |place: usize, range: RangeInclusive<u8>| {
        two([text[place], text[place + 1]]).filter(|number| range.contains(number)).map(i64::from)
    };
    let year = number(0, 0..=99)? * 100 + number(2, 0..=99)?;
    let (month, day) = (number(5, 1..=12)?, number(8, 1..=28)?);
    let (hour, minute, second) = (number(11, 0..=23)?, number(14, 0..=59)?, number(17, 0..=59)?);
    let micros = (number(20, 0..=99)? * 100 + number(22, 0..=99)?) * 100 + number(24, 0..=99)?;
    // In years that begin in March the leap day is the last one, and the days before a month are a linear function.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days = year * 365 + leap_days + (153 * month + 2) / 5 + day - 1 - DAYS_BEFORE_1970;
    Some(Timestamp::from_micros((((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000 + micros))
}

/// The number of days from 1 March of the year 0 to 1 January 1970.
const DAYS_BEFORE_1970: i64 = 719_468;

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The constructors keep the value within the range of `OffsetDateTime`.
        let time = OffsetDateTime::from_unix_timestamp(self.as_secs()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}+00:00",
            time.year(),
            u8::from(time.month()),
            time.day(),
            time.hour(),
            time.minute(),
            time.second(),
            self.0.rem_euclid(1_000_000),
        )
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TimestampVisitor;

        impl Visitor<'_> for TimestampVisitor {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an ISO 8601 timestamp")
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Timestamp, E> {
                value.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(TimestampVisitor)
    }
}

readable!(required Timestamp);

/// For a key with whole seconds since the Unix epoch: `#[serde(with = "unix_seconds")]`, and
/// `#[serde(with = "unix_seconds::option")]` or `#[serde(with = "unix_seconds::field")]` if it may be absent or null.
pub(crate) mod unix_seconds {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Timestamp;

    pub(crate) mod option {
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        use crate::model::Timestamp;

        pub(crate) fn serialize<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
            time.map(Timestamp::as_secs).serialize(serializer)
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
            Ok(Option::<i64>::deserialize(deserializer)?.map(Timestamp::from_secs))
        }
    }

    pub(crate) mod field {
        use serde::{Deserializer, Serializer};

        use super::option;
        use crate::model::{Field, Timestamp};

        pub(crate) fn serialize<S: Serializer>(field: &Field<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
            option::serialize(&field.value().copied(), serializer)
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Field<Timestamp>, D::Error> {
            option::deserialize(deserializer).map(Field::from)
        }
    }

    pub(crate) fn serialize<S: Serializer>(timestamp: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(timestamp.as_secs())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(deserializer).map(Timestamp::from_secs)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn all_forms_of_discord_are_read() {
        for (text, micros) in [
            ("2021-03-31T18:45:31.297561+00:00", 1_617_216_331_297_561),
            ("2021-03-31T20:45:31.297561+02:00", 1_617_216_331_297_561),
            ("2021-03-31T18:45:31.297561Z", 1_617_216_331_297_561),
            ("2021-03-31T18:45:31.297+00:00", 1_617_216_331_297_000),
            ("2021-03-31T18:45:31+00:00", 1_617_216_331_000_000),
            ("2024-10-18T14:42:53.064834", 1_729_262_573_064_834),
            ("1969-12-31T23:59:59.999999+00:00", -1),
        ] {
            assert_eq!(text.parse::<Timestamp>().map(Timestamp::as_micros), Ok(micros), "{text}");
        }
    }

    #[test]
    fn invalid_times_are_refused() {
        for text in ["", "yesterday", "2021-13-01T00:00:00+00:00", "2021-03-31", "1617216331"] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
        assert!(serde_json::from_str::<Timestamp>("5").is_err());
    }

    #[test]
    fn values_stay_within_the_supported_years() {
        assert_eq!(Timestamp::from_micros(i64::MIN), Timestamp::MIN);
        assert_eq!(Timestamp::from_secs(i64::MAX), Timestamp::MAX);
        assert_eq!(Timestamp::MIN.to_string(), "0000-01-01T00:00:00.000000+00:00");
        assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59.999999+00:00");
    }

    #[test]
    fn durations_are_measured() {
        let (a, b) = (Timestamp::from_millis(1_500), Timestamp::from_secs(1));
        assert_eq!(a.since(b), Duration::from_millis(500));
        assert_eq!(b.since(a), Duration::ZERO);
        assert_eq!(Timestamp::from_micros(-1).as_secs(), -1);
    }

    #[test]
    fn the_fast_path_gives_the_same_values() {
        let slowly = |text: &str| text.replace("+00:00", "Z").parse::<Timestamp>();
        for month in 1..=12 {
            for (year, day) in [("0000", 1), ("1900", 28), ("1969", 28), ("2000", 28), ("2024", 29), ("9999", 31)] {
                let text = format!("{year}-{month:02}-{day:02}T23:59:59.987654+00:00");
                assert_eq!(text.parse::<Timestamp>().ok(), slowly(&text).ok(), "{text}");
                assert_eq!(usual(&text).is_some(), day <= 28, "{text}");
            }
        }
        for text in
            ["2021-03-31T24:00:00.000000+00:00", "2021-03-10T18:60:31.297561+00:00", "2021-00-10T18:45:31.297561+00:00"]
        {
            assert_eq!(usual(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn values_round_trip(micros in Timestamp::MIN.0..=Timestamp::MAX.0) {
            let timestamp = Timestamp::from_micros(micros);
            prop_assert_eq!(timestamp.to_string().parse(), Ok(timestamp));
            prop_assert_eq!(Timestamp::from(SystemTime::from(timestamp)), timestamp);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            let _ = text.parse::<Timestamp>();
        }
    }
}
