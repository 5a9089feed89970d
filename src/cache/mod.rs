//! The cache: guilds, channels, roles, members, voice states and more, as the events describe them.
//!
//! The router passes every event to [`Cache::apply`] before the handlers receive it, and passes the
//! returned [`Old`] value on to them.
//!
//! # Reading
//!
//! Every read returns an [`Arc`] or an owned value, **never a guard**: it is a snapshot, which later events do not
//! change and which blocks nothing. It may be kept across an `.await` or stored. Updates are copy-on-write. A read that
//! returns nothing means *not in the cache*, not *does not exist*.
//!
//! # What is kept
//!
//! | event | effect | [`Old`] |
//! |---|---|---|
//! | READY | sets the own user; marks the shard's guilds unavailable, removes those not listed | |
//! | USER_UPDATE | sets the own user, also in its memberships | `User` |
//! | GUILD_CREATE | replaces the whole guild, or marks it unavailable | `Guild` if it was cached |
//! | GUILD_UPDATE | changes the guild, and its roles if they were sent | `Guild` |
//! | GUILD_DELETE | outage: marks the guild unavailable and keeps its data; left: removes it | `Guild` |
//! | GUILD_EMOJIS_UPDATE, GUILD_STICKERS_UPDATE | replaces the emoji, the stickers | `Guild` |
//! | CHANNEL_CREATE, _UPDATE | stores the channel; message and pin fields that the update omits are kept | `Channel` |
//! | CHANNEL_DELETE | removes the channel with its threads, messages and stage instances | `Channel` |
//! | CHANNEL_PINS_UPDATE | sets `last_pin_timestamp` | `Channel` |
//! | THREAD_CREATE, _UPDATE | stores the thread, or removes it if archived; an omitted membership is kept | `Channel` |
//! | THREAD_DELETE | removes the thread | `Channel` |
//! | THREAD_LIST_SYNC | replaces the threads of the listed channels, or all if none is listed | |
//! | THREAD_MEMBER_UPDATE, THREAD_MEMBERS_UPDATE | sets the bot's own membership, and the count | `Channel` |
//! | CHANNEL_INFO | merges the requested fields of voice channels | |
//! | VOICE_CHANNEL_STATUS_UPDATE, VOICE_CHANNEL_START_TIME_UPDATE | sets this field of the channel | `ChannelInfo` |
//! | GUILD_ROLE_CREATE, _UPDATE | stores the role | `Role` |
//! | GUILD_ROLE_DELETE | removes the role, also from the members | `Role` |
//! | GUILD_MEMBER_ADD | stores the member and increments the count | `Member` if it was cached |
//! | GUILD_MEMBER_UPDATE | merges the sent fields into the member, or stores it if it was not cached | `Member` |
//! | GUILD_MEMBER_REMOVE | removes the member and its voice state, and decrements the count | `Member` |
//! | GUILD_MEMBERS_CHUNK | stores the members | |
//! | VOICE_STATE_UPDATE | stores or removes the voice state; stores the member in it | `VoiceState` |
//! | GUILD_SCHEDULED_EVENT_CREATE, _UPDATE | stores the event, or removes it if it is over | `ScheduledEvent` |
//! | GUILD_SCHEDULED_EVENT_DELETE | removes the event | `ScheduledEvent` |
//! | GUILD_SCHEDULED_EVENT_USER_ADD, _REMOVE | changes the count, if there is one | `ScheduledEvent` |
//! | STAGE_INSTANCE_CREATE, _UPDATE, _DELETE | stores or removes the stage instance | `StageInstance` |
//! | GUILD_SOUNDBOARD_SOUND_CREATE, _UPDATE, _DELETE | stores or removes the sound | `SoundboardSound` |
//! | GUILD_SOUNDBOARD_SOUNDS_UPDATE, SOUNDBOARD_SOUNDS | stores these sounds; the latter replaces all | |
//! | MESSAGE_CREATE | stores the message, if messages are kept; updates `last_message_id` and the counts | |
//! | MESSAGE_UPDATE | merges the sent fields into the message | `Message` |
//! | MESSAGE_DELETE, MESSAGE_DELETE_BULK | removes the messages and updates the counts | `Message`, `Messages` |
//!
//! No other event changes the cache. In particular, the members in reactions, typing events and interactions are not
//! stored. Of the members of a thread, only the bot's own membership is stored.
//!
//! # Last messages and message counts
//!
//! Discord sends no CHANNEL_UPDATE or THREAD_UPDATE when only `last_message_id`, `message_count` and
//! `total_message_sent` change; a client derives them from the messages. The cache does not have messages decoded for
//! this alone. It uses messages that are decoded anyway:
//!
//! * if [messages are kept](CacheConfig::messages), which is off by default;
//! * if a handler of the bot has a method for MESSAGE_CREATE, or a [stream](crate::Bot::events_of) of that event was
//!   requested before the bot was started. MESSAGE_DELETE and MESSAGE_DELETE_BULK are then decoded too. A collector has
//!   no such effect, because it is temporary.
//!
//! In all other cases, and without the intent GUILD_MESSAGES, the three fields have the values that Discord sent last
//! with the channel or thread.
//!
//! If messages are decoded, each new message in a cached thread increments both counts, whatever its type, and each
//! deleted one decrements `message_count`. The first message of a thread is in neither count. Counts in a thread object
//! of Discord replace the computed ones, and a count that Discord did not send stays unset. A repeated event about a
//! message has no effect if the message is among the last 128 of its guild. After lost events the counts are wrong
//! until Discord sends them again.
//!
//! An event about a guild that was neither in READY nor in a GUILD_CREATE is ignored, so a late event does not restore
//! a guild that the bot has left.
//!
//! When a guild is loaded **again**, after an outage or in a new session, all its data is replaced: members that are
//! not in the event are removed, because they may have left. Request the members again if you need all of them.
//!
//! # Size
//!
//! A member takes 170 to 180 bytes including its user and all tables (`cargo bench --bench cache`), and is unpacked
//! when it is read. [`CacheConfig`] configures what is kept, and [`Cache::stats`] returns its size.

