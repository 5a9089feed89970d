//! Enums and flags that accept unknown values, because Discord adds values at any time.
//!
//! * [`open_enum!`] reads numbers. A number without a name becomes `Unknown(n)` and is written back as it came.
//! * [`open_names!`] does the same for strings.
//! * [`open_flags!`] reads bit sets and keeps bits without a name.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, Visitor};

use super::readable::whole_float;

/// Reads an unsigned integer up to `u32`, which may also be written as a string or a fraction. Other numbers, which no
/// enum of Discord's uses, become [`u32::MAX`].
pub(crate) fn enum_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    struct NumberVisitor;

    impl Visitor<'_> for NumberVisitor {
        type Value = u32;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number")
        }

        fn visit_u64<E: de::Error>(self, value: u64) -> Result<u32, E> {
            Ok(u32::try_from(value).unwrap_or(u32::MAX))
        }

        fn visit_i64<E: de::Error>(self, value: i64) -> Result<u32, E> {
            Ok(u32::try_from(value).unwrap_or(u32::MAX))
        }

        fn visit_f64<E: de::Error>(self, value: f64) -> Result<u32, E> {
            // A negative or too large number becomes `u32::MAX`.
            if value.trunc() == value {
                Ok(value as u32)
            } else {
                Err(E::invalid_type(de::Unexpected::Float(value), &self))
            }
        }

        fn visit_str<E: de::Error>(self, value: &str) -> Result<u32, E> {
            value.parse().map_err(|_| E::invalid_type(de::Unexpected::Str(value), &self))
        }
    }

    deserializer.deserialize_any(NumberVisitor)
}

/// Reads a string and passes it to `T` as a `&str`, so that a known name needs no allocation.
pub(crate) fn enum_name<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: for<'a> From<&'a str>,
{
    struct NameVisitor<T>(PhantomData<T>);

    impl<T: for<'a> From<&'a str>> Visitor<'_> for NameVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: de::Error>(self, value: &str) -> Result<T, E> {
            Ok(T::from(value))
        }
    }

    deserializer.deserialize_str(NameVisitor(PhantomData))
}

macro_rules! open_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $value:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A value without a name, which Discord has added.
            Unknown(u32),
        }

        impl $name {
            /// The number that Discord uses.
            #[must_use]
            pub const fn value(self) -> u32 {
                match self {
                    $(Self::$variant => $value,)+
                    Self::Unknown(value) => value,
                }
            }
        }

        impl From<u32> for $name {
            fn from(value: u32) -> Self {
                match value {
                    $($value => Self::$variant,)+
                    value => Self::Unknown(value),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_u32(self.value())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::open::enum_number(deserializer).map(Self::from)
            }
        }

        impl<'de> $crate::model::readable::Readable<'de> for $name {
            #[inline]
            fn read<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(from)
            }

            /// A number that Discord does not use.
            fn absent() -> Option<Self> {
                Some(Self::Unknown(u32::MAX))
            }
        }
    };
}

macro_rules! open_names {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A name that Discord has added.
            Unknown(Box<str>),
        }

        impl $name {
            /// The name that Discord uses.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Unknown(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    text => Self::Unknown(text.into()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::open::enum_name(deserializer)
            }
        }

        impl<'de> $crate::model::readable::Readable<'de> for $name {
            #[inline]
            fn read<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(from)
            }

            /// The empty name.
            fn absent() -> Option<Self> {
                Some(Self::Unknown(Box::default()))
            }
        }
    };
}

