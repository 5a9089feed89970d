//! The presence of the bot: its status and activities (Discord's docs: "Update Presence"). The presences of other users
//! are in `model`.

use serde::ser::{Serialize, SerializeStruct, Serializer};

/// A presence to set in IDENTIFY or later. It belongs to the session of one shard. Discord accepts five changes in 20
/// seconds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct BotPresence {
    /// The status.
    pub status: Status,
    /// The activities. Discord shows the first.
    pub activities: Vec<Activity>,
    /// When the bot became idle, in milliseconds since the Unix epoch.
    pub since: Option<u64>,
    /// Whether the bot is away.
    pub afk: bool,
}

/// A status, which Discord shows as a dot next to the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Status {
    /// Online (green).
    #[default]
    Online,
    /// Idle (yellow).
    Idle,
    /// Do not disturb (red).
    Dnd,
    /// Invisible: other users see the bot as offline.
    Invisible,
    /// Offline.
    Offline,
}

/// An activity, with the fields that a bot may set.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Activity {
    /// The text after "Playing", "Watching" and so on. It must not be empty.
    pub name: String,
    /// The kind, which determines the text in front of the name.
    pub kind: ActivityKind,
    /// A second line, and the text itself of a [custom](ActivityKind::Custom) activity.
    pub state: Option<String>,
    /// The URL of the stream on twitch.tv or youtube.com. Only for [streaming](ActivityKind::Streaming).
    pub url: Option<String>,
}

/// The kind of an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ActivityKind {
    /// Shown as "Playing" and the name.
    Playing,
    /// Shown as "Streaming" and the name.
    Streaming,
    /// Shown as "Listening to" and the name.
    Listening,
    /// Shown as "Watching" and the name.
    Watching,
    /// Shown as the text alone.
    Custom,
    /// Shown as "Competing in" and the name.
    Competing,
    /// A kind that is not listed here.
    Unknown(u8),
}

/// A presence that Discord would not accept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PresenceError {
    /// An activity has no name.
    #[error("an activity has an empty name; set one, because users see it")]
    EmptyName,
    /// A custom activity has no text.
    #[error("a custom activity has no text; set one, because users see it")]
    EmptyText,
    /// Discord does not show the stream.
    #[error("{url:?} is not the URL of a stream; Discord shows only streams on twitch.tv and youtube.com")]
    StreamUrl {
        /// The URL; empty if there was none.
        url: String,
    },
}

impl BotPresence {
    /// A presence with this status and no activity.
    #[must_use]
    pub fn new(status: Status) -> Self {
        Self { status, ..Self::default() }
    }

    /// The status online with this activity.
    #[must_use]
    pub fn doing(activity: Activity) -> Self {
        Self { activities: vec![activity], ..Self::default() }
    }

    /// Checks for values that Discord ignores without an error.
    ///
    /// # Errors
    ///
    /// The first [`PresenceError`] found.
    pub fn validate(&self) -> Result<(), PresenceError> {
        self.activities.iter().try_for_each(Activity::validate)
    }
}

impl From<Status> for BotPresence {
    fn from(status: Status) -> Self {
        Self::new(status)
    }
}

impl From<Activity> for BotPresence {
    fn from(activity: Activity) -> Self {
        Self::doing(activity)
    }
}

impl Status {
    /// The value in Discord's API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Idle => "idle",
            Self::Dnd => "dnd",
            Self::Invisible => "invisible",
            Self::Offline => "offline",
        }
    }
}

impl ActivityKind {
    /// The number in Discord's API.
    #[must_use]
    pub const fn as_u8(self) -> u8 {
        match self {
            Self::Playing => 0,
            Self::Streaming => 1,
            Self::Listening => 2,
            Self::Watching => 3,
            Self::Custom => 4,
            Self::Competing => 5,
            Self::Unknown(kind) => kind,
        }
    }
}

impl From<u8> for ActivityKind {
    fn from(kind: u8) -> Self {
        match kind {
            0 => Self::Playing,
            1 => Self::Streaming,
            2 => Self::Listening,
            3 => Self::Watching,
            4 => Self::Custom,
            5 => Self::Competing,
            kind => Self::Unknown(kind),
        }
    }
}

impl Activity {
    /// An activity of any kind.
    #[must_use]
    pub fn new(kind: ActivityKind, name: impl Into<String>) -> Self {
        Self { name: name.into(), kind, state: None, url: None }
    }

    /// An activity shown as "Playing" and the name.
    #[must_use]
    pub fn playing(name: impl Into<String>) -> Self {
        Self::new(ActivityKind::Playing, name)
    }

