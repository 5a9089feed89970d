//! The kind and the context of an interaction, and the installation of its application (Discord's docs,
//! interactions/receiving-and-responding).

use greenroom_macros::Object;
use serde::de::Deserializer;
use serde::{Deserialize, Serialize, Serializer};

use super::open::open_enum;
use super::readable::readable;
use super::{GuildId, UserId};

open_enum! {
    /// The kind of an interaction.
    pub enum InteractionKind {
        /// A check by Discord whether the endpoint exists. Only over HTTP.
        Ping = 1,
        /// A command was used.
        ApplicationCommand = 2,
        /// A button or a select menu was used.
        MessageComponent = 3,
        /// An option of a command is being typed.
        ApplicationCommandAutocomplete = 4,
        /// A modal was submitted.
        ModalSubmit = 5,
    }
}

open_enum! {
    /// The context in which an interaction was used.
    pub enum InteractionContext {
        /// In a guild.
        Guild = 0,
        /// In a DM with the bot.
        BotDm = 1,
        /// In a DM or group DM without the bot.
        PrivateChannel = 2,
    }
}

/// The guild and the user for which the application was installed: one of them or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Object)]
#[non_exhaustive]
pub struct IntegrationOwners {
    /// For a guild: the place in which it is used.
    #[serde(rename = "0", skip_serializing_if = "Option::is_none")]
    pub guild: Option<GuildInstallation>,
    /// The user who installed it.
    #[serde(rename = "1", skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
}

/// The place in which an application that was installed for a guild is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GuildInstallation {
    /// In the guild it was installed in.
    Guild(GuildId),
    /// In the DM with the bot. Discord sends 0 in place of the guild.
    BotDm,
}

impl GuildInstallation {
    /// The guild in which it was installed. `None` in the DM with the bot.
    #[must_use]
    pub const fn guild_id(self) -> Option<GuildId> {
        match self {
            Self::Guild(id) => Some(id),
            Self::BotDm => None,
        }
    }
}

impl Serialize for GuildInstallation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Guild(id) => id.serialize(serializer),
            Self::BotDm => serializer.serialize_str("0"),
        }
    }
}

impl<'de> Deserialize<'de> for GuildInstallation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = GuildId::deserialize(deserializer)?;
        Ok(if id.get() == 0 { Self::BotDm } else { Self::Guild(id) })
    }
}

readable!(required GuildInstallation);