macro_rules! open_flags {
    ($(#[$($meta:tt)*])* pub struct $name:ident { $($(#[$($flag_meta:tt)*])* const $flag:ident = $value:expr;)+ }) => {
        bitflags::bitflags! {
            $(#[$($meta)*])*
            ///
            /// Bits without a name are kept and written back as they came.
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
            pub struct $name: u64 {
                $($(#[$($flag_meta)*])* const $flag = $value;)+
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_u64(self.bits())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            /// Reads a number, or a string as in `flags_new`. Null means no flags.
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::open::flag_bits(deserializer).map(Self::from_bits_retain)
            }
        }

        $crate::model::readable::readable!(default $name);
    };
}

/// Reads the bits of a flag set: a number, a decimal string, or null for none.
pub(crate) fn flag_bits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    deserializer.deserialize_any(BitsVisitor { signed: true })
}

/// Reads the bits of permissions. A negative number means no permissions, because all its bits together would grant
/// everything.
pub(crate) fn permission_bits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    deserializer.deserialize_any(BitsVisitor { signed: false })
}

struct BitsVisitor {
    signed: bool,
}

impl Visitor<'_> for BitsVisitor {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("flag bits, as a number or a decimal string")
    }

    fn visit_u64<E: de::Error>(self, bits: u64) -> Result<u64, E> {
        Ok(bits)
    }

    fn visit_i64<E: de::Error>(self, bits: i64) -> Result<u64, E> {
        if !self.signed {
            return Err(E::invalid_value(de::Unexpected::Signed(bits), &self));
        }
        // A signed 64-bit field with its highest bit set.
        Ok(bits.cast_unsigned())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<u64, E> {
        // Discord reserves the right to use more than 64 bits. Higher bits are dropped, so that the event is not lost.
        let bits: u128 = text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))?;
        Ok(bits as u64)
    }

    fn visit_f64<E: de::Error>(self, bits: f64) -> Result<u64, E> {
        let whole = whole_float(bits).and_then(|whole| u64::try_from(whole).ok());
        whole.ok_or_else(|| E::invalid_value(de::Unexpected::Float(bits), &self))
    }

    fn visit_unit<E: de::Error>(self) -> Result<u64, E> {
        Ok(0)
    }
}

pub(crate) use {open_enum, open_flags, open_names};

#[cfg(test)]
mod tests {
    #![allow(unreachable_pub, reason = "the macros write types for users")]

    use serde::{Serialize, de::DeserializeOwned};

    open_enum! {
        /// For the tests.
        pub enum Size {
            /// Small.
            Small = 0,
            /// Large.
            Large = 7,
        }
    }

    open_names! {
        /// For the tests.
        pub enum Colour {
            /// Red.
            Red = "red",
        }
    }

    open_flags! {
        /// For the tests.
        pub struct Marks {
            /// The first.
            const FIRST = 1;
        }
    }

    fn there_and_back<T: Serialize + DeserializeOwned>(json: &str) -> (T, String) {
        let value: T = serde_json::from_str(json).unwrap();
        let text = serde_json::to_string(&value).unwrap();
        (value, text)
    }

    #[test]
    fn numbers_round_trip_known_or_not() {
        for (json, size) in [("0", Size::Small), ("7", Size::Large), ("8", Size::Unknown(8))] {
            assert_eq!(there_and_back::<Size>(json), (size, json.to_owned()));
        }
        assert_eq!(serde_json::from_str::<Size>("-1").unwrap(), Size::Unknown(u32::MAX));
        assert_eq!(serde_json::from_str::<Size>("99999999999").unwrap(), Size::Unknown(u32::MAX));
        for (json, size) in [
            ("\"7\"", Size::Large),
            ("7.0", Size::Large),
            ("\"8\"", Size::Unknown(8)),
            ("1e300", Size::Unknown(u32::MAX)),
        ] {
            assert_eq!(serde_json::from_str::<Size>(json).unwrap(), size, "{json}");
        }
        for json in ["\"large\"", "7.5", "[]", "null"] {
            assert!(serde_json::from_str::<Size>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn names_round_trip_known_or_not() {
        for (json, colour) in [("\"red\"", Colour::Red), ("\"te\\u0061l\"", Colour::Unknown("teal".into()))] {
            assert_eq!(serde_json::from_str::<Colour>(json).unwrap(), colour);
        }
        assert_eq!(there_and_back::<Colour>("\"teal\"").1, "\"teal\"");
    }

    #[test]
    fn flags_round_trip_known_or_not() {
        let (marks, text) = there_and_back::<Marks>("1125899906842625");
        assert!(marks.contains(Marks::FIRST));
        assert_eq!(text, "1125899906842625");
        for (json, bits) in [("\"3\"", 3), ("null", 0), ("-1", u64::MAX), ("\"18446744073709551617\"", 1)] {
            assert_eq!(serde_json::from_str::<Marks>(json).unwrap().bits(), bits, "{json}");
        }
    }
}
