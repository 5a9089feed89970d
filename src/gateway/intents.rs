//! The groups of events that a session receives (Discord's docs: "Gateway Intents").

use std::fmt;

use bitflags::bitflags;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

bitflags! {
    /// The groups of events that a session receives. Discord sends no others.
    ///
    /// Three are privileged ([`PRIVILEGED`](Self::PRIVILEGED)): if they are not enabled for the application in the
    /// developer portal, Discord closes the connection with 4014. Bits without a name are kept, so that a newer intent
    /// can be set by its number; Discord refuses undefined ones with 4013.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Intents: u64 {
        /// Guilds, roles, channels, threads and stages.
        const GUILDS = 1;
        /// Privileged. Members joining, changing and leaving, and all members of a guild on request.
        const GUILD_MEMBERS = 1 << 1;
        /// Bans and the audit log.
        const GUILD_MODERATION = 1 << 2;
        /// Emojis, stickers and soundboard sounds.
        const GUILD_EXPRESSIONS = 1 << 3;
        /// Integrations.
        const GUILD_INTEGRATIONS = 1 << 4;
        /// Webhooks.
        const GUILD_WEBHOOKS = 1 << 5;
        /// Invites.
        const GUILD_INVITES = 1 << 6;
        /// Users joining, changing and leaving voice channels.
        const GUILD_VOICE_STATES = 1 << 7;
        /// Privileged. Online states and activities of users.
        const GUILD_PRESENCES = 1 << 8;
        /// Messages in guilds.
        const GUILD_MESSAGES = 1 << 9;
        /// Reactions in guilds.
        const GUILD_MESSAGE_REACTIONS = 1 << 10;
        /// Typing in guilds.
        const GUILD_MESSAGE_TYPING = 1 << 11;
        /// Direct messages.
        const DIRECT_MESSAGES = 1 << 12;
        /// Reactions in direct messages.
        const DIRECT_MESSAGE_REACTIONS = 1 << 13;
        /// Typing in direct messages.
        const DIRECT_MESSAGE_TYPING = 1 << 14;
        /// Privileged. It adds no events, but the text, embeds, attachments, components and polls of messages that are
        /// not from the bot, do not mention it and are not direct messages to it.
        const MESSAGE_CONTENT = 1 << 15;
        /// Scheduled events.
        const GUILD_SCHEDULED_EVENTS = 1 << 16;
        /// Rules of the automatic moderation.
        const AUTO_MODERATION_CONFIGURATION = 1 << 20;
        /// Actions of the automatic moderation.
        const AUTO_MODERATION_EXECUTION = 1 << 21;
        /// Votes on polls in guilds.
        const GUILD_MESSAGE_POLLS = 1 << 24;
        /// Votes on polls in direct messages.
        const DIRECT_MESSAGE_POLLS = 1 << 25;

        const _ = !0;
    }
}

impl Intents {
    /// Every documented intent. [`all`](Self::all) instead sets every bit, because unknown bits are kept, and Discord
    /// would refuse it.
    pub const ALL: Self = Self::from_bits_retain(0x0331_FFFF);
    /// The intents that must be enabled in the developer portal.
    pub const PRIVILEGED: Self = Self::from_bits_retain(0x8102);
    /// Every documented intent that is not privileged.
    pub const NON_PRIVILEGED: Self = Self::from_bits_retain(0x0331_FFFF & !0x8102);

    /// The privileged intents among these.
    #[must_use]
    pub const fn privileged(self) -> Self {
        self.intersection(Self::PRIVILEGED)
    }

    /// The bits among these that are not documented. Discord refuses them with close code 4013.
    #[must_use]
    pub const fn undefined(self) -> Self {
        self.difference(Self::ALL)
    }

    /// The names of these intents, ascending by bit. Bits without a name are left out.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.iter_names().map(|(name, _)| name)
    }

    /// The intent with this name in Discord's docs. The former names `GUILD_BANS` and `GUILD_EMOJIS_AND_STICKERS` are
    /// accepted as well.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        match name {
            "GUILD_BANS" => Some(Self::GUILD_MODERATION),
            "GUILD_EMOJIS_AND_STICKERS" => Some(Self::GUILD_EXPRESSIONS),
            _ => Self::from_name(name),
        }
    }
}

impl Default for Intents {
    /// No intents.
    fn default() -> Self {
        Self::empty()
    }
}

impl fmt::Display for Intents {
    /// The names, joined with ` | `, and unknown bits in hexadecimal; `none` if empty.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        let mut separator = "";
        for name in self.names() {
            write!(f, "{separator}{name}")?;
            separator = " | ";
        }
        let undefined = self.undefined().bits();
        if undefined != 0 {
            write!(f, "{separator}{undefined:#x}")?;
        }
        Ok(())
    }
}

impl Serialize for Intents {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.bits())
    }
}

impl<'de> Deserialize<'de> for Intents {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u64::deserialize(deserializer).map(Self::from_bits_retain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_equal_the_documented_numbers() {
        let named = Intents::ALL.iter_names().fold(0, |sum, (_, intent)| sum | intent.bits());
        assert_eq!(named, 53_608_447, "every bit of ALL has a name and every name is in ALL");
        assert_eq!(Intents::ALL.names().count(), 21);
        assert_eq!(Intents::ALL.bits(), 53_608_447);
        assert_eq!(Intents::PRIVILEGED.bits(), 33_026);
        assert_eq!(Intents::NON_PRIVILEGED.bits(), 53_575_421);
        assert_eq!(Intents::PRIVILEGED, Intents::GUILD_MEMBERS | Intents::GUILD_PRESENCES | Intents::MESSAGE_CONTENT);
    }

    #[test]
    fn display_shows_names_and_unknown_bits() {
        assert_eq!(Intents::empty().to_string(), "none");
        assert_eq!((Intents::GUILDS | Intents::MESSAGE_CONTENT).to_string(), "GUILDS | MESSAGE_CONTENT");
        assert_eq!(Intents::from_bits_retain(1 | 1 << 40).to_string(), "GUILDS | 0x10000000000");
    }

    #[test]
    fn intents_are_serialized_as_a_number() {
        assert_eq!(serde_json::to_string(&Intents::GUILD_MESSAGES).unwrap(), "512");
        let unknown: Intents = serde_json::from_str("131072").unwrap();
        assert_eq!(unknown.undefined().bits(), 1 << 17);
    }

    #[test]
    fn intents_are_found_by_current_and_former_names() {
        assert_eq!(Intents::by_name("GUILD_BANS"), Some(Intents::GUILD_MODERATION));
        for (name, intent) in Intents::ALL.iter_names() {
            assert_eq!(Intents::by_name(name), Some(intent));
        }
        assert_eq!(Intents::by_name("MESSAGES"), None);
    }
}
