//! Reads an object whose keys belong to two types, without buffering.
//!
//! serde's `flatten` would first copy the whole object into a tree. Here the keys pass through to the inner type one
//! by one, and the keys of the other type are taken out on the way.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::key::Key;

/// The keys of an object that do not belong to its inner type.
pub(crate) trait Beside {
    /// Reads the value of a key if it is one of these. Returns whether it is.
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error>;
}

/// Reads the keys of `B` and, from the others, `T`.
pub(crate) fn beside<'de, D, B, T>(deserializer: D) -> Result<(B, T), D::Error>
where
    D: Deserializer<'de>,
    B: Beside + Default,
    T: Deserialize<'de>,
{
    struct ObjectVisitor<B, T>(PhantomData<(B, T)>);

    impl<'de, B: Beside + Default, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<B, T> {
        type Value = (B, T);

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            let mut beside = B::default();
            let inner = T::deserialize(MapAccessDeserializer::new(Others { map, beside: &mut beside }))?;
            Ok((beside, inner))
        }
    }

    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// The keys of `map` that `beside` does not take.
pub(crate) struct Others<'a, A, B> {
    pub(crate) map: A,
    pub(crate) beside: &'a mut B,
}

impl<'de, A: MapAccess<'de>, B: Beside> MapAccess<'de> for Others<'_, A, B> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        loop {
            let Some(key) = self.map.next_key::<Key<'de>>()? else { return Ok(None) };
            if !self.beside.take(key.as_str(), &mut self.map)? {
                return key.deserialize_into(seed).map(Some);
            }
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}
