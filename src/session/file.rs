//! [`FileSessionStore`]: a session store in a file.
//!
//! The file begins with a line of JSON. Each save writes a new file and replaces the old one with it. A record of fixed
//! size follows the line for every dispatch that was completed since. Writing a record is one small write without a
//! flush: the data is in the cache of the operating system, so that it is not lost if the process ends in any way. Only
//! the line is flushed to the disk.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{Completed, SessionStore, StoreError, StoredShard};
use crate::atomic_file;

/// The version of the file format.
const VERSION: u32 = 1;
/// The longest file that is read: 256 MiB. The sessions of a thousand shards take 200 KiB, ten million records 240 MB.
const LONGEST: u64 = 256 << 20;
/// The size of a record in bytes: shard, session, sequence number, checksum.
const RECORD: usize = 4 + 8 + 8 + 4;

/// Saves sessions in a file. On Unix only its owner can read it: a session can be taken over with its id and the token.
///
/// Each process needs its own file. If a process is killed (`kill -9`), the next one handles everything that was
/// missed, and repeats only the calls that were running. After a power failure it repeats what was handled since the
/// last [save](crate::Bot::save_sessions_every).
///
/// ```no_run
/// # use greenroom::{prelude::*, FileSessionStore};
/// # fn bot(bot: Bot) -> Bot {
/// bot.session_store(FileSessionStore::new("/var/lib/my-bot/sessions"))
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct FileSessionStore {
    path: Arc<Path>,
    journal: Arc<Mutex<Journal>>,
    /// Locked during a save, because all saves write to the same temporary file.
    saving: Arc<Mutex<()>>,
    failures: Arc<AtomicU64>,
}

#[derive(Debug, Default)]
struct Journal {
    /// The file, open for appending.
    file: Option<File>,
    /// The completed dispatches that the line of JSON does not contain.
    records: Vec<Record>,
}

/// A dispatch that was completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Record {
    shard: u32,
    /// The digest of the session id.
    session: u64,
    seq: u64,
    /// The last save did not contain the session of this record: it had just begun, or had ended. At the second such
    /// save the record is dropped.
    is_orphaned: bool,
}

#[derive(Serialize, Deserialize)]
struct Line<S> {
    version: u32,
    shards: S,
}

impl Record {
    fn to_bytes(self) -> [u8; RECORD] {
        let mut bytes = [0; RECORD];
        bytes[..4].copy_from_slice(&self.shard.to_le_bytes());
        bytes[4..12].copy_from_slice(&self.session.to_le_bytes());
        bytes[12..20].copy_from_slice(&self.seq.to_le_bytes());
        let check = digest(&bytes[..20]);
        // The lower half of the digest suffices to detect incomplete or overwritten records.
        bytes[20..].copy_from_slice(&(check as u32).to_le_bytes());
        bytes
    }

    /// `None` if the checksum does not match, for instance because the last write was incomplete.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let shard = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?);
        let session = u64::from_le_bytes(bytes.get(4..12)?.try_into().ok()?);
        let seq = u64::from_le_bytes(bytes.get(12..20)?.try_into().ok()?);
        let record = Self { shard, session, seq, is_orphaned: false };
        (record.to_bytes().as_slice() == bytes).then_some(record)
    }

    /// Its key in [`by_session`].
    fn key(&self) -> (u32, u64) {
        (self.shard, self.session)
    }

    /// Whether `stored` contains that the dispatch was completed.
    fn is_contained_in(&self, stored: &StoredShard) -> bool {
        let mark = stored.shard.session.as_ref().map_or(0, |session| session.seq);
        self.seq <= mark || stored.completed.binary_search(&self.seq).is_ok()
    }
}

/// The 64-bit FNV-1a hash, which has the same value in every process and on every machine.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The places of the shards with a session, by the shard's id and the digest of the session's id.
fn by_session(shards: &[StoredShard]) -> HashMap<(u32, u64), usize> {
    let mut places = HashMap::with_capacity(shards.len());
    for (place, StoredShard { shard, .. }) in shards.iter().enumerate() {
        if let Some(session) = &shard.session {
            places.entry((shard.id, digest(session.id.as_bytes()))).or_insert(place);
        }
    }
    places
}

impl Journal {
    /// Drops the records that `shards` contains, and those of sessions that have ended.
    fn drop_saved(&mut self, shards: &[StoredShard]) {
        let by_session = by_session(shards);
        self.records.retain_mut(|record| match by_session.get(&record.key()).and_then(|it| shards.get(*it)) {
            Some(stored) => !record.is_contained_in(stored),
            None => !std::mem::replace(&mut record.is_orphaned, true),
        });
    }
}

