//! [`Bot::load_members`](super::Bot::load_members): requests all members of guilds, at a bounded rate.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use tokio::time::Instant;

use crate::{
    context::Context,
    error::Error,
    event::{EventKind, GuildCreate},
    gateway::{Intents, RequestMembers},
    handle::BotHandle,
    handler::{EventHandler, HandlerResult, HasInterests, Interests},
    model::GuildId,
};

/// The shortest time between two requests of a shard. Discord accepts 120 payloads in 60 s, of which this leaves 20 for
/// others.
const PAUSE: Duration = Duration::from_millis(600);

/// How often the members of a guild are requested if chunks do not arrive.
const ATTEMPTS: u32 = 3;

/// The guilds of which all members are loaded: see [`Bot::load_members`](super::Bot::load_members).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadMembers {
    /// All guilds of the bot.
    All,
    /// Only these guilds.
    Only(Vec<GuildId>),
}

impl From<GuildId> for LoadMembers {
    fn from(guild: GuildId) -> Self {
        Self::Only(vec![guild])
    }
}

impl From<Vec<GuildId>> for LoadMembers {
    fn from(guilds: Vec<GuildId>) -> Self {
        Self::Only(guilds)
    }
}

impl<const N: usize> From<[GuildId; N]> for LoadMembers {
    fn from(guilds: [GuildId; N]) -> Self {
        Self::Only(guilds.into())
    }
}

/// Requests the members of each guild that arrives. Each GUILD_CREATE replaces the members in the cache, whether the
/// bot has started, joined the guild, or begun another session.
#[derive(Debug)]
pub(super) struct MemberLoader {
    guilds: LoadMembers,
    queues: Arc<Queues>,
}

/// The guilds that wait, by shard. A shard has an entry while a task requests its members.
#[derive(Debug, Default)]
struct Queues(Mutex<HashMap<u32, VecDeque<GuildId>>>);

impl Queues {
    fn lock(&self) -> MutexGuard<'_, HashMap<u32, VecDeque<GuildId>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a guild. Returns whether a task must be started for the shard.
    fn add(&self, shard: u32, guild: GuildId) -> bool {
        let mut queues = self.lock();
        let is_new = !queues.contains_key(&shard);
        let queue = queues.entry(shard).or_default();
        if !queue.contains(&guild) {
            queue.push_back(guild);
        }
        is_new
    }

    /// The next guild of a shard; without one, the task of the shard ends.
    fn next(&self, shard: u32) -> Option<GuildId> {
        let mut queues = self.lock();
        let next = queues.get_mut(&shard)?.pop_front();
        if next.is_none() {
            queues.remove(&shard);
        }
        next
    }
}

impl MemberLoader {
    /// The intents without which Discord does not send all members.
    pub(super) const INTENTS: Intents = Intents::GUILDS.union(Intents::GUILD_MEMBERS);

    pub(super) fn new(guilds: LoadMembers) -> Self {
        Self { guilds, queues: Arc::default() }
    }

    fn is_wanted(&self, guild: GuildId) -> bool {
        match &self.guilds {
            LoadMembers::All => true,
            LoadMembers::Only(guilds) => guilds.contains(&guild),
        }
    }
}

impl HasInterests for MemberLoader {}

#[async_trait]
impl EventHandler for MemberLoader {
    fn name(&self) -> &'static str {
        "load_members"
    }

    fn interests(&self) -> Interests {
        Interests { events: EventKind::GuildCreate.into(), asked: Self::INTENTS, ..Interests::NOTHING }
    }

    async fn guild_create(&self, ctx: &Context, event: &GuildCreate) -> HandlerResult {
        let Some(guild) = event.available().filter(|guild| self.is_wanted(guild.id)) else { return Ok(()) };
        // Small guilds come with all their members.
        let is_complete = guild.members.len() >= guild.member_count as usize;
        if !is_complete && self.queues.add(ctx.shard(), guild.id) {
            tokio::spawn(request_all(ctx.bot().clone(), ctx.shard(), Arc::clone(&self.queues)));
        }
        Ok(())
    }
}

/// Requests the members of all guilds that wait for this shard, one guild after the other.
async fn request_all(bot: BotHandle, shard: u32, queues: Arc<Queues>) {
    let mut last = None::<Instant>;
    while let Some(guild) = queues.next(shard) {
        for attempt in 1..=ATTEMPTS {
            if let Some(last) = last {
                tokio::time::sleep_until(last + PAUSE).await;
            }
            last = Some(Instant::now());
            match bot.request_members(RequestMembers::everybody(guild)).await {
                Ok(_) => break,
                Err(Error::NotRunning) => return,
                Err(Error::MembersRateLimited { retry_after }) => tokio::time::sleep(retry_after).await,
                Err(error @ Error::MembersTimeout { .. }) if attempt < ATTEMPTS => {
                    tracing::debug!(%guild, "the members are requested again: {error}");
                }
                Err(error) => {
                    tracing::warn!(%guild, "not all members were loaded: {error}");
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shard_has_one_task_and_each_guild_waits_once() {
        let queues = Queues::default();
        let guild = GuildId::new;
        assert!(queues.add(0, guild(1)));
        assert!(!queues.add(0, guild(2)));
        assert!(!queues.add(0, guild(2)));
        assert!(queues.add(1, guild(3)));
        assert_eq!([queues.next(0), queues.next(0), queues.next(0)], [Some(guild(1)), Some(guild(2)), None]);
        assert!(queues.add(0, guild(1)), "the task of the shard has ended");
        assert_eq!(queues.next(1), Some(guild(3)));
    }

    #[test]
    fn only_the_named_guilds_are_loaded() {
        let some = MemberLoader::new([GuildId::new(1)].into());
        assert!(some.is_wanted(GuildId::new(1)) && !some.is_wanted(GuildId::new(2)));
        assert!(MemberLoader::new(LoadMembers::All).is_wanted(GuildId::new(2)));
    }
}
