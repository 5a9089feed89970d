//! Snowflakes: one newtype for each kind of id, so that a channel's id cannot be passed as a guild's.
//!
//! Discord sends ids as decimal strings, and in a few places (`not_found` of GUILD_MEMBERS_CHUNK, guild template
//! snapshots) as numbers. Both are read; strings are written. In memory an id is a `u64`.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use super::Timestamp;
use super::readable::Readable;

/// The first millisecond of 2015, where Discord's snowflakes start to count (milliseconds since the Unix epoch).
pub const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

/// Reads a `u64` from a decimal string or a number. All ids share this function, which keeps the generated code small.
pub(crate) fn u64_from_string_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    struct DecimalVisitor;

    impl Visitor<'_> for DecimalVisitor {
        type Value = u64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an unsigned 64-bit integer, as a decimal string or a number")
        }

        fn visit_u64<E: de::Error>(self, value: u64) -> Result<u64, E> {
            Ok(value)
        }

        fn visit_i64<E: de::Error>(self, value: i64) -> Result<u64, E> {
            u64::try_from(value).map_err(|_| E::invalid_value(de::Unexpected::Signed(value), &self))
        }

        fn visit_str<E: de::Error>(self, value: &str) -> Result<u64, E> {
            match super::digits::decimal(value.as_bytes()) {
                Some(number) => Ok(number),
                None => value.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(value), &self)),
            }
        }
    }

    deserializer.deserialize_any(DecimalVisitor)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// Ordered by age: a smaller id was created earlier.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(transparent)]
        pub struct $name(u64);

        // No id stands for "none": where an id is optional, it is an `Option`.
        #[cfg(test)]
        static_assertions::assert_not_impl_any!($name: Default);

        impl $name {
            /// Wraps a raw snowflake. Any value is accepted.
            #[must_use]
            pub const fn new(id: u64) -> Self {
                Self(id)
            }

            /// The raw snowflake.
            #[must_use]
            pub const fn get(self) -> u64 {
                self.0
            }

            /// The time at which this id was created, to the millisecond. It is part of the id.
            #[must_use]
            pub const fn created_at(self) -> Timestamp {
                Timestamp::from_millis(((self.0 >> 22) + DISCORD_EPOCH_MS).cast_signed())
            }
        }

        impl From<u64> for $name {
            fn from(id: u64) -> Self {
                Self(id)
            }
        }

        impl From<$name> for u64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl PartialEq<u64> for $name {
            fn eq(&self, other: &u64) -> bool {
                self.0 == *other
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                u64_from_string_or_number(deserializer).map(Self)
            }
        }

        impl<'de> Readable<'de> for $name {
            const REQUIRED: bool = true;

            #[inline]
            fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Self::deserialize(from)
            }

            fn absent() -> Option<Self> {
                None
            }

            #[inline]
            fn is_nothing(&self) -> bool {
                self.0 == 0
            }
        }
    )+};
}

ids! {
    /// Id of a user, who may be a bot.
    UserId;
    /// Id of a guild (a "server").
    GuildId;
    /// Id of a channel, a thread, a category or a DM.
    ChannelId;
    /// Id of a message. A thread started from a message has the same number as its [`ChannelId`].
    MessageId;
    /// Id of a role. The `@everyone` role has the number of its guild.
    RoleId;
    /// Id of a custom emoji.
    EmojiId;
    /// Id of a sticker.
    StickerId;
    /// Id of a pack of standard stickers.
    StickerPackId;
    /// Id of an attachment of a message.
    AttachmentId;
    /// Id of an application.
    ApplicationId;
    /// Id of an application command.
    CommandId;
    /// Id of an interaction. The three seconds for the first answer are counted from its creation.
    InteractionId;
    /// Id of a webhook.
    WebhookId;
    /// Id of an integration.
    IntegrationId;
    /// Id of a soundboard sound.
    SoundId;
    /// Id of a stage instance.
    StageInstanceId;
    /// Id of a guild scheduled event.
    ScheduledEventId;
    /// Id of an exception of a recurring scheduled event: a date with changes.
    ScheduledEventExceptionId;
    /// Id of a forum tag.
    ForumTagId;
    /// Id of an SKU, an article that can be bought.
    SkuId;
    /// Id of an entitlement.
    EntitlementId;
    /// Id of a subscription to an SKU of an application.
    SubscriptionId;
    /// Id of an AutoMod rule.
    AutoModerationRuleId;
    /// Id of an entry of an audit log.
    AuditLogEntryId;
    /// Id of a team of developers.
    TeamId;
    /// Id of a question of a guild's onboarding.
    OnboardingPromptId;
    /// Id of an answer to a question of a guild's onboarding.
    OnboardingOptionId;
    /// Id of a request to join a guild.
    JoinRequestId;
    /// Id of a lobby, a group of users in a game.
    LobbyId;
    /// Id of the object of a permission overwrite or an audit log entry, whose kind is in another field.
    GenericId;
}

