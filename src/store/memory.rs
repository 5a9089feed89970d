//! [`MemoryStore`]: values in memory, which end with the process.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;

use super::{StoredValue, ValueStore, ValueStoreError};

/// Keeps values in memory. They are lost when the process ends. The default store of a bot.
#[derive(Debug)]
pub struct MemoryStore {
    values: Mutex<HashMap<String, StoredValue>>,
    capacity: usize,
}

impl MemoryStore {
    /// The number of values of the default store: 10,000.
    pub const DEFAULT_CAPACITY: usize = 10_000;

    /// A store of at most this many values. When it is full, the value that expires first is deleted.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { values: Mutex::default(), capacity: capacity.max(1) }
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::with_capacity(Self::DEFAULT_CAPACITY)
    }
}

#[async_trait]
impl ValueStore for MemoryStore {
    async fn read(&self, key: &str) -> Result<Option<StoredValue>, ValueStoreError> {
        Ok(self.values.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
    }

    async fn replace(
        &self,
        key: &str,
        old: Option<&StoredValue>,
        new: Option<&StoredValue>,
    ) -> Result<bool, ValueStoreError> {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if values.get(key) != old {
            return Ok(false);
        }
        let Some(new) = new else {
            values.remove(key);
            return Ok(true);
        };
        if old.is_none() && values.len() >= self.capacity {
            let first = values.iter().min_by_key(|(_, value)| value.expires).map(|(key, _)| key.clone());
            first.and_then(|key| values.remove(&key));
        }
        values.insert(key.to_owned(), new.clone());
        Ok(true)
    }
}
