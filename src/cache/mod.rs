//! What the bot knows of its guilds without asking: guilds, channels, roles, members, voice states and its own user.
//!
//! The router hands every event to [`Cache::apply`] before the handlers see it, and keeps what it returns, the [`Old`] value.
//!
//! # Reading
//!
//! Every read returns an [`Arc`] or an owned value, **never a guard**: what you hold is a snapshot, it stays as it was when
//! you read it, and holding it delays nobody. You may keep it across an `.await`, in a struct or for a day. Updates are
//! copy-on-write. A read that finds nothing says so; that means *not known here*, not *does not exist*.
//!
//! # What is kept
//!
//! | event | effect | [`Old`] |
//! |---|---|---|
//! | READY | sets the own user; marks the shard's guilds unavailable, forgets those that are not listed any more | |
//! | USER_UPDATE | sets the own user, also in its memberships | `User` |
//! | GUILD_CREATE | replaces everything of the guild, or marks it unavailable if that is what it says | `Guild` if it was known |
//! | GUILD_UPDATE | changes the guild, and its roles if they were sent | `Guild` |
//! | GUILD_DELETE | outage: marks the guild unavailable, its data stay; left: forgets all of it | `Guild` |
//! | GUILD_EMOJIS_UPDATE, GUILD_STICKERS_UPDATE | replaces the emoji, the stickers | `Guild` |
//! | CHANNEL_CREATE, _UPDATE | stores the channel; what the update does not say of messages and pins stays | `Channel` |
//! | CHANNEL_DELETE | forgets the channel with its threads, messages and stages | `Channel` |
//! | CHANNEL_PINS_UPDATE | sets `last_pin_timestamp` | `Channel` |
//! | THREAD_CREATE, _UPDATE | stores the thread, or forgets it if it is archived; a membership that is not mentioned stays | `Channel` |
//! | THREAD_DELETE | forgets the thread | `Channel` |
//! | THREAD_LIST_SYNC | replaces the threads of the listed channels, or all if none is listed | |
//! | THREAD_MEMBER_UPDATE, THREAD_MEMBERS_UPDATE | sets the bot's own membership, and the count | `Channel` |
//! | CHANNEL_INFO | merges what was asked about voice channels | |
//! | VOICE_CHANNEL_STATUS_UPDATE, VOICE_CHANNEL_START_TIME_UPDATE | sets that one of the channel's info | `ChannelInfo` |
//! | GUILD_ROLE_CREATE, _UPDATE | stores the role | `Role` |
//! | GUILD_ROLE_DELETE | forgets the role, and takes it from the members | `Role` |
//! | GUILD_MEMBER_ADD | stores the member and counts it | `Member` if it was there already |
//! | GUILD_MEMBER_UPDATE | merges what was sent into the member; stores one that was not known | `Member` |
//! | GUILD_MEMBER_REMOVE | forgets the member and its voice state, and counts it off | `Member` |
//! | GUILD_MEMBERS_CHUNK | stores the members in place | |
//! | VOICE_STATE_UPDATE | stores or forgets the voice state; stores the member that comes with it | `VoiceState` |
//! | GUILD_SCHEDULED_EVENT_CREATE, _UPDATE | stores the event, or forgets it if it is over or called off | `ScheduledEvent` |
//! | GUILD_SCHEDULED_EVENT_DELETE | forgets the event | `ScheduledEvent` |
//! | GUILD_SCHEDULED_EVENT_USER_ADD, _REMOVE | counts, if a count is known | `ScheduledEvent` |
//! | STAGE_INSTANCE_CREATE, _UPDATE, _DELETE | stores or forgets the stage | `StageInstance` |
//! | GUILD_SOUNDBOARD_SOUND_CREATE, _UPDATE, _DELETE | stores or forgets the sound | `SoundboardSound` |
//! | GUILD_SOUNDBOARD_SOUNDS_UPDATE, SOUNDBOARD_SOUNDS | stores some sounds, replaces all | |
//! | MESSAGE_CREATE | stores the message, if messages are kept; sets `last_message_id`, and counts the message in its thread | |
//! | MESSAGE_UPDATE | merges what was sent into the message | `Message` |
//! | MESSAGE_DELETE, MESSAGE_DELETE_BULK | forgets the messages, and counts them off in their thread | `Message`, `Messages` |
//!
//! No other event changes anything. In particular reactions, typing and interactions leave the cache alone, although they bring
//! members. Who is in a thread is not kept, but for the bot itself.
//!
//! # Which message is the last, and how many there are
//!
//! Discord sends no CHANNEL_UPDATE and no THREAD_UPDATE when only `last_message_id`, `message_count` and
//! `total_message_sent` change: they follow from the messages. The cache has no message decoded for that alone. It
//! reads them where they are decoded anyway:
//!
//! * where [messages are kept](CacheConfig::messages), which is off by default;
//! * where a handler of the bot has a method for MESSAGE_CREATE, or one of its [streams](crate::Bot::events_of) was
//!   asked for that event before the bot ran. Then MESSAGE_DELETE and MESSAGE_DELETE_BULK are decoded too. A collector
//!   is not enough: it comes and goes.
//!
//! Everywhere else, and without the intent GUILD_MESSAGES, the three are as Discord sent them last with the channel or
//! the thread.
//!
//! Where messages are read, each new one of a thread that is known counts one more in both counts, whatever its type,
//! and each deleted one counts one less in `message_count`. The first message of a thread is in neither count. Counts
//! that Discord sends with a thread replace those from here, and a count that it did not send stays unknown. A message
//! that comes or is deleted a second time changes nothing, as long as it is among the last 128 of its guild. Lost
//! events stay unnoticed until Discord sends the counts again.
//!
//! An event about a guild that neither READY nor a GUILD_CREATE has named is left alone, so that one that comes late does not
//! bring a guild back that the bot left.
//!
//! A guild that is loaded **again**, after an outage or in a new session, is taken as the whole truth: members it does not
//! name are forgotten, since whoever left meanwhile would otherwise stay for ever. Request the members again if you need all.
//!
//! # Size
//!
//! A member takes 170 to 180 bytes including its user and all tables (`cargo bench --bench cache`), and is unpacked when it is
//! read. [`CacheConfig`] says what is kept, [`Cache::stats`] how much that is.

