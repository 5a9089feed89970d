//! Reads an object that has a `guild_id` beside the keys of another object, without buffering.
//!
//! serde's `flatten` would first copy the whole object into a tree. Here the keys pass through to the inner type one by one,
//! and `guild_id` is picked out on the way.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use crate::model::GuildId;
use crate::model::key::Key;

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
            let inner = T::deserialize(MapAccessDeserializer::new(WithoutGuild { map, guild_id: &mut guild_id }))?;
            Ok((guild_id.ok_or_else(|| A::Error::missing_field("guild_id"))?, inner))
        }
    }

    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// The keys of `map` without `guild_id`, whose value is put aside.
struct WithoutGuild<'a, A> {
    map: A,
    guild_id: &'a mut Option<GuildId>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithoutGuild<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        loop {
            match self.map.next_key::<Key<'de>>()? {
                None => return Ok(None),
                Some(key) if key.as_str() == "guild_id" => *self.guild_id = Some(self.map.next_value()?),
                Some(key) => return key.hand_to(seed).map(Some),
            }
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
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
