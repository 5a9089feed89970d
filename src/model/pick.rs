//! The keys of an object without one of them, whose value goes elsewhere.
//!
//! serde's `flatten` would first copy the whole object into a tree. Here the keys pass through one by one.

use serde::de::{DeserializeSeed, MapAccess};

use super::key::Key;

/// The keys of `map` but for `name`, whose value is given to `read`.
pub(crate) struct PickOut<A, F> {
    pub(crate) map: A,
    pub(crate) name: &'static str,
    pub(crate) read: F,
}

impl<'de, A, F> MapAccess<'de> for PickOut<A, F>
where
    A: MapAccess<'de>,
    F: FnMut(&mut A) -> Result<(), A::Error>,
{
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        loop {
            match self.map.next_key::<Key<'de>>()? {
                None => return Ok(None),
                Some(key) if key.as_str() == self.name => (self.read)(&mut self.map)?,
                Some(key) => return key.hand_to(seed).map(Some),
            }
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}