mod apply;
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

/// What the bot knows of its guilds. A handle: clones are cheap and read the same cache, from any thread.
///
/// See the [module](self) for what is kept and when.
#[derive(Clone)]
pub struct Cache {
    inner: Arc<Inner>,
}

/// No method holds a lock of two of these maps at a time, and none returns with one.
struct Inner {
    config: CacheConfig,
    wanted: EventKinds,
    current_user: RwLock<Option<Arc<CurrentUser>>>,
    guilds: DashMap<GuildId, GuildSlot>,
    /// In which guild a channel or a thread is.
    channels: DashMap<ChannelId, GuildId>,
    /// In which guild a role is.
    roles: DashMap<RoleId, GuildId>,
    users: Users,
    messages: Messages,
}

impl Cache {
    /// An empty cache.
    #[must_use]
    pub fn new(config: CacheConfig) -> Self {
        Self::beside(config, EventKinds::NONE)
    }

    /// An empty cache beside handlers that have these events decoded in any case.
    pub(crate) fn beside(config: CacheConfig, decoded: EventKinds) -> Self {
        Self {
            inner: Arc::new(Inner {
                wanted: config.wanted_beside(decoded),
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

    /// What it keeps.
    #[must_use]
    pub fn config(&self) -> &CacheConfig {
        &self.inner.config
    }

    /// The events it needs; [`apply`](Self::apply) does nothing with others. The cache of a bot that has MESSAGE_CREATE
    /// decoded anyway needs more than [`CacheConfig::wanted`] says: see the [module](self).
    #[must_use]
    pub fn wanted(&self) -> EventKinds {
        self.inner.wanted
    }

    /// The bot's own user, known from READY on.
    #[must_use]
    pub fn current_user(&self) -> Option<Arc<CurrentUser>> {
        self.inner.current_user.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A guild. `None` until it was loaded; during an outage it is there, and marked
    /// [`unavailable`](CachedGuild::unavailable).
    #[must_use]
    pub fn guild(&self, guild: GuildId) -> Option<Arc<CachedGuild>> {
        self.inner.guilds.get(&guild)?.guild.clone()
    }

    /// All guilds the bot is in, unavailable ones too, in no order.
    #[must_use]
    pub fn guilds(&self) -> Vec<GuildId> {
        self.inner.guilds.iter().map(|slot| *slot.key()).collect()
    }

    /// The guilds that have an outage or are not loaded yet, in no order.
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

    /// The channels of a guild without threads, as they were at one moment, in no order.
    #[must_use]
    pub fn guild_channels(&self, guild: GuildId) -> Vec<Arc<Channel>> {
        self.all_of(guild, |slot| slot.channels.values().cloned().collect())
    }

    /// A role of any guild.
    #[must_use]
    pub fn role(&self, role: RoleId) -> Option<Arc<CachedRole>> {
        let guild = *self.inner.roles.get(&role)?;
        self.inner.guilds.get(&guild)?.roles.get(&role).cloned()
    }

    /// The roles of a guild, `@everyone` too, as they were at one moment, in no order.
    #[must_use]
    pub fn guild_roles(&self, guild: GuildId) -> Vec<Arc<CachedRole>> {
        self.all_of(guild, |slot| slot.roles.values().cloned().collect())
    }

    /// A member. It is unpacked for this call; keep it rather than ask twice.
    #[must_use]
    pub fn member(&self, guild: GuildId, user: UserId) -> Option<Arc<CachedMember>> {
        self.members_of(guild)?.get(user).map(Arc::new)
    }

    /// The members of a guild that are known here, in no order. [`member_count`](Self::member_count) tells how many there are.
    ///
    /// Unpacked, a member takes some 500 bytes. To walk over a large guild use [`member_ids`](Self::member_ids) and read them
    /// one by one.
    #[must_use]
    pub fn members(&self, guild: GuildId) -> Vec<Arc<CachedMember>> {
        let Some(members) = self.members_of(guild) else { return Vec::new() };
        members.ids().into_iter().filter_map(|user| members.get(user)).map(Arc::new).collect()
    }

    /// The ids of the members of a guild that are known here, in no order.
    #[must_use]
    pub fn member_ids(&self, guild: GuildId) -> Vec<UserId> {
        self.members_of(guild).map(|members| members.ids()).unwrap_or_default()
    }

    /// How many members the guild has, whether they are known here or not: see [`CachedGuild::member_count`].
    #[must_use]
    pub fn member_count(&self, guild: GuildId) -> Option<u32> {
        self.inner.guilds.get(&guild)?.guild.as_ref().map(|guild| guild.member_count)
    }

    /// Where a user is in voice in that guild. Without `member`, which is among the members.
    #[must_use]
    pub fn voice_state(&self, guild: GuildId, user: UserId) -> Option<Arc<VoiceState>> {
        self.inner.guilds.get(&guild)?.voice_states.get(&user).cloned()
    }

    /// All who are in voice in a guild, as it was at one moment, in no order.
    #[must_use]
    pub fn voice_states(&self, guild: GuildId) -> Vec<Arc<VoiceState>> {
        self.all_of(guild, |slot| slot.voice_states.values().cloned().collect())
    }

    /// A user who is a known member of some guild, or the bot itself.
    #[must_use]
    pub fn user(&self, user: UserId) -> Option<Arc<User>> {
        if let Some(current) = self.current_user().filter(|current| current.id == user) {
            return Some(current);
        }
        let guilds = self.inner.users.guilds(user);
        guilds.into_iter().find_map(|guild| self.members_of(guild)?.get(user)).map(|member| Arc::new(member.user))
    }

    /// The guilds in which the user is known to be a member, in the order in which that became known.
    #[must_use]
    pub fn mutual_guilds(&self, user: UserId) -> Vec<GuildId> {
        self.inner.users.guilds(user)
    }

    /// How much is held. The work grows with the number of guilds, channels, roles and messages, not with that of members.
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

    /// The members of a guild, to be used when no lock is held any more.
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
    /// With the default [`CacheConfig`].
    fn default() -> Self {
        Self::new(CacheConfig::default())
    }
}

impl fmt::Debug for Cache {
    /// What it keeps and how much that is, not what it says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("config", &self.inner.config).field("stats", &self.stats()).finish()
    }
}
