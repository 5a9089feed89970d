//! Presences as they are received (Discord's docs, events/gateway-events, "Presence Update"). The presence that a bot
//! sends is [`gateway::BotPresence`](crate::gateway::BotPresence).
//!
//! Discord does not check activities, which users' programs write. A value of an activity that cannot be read is
//! therefore left out without a report.

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::{Deserialize, Deserializer};

use super::object::is_default;
use super::open::{open_enum, open_flags, open_names};
use super::readable::AsRead;
use super::{ApplicationId, EmojiId, GuildId, PartialUser};

/// The online status and the activities of a user.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(user, status)]
#[non_exhaustive]
pub struct Presence {
    /// The user. Often only the id is set.
    pub user: PartialUser,
    /// The guild; absent in GUILD_CREATE and GUILD_MEMBERS_CHUNK.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The status, combined over all of the user's devices.
    #[serde(default)]
    pub status: OnlineStatus,
    /// The activities.
    pub activities: Vec<UserActivity>,
    /// The status by device.
    #[serde(default)]
    pub client_status: ClientStatus,
}

open_names! {
    /// The online status of a user.
    #[derive(Default)]
    pub enum OnlineStatus {
        /// Online.
        Online = "online",
        /// Away.
        Idle = "idle",
        /// Do not disturb.
        DoNotDisturb = "dnd",
        /// Shown as offline. It is sent, but never received.
        Invisible = "invisible",
        /// Offline or invisible.
        #[default]
        Offline = "offline",
    }
}

/// The status on each device; `None` if the user is offline there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Object)]
#[non_exhaustive]
pub struct ClientStatus {
    /// Windows, Linux, macOS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desktop: Option<OnlineStatus>,
    /// iOS, Android.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<OnlineStatus>,
    /// A browser. Bots have this one too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web: Option<OnlineStatus>,
    /// A headset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vr: Option<OnlineStatus>,
}

/// An activity of a user.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[object(unchecked)]
#[new(name, kind)]
#[non_exhaustive]
pub struct UserActivity {
    /// The name of the game or service; `Custom Status` for a custom status.
    pub name: CompactString,
    /// The kind.
    #[serde(rename = "type", default)]
    pub kind: ActivityKind,
    /// The URL of the stream. Only for [`ActivityKind::Streaming`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<CompactString>,
    /// When it was added to the session, Unix time in milliseconds.
    pub created_at: Option<i64>,
    /// The start and end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamps: Option<ActivityTimestamps>,
    /// The application of the game.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// The field that is shown in the member list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_display_type: Option<StatusDisplay>,
    /// The details of what the user is doing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<CompactString>,
    /// The URL that `details` links to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details_url: Option<CompactString>,
    /// The party's state, or the text of a custom status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<CompactString>,
    /// The URL that `state` links to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_url: Option<CompactString>,
    /// The emoji of a custom status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<Box<ActivityEmoji>>,
    /// The party.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<Box<ActivityParty>>,
    /// The pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assets: Option<Box<ActivityAssets>>,
    /// The secrets for joining.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secrets: Option<Box<ActivitySecrets>>,
    /// Whether this is an instance of a match.
    #[serde(skip_serializing_if = "is_default")]
    pub instance: bool,
    /// The possible actions.
    #[serde(skip_serializing_if = "is_default")]
    pub flags: ActivityFlags,
    /// The labels of the buttons, at most two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<CompactString>,
}

open_enum! {
    /// The kind of an activity. Clients show it as the verb before the name.
    #[derive(Default)]
    pub enum ActivityKind {
        /// Playing a game.
        #[default]
        Playing = 0,
        /// Streaming on Twitch or YouTube.
        Streaming = 1,
        /// Listening to something.
        Listening = 2,
        /// Watching something.
        Watching = 3,
        /// A custom status.
        Custom = 4,
        /// Competing in something.
        Competing = 5,
    }
}

open_enum! {
    /// The field of an activity that is shown in the member list.
    pub enum StatusDisplay {
        /// Its name.
        Name = 0,
        /// Its state.
        State = 1,
        /// Its details.
        Details = 2,
    }
}

