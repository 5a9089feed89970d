//! What a session asks Discord to be told (Discord's docs: "Gateway Intents").

use std::fmt;

use bitflags::bitflags;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

bitflags! {
    /// Groups of events a session wants. What is not asked for is not sent.
    ///
    /// Three are privileged ([`PRIVILEGED`](Self::PRIVILEGED)): they must be switched on for the application in the
    /// developer portal, else Discord closes the connection with 4014. Bits that have no name yet are kept, so that a
    /// newer intent can be asked for by its number; Discord refuses undefined ones with 4013.
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
        /// Who is in which voice channel.
        const GUILD_VOICE_STATES = 1 << 7;
        /// Privileged. Who is online and what they do.
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
        /// Privileged. Brings no event of its own, but the text, embeds, attachments, components and polls of messages
        /// that neither come from the bot, mention it nor are sent to it directly.
        const MESSAGE_CONTENT = 1 << 15;
        /// Scheduled events.
        const GUILD_SCHEDULED_EVENTS = 1 << 16;
        /// Rules of the automatic moderation.
        const AUTO_MODERATION_CONFIGURATION = 1 << 20;
        /// Deeds of the automatic moderation.
        const AUTO_MODERATION_EXECUTION = 1 << 21;
        /// Votes on polls in guilds.
        const GUILD_MESSAGE_POLLS = 1 << 24;
        /// Votes on polls in direct messages.
        const DIRECT_MESSAGE_POLLS = 1 << 25;

        const _ = !0;
    }
}

impl Intents {
    /// Every documented intent. Named so because [`all`](Self::all) of a flag type that keeps unknown bits has them all
    /// set, which Discord would refuse.
    pub const ALL: Self = Self::from_bits_retain(0x0331_FFFF);
    /// Those that need a switch in the developer portal.
    pub const PRIVILEGED: Self = Self::from_bits_retain(0x8102);
    /// Every documented intent that needs no permission.
    pub const NON_PRIVILEGED: Self = Self::from_bits_retain(0x0331_FFFF & !0x8102);

    /// The privileged ones among these.
    #[must_use]
    pub const fn privileged(self) -> Self {
        self.intersection(Self::PRIVILEGED)
    }

    /// The bits among these that no documented intent has: Discord answers them with close code 4013.
    #[must_use]
    pub const fn undefined(self) -> Self {
        self.difference(Self::ALL)
    }

    /// The names of these intents, ascending by bit. Bits without a name are left out.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.iter_names().map(|(name, _)| name)
    }

    /// The intent of that name, as the table in Discord's docs writes it. The former names `GUILD_BANS` and
    /// `GUILD_EMOJIS_AND_STICKERS` are understood as well.
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
    /// None at all.
    fn default() -> Self {
        Self::empty()
    }
}

impl fmt::Display for Intents {
    /// The names joined with ` | `, unknown bits in hexadecimal, `none` for none.
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
    fn prints_names_and_unknown_bits() {
        assert_eq!(Intents::empty().to_string(), "none");
        assert_eq!((Intents::GUILDS | Intents::MESSAGE_CONTENT).to_string(), "GUILDS | MESSAGE_CONTENT");
        assert_eq!(Intents::from_bits_retain(1 | 1 << 40).to_string(), "GUILDS | 0x10000000000");
    }

    #[test]
    fn goes_over_the_wire_as_a_number() {
        assert_eq!(serde_json::to_string(&Intents::GUILD_MESSAGES).unwrap(), "512");
        let unknown: Intents = serde_json::from_str("131072").unwrap();
        assert_eq!(unknown.undefined().bits(), 1 << 17);
    }

    #[test]
    fn is_found_by_present_and_former_names() {
        assert_eq!(Intents::by_name("GUILD_BANS"), Some(Intents::GUILD_MODERATION));
        for (name, intent) in Intents::ALL.iter_names() {
            assert_eq!(Intents::by_name(name), Some(intent));
        }
        assert_eq!(Intents::by_name("MESSAGES"), None);
    }
}
