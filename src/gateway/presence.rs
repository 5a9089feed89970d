//! The presence a bot shows: its status and what it does (Discord's docs: "Update Presence"). What is received about
//! others is in `model`.

use serde::ser::{Serialize, SerializeStruct, Serializer};

/// A presence to set, with IDENTIFY or later. It belongs to one shard's session; Discord takes five changes in 20
/// seconds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PresenceUpdate {
    /// The dot beside the name.
    pub status: Status,
    /// What the bot does. Discord shows the first.
    pub activities: Vec<Activity>,
    /// Since when the bot is idle, in milliseconds since the Unix epoch.
    pub since: Option<u64>,
    /// Whether the bot is away.
    pub afk: bool,
}

/// The dot beside a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Status {
    /// Green.
    #[default]
    Online,
    /// Yellow.
    Idle,
    /// Red: do not disturb.
    Dnd,
    /// Shown to others as offline.
    Invisible,
    /// Offline.
    Offline,
}

/// What a bot does, as far as a bot may say so.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Activity {
    /// What stands behind "Playing", "Watching" and so on. Must not be empty.
    pub name: String,
    /// What stands in front.
    pub kind: ActivityKind,
    /// A second line, and the text itself of a [custom](ActivityKind::Custom) activity.
    pub state: Option<String>,
    /// Where the stream is. Only for [streaming](ActivityKind::Streaming), and only on twitch.tv or youtube.com.
    pub url: Option<String>,
}

/// The kind of an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ActivityKind {
    /// "Playing …".
    Playing,
    /// "Streaming …".
    Streaming,
    /// "Listening to …".
    Listening,
    /// "Watching …".
    Watching,
    /// Nothing in front: the text alone.
    Custom,
    /// "Competing in …".
    Competing,
    /// A kind that has no name here yet.
    Unknown(u8),
}

/// A presence that Discord would not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PresenceError {
    /// An activity without a name.
    #[error("an activity has an empty name; give it one, it is what people read")]
    EmptyName,
    /// A custom activity without a text.
    #[error("a custom activity has no text; give it one, it is what people read")]
    EmptyText,
    /// A stream that Discord does not show.
    #[error(
        "{url:?} is no address of a stream; Discord shows https://www.twitch.tv/… and https://www.youtube.com/… only"
    )]
    StreamUrl {
        /// The address, empty if there was none.
        url: String,
    },
}

impl PresenceUpdate {
    /// This status and no activity.
    #[must_use]
    pub fn new(status: Status) -> Self {
        Self { status, ..Self::default() }
    }

    /// Online, and doing this.
    #[must_use]
    pub fn doing(activity: Activity) -> Self {
        Self { activities: vec![activity], ..Self::default() }
    }

    /// Checks what Discord would pass over in silence.
    ///
    /// # Errors
    ///
    /// The first [`PresenceError`] found.
    pub fn validate(&self) -> Result<(), PresenceError> {
        self.activities.iter().try_for_each(Activity::validate)
    }
}

impl From<Status> for PresenceUpdate {
    fn from(status: Status) -> Self {
        Self::new(status)
    }
}

impl From<Activity> for PresenceUpdate {
    fn from(activity: Activity) -> Self {
        Self::doing(activity)
    }
}

impl Status {
    /// The word on the wire.
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
    /// The number on the wire.
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

    /// "Playing …".
    #[must_use]
    pub fn playing(name: impl Into<String>) -> Self {
        Self::new(ActivityKind::Playing, name)
    }

    /// "Streaming …", with the address of the stream on twitch.tv or youtube.com.
    #[must_use]
    pub fn streaming(name: impl Into<String>, url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..Self::new(ActivityKind::Streaming, name) }
    }

    /// "Listening to …".
    #[must_use]
    pub fn listening(name: impl Into<String>) -> Self {
        Self::new(ActivityKind::Listening, name)
    }

    /// "Watching …".
    #[must_use]
    pub fn watching(name: impl Into<String>) -> Self {
        Self::new(ActivityKind::Watching, name)
    }

    /// "Competing in …".
    #[must_use]
    pub fn competing(name: impl Into<String>) -> Self {
        Self::new(ActivityKind::Competing, name)
    }

    /// The text alone. Discord wants a name all the same and does not show it.
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
            (Some(url), _) if is_stream(url) => Ok(()),
            (None, kind) if kind != ActivityKind::Streaming => Ok(()),
            (url, _) => Err(PresenceError::StreamUrl { url: url.clone().unwrap_or_default() }),
        }
    }
}

/// Whether this is an address on one of the two sites whose streams Discord shows.
fn is_stream(url: &str) -> bool {
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

impl Serialize for PresenceUpdate {
    /// `since` must be there, also as null.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("PresenceUpdate", 4)?;
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

    fn json(presence: &PresenceUpdate) -> String {
        serde_json::to_string(presence).unwrap()
    }

    #[test]
    fn is_written_as_documented() {
        let presence = PresenceUpdate::doing(Activity::playing("chess"));
        assert_eq!(
            json(&presence),
            r#"{"since":null,"activities":[{"name":"chess","type":0}],"status":"online","afk":false}"#
        );
        let idle = PresenceUpdate { since: Some(91_879_201), afk: true, ..PresenceUpdate::new(Status::Idle) };
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
    fn nameless_and_textless_activities_are_refused() {
        assert_eq!(PresenceUpdate::doing(Activity::playing(" ")).validate(), Err(PresenceError::EmptyName));
        assert_eq!(PresenceUpdate::doing(Activity::custom("")).validate(), Err(PresenceError::EmptyText));
    }

    #[test]
    fn only_streams_that_discord_shows_are_taken() {
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
