//! The configuration of the cache.

use bitflags::bitflags;

use crate::event::{EventKind, EventKinds};
use crate::gateway::Intents;

/// The configuration of the cache. Each kind of object can be switched on or off.
///
/// The default keeps everything that arrives, except messages. It requests the intent GUILDS, without which it would
/// stay empty, and no others, so that it keeps what the intents of the handlers deliver. A kind that is switched *on*
/// explicitly also adds its [`intents`](Self::intents). With [`Bot::intents`](crate::Bot::intents) only those are
/// requested, and a warning is logged if GUILDS is not among them.
///
/// Use [`none`](Self::none) to keep nothing, or only the kinds that you name:
///
/// ```
/// use greenroom::cache::{CacheConfig, MemberPolicy};
/// use greenroom::gateway::Intents;
///
/// let small = CacheConfig::none().guilds(true).roles(true).members(MemberPolicy::Own);
/// assert_eq!(small.intents(), Intents::GUILDS);
/// ```
///
/// # Sizes
///
/// [`Cache::stats`](super::Cache::stats) returns the current sizes. Limits are Discord's unless stated otherwise.
///
/// | kind | bytes each, about | at most | intents |
/// |---|---|---|---|
/// | guilds | 1100 | as many as the bot is in | GUILDS |
/// | channels | 600 | 500 a guild | GUILDS |
/// | roles | 200 | 250 a guild | GUILDS |
/// | members | 180 | those requested or received | GUILD_MEMBERS |
/// | users | 52 | as many as members | |
/// | voice states | 160 | as many as are in voice | GUILD_VOICE_STATES |
/// | threads | 600 | 1000 active ones a guild | GUILDS |
/// | emoji | 100 | 500 a guild | GUILD_EXPRESSIONS |
/// | stickers | 200 | 60 a guild | GUILD_EXPRESSIONS |
/// | scheduled events | 450 | 100 active or upcoming a guild | GUILD_SCHEDULED_EVENTS |
/// | stage instances | 150 | one a stage channel | GUILDS |
/// | soundboard sounds | 150 | 96 a guild | GUILD_EXPRESSIONS |
/// | channel info | 100 | one a voice channel | GUILDS |
/// | messages | 1000 and more | as set with [`messages`](Self::messages) | GUILD_MESSAGES, DIRECT_MESSAGES |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheConfig {
    kept: Kinds,
    /// The kinds of `kept` that were switched on explicitly.
    explicit: Kinds,
    members: MemberPolicy,
    members_explicit: bool,
    messages: usize,
}

bitflags! {
    /// The kinds that are switched on or off.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    struct Kinds: u16 {
        const GUILDS = 1 << 0;
        const CHANNELS = 1 << 1;
        const ROLES = 1 << 2;
        const VOICE_STATES = 1 << 3;
        const USERS = 1 << 4;
        const THREADS = 1 << 5;
        const EMOJIS = 1 << 6;
        const STICKERS = 1 << 7;
        const SCHEDULED_EVENTS = 1 << 8;
        const STAGE_INSTANCES = 1 << 9;
        const SOUNDBOARD_SOUNDS = 1 << 10;
        const CHANNEL_INFO = 1 << 11;
    }
}

/// The kinds that only the intent GUILDS delivers.
const OF_GUILDS: Kinds = Kinds::GUILDS.union(Kinds::CHANNELS).union(Kinds::ROLES).union(Kinds::THREADS);

/// Which members the cache keeps. The order is by inclusion: a later policy keeps at least what the earlier ones keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MemberPolicy {
    /// No members.
    None,
    /// Only the bot itself in each guild. This is sufficient to compute the bot's permissions.
    Own,
    /// The bot itself, and members while they are in voice channels.
    Voice,
    /// Every member that arrives: in GUILD_CREATE, on request (GUILD_MEMBERS_CHUNK), when joining, when changed, in
    /// voice.
    ///
    /// If it is set explicitly, this needs the privileged intent GUILD_MEMBERS. Discord does not send all members
    /// without a request; they must be requested for each guild.
    All,
}

impl Default for CacheConfig {
    fn default() -> Self {
        Self {
            kept: Kinds::all(),
            explicit: Kinds::empty(),
            members: MemberPolicy::All,
            members_explicit: false,
            messages: 0,
        }
    }
}

