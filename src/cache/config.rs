//! What the cache keeps, and what has to be asked of Discord for it.

use bitflags::bitflags;

use crate::event::{EventKind, EventKinds};
use crate::gateway::Intents;

/// What the cache keeps. Each kind can be switched on or off.
///
/// The default keeps whatever arrives, but for messages, and asks for nothing: it takes what the intents of the handlers happen to
/// bring. A kind that is switched *on* by name is also asked for, see [`intents`](Self::intents). Start from [`none`](Self::none)
/// to keep only what you name:
///
/// ```
/// use greenroom::cache::{CacheConfig, MemberPolicy};
/// use greenroom::gateway::Intents;
///
/// let small = CacheConfig::none().guilds(true).roles(true).members(MemberPolicy::Own);
/// assert_eq!(small.intents(), Intents::GUILDS);
/// ```
///
/// # What each kind takes
///
/// [`Cache::stats`](super::Cache::stats) tells what it is at the moment. Bounds are Discord's where none is named.
///
/// | kind | bytes each, about | at most | lives on |
/// |---|---|---|---|
/// | guilds | 1100 | as many as the bot is in | GUILDS |
/// | channels | 600 | 500 a guild | GUILDS |
/// | roles | 200 | 250 a guild | GUILDS |
/// | members | 180 | what was requested or arrives | GUILD_MEMBERS |
/// | users | 52 | as many as members | |
/// | voice states | 160 | as many as are in voice | GUILD_VOICE_STATES |
/// | threads | 600 | 1000 active ones a guild | GUILDS |
/// | emoji | 100 | 500 a guild | GUILD_EXPRESSIONS |
/// | stickers | 200 | 60 a guild | GUILD_EXPRESSIONS |
/// | scheduled events | 450 | 100 a guild that are to come | GUILD_SCHEDULED_EVENTS |
/// | stage instances | 150 | one a stage channel | GUILDS |
/// | soundboard sounds | 150 | 96 a guild | GUILD_EXPRESSIONS |
/// | channel info | 100 | one a voice channel | GUILDS |
/// | messages | 1000 and more | what [`messages`](Self::messages) says | GUILD_MESSAGES, DIRECT_MESSAGES |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheConfig {
    kept: Kinds,
    /// Those of `kept` that were switched on by name.
    named: Kinds,
    members: MemberPolicy,
    members_named: bool,
    messages: usize,
}

bitflags! {
    /// The kinds that are either kept or not.
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

/// Which members the cache keeps. Ordered: a later one keeps what the earlier ones keep, and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MemberPolicy {
    /// None at all.
    None,
    /// Only the bot itself in each guild, which is enough to work out what it may do.
    Own,
    /// The bot itself, and whoever is in voice for as long as they are.
    Voice,
    /// Every member that arrives: with GUILD_CREATE, on request (GUILD_MEMBERS_CHUNK), by joining, by changing, in voice.
    ///
    /// Asked for by name this needs the privileged intent GUILD_MEMBERS. Discord does not send all members by itself;
    /// they have to be requested for each guild.
    All,
}

impl Default for CacheConfig {
    fn default() -> Self {
        Self {
            kept: Kinds::all(),
            named: Kinds::empty(),
            members: MemberPolicy::All,
            members_named: false,
            messages: 0,
        }
    }
}

