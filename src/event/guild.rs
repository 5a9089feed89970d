//! Events about guilds, bans, emoji, stickers and webhooks.

use greenroom_macros::{New, Object};
use serde::{Deserialize, Deserializer, Serialize};

use super::scope::{newtype, scope};
use crate::model::guild::unless_false;
use crate::model::{ChannelId, Emoji, Guild, GuildId, Sticker, UnavailableGuild, User};

/// A guild was loaded, joined, or is back from an outage (GUILD_CREATE).
///
/// During an outage Discord sends only the id, and [`available`](Self::available) is `None`.
#[derive(Debug, Clone, PartialEq, Serialize, New)]
#[new(guild)]
#[non_exhaustive]
pub struct GuildCreate {
    /// The guild.
    #[serde(flatten)]
    pub guild: MaybeGuild,
    /// Why it was sent. Discord does not send the reason; it is determined from which guilds were known before.
    #[serde(skip)]
    #[new(value = Arrival::from_payload(&guild))]
    pub arrival: Arrival,
}

impl GuildCreate {
    /// The guild.
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

/// The two forms of a GUILD_CREATE.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum MaybeGuild {
    /// The whole guild.
    Available(Box<Guild>),
    /// Only the id, because the guild has an outage.
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
    /// All fields of a guild except its id are optional here, so that one pass over the JSON reads both forms.
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
    /// The bot has just joined the guild.
    Joined,
    /// The guild is back from an outage.
    Back,
    /// The guild has an outage: only its id is known.
    Unavailable,
}

impl Arrival {
    /// The arrival as far as the payload alone shows it.
    fn from_payload(guild: &MaybeGuild) -> Self {
        match guild {
            MaybeGuild::Available(_) => Self::Available,
            MaybeGuild::Unavailable(_) => Self::Unavailable,
        }
    }
}

newtype! {
    /// A guild's settings changed (GUILD_UPDATE). Dereferences to [`Guild`]. Fields that Discord sends only in
    /// GUILD_CREATE are empty.
    GuildUpdate(Guild)
}
scope!(GuildUpdate, |it| guild: Some(it.id));

/// The bot left a guild or was removed, or the guild has an outage (GUILD_DELETE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(id)]
#[non_exhaustive]
pub struct GuildDelete {
    /// The guild.
    pub id: GuildId,
    /// Whether Discord marked it as unavailable; see [`departure`](Self::departure).
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
    /// The bot left or was removed, or the guild was deleted.
    Left,
    /// The guild has an outage and will be back.
    Outage,
}

/// A user was banned (GUILD_BAN_ADD). Only sent if the bot has BAN_MEMBERS or VIEW_AUDIT_LOG.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_id, user)]
#[non_exhaustive]
pub struct BanAdd {
    /// The guild.
    pub guild_id: GuildId,
    /// The user.
    pub user: User,
}

scope!(BanAdd, |it| guild: Some(it.guild_id), user: Some(it.user.id));

/// A user is no longer banned (GUILD_BAN_REMOVE). Only sent if the bot has BAN_MEMBERS or VIEW_AUDIT_LOG.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_id, user)]
#[non_exhaustive]
pub struct BanRemove {
    /// The guild.
    pub guild_id: GuildId,
    /// The user.
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
    /// All emoji of the guild, as they are now.
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
    /// All stickers of the guild, as they are now.
    pub stickers: Vec<Sticker>,
}

scope!(StickersUpdate, |it| guild: Some(it.guild_id));

/// A channel's webhooks changed (WEBHOOKS_UPDATE). The event does not contain the change.
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
