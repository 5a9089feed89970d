//! Presences as they are received (Discord's docs, events/gateway-events, "Presence Update"). What a bot shows of itself is
//! [`gateway::PresenceUpdate`](crate::gateway).
//!
//! Discord does not check what users' programs put there: what cannot be read of an activity is absent, and not
//! reported.

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::{Deserialize, Deserializer};

use super::object::is_neutral;
use super::open::{open_enum, open_flags, open_names};
use super::readable::AsRead;
use super::{ApplicationId, EmojiId, GuildId, PartialUser};

/// Whether somebody is online, and what they are doing.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(user, status)]
#[non_exhaustive]
pub struct Presence {
    /// Who; often only the id is there.
    pub user: PartialUser,
    /// The guild; absent inside of GUILD_CREATE and GUILD_MEMBERS_CHUNK.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The status over all of the user's devices.
    #[serde(default)]
    pub status: OnlineStatus,
    /// What they are doing.
    pub activities: Vec<Activity>,
    /// The status by device.
    #[serde(default)]
    pub client_status: ClientStatus,
}

open_names! {
    /// Whether somebody is there.
    #[derive(Default)]
    pub enum OnlineStatus {
        /// There.
        Online = "online",
        /// Away.
        Idle = "idle",
        /// Not to be disturbed.
        DoNotDisturb = "dnd",
        /// Shown as offline. Sent, never received.
        Invisible = "invisible",
        /// Not there, or invisible.
        #[default]
        Offline = "offline",
    }
}

/// The status on each device; `None` where the user is offline.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Object)]
#[non_exhaustive]
pub struct ClientStatus {
    /// Windows, Linux, macOS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desktop: Option<OnlineStatus>,
    /// iOS, Android.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<OnlineStatus>,
    /// A browser; also bots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web: Option<OnlineStatus>,
    /// A headset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vr: Option<OnlineStatus>,
}

/// What somebody is doing.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[object(unchecked)]
#[new(name, kind)]
#[non_exhaustive]
pub struct Activity {
    /// The game, the service … `Custom Status` for a custom one.
    pub name: CompactString,
    /// What kind of thing it is.
    #[serde(rename = "type", default)]
    pub kind: ActivityKind,
    /// The stream; of [`ActivityKind::Streaming`] only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<CompactString>,
    /// When it was added to the session, Unix time in milliseconds.
    pub created_at: Option<i64>,
    /// Since when, until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamps: Option<ActivityTimestamps>,
    /// The application of the game.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// Which field is shown in the member list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_display_type: Option<StatusDisplay>,
    /// What the player is doing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<CompactString>,
    /// The link behind `details`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details_url: Option<CompactString>,
    /// The party's state, or the text of a custom status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<CompactString>,
    /// The link behind `state`.
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
    /// Secrets to join.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secrets: Option<Box<ActivitySecrets>>,
    /// Whether this is an instance of a match.
    #[serde(skip_serializing_if = "is_neutral")]
    pub instance: bool,
    /// What can be done with it.
    #[serde(skip_serializing_if = "is_neutral")]
    pub flags: ActivityFlags,
    /// The labels of the buttons, at most two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<CompactString>,
}

open_enum! {
    /// What kind of activity it is, which is the verb before its name.
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
    /// Which field of an activity is shown in the member list.
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
    /// What can be done with an activity.
    pub struct ActivityFlags {
        /// It is an instance of a match.
        const INSTANCE = 1 << 0;
        /// It can be joined.
        const JOIN = 1 << 1;
        /// It can be watched.
        const SPECTATE = 1 << 2;
        /// One can ask to join.
        const JOIN_REQUEST = 1 << 3;
        /// One can listen along.
        const SYNC = 1 << 4;
        /// It can be played.
        const PLAY = 1 << 5;
        /// Friends may join the party.
        const PARTY_PRIVACY_FRIENDS = 1 << 6;
        /// Who is in the voice channel may join the party.
        const PARTY_PRIVACY_VOICE_CHANNEL = 1 << 7;
        /// It runs inside of Discord.
        const EMBEDDED = 1 << 8;
    }
}

/// Since when and until when, Unix time in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Object)]
#[object(unchecked)]
#[non_exhaustive]
pub struct ActivityTimestamps {
    /// The begin.
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
    /// Which custom emoji.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<EmojiId>,
    /// Whether it moves.
    #[serde(skip_serializing_if = "is_neutral")]
    pub animated: bool,
}

/// The party somebody plays in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Object)]
#[object(unchecked)]
#[non_exhaustive]
pub struct ActivityParty {
    /// Its id, any text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<CompactString>,
    /// How many there are, and how many fit.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "numbers")]
    pub size: Vec<i64>,
}

/// Reads numbers of which each says what it is by its place: all of them or none.
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
    /// The picture of invitations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invite_cover_image: Option<CompactString>,
}

/// Secrets with which a game is joined.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Object)]
#[object(unchecked)]
#[non_exhaustive]
pub struct ActivitySecrets {
    /// To join a party.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join: Option<CompactString>,
    /// To watch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spectate: Option<CompactString>,
    /// To join an instance of a match.
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
    fn nonsense_in_an_activity_costs_nothing_but_itself() {
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
