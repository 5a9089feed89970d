//! [`ValueStore`]: where values are kept that are too large for a custom id.

mod folder;
mod memory;

use std::{error::Error, fmt, sync::Arc};

use async_trait::async_trait;

pub use self::{folder::FolderStore, memory::MemoryStore};
use crate::{clock::Clock, model::Timestamp};

/// The error of a value store.
pub type ValueStoreError = Box<dyn Error + Send + Sync>;

/// A value, and until when it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredValue {
    /// The value as JSON.
    pub json: String,
    /// When it may be deleted.
    pub expires: Timestamp,
}

/// Keeps the values of [`Stored`](crate::command::Stored). [`MemoryStore`] and [`FolderStore`] are implementations;
/// another one keeps them in a database. [`Bot::value_store`](crate::Bot::value_store) takes it.
#[async_trait]
pub trait ValueStore: Send + Sync + 'static {
    /// Reads a value. `None` if there is none; a value that has expired may be returned or not. A key consists of at
    /// most 25 lower-case letters and digits.
    ///
    /// # Errors
    /// If the store cannot be reached. The call of the command fails.
    async fn read(&self, key: &str) -> Result<Option<StoredValue>, ValueStoreError>;

    /// Replaces the value `old` by `new` in one step, and returns whether it did: `false` if the present value is
    /// another than `old`. `None` is the absence of a value: with `old` nothing is replaced, with `new` it is deleted.
    ///
    /// # Errors
    /// If the store cannot be reached. The call of the command fails.
    async fn replace(
        &self,
        key: &str,
        old: Option<&StoredValue>,
        new: Option<&StoredValue>,
    ) -> Result<bool, ValueStoreError>;
}

impl fmt::Debug for dyn ValueStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ValueStore")
    }
}

/// The store of a bot, and the clock by which values expire.
#[derive(Debug, Clone)]
pub(crate) struct Values {
    pub(crate) store: Arc<dyn ValueStore>,
    pub(crate) clock: Clock,
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn value(json: &str) -> StoredValue {
        StoredValue { json: json.to_owned(), expires: Timestamp::from_millis(Timestamp::now().as_millis() + 60_000) }
    }

    /// What every store does.
    async fn check(store: &dyn ValueStore) {
        let (one, two) = (value("1"), value("\"two\nlines\""));
        assert_eq!(store.read("a1").await.unwrap(), None);
        assert!(!store.replace("a1", Some(&one), Some(&two)).await.unwrap(), "there is no value to replace");
        assert!(store.replace("a1", None, Some(&one)).await.unwrap());
        assert!(!store.replace("a1", None, Some(&two)).await.unwrap(), "there is a value already");
        assert_eq!(store.read("a1").await.unwrap(), Some(one.clone()));
        assert!(store.replace("a1", Some(&one), Some(&two)).await.unwrap());
        assert!(!store.replace("a1", Some(&one), None).await.unwrap(), "the value has changed");
        assert_eq!(store.read("a1").await.unwrap(), Some(two.clone()));
        assert!(store.replace("a1", Some(&two), None).await.unwrap());
        assert_eq!(store.read("a1").await.unwrap(), None);
        assert!(store.replace("a1", None, None).await.unwrap());
    }

    #[tokio::test]
    async fn values_are_replaced_in_one_step() {
        check(&MemoryStore::default()).await;
        let folder = tempfile::tempdir().unwrap();
        check(&FolderStore::open(folder.path()).unwrap()).await;
    }

    #[tokio::test]
    async fn the_folder_keeps_values_and_deletes_those_that_have_expired() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("values");
        let store = FolderStore::open(&path).unwrap();
        let (kept, past) = (value("1"), StoredValue { json: "2".into(), expires: Timestamp::from_secs(1) });
        store.replace("kept", None, Some(&kept)).await.unwrap();
        store.replace("past", None, Some(&past)).await.unwrap();
        std::fs::write(path.join("notes.txt"), "of the user").unwrap();
        let again = FolderStore::open(&path).unwrap();
        assert_eq!(again.read("kept").await.unwrap(), Some(kept));
        assert_eq!(again.read("past").await.unwrap(), None);
        assert!(path.join("notes.txt").exists());
    }

    #[tokio::test]
    async fn a_key_is_never_a_path() {
        let folder = tempfile::tempdir().unwrap();
        let store = FolderStore::open(folder.path()).unwrap();
        for key in ["", "../a", "a/b", "A", "a.b", &"a".repeat(26)] {
            assert!(store.read(key).await.unwrap_err().to_string().contains("is not a key"), "{key}");
        }
    }

    #[tokio::test]
    async fn the_memory_holds_a_limited_number_of_values() {
        let store = MemoryStore::with_capacity(2);
        let of = |seconds| StoredValue {
            json: String::new(),
            expires: Timestamp::now().after(Duration::from_secs(seconds)),
        };
        store.replace("long", None, Some(&of(90))).await.unwrap();
        store.replace("short", None, Some(&of(60))).await.unwrap();
        store.replace("new", None, Some(&of(70))).await.unwrap();
        let mut found = Vec::new();
        for key in ["long", "short", "new"] {
            found.push(store.read(key).await.unwrap().is_some());
        }
        assert_eq!(found, [true, false, true]);
    }
}
