//! Reads an object that has a `guild_id` beside the keys of another object, without buffering.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use crate::model::GuildId;
use crate::model::pick::PickOut;

/// Reads `guild_id` and, from the other keys of the same object, `T`.
pub(super) fn with_guild<'de, D, T>(deserializer: D) -> Result<(GuildId, T), D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct ObjectVisitor<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
        type Value = (GuildId, T);

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object with a `guild_id`")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            let mut guild_id = None;
            let read = |map: &mut A| {
                guild_id = Some(map.next_value()?);
                Ok(())
            };
            let inner = T::deserialize(MapAccessDeserializer::new(PickOut { map, name: "guild_id", read }))?;
            Ok((guild_id.ok_or_else(|| A::Error::missing_field("guild_id"))?, inner))
        }
    }

    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        a: u8,
        #[serde(default)]
        b: Vec<u8>,
    }

    fn read(json: &str) -> Result<(GuildId, Inner), serde_json::Error> {
        with_guild(&mut serde_json::Deserializer::from_str(json))
    }

    #[test]
    fn guild_id_may_stand_anywhere() {
        for json in [
            r#"{"guild_id":"5","a":1,"b":[2]}"#,
            r#"{"a":1,"guild_id":"5","new":{"guild_id":"6"},"b":[2]}"#,
            r#"{"\u0061":1,"b":[2],"guild_i\u0064":5}"#,
        ] {
            assert_eq!(read(json).unwrap(), (GuildId::new(5), Inner { a: 1, b: vec![2] }), "{json}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        for (json, missing) in [(r#"{"a":1}"#, "guild_id"), (r#"{"guild_id":"5"}"#, "`a`"), ("5", "guild_id")] {
            let error = read(json).unwrap_err().to_string();
            assert!(error.contains(missing), "{error}");
        }
    }
}
