//! The discriminator of a user, the four digits after the name.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::readable::readable;

/// The four digits after the name of an account that still has them. It is serialized in Discord's form: `"0042"`, and
/// `"0"` for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Discriminator(u16);

impl Discriminator {
    /// The discriminator of accounts with a unique username.
    pub const NONE: Self = Self(0);

    /// The number; 0 for none.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl From<u16> for Discriminator {
    fn from(digits: u16) -> Self {
        Self(digits)
    }
}

impl fmt::Display for Discriminator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 { f.write_str("0") } else { write!(f, "{:04}", self.0) }
    }
}

impl Serialize for Discriminator {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Discriminator {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DigitsVisitor;

        impl Visitor<'_> for DigitsVisitor {
            type Value = Discriminator;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a discriminator such as \"0042\"")
            }

            fn visit_u64<E: de::Error>(self, digits: u64) -> Result<Discriminator, E> {
                Ok(Discriminator(u16::try_from(digits).unwrap_or_default()))
            }

            fn visit_str<E: de::Error>(self, digits: &str) -> Result<Discriminator, E> {
                // Webhook messages and system users have had other values here. They are not worth losing an event.
                Ok(Discriminator(digits.parse().unwrap_or_default()))
            }

            fn visit_unit<E: de::Error>(self) -> Result<Discriminator, E> {
                Ok(Discriminator::NONE)
            }
        }

        deserializer.deserialize_any(DigitsVisitor)
    }
}

readable!(default Discriminator);
