//! What a community shows newcomers (Discord's docs, resources/guild, "Welcome Screen Object").

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::lenient::or_default;
use super::{ChannelId, EmojiId};

/// What a community shows newcomers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WelcomeScreen {
    /// What the community says about itself, up to 140 characters.
    pub description: Option<Box<str>>,
    /// The channels it recommends, up to five.
    #[serde(default, deserialize_with = "or_default")]
    pub welcome_channels: Vec<WelcomeChannel>,
}

/// A channel that is recommended to newcomers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WelcomeChannel {
    /// Which channel.
    pub channel_id: ChannelId,
    /// What it is for, up to 50 characters.
    #[serde(default)]
    pub description: Box<str>,
    /// A custom emoji before it.
    pub emoji_id: Option<EmojiId>,
    /// The name of that emoji, or a standard one.
    pub emoji_name: Option<CompactString>,
}