open_flags! {
    /// The possible actions for an activity.
    pub struct ActivityFlags {
        /// It is an instance of a match.
        const INSTANCE = 1 << 0;
        /// It can be joined.
        const JOIN = 1 << 1;
        /// It can be watched.
        const SPECTATE = 1 << 2;
        /// Users can request to join.
        const JOIN_REQUEST = 1 << 3;
        /// Users can listen along.
        const SYNC = 1 << 4;
        /// It can be played.
        const PLAY = 1 << 5;
        /// Friends may join the party.
        const PARTY_PRIVACY_FRIENDS = 1 << 6;
        /// Users in the voice channel may join the party.
        const PARTY_PRIVACY_VOICE_CHANNEL = 1 << 7;
        /// It runs inside of Discord.
        const EMBEDDED = 1 << 8;
    }
}

/// The start and end of an activity, in milliseconds of Unix time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Object)]
#[object(unchecked)]
#[non_exhaustive]
pub struct ActivityTimestamps {
    /// The start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    /// The end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<i64>,
}

/// The emoji of a custom status.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Object)]
#[object(unchecked)]
#[non_exhaustive]
pub struct ActivityEmoji {
    /// Its name, or the character itself.
    pub name: CompactString,
    /// The id of the custom emoji.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<EmojiId>,
    /// Whether it is animated.
    #[serde(skip_serializing_if = "is_default")]
    pub animated: bool,
}

/// The party of an activity.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Object)]
#[object(unchecked)]
#[non_exhaustive]
pub struct ActivityParty {
    /// Its id, any text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<CompactString>,
    /// The current and the maximum size.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "numbers")]
    pub size: Vec<i64>,
}

/// Reads numbers whose position gives their meaning. If one cannot be read, all are left out.
fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<i64>, D::Error> {
    let numbers = Vec::<AsRead<i64>>::deserialize(deserializer)?;
    Ok(numbers.into_iter().map(|AsRead(number)| number).collect())
}

/// The pictures of an activity: asset ids, or `mp:` and a path of the media proxy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Object)]
#[object(unchecked)]
#[non_exhaustive]
pub struct ActivityAssets {
    /// The large picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub large_image: Option<CompactString>,
    /// Its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub large_text: Option<CompactString>,
    /// Its link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub large_url: Option<CompactString>,
    /// The small picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub small_image: Option<CompactString>,
    /// Its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub small_text: Option<CompactString>,
    /// Its link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub small_url: Option<CompactString>,
    /// The cover picture of invites.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invite_cover_image: Option<CompactString>,
}

/// The secrets for joining a game.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Object)]
#[object(unchecked)]
#[non_exhaustive]
pub struct ActivitySecrets {
    /// For joining a party.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join: Option<CompactString>,
    /// For watching.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spectate: Option<CompactString>,
    /// For joining an instance of a match.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub match_: Option<CompactString>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_presence() {
        let presence: Presence = serde_json::from_str(r#"{"user":{"id":"1"}}"#).unwrap();
        assert_eq!(presence.status, OnlineStatus::Offline);
        assert!(presence.activities.is_empty());
    }

    #[test]
    fn invalid_values_of_an_activity_are_lost_alone() {
        let presence: Presence = crate::json::from_str(
            r#"{"user":{"id":"1","avatar":null},"guild_id":"2","status":"busy","activities":[{"name":"x","type":99,
            "url":5,"created_at":"soon","timestamps":{"start":"17","end":1.5e3},"details":["a",{"b":null}],
            "state":null,"party":{"id":7,"size":[1,2]},"instance":null,"flags":null,"buttons":null,"new":{}}],
            "client_status":{"desktop":"idle","fridge":"online"}}"#,
        )
        .unwrap();
        assert_eq!(presence.status, OnlineStatus::Unknown("busy".into()));
        assert!(presence.user.avatar.is_null() && presence.user.global_name.is_absent());
        let activity = &presence.activities[0];
        assert_eq!(activity.kind, ActivityKind::Unknown(99));
        assert_eq!((&activity.url, activity.created_at, &activity.details), (&None, None, &None));
        assert_eq!(activity.timestamps, Some(ActivityTimestamps { start: Some(17), end: Some(1500) }));
        assert_eq!(activity.party.as_ref().unwrap().size, [1, 2]);
        assert_eq!(presence.client_status.desktop, Some(OnlineStatus::Idle));
    }
}