impl FileSessionStore {
    /// A store in the file `path`. The first save creates it, with missing parent directories.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let path: Arc<Path> = path.into().into();
        Self { path, journal: Arc::default(), saving: Arc::default(), failures: Arc::default() }
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        // The journal is consistent at every point that could panic, so that a poisoned lock can be used.
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self) -> io::Result<Vec<StoredShard>> {
        let Some(bytes) = atomic_file::read(&self.path, LONGEST)? else { return Ok(Vec::new()) };
        let (shards, whole) = parse(&bytes)?;
        // Records are appended before the first save. An incomplete record at the end is cut off, because the records
        // after it would be misaligned.
        let file = OpenOptions::new().append(true).open(&self.path)?;
        file.set_len(whole as u64)?;
        self.journal().file = Some(file);
        Ok(shards)
    }

    fn write(&self, shards: &[StoredShard]) -> io::Result<()> {
        let _saving = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        // Before the save, which may fail for days: the records in memory would grow. What `shards` contains, later
        // saves contain as well, and until then the old file has the records.
        self.journal().drop_saved(shards);
        let (file, mut journal) = atomic_file::replace(&self.path, |file| {
            let mut line = serde_json::to_vec(&Line { version: VERSION, shards })?;
            line.push(b'\n');
            file.write_all(&line)?;
            file.sync_data()?;
            // The lock is held until the new file has replaced the old one. Therefore each record is either written
            // here, or appended to the new file.
            let journal = self.journal();
            let records: Vec<u8> = journal.records.iter().flat_map(|record| record.to_bytes()).collect();
            file.write_all(&records)?;
            Ok(journal)
        })?;
        journal.file = Some(file);
        Ok(())
    }
}

/// The shards in the content of a file, and the number of bytes up to the end of the last valid record.
pub(crate) fn parse(bytes: &[u8]) -> io::Result<(Vec<StoredShard>, usize)> {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (line, records) = bytes.split_at(end);
    let line: Line<Vec<StoredShard>> = serde_json::from_slice(line)?;
    if line.version != VERSION {
        let text = format!("the file has format {}; this version reads format {VERSION}", line.version);
        return Err(io::Error::new(io::ErrorKind::InvalidData, text));
    }
    let mut shards = line.shards;
    let records = records.get(1..).unwrap_or_default();
    let mut whole = (end + 1).min(bytes.len());
    let by_session = by_session(&shards);
    for record in records.chunks(RECORD) {
        let Some(record) = Record::from_bytes(record) else { break };
        whole += RECORD;
        if let Some(stored) = by_session.get(&record.key()).and_then(|place| shards.get_mut(*place)) {
            stored.completed.push(record.seq);
        }
    }
    for StoredShard { shard, completed, .. } in &mut shards {
        let mark = shard.session.as_ref().map_or(0, |session| session.seq);
        completed.retain(|seq| *seq > mark);
        completed.sort_unstable();
        completed.dedup();
    }
    Ok((shards, whole))
}

#[async_trait]
impl SessionStore for FileSessionStore {
    async fn load(&self) -> Result<Vec<StoredShard>, StoreError> {
        let store = self.clone();
        Ok(tokio::task::spawn_blocking(move || store.read()).await??)
    }

    async fn save(&self, shards: &[StoredShard]) -> Result<(), StoreError> {
        let (store, shards) = (self.clone(), shards.to_vec());
        Ok(tokio::task::spawn_blocking(move || store.write(&shards)).await??)
    }

