//! The shards of a running bot as data: reads them, removes and adds some, changes their number.

use super::{BotHandle, RuntimeRequest, ShardFilter};
use crate::{
    error::{Error, Result},
    session::SavedShard,
};

impl BotHandle {
    /// All shards as data, in the order of their ids. The number in a session is that of the last dispatch that was handed to the handlers.
    ///
    /// They go on running: a session belongs to one process at a time. To hand shards over, [remove](Self::remove_shards) them.
    #[must_use]
    pub fn shard_states(&self) -> Vec<SavedShard> {
        self.state().registry.all().iter().map(|entry| entry.saved()).collect()
    }

    /// As [`shard_states`](Self::shard_states), only those that are meant.
    #[must_use]
    pub fn shard_states_of(&self, shards: impl Into<ShardFilter>) -> Vec<SavedShard> {
        let filter = shards.into();
        self.shard_states().into_iter().filter(|shard| filter.fits(shard)).collect()
    }

    /// Takes shards into this bot. One with a session goes on with it by a RESUME and is sent what happened since; one without begins
    /// a session by an IDENTIFY. Resolves when all of them are ready; dropping the future changes nothing about that.
    ///
    /// The cache knows nothing of the guilds of a resumed session, as Discord sends them in new sessions only; it learns of them
    /// with the next session.
    ///
    /// # Errors
    /// All before anything is done: [`Error::ShardRunsHere`], [`Error::OtherTotal`], [`Error::Option`] for ids that do not exist or come twice,
    /// [`Error::SessionStarts`] when those without a session need more starts than are left, [`Error::ReshardUnderWay`], [`Error::NotRunning`].
    pub async fn add_shards(&self, shards: impl Into<Vec<SavedShard>> + Send) -> Result<()> {
        let shards = shards.into();
        let ids: Vec<u32> = shards.iter().map(|shard| shard.id).collect();
        self.ask(|reply| RuntimeRequest::Add { shards, reply }).await?;
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

    /// Takes shards out of this bot, and returns them as data, for another process to [add](Self::add_shards).
    ///
    /// Their connections are closed with a code that lets the sessions live on, for a few minutes. The number in each session is that of
    /// the last dispatch that was handed to the handlers here: these go on, and what comes after is sent to whoever resumes. So nothing is lost
    /// and nothing handled twice. A bot without shards stands by for others.
    ///
    /// # Errors
    /// All before anything is done: [`Error::UnknownShard`] for an id that is named and does not fit, [`Error::ReshardUnderWay`],
    /// [`Error::NotRunning`].
    pub async fn remove_shards(&self, shards: impl Into<ShardFilter> + Send) -> Result<Vec<SavedShard>> {
        let shards = shards.into();
        self.ask(|reply| RuntimeRequest::Remove { shards, reply }).await
    }

    /// Changes the number of shards while the bot runs, to `total` or, with `None`, to what Discord recommends now. Returns the number.
    ///
    /// A new set of shards is started beside the old one. Until all of the new are ready the old ones go on alone; then the new ones take
    /// over, and the sessions of the old ones are closed. Every event is handled once. `guild_create` is not called again for the
    /// guilds that the handlers know. `ready` and `shard_ready` are called for the new shards, and at the end `resharded`.
    /// The bot's voice connections belong to sessions: join the channels again.
    ///
    /// It takes one session start for each new shard, and as long as they need. If the new set fails the old one goes on.
    ///
    /// # Errors
    /// Before anything is done: [`Error::SessionStarts`] when the day's session starts do not suffice, [`Error::PartOfShards`] when other
    /// processes run some of the shards, [`Error::Option`] for 0, [`Error::ReshardUnderWay`], [`Error::Http`], [`Error::NotRunning`]. Afterwards what
    /// ended a shard of the new set.
    pub async fn reshard(&self, total: impl Into<Option<u32>> + Send) -> Result<u32> {
        let total = total.into();
        if total == Some(0) {
            let reason = "0 shards would receive nothing; it must be at least 1".to_owned();
            return Err(Error::Option { option: "reshard", reason });
        }
        self.ask(|reply| RuntimeRequest::Reshard { total, reply }).await
    }
}
