//! Methods of [`BotHandle`] that read, add and remove shards, and change their number.

use super::{BotHandle, RuntimeRequest, ShardFilter};
use crate::{
    error::{Error, Result},
    session::SavedShard,
};

impl BotHandle {
    /// All shards as data, in the order of their ids. The sequence number in a session is that of the last dispatch
    /// that was passed to the handlers.
    ///
    /// The shards continue to run. A session can be used by one process at a time: to move shards to another process,
    /// [remove](Self::remove_shards) them.
    #[must_use]
    pub fn shard_states(&self) -> Vec<SavedShard> {
        self.state().registry.all().iter().map(|entry| entry.saved()).collect()
    }

    /// As [`shard_states`](Self::shard_states), for the shards that match.
    #[must_use]
    pub fn shard_states_of(&self, shards: impl Into<ShardFilter>) -> Vec<SavedShard> {
        let filter = shards.into();
        self.shard_states().into_iter().filter(|shard| filter.fits(shard)).collect()
    }

    /// Adds shards to this bot. A shard with a session resumes it and receives the events since; one without a session
    /// identifies. Resolves when all of them are ready; dropping the future does not cancel the request.
    ///
    /// The cache does not contain the guilds of a resumed session, because Discord sends guilds only in new sessions.
    ///
    /// # Errors
    /// Before anything is changed: [`Error::ShardRunsHere`], [`Error::OtherTotal`], [`Error::Option`] for ids that do
    /// not exist or occur twice, [`Error::SessionStarts`] if the shards without a session need more session starts than
    /// are left, [`Error::ReshardUnderWay`], [`Error::NotRunning`].
    pub async fn add_shards(&self, shards: impl Into<Vec<SavedShard>> + Send) -> Result<()> {
        let shards = shards.into();
        let ids: Vec<u32> = shards.iter().map(|shard| shard.id).collect();
        self.request(|reply| RuntimeRequest::Add { shards, reply }).await?;
        let entries: Vec<_> = ids.into_iter().filter_map(|id| self.state().registry.get(id)).collect();
        for entry in entries {
            tokio::select! {
                biased;
                () = entry.until_ready() => {}
                ended = self.wait() => return ended.and(Err(Error::NotRunning)),
            }
        }
        Ok(())
    }

    /// Removes shards from this bot and returns them as data, so that another process can [add](Self::add_shards) them.
    ///
    /// Their connections are closed with a code that keeps the sessions alive for a few minutes. The sequence number in
    /// each session is that of the last dispatch that was passed to the handlers here. Those calls continue, and
    /// Discord sends later dispatches to the process that resumes, so that every dispatch is handled once. A bot whose
    /// last shard is removed continues to run without shards.
    ///
    /// # Errors
    /// Before anything is changed: [`Error::UnknownShard`] for an id in the filter that no matching shard has,
    /// [`Error::ReshardUnderWay`], [`Error::NotRunning`].
    pub async fn remove_shards(&self, shards: impl Into<ShardFilter> + Send) -> Result<Vec<SavedShard>> {
        let shards = shards.into();
        self.request(|reply| RuntimeRequest::Remove { shards, reply }).await
    }

    /// Changes the number of shards while the bot runs: to `total`, or to the number that Discord recommends if it is
    /// `None`. Returns the new number when the new shards have replaced the old ones.
    ///
    /// The new shards start beside the old ones. Only the events of the old ones are handled until all new ones are
    /// ready; then the new ones replace them, and the sessions of the old ones are closed. Every event is handled once.
    /// `guild_create` is not called again for guilds that it was called for before. `ready` and `shard_ready` are
    /// called for the new shards, and `resharded` at the end. Voice connections belong to a session: join the channels
    /// again.
    ///
    /// Each new shard uses one session start, and waits for its turn in the identify queue. If the new shards fail, the
    /// old ones continue.
    ///
    /// # Errors
    /// Before anything is changed: [`Error::SessionStarts`] if too few session starts are left today,
    /// [`Error::PartOfShards`] if other processes run some of the shards, [`Error::Option`] if `total` is 0,
    /// [`Error::ReshardUnderWay`], [`Error::Http`], [`Error::NotRunning`]. After that: the error that ended a new
    /// shard.
    pub async fn reshard(&self, total: impl Into<Option<u32>> + Send) -> Result<u32> {
        let total = total.into();
        if total == Some(0) {
            let reason = "the number of shards is 0; it must be at least 1".to_owned();
            return Err(Error::Option { option: "reshard", reason });
        }
        self.request(|reply| RuntimeRequest::Reshard { total, reply }).await
    }
}