impl GuildId {
    /// The id of the guild's `@everyone` role, which has the same number as the guild.
    #[must_use]
    pub const fn everyone_role(self) -> RoleId {
        RoleId(self.0)
    }

    /// The shard that receives this guild's events, if there are `shard_count` shards (gateway reference, section 14).
    /// A count of zero is used as one.
    #[must_use]
    pub const fn shard(self, shard_count: u32) -> u32 {
        let count = if shard_count == 0 { 1 } else { shard_count as u64 };
        // The remainder is smaller than a `u32`, so the conversion loses nothing.
        ((self.0 >> 22) % count) as u32
    }
}

impl From<UserId> for GenericId {
    fn from(id: UserId) -> Self {
        Self(id.0)
    }
}

impl From<RoleId> for GenericId {
    fn from(id: RoleId) -> Self {
        Self(id.0)
    }
}

impl UserId {
    /// `<@id>`, which Discord shows as the user's name.
    #[must_use]
    pub fn mention(self) -> impl fmt::Display {
        Mention { prefix: "@", id: self.0 }
    }
}

impl ChannelId {
    /// `<#id>`, which Discord shows as a link to the channel.
    #[must_use]
    pub fn mention(self) -> impl fmt::Display {
        Mention { prefix: "#", id: self.0 }
    }
}

impl RoleId {
    /// `<@&id>`, which Discord shows as the role's name in its colour.
    #[must_use]
    pub fn mention(self) -> impl fmt::Display {
        Mention { prefix: "@&", id: self.0 }
    }
}

struct Mention {
    prefix: &'static str,
    id: u64,
}

impl fmt::Display for Mention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}{}>", self.prefix, self.id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn strings_and_numbers_are_read_and_strings_are_written() {
        for json in [r#""175928847299117063""#, "175928847299117063"] {
            let id: UserId = serde_json::from_str(json).unwrap();
            assert_eq!(id.get(), 175_928_847_299_117_063);
            assert_eq!(serde_json::to_string(&id).unwrap(), r#""175928847299117063""#);
        }
        assert_eq!(serde_json::from_str::<GuildId>(&format!("\"{}\"", u64::MAX)).unwrap().get(), u64::MAX);
    }

    #[test]
    fn invalid_ids_are_refused_with_an_explanation() {
        for json in [r#""12a""#, r#""""#, "-1", "1.5", "null", "[]", r#""99999999999999999999""#] {
            let error = serde_json::from_str::<UserId>(json).unwrap_err().to_string();
            assert!(error.contains("decimal string or a number"), "{json}: {error}");
        }
    }

    #[test]
    fn works_as_a_map_key() {
        let map: HashMap<UserId, u8> = serde_json::from_str(r#"{"80351110224678912":1}"#).unwrap();
        assert_eq!(map.get(&UserId::new(80_351_110_224_678_912)), Some(&1));
        assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"80351110224678912":1}"#);
    }

    #[test]
    fn the_creation_time_is_part_of_the_id() {
        // The example of Discord's own documentation.
        let id = UserId::new(175_928_847_299_117_063);
        assert_eq!(id.created_at().as_millis(), 1_462_015_105_796);
        assert_eq!(id.created_at().to_string(), "2016-04-30T11:18:25.796000+00:00");
        // Even the largest id has a date.
        assert_eq!(UserId::new(u64::MAX).created_at().to_string(), "2154-05-15T07:35:11.103000+00:00");
    }

    #[test]
    fn formats() {
        assert_eq!(UserId::new(5).to_string(), "5");
        assert_eq!(format!("{:?}", ChannelId::new(5)), "ChannelId(5)");
        assert_eq!("5".parse::<RoleId>().unwrap(), 5);
        assert_eq!(UserId::new(5).mention().to_string(), "<@5>");
        assert_eq!(ChannelId::new(5).mention().to_string(), "<#5>");
        assert_eq!(RoleId::new(5).mention().to_string(), "<@&5>");
    }

    #[test]
    fn routes_guilds_to_shards() {
        for (id, count, shard) in [(0, 1, 0), (1 << 22, 2, 1), (2 << 22, 2, 0), (7 << 22, 0, 0), (u64::MAX, 1000, 103)]
        {
            assert_eq!(GuildId::new(id).shard(count), shard, "{id} of {count}");
        }
    }
}