impl CacheConfig {
    /// Keeps nothing: no event is decoded for the cache's sake, and every read finds nothing.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            kept: Kinds::empty(),
            named: Kinds::empty(),
            members: MemberPolicy::None,
            members_named: false,
            messages: 0,
        }
    }

    const fn switch(mut self, kind: Kinds, keep: bool) -> Self {
        if keep {
            self.kept = self.kept.union(kind);
            self.named = self.named.union(kind);
        } else {
            self.kept = self.kept.difference(kind);
            self.named = self.named.difference(kind);
        }
        self
    }

    /// Guilds: their settings and the count of their members.
    #[must_use]
    pub const fn guilds(self, keep: bool) -> Self {
        self.switch(Kinds::GUILDS, keep)
    }

    /// The emoji of guilds. They are part of the guild: without guilds there are none.
    #[must_use]
    pub const fn emojis(self, keep: bool) -> Self {
        self.switch(Kinds::EMOJIS, keep)
    }

    /// The stickers of guilds. They are part of the guild: without guilds there are none.
    #[must_use]
    pub const fn stickers(self, keep: bool) -> Self {
        self.switch(Kinds::STICKERS, keep)
    }

    /// Channels of guilds.
    #[must_use]
    pub const fn channels(self, keep: bool) -> Self {
        self.switch(Kinds::CHANNELS, keep)
    }

    /// The active threads that the bot may see. How many messages they have is as Discord said last, unless messages
    /// are decoded anyway: see the [module](super).
    #[must_use]
    pub const fn threads(self, keep: bool) -> Self {
        self.switch(Kinds::THREADS, keep)
    }

    /// Roles.
    #[must_use]
    pub const fn roles(self, keep: bool) -> Self {
        self.switch(Kinds::ROLES, keep)
    }

    /// Which members. A member comes with its user.
    #[must_use]
    pub const fn members(mut self, policy: MemberPolicy) -> Self {
        self.members = policy;
        self.members_named = true;
        self
    }

    /// Who is in which voice channel.
    #[must_use]
    pub const fn voice_states(self, keep: bool) -> Self {
        self.switch(Kinds::VOICE_STATES, keep)
    }

    /// The status lines of voice channels, and since when somebody is in them. They come when they change, and on request (opcode 43).
    #[must_use]
    pub const fn channel_info(self, keep: bool) -> Self {
        self.switch(Kinds::CHANNEL_INFO, keep)
    }

    /// Scheduled events that are to come or going on.
    #[must_use]
    pub const fn scheduled_events(self, keep: bool) -> Self {
        self.switch(Kinds::SCHEDULED_EVENTS, keep)
    }

    /// Stages that are live.
    #[must_use]
    pub const fn stage_instances(self, keep: bool) -> Self {
        self.switch(Kinds::STAGE_INSTANCES, keep)
    }

    /// The sounds of guilds.
    #[must_use]
    pub const fn soundboard_sounds(self, keep: bool) -> Self {
        self.switch(Kinds::SOUNDBOARD_SOUNDS, keep)
    }

    /// The latest messages of each channel, so many; 0, the default, keeps none.
    ///
    /// Then the counts of threads follow the messages (see the [module](super)), and a handler sees in
    /// [`Context::old`](crate::Context::old) what a message was before it was edited or deleted. At most
    /// [`MESSAGE_CHANNELS`](super::MESSAGE_CHANNELS) channels have any; when there are more, those are emptied in which
    /// nothing was written for longest. Their text is empty without the intent MESSAGE_CONTENT, for which the cache
    /// does not ask.
    #[must_use]
    pub const fn messages(mut self, per_channel: usize) -> Self {
        self.messages = per_channel;
        self
    }

    /// Whether members can be found by the user alone ([`Cache::user`](super::Cache::user),
    /// [`Cache::mutual_guilds`](super::Cache::mutual_guilds)). It costs up to 52 bytes a user, and there are none without members.
    #[must_use]
    pub const fn users(self, keep: bool) -> Self {
        self.switch(Kinds::USERS, keep)
    }

    /// The intents without which the kinds that were switched on *by name* would stay empty or grow old. None of the default's.
    ///
    /// Guilds, channels, threads, roles, stage instances, channel info and the bot's own membership need GUILDS; voice states and
    /// the members in voice GUILD_VOICE_STATES as well; emoji, stickers and sounds GUILD_EXPRESSIONS as well; scheduled events
    /// GUILD_SCHEDULED_EVENTS as well; all members the privileged GUILD_MEMBERS as well. Messages need GUILD_MESSAGES and
    /// DIRECT_MESSAGES.
    #[must_use]
    pub fn intents(&self) -> Intents {
        let mut intents = Intents::empty();
        for (kinds, needed) in [
            (Kinds::all().difference(Kinds::USERS), Intents::GUILDS),
            (Kinds::VOICE_STATES, Intents::GUILD_VOICE_STATES),
            (Kinds::EMOJIS | Kinds::STICKERS | Kinds::SOUNDBOARD_SOUNDS, Intents::GUILD_EXPRESSIONS),
            (Kinds::SCHEDULED_EVENTS, Intents::GUILD_SCHEDULED_EVENTS),
        ] {
            if self.named.intersects(kinds) {
                intents |= needed;
            }
        }
        if self.messages > 0 {
            intents |= Intents::GUILD_MESSAGES | Intents::DIRECT_MESSAGES;
        }
        if self.members_named {
            intents |= match self.members {
                MemberPolicy::None => Intents::empty(),
                MemberPolicy::Own => Intents::GUILDS,
                MemberPolicy::Voice => Intents::GUILDS | Intents::GUILD_VOICE_STATES,
                MemberPolicy::All => Intents::GUILDS | Intents::GUILD_MEMBERS,
            };
        }
        intents
    }

    /// The events that change what is kept. Nobody else need decode them for the cache.
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

    /// The events that are wanted where these are decoded in any case. Which message is a channel's latest and how many
    /// a thread has is not worth decoding every message for. Where that is done, it costs little more, and deletions
    /// are few.
    pub(super) fn wanted_beside(&self, decoded: EventKinds) -> EventKinds {
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

    pub(super) const fn member_policy(&self) -> MemberPolicy {
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
    fn the_default_keeps_all_but_messages_and_asks_for_nothing() {
        let config = CacheConfig::default();
        assert_eq!(config.intents(), Intents::empty());
        assert_eq!((config.member_policy(), config.messages_per_channel()), (MemberPolicy::All, 0));
        assert_eq!(config.wanted().len(), 41, "{:?}", config.wanted());
        assert!(!config.wanted().contains(EventKind::MessageCreate), "no message is decoded for its sake");
        assert_eq!(config.messages(5).wanted().len(), 45);
    }

    #[test]
    fn none_wants_nothing() {
        assert_eq!(CacheConfig::none().wanted(), EventKinds::NONE);
        assert_eq!(CacheConfig::none().intents(), Intents::empty());
        assert_eq!(CacheConfig::none().users(true).wanted(), EventKinds::NONE, "users come with members");
    }

    #[test]
    fn kinds_by_name_ask_for_their_intents() {
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
            (CacheConfig::default().guilds(false), Intents::empty()),
            (CacheConfig::default().threads(true).threads(false), Intents::empty()),
        ] {
            assert_eq!(config.intents(), intents, "{config:?}");
        }
    }

    /// Nothing makes the cache have messages decoded for its counts; where they are, it needs deletions as well.
    #[test]
    fn counts_are_kept_where_messages_are_decoded() {
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
            assert_eq!(config.wanted_beside(decoded), wanted | more, "{config:?} {decoded:?}");
        }
    }

    #[test]
    fn each_kind_wants_only_its_events() {
        use EventKind as E;

        let none = CacheConfig::none;
        let frame = [E::Ready, E::UserUpdate, E::GuildCreate, E::GuildDelete];
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
            let expected: EventKinds = frame.iter().chain(kinds).copied().collect();
            assert_eq!(config.wanted(), expected, "{config:?}");
        }
    }
}
