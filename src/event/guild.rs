//! Events about guilds, bans, emoji, stickers and webhooks.

use greenroom_macros::{New, Object};
use serde::{Deserialize, Deserializer, Serialize};

use super::scope::{newtype, scope};
use crate::model::guild::unless_false;
use crate::model::{ChannelId, Emoji, Guild, GuildId, Sticker, UnavailableGuild, User};

/// A guild was loaded, joined, or is back from an outage (GUILD_CREATE).
///
/// During an outage Discord sends no more than the id; then [`available`](Self::available) is `None`.
#[derive(Debug, Clone, PartialEq, Serialize, New)]
#[new(guild)]
#[non_exhaustive]
pub struct GuildCreate {
    /// The guild.
    #[serde(flatten)]
    pub guild: MaybeGuild,
    /// Why it was sent. Discord does not say; it is found out by comparing with what was known before.
    #[serde(skip)]
    #[new(value = Arrival::before_comparing(&guild))]
    pub arrival: Arrival,
}

impl GuildCreate {
    /// Which guild.
    #[must_use]
    pub fn id(&self) -> GuildId {
        match &self.guild {
            MaybeGuild::Available(guild) => guild.id,
            MaybeGuild::Unavailable(guild) => guild.id,
        }
    }

    /// The guild, unless it has an outage.
    #[must_use]
    pub fn available(&self) -> Option<&Guild> {
        match &self.guild {
            MaybeGuild::Available(guild) => Some(guild),
            MaybeGuild::Unavailable(_) => None,
        }
    }
}

/// The two things that GUILD_CREATE may carry.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum MaybeGuild {
    /// The whole guild.
    Available(Box<Guild>),
    /// Only its id: it has an outage.
    Unavailable(UnavailableGuild),
}

impl From<Guild> for MaybeGuild {
    fn from(guild: Guild) -> Self {
        Self::Available(Box::new(guild))
    }
}

impl From<UnavailableGuild> for MaybeGuild {
    fn from(guild: UnavailableGuild) -> Self {
        Self::Unavailable(guild)
    }
}

impl<'de> Deserialize<'de> for GuildCreate {
    /// Every field of a guild but its id may be missing, so that one pass over the JSON reads both shapes.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let guild = Box::<Guild>::deserialize(deserializer)?;
        let guild = if guild.unavailable {
            MaybeGuild::Unavailable(UnavailableGuild { id: guild.id, unavailable: true })
        } else {
            MaybeGuild::Available(guild)
        };
        Ok(Self::new(guild))
    }
}

scope!(GuildCreate, |it| guild: Some(it.id()));

/// Why a GUILD_CREATE was sent (gateway reference, section 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Arrival {
    /// The guild was announced in READY and has been loaded.
    #[default]
    Available,
    /// The bot has just joined.
    Joined,
    /// It is back from an outage.
    Back,
    /// It has an outage: nothing but its id is known.
    Unavailable,
}

impl Arrival {
    /// What can be told by the guild alone.
    fn before_comparing(guild: &MaybeGuild) -> Self {
        match guild {
            MaybeGuild::Available(_) => Self::Available,
            MaybeGuild::Unavailable(_) => Self::Unavailable,
        }
    }
}

newtype! {
    /// A guild's settings changed (GUILD_UPDATE). Dereferences to [`Guild`], whose fields that only GUILD_CREATE carries are empty.
    GuildUpdate(Guild)
}
scope!(GuildUpdate, |it| guild: Some(it.id));

/// The bot left a guild or was removed, or the guild has an outage (GUILD_DELETE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(id)]
#[non_exhaustive]
pub struct GuildDelete {
    /// Which guild.
    pub id: GuildId,
    /// Whether it was sent as unavailable; see [`departure`](Self::departure).
    #[serde(skip_serializing_if = "std::ops::Not::not", deserialize_with = "unless_false")]
    pub unavailable: bool,
}

impl GuildDelete {
    /// Why it was sent.
    #[must_use]
    pub fn departure(&self) -> Departure {
        if self.unavailable { Departure::Outage } else { Departure::Left }
    }
}

scope!(GuildDelete, |it| guild: Some(it.id));

/// Why a GUILD_DELETE was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Departure {
    /// The bot left or was removed, or the guild is no more.
    Left,
    /// The guild cannot be reached and will be back.
    Outage,
}

/// A user was banned (GUILD_BAN_ADD). The bot needs BAN_MEMBERS or VIEW_AUDIT_LOG to be told.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_id, user)]
#[non_exhaustive]
pub struct BanAdd {
    /// The guild.
    pub guild_id: GuildId,
    /// Who.
    pub user: User,
}

scope!(BanAdd, |it| guild: Some(it.guild_id), user: Some(it.user.id));

/// A user is no longer banned (GUILD_BAN_REMOVE). The bot needs BAN_MEMBERS or VIEW_AUDIT_LOG to be told.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_id, user)]
#[non_exhaustive]
pub struct BanRemove {
    /// The guild.
    pub guild_id: GuildId,
    /// Who.
    pub user: User,
}

scope!(BanRemove, |it| guild: Some(it.guild_id), user: Some(it.user.id));

/// A guild's emoji changed (GUILD_EMOJIS_UPDATE).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_id, emojis)]
#[non_exhaustive]
pub struct EmojisUpdate {
    /// The guild.
    pub guild_id: GuildId,
    /// All its emoji, as they are now.
    pub emojis: Vec<Emoji>,
}

scope!(EmojisUpdate, |it| guild: Some(it.guild_id));

/// A guild's stickers changed (GUILD_STICKERS_UPDATE).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_id, stickers)]
#[non_exhaustive]
pub struct StickersUpdate {
    /// The guild.
    pub guild_id: GuildId,
    /// All its stickers, as they are now.
    pub stickers: Vec<Sticker>,
}

scope!(StickersUpdate, |it| guild: Some(it.guild_id));

/// A channel's webhooks changed (WEBHOOKS_UPDATE). What changed is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(guild_id, channel_id)]
#[non_exhaustive]
pub struct WebhooksUpdate {
    /// The guild.
    pub guild_id: GuildId,
    /// The channel.
    pub channel_id: ChannelId,
}

scope!(WebhooksUpdate, |it| guild: Some(it.guild_id), channel: Some(it.channel_id));
