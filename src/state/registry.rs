//! [`ShardRegistry`]: the shards of a bot, readable without messages to their actors.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::watch;

use super::{ShardEntry, StartPoint};
use crate::{gateway::ShardState, session::SessionSaving};

/// The present set of shards, which receives requests.
#[derive(Debug)]
pub(crate) struct ShardRegistry {
    entries: RwLock<BTreeMap<u32, Arc<ShardEntry>>>,
    /// The number of the present set.
    set: watch::Sender<u32>,
    /// Whether it was announced that all shards of the set are ready.
    is_announced: AtomicBool,
    /// How sessions are stored, if they are.
    saving: Option<Arc<SessionSaving>>,
}

impl ShardRegistry {
    pub(crate) fn new(saving: Option<Arc<SessionSaving>>) -> Self {
        Self { entries: RwLock::default(), set: watch::Sender::new(0), is_announced: AtomicBool::new(false), saving }
    }

    /// Makes the entry of shard `id` of `total`, in the set `set`. It is not in the registry yet.
    pub(crate) fn make(&self, set: u32, id: u32, total: u32, api_version: u8, start: StartPoint) -> Arc<ShardEntry> {
        Arc::new(ShardEntry::new((id, total), set, api_version, start, self.saving.as_ref()))
    }

    /// Adds an entry.
    pub(crate) fn add(&self, entry: Arc<ShardEntry>) {
        self.entries.write().unwrap_or_else(PoisonError::into_inner).insert(entry.id, entry);
    }

    /// Removes `entry`.
    pub(crate) fn remove(&self, entry: &Arc<ShardEntry>) {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        if entries.get(&entry.id).is_some_and(|it| Arc::ptr_eq(it, entry)) {
            entries.remove(&entry.id);
        }
        drop(entries);
        self.request_save();
    }

    /// Replaces the present set of shards.
    pub(crate) fn replace(&self, set: u32, entries: BTreeMap<u32, Arc<ShardEntry>>) {
        *self.entries.write().unwrap_or_else(PoisonError::into_inner) = entries;
        self.is_announced.store(false, Ordering::Release);
        self.set.send_replace(set);
        self.request_save();
    }

    /// Requests that the sessions are stored now.
    fn request_save(&self) {
        if let Some(saving) = &self.saving {
            saving.changed.notify_one();
        }
    }

    /// The number of the present set.
    pub(crate) fn set(&self) -> u32 {
        *self.set.borrow()
    }

    /// Resolves when `set` is not the present set any more.
    pub(crate) async fn until_set_changes(&self, set: u32) {
        // `self` holds the sender, so that the channel is open for as long as this call lasts.
        let _ = self.set.subscribe().wait_for(|it| *it != set).await;
    }

    /// How sessions are stored, if they are.
    pub(crate) fn saving(&self) -> Option<&Arc<SessionSaving>> {
        self.saving.as_ref()
    }

    /// How many shards there are.
    pub(crate) fn len(&self) -> u32 {
        // Ids are u32 and keys are unique.
        self.entries.read().unwrap_or_else(PoisonError::into_inner).len() as u32
    }

    /// All shards, in the order of their ids.
    pub(crate) fn all(&self) -> Vec<Arc<ShardEntry>> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    pub(crate) fn get(&self, id: u32) -> Option<Arc<ShardEntry>> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// Whether `entry` is in the registry.
    pub(crate) fn has(&self, entry: &Arc<ShardEntry>) -> bool {
        self.get(entry.id).is_some_and(|it| Arc::ptr_eq(&it, entry))
    }

    /// Sets the state of all shards to stopped.
    pub(crate) fn set_stopped(&self) {
        self.all().iter().for_each(|entry| entry.update(|info| info.state = ShardState::Stopped));
    }

    /// Whether a shard has a session at present: the gateway then accepts the token.
    pub(crate) fn is_any_active(&self) -> bool {
        self.all().iter().any(|entry| entry.info().state == ShardState::Active)
    }

    /// Whether it is to be announced that all shards of the set are ready: `true` once for each set.
    pub(crate) fn announce_all_ready(&self) -> bool {
        let all = self.all();
        !all.is_empty() && all.iter().all(|entry| entry.is_ready()) && !self.is_announced.swap(true, Ordering::AcqRel)
    }
}
