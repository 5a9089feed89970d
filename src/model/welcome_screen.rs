//! The welcome screen of a community (Discord's docs, resources/guild, "Welcome Screen Object").

use compact_str::CompactString;
use greenroom_macros::Object;

use super::{ChannelId, EmojiId, ReactionEmoji};

/// The screen that a community shows to new members.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct WelcomeScreen {
    /// The description of the community, up to 140 characters.
    pub description: Option<Box<str>>,
    /// The recommended channels, up to five.
    pub welcome_channels: Vec<WelcomeChannel>,
}

/// A recommended channel.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct WelcomeChannel {
    /// The id of the channel.
    pub channel_id: ChannelId,
    /// The description, up to 50 characters.
    #[serde(default)]
    pub description: Box<str>,
    /// The custom emoji in front of it.
    pub emoji_id: Option<EmojiId>,
    /// The name of the custom emoji, or a standard emoji.
    pub emoji_name: Option<CompactString>,
}

impl WelcomeChannel {
    /// Recommends a channel with a description of 1–50 characters.
    #[must_use]
    pub fn new(channel_id: ChannelId, description: impl Into<Box<str>>) -> Self {
        Self { channel_id, description: description.into(), emoji_id: None, emoji_name: None }
    }

    /// Sets the emoji in front of it.
    #[must_use]
    pub fn emoji(mut self, emoji: impl Into<ReactionEmoji>) -> Self {
        let emoji = emoji.into();
        (self.emoji_id, self.emoji_name) = (emoji.id, emoji.name);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn a_screen_round_trips() {
        let screen: WelcomeScreen = there_and_back(
            r#"{"description":"Discord Developers is a place to learn","welcome_channels":[
            {"channel_id":"697138785317814292","description":"Follow for official Discord API updates","emoji_id":null,
            "emoji_name":"📡"}]}"#,
        );
        let channel = &screen.welcome_channels[0];
        assert_eq!(*channel, WelcomeChannel::new(channel.channel_id, &*channel.description).emoji('📡'));
        let custom = WelcomeChannel::new(ChannelId::new(2), "x").emoji("<:lol:41771983429993937>");
        assert_eq!(
            (custom.emoji_id, custom.emoji_name.as_deref()),
            (Some(EmojiId::new(41_771_983_429_993_937)), Some("lol"))
        );
        assert!(
            serde_json::from_str::<WelcomeScreen>(r#"{"welcome_channels":null}"#).unwrap().welcome_channels.is_empty()
        );
    }
}