mod apply;
mod change;
mod channel_info;
mod config;
mod counts;
mod guild;
mod heap;
mod member;
mod members;
mod messages;
mod old;
mod packed;
mod permissions;
mod role;
mod scheduled;
mod slot;
mod sounds;
mod stats;
mod threads;
mod users;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use dashmap::DashMap;

use self::heap::arc_bytes;
use self::members::GuildMembers;
use self::messages::Messages;
use self::slot::GuildSlot;
use self::users::Users;
use crate::event::EventKinds;
use crate::model::{Channel, ChannelId, CurrentUser, GuildId, RoleId, User, UserId, VoiceState};

pub use config::{CacheConfig, MemberPolicy};
pub use guild::CachedGuild;
pub use member::CachedMember;
pub use messages::MESSAGE_CHANNELS;
pub use old::Old;
pub use role::CachedRole;
pub use stats::{CacheStats, KindStats};

/// The cache of a bot. Clones are cheap and share the same data, on any thread.
///
/// The [module documentation](self) describes what is kept and when it changes.
#[derive(Clone)]
pub struct Cache {
    inner: Arc<Inner>,
}

/// No method holds locks of two of these maps at the same time, and none returns a lock.
struct Inner {
    config: CacheConfig,
    wanted: EventKinds,
    current_user: RwLock<Option<Arc<CurrentUser>>>,
    guilds: DashMap<GuildId, GuildSlot>,
    /// The guild of each channel and thread.
    channels: DashMap<ChannelId, GuildId>,
    /// The guild of each role.
    roles: DashMap<RoleId, GuildId>,
    users: Users,
    messages: Messages,
}

impl Cache {
    /// An empty cache.
    #[must_use]
    pub fn new(config: CacheConfig) -> Self {
        Self::with_decoded(config, EventKinds::NONE)
    }

