//! [`FolderStore`]: values in the files of a folder.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;

use super::{StoredValue, ValueStore, ValueStoreError};
use crate::{atomic_file, model::Timestamp};

/// What the names of the files end with.
const ENDING: &str = "value";
/// The most bytes of a file.
const MAX_BYTES: u64 = 16 << 20;
/// The most characters of a key.
const MAX_KEY: usize = 25;

/// Keeps each value in a file of its own, in one folder. A crash leaves each file with its old or its new content. One
/// process at a time may use the folder.
#[derive(Debug, Clone)]
pub struct FolderStore {
    folder: PathBuf,
    /// Held while files are read and written, so that comparing and replacing are one step.
    busy: Arc<Mutex<()>>,
}

impl FolderStore {
    /// A store in this folder, which is created if it does not exist. Values that have expired are deleted now.
    ///
    /// # Errors
    /// If the folder cannot be created or read.
    pub fn open(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder)?;
        let now = Timestamp::now();
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let is_value = path.extension().is_some_and(|it| it == ENDING);
            if is_value && read(&path)?.is_some_and(|value| value.expires < now) {
                fs::remove_file(&path)?;
            }
        }
        Ok(Self { folder, busy: Arc::default() })
    }

    fn path(&self, key: &str) -> Result<PathBuf, ValueStoreError> {
        let is_key = |key: &str| key.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
        if key.is_empty() || key.len() > MAX_KEY || !is_key(key) {
            return Err(format!("`{key}` is not a key: it has 1 to {MAX_KEY} lower-case letters and digits").into());
        }
        Ok(self.folder.join(format!("{key}.{ENDING}")))
    }

    /// Runs `work` on a thread for work that blocks, alone among the calls of this store.
    async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> Result<T, ValueStoreError> {
        let busy = Arc::clone(&self.busy);
        let work = move || {
            let _busy = busy.lock().unwrap_or_else(PoisonError::into_inner);
            work()
        };
        Ok(tokio::task::spawn_blocking(work).await??)
    }
}

#[async_trait]
impl ValueStore for FolderStore {
    async fn read(&self, key: &str) -> Result<Option<StoredValue>, ValueStoreError> {
        let path = self.path(key)?;
        self.alone(move || read(&path)).await
    }

    async fn replace(
        &self,
        key: &str,
        old: Option<&StoredValue>,
        new: Option<&StoredValue>,
    ) -> Result<bool, ValueStoreError> {
        let (path, old, new) = (self.path(key)?, old.cloned(), new.cloned());
        self.alone(move || {
            if read(&path)? != old {
                return Ok(false);
            }
            match new {
                Some(new) => write(&path, &new)?,
                None if old.is_some() => fs::remove_file(&path)?,
                None => {}
            }
            Ok(true)
        })
        .await
    }
}

/// Reads a file: the time at which the value expires, in milliseconds since 1970, on the first line; then the value.
fn read(path: &Path) -> io::Result<Option<StoredValue>> {
    let Some(bytes) = atomic_file::read(path, MAX_BYTES)? else { return Ok(None) };
    let parsed = String::from_utf8(bytes).ok().and_then(|text| {
        let (expires, json) = text.split_once('\n')?;
        Some(StoredValue { json: json.to_owned(), expires: Timestamp::from_millis(expires.parse().ok()?) })
    });
    let refused = || io::Error::new(io::ErrorKind::InvalidData, format!("{} is not a stored value", path.display()));
    parsed.map(Some).ok_or_else(refused)
}

fn write(path: &Path, value: &StoredValue) -> io::Result<()> {
    let text = format!("{}\n{}", value.expires.as_millis(), value.json);
    if text.len() as u64 > MAX_BYTES {
        let reason = format!("the value has {} bytes; at most {MAX_BYTES} can be stored", text.len());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
    }
    atomic_file::replace(path, |file| file.write_all(text.as_bytes())).map(drop)
}
