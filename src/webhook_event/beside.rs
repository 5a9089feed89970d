//! Reads an object that has some keys beside those of another object, without buffering.
//!
//! The keys pass through to the inner type one by one, and those beside are taken out on the way. serde's `flatten`
//! would copy the object into a tree first, from which no [`RawJson`](crate::model::RawJson) can be read.

use std::fmt;
use std::marker::PhantomData;
use std::vec;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer, StringDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, Visitor};

use crate::model::key::Key;

/// Keys that stand beside those of another object.
pub(super) trait Beside: Default {
    /// Reads the value of a key if it is one of these, and says whether it is.
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error>;

    /// Strings that the inner object is given once all keys have been read: what was taken of its own keys, or what
    /// stands in for those that were not there.
    fn give_back(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

/// Reads the keys beside and, from the others, `T`.
pub(super) fn beside<'de, D, B, T>(deserializer: D) -> Result<(B, T), D::Error>
where
    D: Deserializer<'de>,
    B: Beside,
    T: Deserialize<'de>,
{
    struct ObjectVisitor<B, T>(PhantomData<(B, T)>);

    impl<'de, B: Beside, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<B, T> {
        type Value = (B, T);

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            let mut beside = B::default();
            let others = Others { map, beside: &mut beside, given_back: None, value: None };
            let inner = T::deserialize(MapAccessDeserializer::new(others))?;
            Ok((beside, inner))
        }
    }

    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// The keys of `map` that `beside` does not take, and behind them those that it gives back.
struct Others<'a, A, B> {
    map: A,
    beside: &'a mut B,
    /// What is given back and has not been handed out. `None` as long as `map` has keys.
    given_back: Option<vec::IntoIter<(&'static str, String)>>,
    /// What belongs to the key given back that was handed out last.
    value: Option<String>,
}

impl<'de, A: MapAccess<'de>, B: Beside> MapAccess<'de> for Others<'_, A, B> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while self.given_back.is_none() {
            match self.map.next_key::<Key<'de>>()? {
                None => self.given_back = Some(self.beside.give_back().into_iter()),
                Some(key) if self.beside.take(key.as_str(), &mut self.map)? => {}
                Some(key) => return key.hand_to(seed).map(Some),
            }
        }
        let Some((key, value)) = self.given_back.as_mut().and_then(Iterator::next) else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(StringDeserializer::new(value)),
            None => self.map.next_value_seed(seed),
        }
    }
}