    /// An empty cache. The events of `decoded` are decoded for handlers in any case.
    pub(crate) fn with_decoded(config: CacheConfig, decoded: EventKinds) -> Self {
        Self {
            inner: Arc::new(Inner {
                wanted: config.wanted_with(decoded),
                config,
                current_user: RwLock::default(),
                guilds: DashMap::new(),
                channels: DashMap::new(),
                roles: DashMap::new(),
                users: Users::default(),
                messages: Messages::default(),
            }),
        }
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &CacheConfig {
        &self.inner.config
    }

    /// The events that [`apply`](Self::apply) uses. If the bot decodes MESSAGE_CREATE in any case, these are more than
    /// [`CacheConfig::wanted`]: see the [module documentation](self).
    #[must_use]
    pub fn wanted(&self) -> EventKinds {
        self.inner.wanted
    }

    /// The bot's own user. `None` before READY.
    #[must_use]
    pub fn current_user(&self) -> Option<Arc<CurrentUser>> {
        self.inner.current_user.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A guild. `None` before it is loaded. During an outage the guild is marked
    /// [`unavailable`](CachedGuild::unavailable).
    #[must_use]
    pub fn guild(&self, guild: GuildId) -> Option<Arc<CachedGuild>> {
        self.inner.guilds.get(&guild)?.guild.clone()
    }

    /// The ids of all guilds of the bot, including unavailable ones, in no particular order.
    #[must_use]
    pub fn guilds(&self) -> Vec<GuildId> {
        self.inner.guilds.iter().map(|slot| *slot.key()).collect()
    }

    /// The ids of the guilds that have an outage or are not loaded yet, in no particular order.
    #[must_use]
    pub fn unavailable_guilds(&self) -> Vec<GuildId> {
        self.inner.guilds.iter().filter(|slot| slot.unavailable).map(|slot| *slot.key()).collect()
    }

    /// A channel or an active thread of any guild, with its `guild_id`.
    #[must_use]
    pub fn channel(&self, channel: ChannelId) -> Option<Arc<Channel>> {
        let guild = *self.inner.channels.get(&channel)?;
        self.inner.guilds.get(&guild)?.channel(channel).cloned()
    }

    /// The channels of a guild without its threads, as a consistent snapshot in no particular order.
    #[must_use]
    pub fn channels(&self, guild: GuildId) -> Vec<Arc<Channel>> {
        self.all_of(guild, |slot| slot.channels.values().cloned().collect())
    }

    /// A role of any guild.
    #[must_use]
    pub fn role(&self, role: RoleId) -> Option<Arc<CachedRole>> {
        let guild = *self.inner.roles.get(&role)?;
        self.inner.guilds.get(&guild)?.roles.get(&role).cloned()
    }

    /// The roles of a guild including `@everyone`, as a consistent snapshot in no particular order.
    #[must_use]
    pub fn roles(&self, guild: GuildId) -> Vec<Arc<CachedRole>> {
        self.all_of(guild, |slot| slot.roles.values().cloned().collect())
    }

    /// A member. Every call unpacks it, so keep the result instead of calling again.
    #[must_use]
    pub fn member(&self, guild: GuildId, user: UserId) -> Option<Arc<CachedMember>> {
        self.members_of(guild)?.get(user).map(Arc::new)
    }

    /// The cached members of a guild, in no particular order. [`member_count`](Self::member_count) is the number of all
    /// members.
    ///
    /// An unpacked member takes about 500 bytes. To iterate over a large guild, use [`member_ids`](Self::member_ids)
    /// and read the members one by one.
    #[must_use]
    pub fn members(&self, guild: GuildId) -> Vec<Arc<CachedMember>> {
        let Some(members) = self.members_of(guild) else { return Vec::new() };
        members.ids().into_iter().filter_map(|user| members.get(user)).map(Arc::new).collect()
    }

    /// The ids of the cached members of a guild, in no particular order.
    #[must_use]
    pub fn member_ids(&self, guild: GuildId) -> Vec<UserId> {
        self.members_of(guild).map(|members| members.ids()).unwrap_or_default()
    }

    /// The number of members of the guild, cached or not: see [`CachedGuild::member_count`].
    #[must_use]
    pub fn member_count(&self, guild: GuildId) -> Option<u32> {
        self.inner.guilds.get(&guild)?.guild.as_ref().map(|guild| guild.member_count)
    }

    /// The voice state of a user in the guild. Its `member` is not set; use [`member`](Self::member).
    #[must_use]
    pub fn voice_state(&self, guild: GuildId, user: UserId) -> Option<Arc<VoiceState>> {
        self.inner.guilds.get(&guild)?.voice_states.get(&user).cloned()
    }

    /// The voice states of a guild, as a consistent snapshot in no particular order.
    #[must_use]
    pub fn voice_states(&self, guild: GuildId) -> Vec<Arc<VoiceState>> {
        self.all_of(guild, |slot| slot.voice_states.values().cloned().collect())
    }

    /// A user who is a cached member of a guild, or the bot itself.
    #[must_use]
    pub fn user(&self, user: UserId) -> Option<Arc<User>> {
        if let Some(current) = self.current_user().filter(|current| current.id == user) {
            return Some(current);
        }
        let guilds = self.inner.users.guilds(user);
        guilds.into_iter().find_map(|guild| self.members_of(guild)?.get(user)).map(|member| Arc::new(member.user))
    }

    /// The guilds of which the user is a cached member, in the order in which this became known.
    #[must_use]
    pub fn mutual_guilds(&self, user: UserId) -> Vec<GuildId> {
        self.inner.users.guilds(user)
    }

    /// The sizes of all parts. The cost grows with the number of guilds, channels, roles and messages, but not of
    /// members.
    #[must_use]
    pub fn stats(&self) -> CacheStats {
        let (users, messages) = (self.inner.users.stats(), self.inner.messages.stats());
        let mut stats = CacheStats { users, messages, ..CacheStats::default() };
        stats.guilds.bytes += stats::dash_map_bytes(&self.inner.guilds);
        stats.channels.bytes += stats::dash_map_bytes(&self.inner.channels);
        stats.roles.bytes += stats::dash_map_bytes(&self.inner.roles);
        for slot in &self.inner.guilds {
            stats.guilds.count += 1;
            stats.guilds.bytes += slot.guild.as_deref().map_or(0, arc_bytes);
            stats.unavailable_guilds += usize::from(slot.unavailable);
            stats.channels += kind_stats(&slot.channels);
            stats.roles += kind_stats(&slot.roles);
            stats.voice_states += kind_stats(&slot.voice_states);
            stats.threads += threads::stats(&slot.threads);
            stats.threads.bytes += slot.counted.heap_bytes();
            stats.channel_infos += kind_stats(&slot.channel_infos);
            stats.scheduled_events += kind_stats(&slot.scheduled_events);
            stats.stage_instances += kind_stats(&slot.stage_instances);
            stats.soundboard_sounds += kind_stats(&slot.sounds);
            stats.members += slot.members.stats();
        }
        stats
    }

    /// The members of a guild. The lock of the guild is released.
    fn members_of(&self, guild: GuildId) -> Option<Arc<GuildMembers>> {
        self.inner.guilds.get(&guild).map(|slot| Arc::clone(&slot.members))
    }

    fn all_of<T>(&self, guild: GuildId, read: impl FnOnce(&GuildSlot) -> Vec<T>) -> Vec<T> {
        self.inner.guilds.get(&guild).map(|slot| read(&slot)).unwrap_or_default()
    }
}

fn kind_stats<K, T: heap::HeapBytes>(map: &std::collections::HashMap<K, Arc<T>>) -> KindStats {
    KindStats {
        count: map.len(),
        bytes: stats::hash_map_bytes(map) + map.values().map(|value| arc_bytes(&**value)).sum::<usize>(),
    }
}

impl Default for Cache {
    /// A cache with the default [`CacheConfig`].
    fn default() -> Self {
        Self::new(CacheConfig::default())
    }
}

impl fmt::Debug for Cache {
    /// The configuration and the sizes, without the data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("config", &self.inner.config).field("stats", &self.stats()).finish()
    }
}