    fn completed(&self, completed: Completed<'_>) {
        let Completed { shard, session, seq } = completed;
        let record = Record { shard, session: digest(session.as_bytes()), seq, is_orphaned: false };
        let mut journal = self.journal();
        journal.records.push(record);
        let written = journal.file.as_mut().map_or(Ok(()), |file| file.write_all(&record.to_bytes()));
        drop(journal);
        if let Err(error) = written
            && self.failures.fetch_add(1, Ordering::Relaxed).is_power_of_two()
        {
            tracing::warn!(%error, "a completed dispatch could not be recorded; after a crash it may be handled again");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;
    use crate::{gateway::Session, session::SavedShard};

    fn stored(id: u32, session: &str, seq: u64, completed: &[u64]) -> StoredShard {
        let session = Some(Session::new(session, seq, Some("wss://resume.example".to_owned())));
        let shard = SavedShard { id, total: 2, session };
        StoredShard { bot_id: Some(1), shard, completed: completed.to_vec(), saved_at_ms: 5 }
    }

    fn done(store: &FileSessionStore, shard: u32, session: &str, seq: u64) {
        store.completed(Completed { shard, session, seq });
    }

    /// What another process would load.
    async fn found(store: &FileSessionStore) -> Vec<StoredShard> {
        FileSessionStore::new(store.path.to_path_buf()).load().await.unwrap()
    }

    #[tokio::test]
    async fn saved_sessions_and_completed_dispatches_are_loaded() {
        let directory = tempfile::tempdir().unwrap();
        let store = FileSessionStore::new(directory.path().join("deep/sessions"));
        assert!(store.load().await.unwrap().is_empty());
        // There is no file before the first save. The save writes the dispatches that were completed before it.
        done(&store, 0, "a", 12);
        store.save(&[stored(0, "a", 10, &[11]), stored(1, "b", 4, &[])]).await.unwrap();
        assert_eq!(found(&store).await, [stored(0, "a", 10, &[11, 12]), stored(1, "b", 4, &[])]);
        done(&store, 1, "b", 9);
        done(&store, 1, "b", 6);
        done(&store, 1, "b", 6);
        done(&store, 0, "another", 50);
        assert_eq!(found(&store).await, [stored(0, "a", 10, &[11, 12]), stored(1, "b", 4, &[6, 9])]);
        // A save that contains some of the records: the others are kept.
        store.save(&[stored(0, "a", 12, &[]), stored(1, "b", 7, &[])]).await.unwrap();
        assert_eq!(found(&store).await, [stored(0, "a", 12, &[]), stored(1, "b", 7, &[9])]);
        // A session that the last save did not contain is in this one; then it ends.
        store.save(&[stored(0, "another", 49, &[])]).await.unwrap();
        assert_eq!(found(&store).await, [stored(0, "another", 49, &[50])]);
        store.save(&[]).await.unwrap();
        store.save(&[]).await.unwrap();
        assert!(found(&store).await.is_empty() && store.journal().records.is_empty());
    }

    #[tokio::test]
    async fn records_do_not_grow_while_saves_fail() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        fs::write(&file, "").unwrap();
        // Its directory is a file.
        let store = FileSessionStore::new(file.join("sessions"));
        for seq in 0..50 {
            done(&store, 0, "a", seq);
            store.save(&[stored(0, "a", seq, &[])]).await.unwrap_err();
        }
        assert_eq!(store.journal().records, []);
    }

    /// Searching all shards for each record would take minutes.
    #[test]
    fn many_shards_and_records_in_descending_order_are_read_at_once() {
        const SHARDS: u32 = 20_000;
        let name = |id: u32| format!("session {id}");
        let shards: Vec<_> = (0..SHARDS).rev().map(|id| stored(id, &name(id), 5, &[])).collect();
        let mut bytes = serde_json::to_vec(&Line { version: VERSION, shards: &shards }).unwrap();
        bytes.push(b'\n');
        for seq in (4..=15).rev() {
            for id in 0..SHARDS {
                let session = digest(name(id).as_bytes());
                bytes.extend(Record { shard: id, session, seq, is_orphaned: false }.to_bytes());
            }
        }
        let begun = std::time::Instant::now();
        let (read, whole) = parse(&bytes).unwrap();
        assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
        assert_eq!((read.len(), whole), (SHARDS as usize, bytes.len()));
        assert!(read.iter().all(|it| it.completed == (6..=15).collect::<Vec<_>>()));
    }

    #[tokio::test]
    async fn an_incomplete_record_at_the_end_is_ignored() {
        let directory = tempfile::tempdir().unwrap();
        let store = FileSessionStore::new(directory.path().join("sessions"));
        store.save(&[stored(0, "a", 10, &[])]).await.unwrap();
        done(&store, 0, "a", 12);
        let whole = fs::read(&store.path).unwrap();
        fs::write(&store.path, [whole.as_slice(), &[1, 2, 3]].concat()).unwrap();
        let next = FileSessionStore::new(store.path.to_path_buf());
        assert_eq!(next.load().await.unwrap(), [stored(0, "a", 10, &[12])]);
        done(&next, 0, "a", 14);
        assert_eq!(found(&next).await, [stored(0, "a", 10, &[12, 14])], "the next record follows the last valid one");
        for broken in ["", "{", r#"{"version":2,"shards":[]}"#] {
            fs::write(&store.path, broken).unwrap();
            assert!(store.load().await.is_err(), "{broken}");
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn only_the_owner_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let store = FileSessionStore::new(directory.path().join("sessions"));
        store.save(&[]).await.unwrap();
        assert_eq!(fs::metadata(&store.path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = parse(&bytes);
            let line = br#"{"version":1,"shards":[]}"#;
            let file = [line.as_slice(), b"\n", &bytes].concat();
            prop_assert!(parse(&file).unwrap().1 <= file.len());
        }

        #[test]
        fn a_record_is_read_as_written_or_refused(shard: u32, session: u64, seq: u64, at in 0..RECORD, bit in 0..8u8) {
            let record = Record { shard, session, seq, is_orphaned: false };
            let mut bytes = record.to_bytes();
            prop_assert_eq!(Record::from_bytes(&bytes), Some(record));
            bytes[at] ^= 1 << bit;
            prop_assert_eq!(Record::from_bytes(&bytes), None);
        }
    }
}