impl CacheConfig {
    /// Keeps nothing: no event is decoded for the cache, and every read returns nothing.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            kept: Kinds::empty(),
            explicit: Kinds::empty(),
            members: MemberPolicy::None,
            members_explicit: false,
            messages: 0,
        }
    }

    const fn switch(mut self, kind: Kinds, keep: bool) -> Self {
        if keep {
            self.kept = self.kept.union(kind);
            self.explicit = self.explicit.union(kind);
        } else {
            self.kept = self.kept.difference(kind);
            self.explicit = self.explicit.difference(kind);
        }
        self
    }

    /// Keeps guilds: their settings and member counts.
    #[must_use]
    pub const fn guilds(self, keep: bool) -> Self {
        self.switch(Kinds::GUILDS, keep)
    }

    /// Keeps the emoji of guilds. They are part of the guild, so they need guilds.
    #[must_use]
    pub const fn emojis(self, keep: bool) -> Self {
        self.switch(Kinds::EMOJIS, keep)
    }

    /// Keeps the stickers of guilds. They are part of the guild, so they need guilds.
    #[must_use]
    pub const fn stickers(self, keep: bool) -> Self {
        self.switch(Kinds::STICKERS, keep)
    }

    /// Keeps the channels of guilds.
    #[must_use]
    pub const fn channels(self, keep: bool) -> Self {
        self.switch(Kinds::CHANNELS, keep)
    }

    /// Keeps the active threads that the bot can see. Their message counts are the ones that Discord sent last, unless
    /// messages are decoded in any case: see the [module documentation](super).
    #[must_use]
    pub const fn threads(self, keep: bool) -> Self {
        self.switch(Kinds::THREADS, keep)
    }

    /// Keeps roles.
    #[must_use]
    pub const fn roles(self, keep: bool) -> Self {
        self.switch(Kinds::ROLES, keep)
    }

    /// Sets which members are kept. A member includes its user.
    #[must_use]
    pub const fn members(mut self, policy: MemberPolicy) -> Self {
        self.members = policy;
        self.members_explicit = true;
        self
    }

    /// Keeps voice states.
    #[must_use]
    pub const fn voice_states(self, keep: bool) -> Self {
        self.switch(Kinds::VOICE_STATES, keep)
    }

    /// Keeps the status texts and start times of voice channels. Discord sends them when they change, and on request
    /// (opcode 43).
    #[must_use]
    pub const fn channel_info(self, keep: bool) -> Self {
        self.switch(Kinds::CHANNEL_INFO, keep)
    }

    /// Keeps active and upcoming scheduled events.
    #[must_use]
    pub const fn scheduled_events(self, keep: bool) -> Self {
        self.switch(Kinds::SCHEDULED_EVENTS, keep)
    }

    /// Keeps live stage instances.
    #[must_use]
    pub const fn stage_instances(self, keep: bool) -> Self {
        self.switch(Kinds::STAGE_INSTANCES, keep)
    }

    /// Keeps the soundboard sounds of guilds.
    #[must_use]
    pub const fn soundboard_sounds(self, keep: bool) -> Self {
        self.switch(Kinds::SOUNDBOARD_SOUNDS, keep)
    }

    /// Keeps the latest messages of each channel, up to this number; 0, the default, keeps none.
    ///
    /// With messages, the message counts of threads are updated (see the [module documentation](super)), and
    /// [`Context::old`](crate::Context::old) returns a message as it was before it was edited or deleted. Messages are
    /// kept for at most [`MESSAGE_CHANNELS`](super::MESSAGE_CHANNELS) channels; above that, the channels with the
    /// oldest last messages are emptied. The texts are empty without the intent MESSAGE_CONTENT, which the cache does
    /// not request.
    #[must_use]
    pub const fn messages(mut self, per_channel: usize) -> Self {
        self.messages = per_channel;
        self
    }

    /// Keeps an index of members by user, for [`Cache::user`](super::Cache::user) and
    /// [`Cache::mutual_guilds`](super::Cache::mutual_guilds). It takes up to 52 bytes per user and needs members.
    #[must_use]
    pub const fn users(self, keep: bool) -> Self {
        self.switch(Kinds::USERS, keep)
    }

    /// The intents that the cache requests: those that the explicitly switched-on kinds need, and GUILDS if it keeps
    /// guilds, channels, threads or roles, also by default. Other kinds that are only on by default request nothing.
    ///
    /// Guilds, channels, threads, roles, stage instances, channel info and the bot's own membership need GUILDS. Voice
    /// states and members in voice also need GUILD_VOICE_STATES; emoji, stickers and sounds also GUILD_EXPRESSIONS;
    /// scheduled events also GUILD_SCHEDULED_EVENTS; all members also the privileged GUILD_MEMBERS. Messages need
    /// GUILD_MESSAGES and DIRECT_MESSAGES.
    #[must_use]
    pub fn intents(&self) -> Intents {
        let mut intents = if self.needs_guilds() { Intents::GUILDS } else { Intents::empty() };
        for (kinds, needed) in [
            (Kinds::all().difference(Kinds::USERS), Intents::GUILDS),
            (Kinds::VOICE_STATES, Intents::GUILD_VOICE_STATES),
            (Kinds::EMOJIS | Kinds::STICKERS | Kinds::SOUNDBOARD_SOUNDS, Intents::GUILD_EXPRESSIONS),
            (Kinds::SCHEDULED_EVENTS, Intents::GUILD_SCHEDULED_EVENTS),
        ] {
            if self.explicit.intersects(kinds) {
                intents |= needed;
            }
        }
        if self.messages > 0 {
            intents |= Intents::GUILD_MESSAGES | Intents::DIRECT_MESSAGES;
        }
        if self.members_explicit {
            intents |= match self.members {
                MemberPolicy::None => Intents::empty(),
                MemberPolicy::Own => Intents::GUILDS,
                MemberPolicy::Voice => Intents::GUILDS | Intents::GUILD_VOICE_STATES,
                MemberPolicy::All => Intents::GUILDS | Intents::GUILD_MEMBERS,
            };
        }
        intents
    }

    /// The events that change what is kept.
    #[must_use]
    pub fn wanted(&self) -> EventKinds {
        use EventKind as E;

        let kept = |kinds| self.kept.intersects(kinds);
        let members = self.members != MemberPolicy::None;
        let messages = self.messages > 0;
        let anything = kept(Kinds::all().difference(Kinds::USERS)) || members || messages;
        [
            (anything, [E::Ready, E::UserUpdate, E::GuildCreate, E::GuildDelete].as_slice()),
            (kept(Kinds::GUILDS), &[E::GuildUpdate, E::MemberAdd, E::MemberRemove]),
            (self.keeps_emojis(), &[E::EmojisUpdate]),
            (self.keeps_stickers(), &[E::StickersUpdate]),
            (kept(Kinds::CHANNELS), &[E::ChannelCreate, E::ChannelUpdate, E::ChannelDelete, E::ChannelPinsUpdate]),
            (
                kept(Kinds::THREADS),
                &[
                    E::ThreadCreate,
                    E::ThreadUpdate,
                    E::ThreadDelete,
                    E::ThreadListSync,
                    E::ThreadMemberUpdate,
                    E::ThreadMembersUpdate,
                    E::ChannelDelete,
                    E::ChannelPinsUpdate,
                ],
            ),
            (kept(Kinds::ROLES), &[E::GuildUpdate, E::RoleCreate, E::RoleUpdate, E::RoleDelete]),
            (members, &[E::MemberUpdate, E::RoleDelete]),
            (self.members > MemberPolicy::Own, &[E::MemberAdd, E::MemberRemove, E::MembersChunk, E::VoiceStateUpdate]),
            (kept(Kinds::VOICE_STATES), &[E::VoiceStateUpdate, E::MemberRemove]),
            (
                kept(Kinds::CHANNEL_INFO),
                &[E::ChannelInfo, E::VoiceChannelStatusUpdate, E::VoiceChannelStartTimeUpdate, E::ChannelDelete],
            ),
            (
                kept(Kinds::SCHEDULED_EVENTS),
                &[
                    E::ScheduledEventCreate,
                    E::ScheduledEventUpdate,
                    E::ScheduledEventDelete,
                    E::ScheduledEventUserAdd,
                    E::ScheduledEventUserRemove,
                ],
            ),
            (
                kept(Kinds::STAGE_INSTANCES),
                &[E::StageInstanceCreate, E::StageInstanceUpdate, E::StageInstanceDelete, E::ChannelDelete],
            ),
            (
                kept(Kinds::SOUNDBOARD_SOUNDS),
                &[
                    E::SoundboardSoundCreate,
                    E::SoundboardSoundUpdate,
                    E::SoundboardSoundDelete,
                    E::SoundboardSoundsUpdate,
                    E::SoundboardSounds,
                ],
            ),
            (
                messages,
                &[
                    E::MessageCreate,
                    E::MessageUpdate,
                    E::MessageDelete,
                    E::MessageDeleteBulk,
                    E::ChannelDelete,
                    E::ThreadDelete,
                ],
            ),
        ]
        .iter()
        .filter(|(wanted, _)| *wanted)
        .flat_map(|(_, kinds)| kinds.iter().copied())
        .collect()
    }

    /// The events to apply if those of `decoded` are decoded in any case. Messages are not decoded only for last
    /// message ids and message counts; if they are decoded anyway, applying them costs little, and deletions are rare.
    pub(super) fn wanted_with(&self, decoded: EventKinds) -> EventKinds {
        let mut wanted = self.wanted();
        if decoded.contains(EventKind::MessageCreate) {
            if self.keeps_channels() || self.keeps_threads() {
                wanted.insert(EventKind::MessageCreate);
            }
            if self.keeps_threads() {
                wanted = wanted | EventKind::MessageDelete | EventKind::MessageDeleteBulk;
            }
        }
        wanted
    }

    /// Whether it keeps anything that only the intent GUILDS delivers.
    pub(crate) const fn needs_guilds(&self) -> bool {
        self.kept.intersects(OF_GUILDS)
    }

    pub(super) const fn keeps_guilds(&self) -> bool {
        self.kept.contains(Kinds::GUILDS)
    }

    pub(super) const fn keeps_emojis(&self) -> bool {
        self.kept.contains(Kinds::GUILDS.union(Kinds::EMOJIS))
    }

    pub(super) const fn keeps_stickers(&self) -> bool {
        self.kept.contains(Kinds::GUILDS.union(Kinds::STICKERS))
    }

    pub(super) const fn keeps_channels(&self) -> bool {
        self.kept.contains(Kinds::CHANNELS)
    }

    pub(super) const fn keeps_threads(&self) -> bool {
        self.kept.contains(Kinds::THREADS)
    }

    pub(super) const fn keeps_roles(&self) -> bool {
        self.kept.contains(Kinds::ROLES)
    }

    pub(super) const fn keeps_voice_states(&self) -> bool {
        self.kept.contains(Kinds::VOICE_STATES)
    }

    pub(super) const fn keeps_scheduled_events(&self) -> bool {
        self.kept.contains(Kinds::SCHEDULED_EVENTS)
    }

    pub(super) const fn keeps_stage_instances(&self) -> bool {
        self.kept.contains(Kinds::STAGE_INSTANCES)
    }

    pub(super) const fn keeps_soundboard_sounds(&self) -> bool {
        self.kept.contains(Kinds::SOUNDBOARD_SOUNDS)
    }

    pub(super) fn keeps_users(&self) -> bool {
        self.kept.contains(Kinds::USERS) && self.members != MemberPolicy::None
    }

    pub(crate) const fn member_policy(&self) -> MemberPolicy {
        self.members
    }

    pub(super) const fn messages_per_channel(&self) -> usize {
        self.messages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_keeps_all_but_messages_and_requests_only_guilds() {
        let config = CacheConfig::default();
        assert_eq!(config.intents(), Intents::GUILDS);
        assert_eq!((config.member_policy(), config.messages_per_channel()), (MemberPolicy::All, 0));
        assert_eq!(config.wanted().len(), 41, "{:?}", config.wanted());
        assert!(!config.wanted().contains(EventKind::MessageCreate), "no message is decoded for the cache");
        assert_eq!(config.messages(5).wanted().len(), 45);
    }

    #[test]
    fn none_needs_no_events() {
        assert_eq!(CacheConfig::none().wanted(), EventKinds::NONE);
        assert_eq!(CacheConfig::none().intents(), Intents::empty());
        assert_eq!(CacheConfig::none().users(true).wanted(), EventKinds::NONE, "users need members");
    }

    #[test]
    fn explicit_kinds_add_their_intents() {
        let none = CacheConfig::none;
        let voice = Intents::GUILDS | Intents::GUILD_VOICE_STATES;
        let expressions = Intents::GUILDS | Intents::GUILD_EXPRESSIONS;
        for (config, intents) in [
            (none().guilds(true), Intents::GUILDS),
            (none().channels(true), Intents::GUILDS),
            (none().threads(true), Intents::GUILDS),
            (none().roles(true), Intents::GUILDS),
            (none().emojis(true), expressions),
            (none().stickers(true), expressions),
            (none().soundboard_sounds(true), expressions),
            (none().scheduled_events(true), Intents::GUILDS | Intents::GUILD_SCHEDULED_EVENTS),
            (none().stage_instances(true), Intents::GUILDS),
            (none().channel_info(true), Intents::GUILDS),
            (none().voice_states(true), voice),
            (none().users(true), Intents::empty()),
            (none().members(MemberPolicy::Own), Intents::GUILDS),
            (none().members(MemberPolicy::Voice), voice),
            (none().members(MemberPolicy::All), Intents::GUILDS | Intents::GUILD_MEMBERS),
            (none().messages(1), Intents::GUILD_MESSAGES | Intents::DIRECT_MESSAGES),
            (CacheConfig::default().voice_states(true), voice),
            (CacheConfig::default().guilds(false), Intents::GUILDS),
            (CacheConfig::default().guilds(false).channels(false).roles(false).threads(false), Intents::empty()),
            (none().threads(true).threads(false), Intents::empty()),
        ] {
            assert_eq!(config.intents(), intents, "{config:?}");
        }
    }

    /// Messages are not decoded only for the counts; if they are decoded, deletions are needed as well.
    #[test]
    fn counts_are_updated_if_messages_are_decoded() {
        use EventKind as E;

        let (none, reading) = (CacheConfig::none, EventKinds::only(E::MessageCreate));
        let counted = reading | E::MessageDelete | E::MessageDeleteBulk;
        let others: EventKinds = EventKinds::ALL.iter().filter(|kind| *kind != E::MessageCreate).collect();
        for (config, decoded, more) in [
            (CacheConfig::default(), EventKinds::NONE, EventKinds::NONE),
            (CacheConfig::default(), others, EventKinds::NONE),
            (CacheConfig::default(), reading, counted),
            (CacheConfig::default(), EventKinds::ALL, counted),
            (none().threads(true), reading, counted),
            (none().channels(true), reading, reading),
            (none().guilds(true), reading, EventKinds::NONE),
            (none(), reading, EventKinds::NONE),
            (none().threads(true).messages(1), reading, EventKinds::NONE),
            (none().messages(1), EventKinds::NONE, EventKinds::NONE),
        ] {
            let wanted = config.wanted();
            assert_eq!(config.wanted_with(decoded), wanted | more, "{config:?} {decoded:?}");
        }
    }

    #[test]
    fn each_kind_needs_only_its_events() {
        use EventKind as E;

        let none = CacheConfig::none;
        let base = [E::Ready, E::UserUpdate, E::GuildCreate, E::GuildDelete];
        for (config, kinds) in [
            (
                none().channels(true),
                [E::ChannelCreate, E::ChannelUpdate, E::ChannelDelete, E::ChannelPinsUpdate].as_slice(),
            ),
            (none().members(MemberPolicy::Own), &[E::MemberUpdate, E::RoleDelete]),
            (none().voice_states(true), &[E::VoiceStateUpdate, E::MemberRemove]),
            (none().guilds(true), &[E::GuildUpdate, E::MemberAdd, E::MemberRemove]),
            (none().guilds(true).emojis(true), &[E::GuildUpdate, E::MemberAdd, E::MemberRemove, E::EmojisUpdate]),
            (none().emojis(true), &[]),
            (
                none().stage_instances(true),
                &[E::StageInstanceCreate, E::StageInstanceUpdate, E::StageInstanceDelete, E::ChannelDelete],
            ),
            (
                none().messages(9),
                &[
                    E::MessageCreate,
                    E::MessageUpdate,
                    E::MessageDelete,
                    E::MessageDeleteBulk,
                    E::ChannelDelete,
                    E::ThreadDelete,
                ],
            ),
        ] {
            let expected: EventKinds = base.iter().chain(kinds).copied().collect();
            assert_eq!(config.wanted(), expected, "{config:?}");
        }
    }
}
