//! Permissions of roles, members and overwrites (Discord's docs, topics/permissions).
//!
//! [`Permissions`] is a set of them. [`in_guild`] and [`in_channel`] calculate the permissions of a member from facts
//! that the caller passes; [`Rank`] compares the positions of members and roles. `Cache::permissions_in` takes the
//! facts from the cache.

mod calculate;
mod rank;

use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::model::readable::readable;

pub use calculate::{IN_DIRECT_MESSAGES, MissingFact, Place, Thread, Who, in_channel, in_guild};
pub use rank::Rank;

bitflags::bitflags! {
    /// A set of permissions. Unknown bits are kept and written back as they came.
    ///
    /// Discord sends them as a decimal string. `all()` has the 52 documented ones.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Permissions: u64 {
        /// Create invites.
        const CREATE_INSTANT_INVITE = 1 << 0;
        /// Kick members whose highest role is lower.
        const KICK_MEMBERS = 1 << 1;
        /// Ban members whose highest role is lower.
        const BAN_MEMBERS = 1 << 2;
        /// Everything, regardless of channel overwrites.
        const ADMINISTRATOR = 1 << 3;
        /// Create, edit and delete channels.
        const MANAGE_CHANNELS = 1 << 4;
        /// Edit the guild.
        const MANAGE_GUILD = 1 << 5;
        /// Be the first to react with an emoji. Joining an existing reaction needs no permission.
        const ADD_REACTIONS = 1 << 6;
        /// Read the audit log.
        const VIEW_AUDIT_LOG = 1 << 7;
        /// Be louder than others in a voice channel.
        const PRIORITY_SPEAKER = 1 << 8;
        /// Stream video.
        const STREAM = 1 << 9;
        /// See the channel. Without it no other permission applies there.
        const VIEW_CHANNEL = 1 << 10;
        /// Send messages and create posts in forums, but not in threads.
        const SEND_MESSAGES = 1 << 11;
        /// Send messages that are read aloud.
        const SEND_TTS_MESSAGES = 1 << 12;
        /// Delete messages of others.
        const MANAGE_MESSAGES = 1 << 13;
        /// Links are shown with embeds.
        const EMBED_LINKS = 1 << 14;
        /// Upload files.
        const ATTACH_FILES = 1 << 15;
        /// Read messages that were sent before the member opened the channel.
        const READ_MESSAGE_HISTORY = 1 << 16;
        /// Mention `@everyone`, `@here` and all roles.
        const MENTION_EVERYONE = 1 << 17;
        /// Use custom emoji of other guilds.
        const USE_EXTERNAL_EMOJIS = 1 << 18;
        /// See the guild's insights.
        const VIEW_GUILD_INSIGHTS = 1 << 19;
        /// Join a voice channel.
        const CONNECT = 1 << 20;
        /// Speak in a voice channel.
        const SPEAK = 1 << 21;
        /// Mute members in voice channels.
        const MUTE_MEMBERS = 1 << 22;
        /// Deafen members in voice channels.
        const DEAFEN_MEMBERS = 1 << 23;
        /// Move members between voice channels.
        const MOVE_MEMBERS = 1 << 24;
        /// Speak without push-to-talk.
        const USE_VAD = 1 << 25;
        /// Change one's own nickname.
        const CHANGE_NICKNAME = 1 << 26;
        /// Change the nicknames of others.
        const MANAGE_NICKNAMES = 1 << 27;
        /// Edit and grant roles below one's own highest role.
        const MANAGE_ROLES = 1 << 28;
        /// Create, edit and delete webhooks.
        const MANAGE_WEBHOOKS = 1 << 29;
        /// Edit and delete emoji, stickers and sounds of others.
        const MANAGE_GUILD_EXPRESSIONS = 1 << 30;
        /// Use application commands.
        const USE_APPLICATION_COMMANDS = 1 << 31;
        /// Ask to speak on a stage.
        const REQUEST_TO_SPEAK = 1 << 32;
        /// Edit and delete scheduled events of others.
        const MANAGE_EVENTS = 1 << 33;
        /// Archive and delete threads, and see all private ones.
        const MANAGE_THREADS = 1 << 34;
        /// Create public and announcement threads.
        const CREATE_PUBLIC_THREADS = 1 << 35;
        /// Create private threads.
        const CREATE_PRIVATE_THREADS = 1 << 36;
        /// Use stickers of other guilds.
        const USE_EXTERNAL_STICKERS = 1 << 37;
        /// Send messages in threads.
        const SEND_MESSAGES_IN_THREADS = 1 << 38;
        /// Start activities.
        const USE_EMBEDDED_ACTIVITIES = 1 << 39;
        /// Put members into timeout.
        const MODERATE_MEMBERS = 1 << 40;
        /// See the earnings of role subscriptions.
        const VIEW_CREATOR_MONETIZATION_ANALYTICS = 1 << 41;
        /// Play sounds of the soundboard.
        const USE_SOUNDBOARD = 1 << 42;
        /// Create emoji, stickers and sounds, and edit one's own.
        const CREATE_GUILD_EXPRESSIONS = 1 << 43;
        /// Create scheduled events, and edit one's own.
        const CREATE_EVENTS = 1 << 44;
        /// Play sounds of other guilds.
        const USE_EXTERNAL_SOUNDS = 1 << 45;
        /// Send voice messages.
        const SEND_VOICE_MESSAGES = 1 << 46;
        /// Set the status line of a voice channel.
        const SET_VOICE_CHANNEL_STATUS = 1 << 48;
        /// Send polls.
        const SEND_POLLS = 1 << 49;
        /// Answers of user-installed applications are visible to everybody.
        const USE_EXTERNAL_APPS = 1 << 50;
        /// Pin and unpin messages.
        const PIN_MESSAGES = 1 << 51;
        /// Not be limited by slow mode.
        const BYPASS_SLOWMODE = 1 << 52;
    }
}

impl fmt::Display for Permissions {
    /// The names, as in the documentation: `SEND_MESSAGES | EMBED_LINKS`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        bitflags::parser::to_writer(self, f)
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.bits())
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::model::open::permission_bits(deserializer).map(Self::from_bits_retain)
    }
}

readable!(default Permissions);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_the_documented_number() {
        assert_eq!(Permissions::all().bits(), 8_866_461_766_385_663);
        assert_eq!(Permissions::all().iter().count(), 52);
    }

    #[test]
    fn unknown_bits_are_kept() {
        let text = format!("\"{}\"", (1_u64 << 63) | (1 << 47) | 0x800);
        let permissions: Permissions = serde_json::from_str(&text).unwrap();
        assert!(permissions.contains(Permissions::SEND_MESSAGES));
        assert_eq!(serde_json::to_string(&permissions).unwrap(), text);
    }

    #[test]
    fn all_notations_are_read() {
        for (json, bits) in [(r#""0""#, 0), ("8", 8), (r#""18446744073709551624""#, 8)] {
            assert_eq!(serde_json::from_str::<Permissions>(json).unwrap().bits(), bits, "{json}");
        }
        for json in [r#""-1""#, "-1", "-1.0", "1.5"] {
            assert!(serde_json::from_str::<Permissions>(json).is_err(), "{json}: it would grant everything");
        }
    }

    #[test]
    fn debug_shows_names() {
        let both = Permissions::SEND_MESSAGES | Permissions::EMBED_LINKS;
        assert_eq!(both.to_string(), "SEND_MESSAGES | EMBED_LINKS");
    }
}
