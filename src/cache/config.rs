//! What the cache keeps, and what has to be asked of Discord for it.

use crate::event::{EventKind, EventKinds};
use crate::gateway::Intents;

/// What the cache keeps. Each kind can be switched on or off.
///
/// The default keeps whatever arrives and asks for nothing: it takes what the intents of the handlers happen to bring. A kind
/// that is switched *on* by name is also asked for, see [`intents`](Self::intents). Start from [`none`](Self::none) to keep
/// only what you name:
///
/// ```
/// use greenroom::cache::{CacheConfig, MemberPolicy};
/// use greenroom::gateway::Intents;
///
/// let small = CacheConfig::none().guilds(true).roles(true).members(MemberPolicy::Own);
/// assert_eq!(small.intents(), Intents::GUILDS);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CacheConfig {
    // `None` is "what arrives": kept, but not asked for.
    guilds: Option<bool>,
    channels: Option<bool>,
    roles: Option<bool>,
    members: Option<MemberPolicy>,
    voice_states: Option<bool>,
    users: Option<bool>,
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

impl CacheConfig {
    /// Keeps nothing: no event is decoded for the cache's sake, and every read finds nothing.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            guilds: Some(false),
            channels: Some(false),
            roles: Some(false),
            members: Some(MemberPolicy::None),
            voice_states: Some(false),
            users: Some(false),
        }
    }

    /// Guilds: their settings, emoji, stickers and the count of their members.
    #[must_use]
    pub const fn guilds(mut self, keep: bool) -> Self {
        self.guilds = Some(keep);
        self
    }

    /// Channels of guilds.
    #[must_use]
    pub const fn channels(mut self, keep: bool) -> Self {
        self.channels = Some(keep);
        self
    }

    /// Roles.
    #[must_use]
    pub const fn roles(mut self, keep: bool) -> Self {
        self.roles = Some(keep);
        self
    }

    /// Which members. A member comes with its user.
    #[must_use]
    pub const fn members(mut self, policy: MemberPolicy) -> Self {
        self.members = Some(policy);
        self
    }

    /// Who is in which voice channel.
    #[must_use]
    pub const fn voice_states(mut self, keep: bool) -> Self {
        self.voice_states = Some(keep);
        self
    }

    /// Whether members can be found by the user alone ([`Cache::user`](super::Cache::user),
    /// [`Cache::mutual_guilds`](super::Cache::mutual_guilds)). It costs up to 52 bytes a user, and there are none without members.
    #[must_use]
    pub const fn users(mut self, keep: bool) -> Self {
        self.users = Some(keep);
        self
    }

    /// The intents without which the kinds that were switched on *by name* would stay empty. None of the default's.
    ///
    /// Guilds, channels, roles and the bot's own membership need GUILDS; voice states and the members in voice
    /// GUILD_VOICE_STATES as well; all members the privileged GUILD_MEMBERS as well.
    #[must_use]
    pub fn intents(&self) -> Intents {
        let on = |kind| kind == Some(true);
        let mut intents = Intents::empty();
        if on(self.guilds) || on(self.channels) || on(self.roles) {
            intents |= Intents::GUILDS;
        }
        if on(self.voice_states) {
            intents |= Intents::GUILDS | Intents::GUILD_VOICE_STATES;
        }
        intents
            | match self.members {
                None | Some(MemberPolicy::None) => Intents::empty(),
                Some(MemberPolicy::Own) => Intents::GUILDS,
                Some(MemberPolicy::Voice) => Intents::GUILDS | Intents::GUILD_VOICE_STATES,
                Some(MemberPolicy::All) => Intents::GUILDS | Intents::GUILD_MEMBERS,
            }
    }

    /// The events that change what is kept. Nobody else need decode them for the cache.
    #[must_use]
    pub fn wanted(&self) -> EventKinds {
        use EventKind::{
            ChannelCreate, ChannelDelete, ChannelPinsUpdate, ChannelUpdate, EmojisUpdate, GuildCreate, GuildDelete,
            GuildUpdate, MemberAdd, MemberRemove, MemberUpdate, MembersChunk, Ready, RoleCreate, RoleDelete,
            RoleUpdate, UserUpdate, VoiceStateUpdate,
        };

        let members = self.member_policy();
        let (any_member, others) = (members != MemberPolicy::None, members > MemberPolicy::Own);
        let anything = self.keeps_guilds()
            || self.keeps_channels()
            || self.keeps_roles()
            || self.keeps_voice_states()
            || any_member;
        [
            (anything, [Ready, UserUpdate, GuildCreate, GuildDelete].as_slice()),
            (self.keeps_guilds(), &[GuildUpdate, EmojisUpdate, MemberAdd, MemberRemove]),
            (self.keeps_channels(), &[ChannelCreate, ChannelUpdate, ChannelDelete, ChannelPinsUpdate]),
            (self.keeps_roles(), &[GuildUpdate, RoleCreate, RoleUpdate, RoleDelete]),
            (any_member, &[MemberUpdate, RoleDelete]),
            (others, &[MemberAdd, MemberRemove, MembersChunk, VoiceStateUpdate]),
            (self.keeps_voice_states(), &[VoiceStateUpdate, MemberRemove]),
        ]
        .iter()
        .filter(|(kept, _)| *kept)
        .flat_map(|(_, kinds)| kinds.iter().copied())
        .collect()
    }

    pub(super) fn keeps_guilds(&self) -> bool {
        self.guilds.unwrap_or(true)
    }

    pub(super) fn keeps_channels(&self) -> bool {
        self.channels.unwrap_or(true)
    }

    pub(super) fn keeps_roles(&self) -> bool {
        self.roles.unwrap_or(true)
    }

    pub(super) fn keeps_voice_states(&self) -> bool {
        self.voice_states.unwrap_or(true)
    }

    pub(super) fn keeps_users(&self) -> bool {
        self.users.unwrap_or(true) && self.member_policy() != MemberPolicy::None
    }

    pub(super) fn member_policy(&self) -> MemberPolicy {
        self.members.unwrap_or(MemberPolicy::All)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_keeps_all_and_asks_for_nothing() {
        let config = CacheConfig::default();
        assert_eq!(config.intents(), Intents::empty());
        assert_eq!(config.member_policy(), MemberPolicy::All);
        assert_eq!(config.wanted().len(), 18, "{:?}", config.wanted());
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
        for (config, intents) in [
            (none().guilds(true), Intents::GUILDS),
            (none().channels(true), Intents::GUILDS),
            (none().roles(true), Intents::GUILDS),
            (none().voice_states(true), voice),
            (none().members(MemberPolicy::Own), Intents::GUILDS),
            (none().members(MemberPolicy::Voice), voice),
            (none().members(MemberPolicy::All), Intents::GUILDS | Intents::GUILD_MEMBERS),
            (CacheConfig::default().guilds(false), Intents::empty()),
        ] {
            assert_eq!(config.intents(), intents, "{config:?}");
        }
    }

    #[test]
    fn each_kind_wants_only_its_events() {
        let frame = EventKinds::NONE
            | EventKind::Ready
            | EventKind::UserUpdate
            | EventKind::GuildCreate
            | EventKind::GuildDelete;
        let none = CacheConfig::none;
        assert_eq!(
            none().channels(true).wanted(),
            frame
                | EventKind::ChannelCreate
                | EventKind::ChannelUpdate
                | EventKind::ChannelDelete
                | EventKind::ChannelPinsUpdate
        );
        assert_eq!(none().members(MemberPolicy::Own).wanted(), frame | EventKind::MemberUpdate | EventKind::RoleDelete);
        assert_eq!(none().voice_states(true).wanted(), frame | EventKind::VoiceStateUpdate | EventKind::MemberRemove);
    }
}