    /// An activity shown as "Streaming" and the name, with the URL of the stream on twitch.tv or youtube.com.
    #[must_use]
    pub fn streaming(name: impl Into<String>, url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..Self::new(ActivityKind::Streaming, name) }
    }

    /// An activity shown as "Listening to" and the name.
    #[must_use]
    pub fn listening(name: impl Into<String>) -> Self {
        Self::new(ActivityKind::Listening, name)
    }

    /// An activity shown as "Watching" and the name.
    #[must_use]
    pub fn watching(name: impl Into<String>) -> Self {
        Self::new(ActivityKind::Watching, name)
    }

    /// An activity shown as "Competing in" and the name.
    #[must_use]
    pub fn competing(name: impl Into<String>) -> Self {
        Self::new(ActivityKind::Competing, name)
    }

    /// An activity shown as the text alone. Discord requires a name, which it does not show.
    #[must_use]
    pub fn custom(text: impl Into<String>) -> Self {
        Self { state: Some(text.into()), ..Self::new(ActivityKind::Custom, "Custom Status") }
    }

    fn validate(&self) -> Result<(), PresenceError> {
        if self.name.trim().is_empty() {
            return Err(PresenceError::EmptyName);
        }
        if self.kind == ActivityKind::Custom && self.state.as_deref().is_none_or(|text| text.trim().is_empty()) {
            return Err(PresenceError::EmptyText);
        }
        match (&self.url, self.kind) {
            (Some(url), _) if is_stream_url(url) => Ok(()),
            (None, kind) if kind != ActivityKind::Streaming => Ok(()),
            (url, _) => Err(PresenceError::StreamUrl { url: url.clone().unwrap_or_default() }),
        }
    }
}

/// Whether the URL is on one of the two sites whose streams Discord shows.
fn is_stream_url(url: &str) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else { return false };
    let on_site = |site: &str| {
        uri.host().is_some_and(|host| {
            let host = host.to_ascii_lowercase();
            host == site || host.strip_suffix(site).is_some_and(|rest| rest.ends_with('.'))
        })
    };
    matches!(uri.scheme_str(), Some("https" | "http")) && (on_site("twitch.tv") || on_site("youtube.com"))
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Serialize for ActivityKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.as_u8())
    }
}

impl Serialize for BotPresence {
    /// `since` is always written, as null if it is not set.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("BotPresence", 4)?;
        object.serialize_field("since", &self.since)?;
        object.serialize_field("activities", &self.activities)?;
        object.serialize_field("status", &self.status)?;
        object.serialize_field("afk", &self.afk)?;
        object.end()
    }
}

impl Serialize for Activity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = 2 + usize::from(self.state.is_some()) + usize::from(self.url.is_some());
        let mut object = serializer.serialize_struct("Activity", fields)?;
        object.serialize_field("name", &self.name)?;
        object.serialize_field("type", &self.kind)?;
        if let Some(state) = &self.state {
            object.serialize_field("state", state)?;
        }
        if let Some(url) = &self.url {
            object.serialize_field("url", url)?;
        }
        object.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(presence: &BotPresence) -> String {
        serde_json::to_string(presence).unwrap()
    }

    #[test]
    fn a_presence_has_the_documented_form() {
        let presence = BotPresence::doing(Activity::playing("chess"));
        assert_eq!(
            json(&presence),
            r#"{"since":null,"activities":[{"name":"chess","type":0}],"status":"online","afk":false}"#
        );
        let idle = BotPresence { since: Some(91_879_201), afk: true, ..BotPresence::new(Status::Idle) };
        assert_eq!(json(&idle), r#"{"since":91879201,"activities":[],"status":"idle","afk":true}"#);
    }

    #[test]
    fn every_kind_has_its_number() {
        let kinds = [
            (Activity::playing("x"), 0),
            (Activity::streaming("x", "https://www.twitch.tv/x"), 1),
            (Activity::listening("x"), 2),
            (Activity::watching("x"), 3),
            (Activity::custom("x"), 4),
            (Activity::competing("x"), 5),
            (Activity::new(ActivityKind::from(77), "x"), 77),
        ];
        for (activity, number) in kinds {
            assert_eq!(activity.kind.as_u8(), number);
            assert_eq!(ActivityKind::from(number), activity.kind);
            assert_eq!(activity.validate(), Ok(()));
        }
        assert_eq!(Activity::custom("hello").state.as_deref(), Some("hello"));
    }

    #[test]
    fn activities_without_name_or_text_are_refused() {
        assert_eq!(BotPresence::doing(Activity::playing(" ")).validate(), Err(PresenceError::EmptyName));
        assert_eq!(BotPresence::doing(Activity::custom("")).validate(), Err(PresenceError::EmptyText));
    }

    #[test]
    fn only_streams_that_discord_shows_are_accepted() {
        for good in ["https://www.twitch.tv/x", "https://twitch.tv/x", "https://m.youtube.com/watch?v=1"] {
            assert_eq!(Activity::streaming("x", good).validate(), Ok(()), "{good}");
        }
        for bad in ["", "twitch.tv/x", "https://example.com/x", "https://nottwitch.tv/x", "ftp://twitch.tv/x"] {
            let refused = Err(PresenceError::StreamUrl { url: bad.to_owned() });
            assert_eq!(Activity::streaming("x", bad).validate(), refused, "{bad}");
        }
        let without = Activity::new(ActivityKind::Streaming, "x");
        assert_eq!(without.validate(), Err(PresenceError::StreamUrl { url: String::new() }));
    }
}
