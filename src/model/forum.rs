//! Data that is sent to forums: tags, and the first messages of posts (Discord's docs, resources/channel).

use compact_str::CompactString;
use greenroom_macros::Object;

use super::object::is_default;
use super::{
    AllowedMentions, Component, Embed, EmojiId, ForumTag, ForumTagId, MessageFlags, ReactionEmoji, SharedClientTheme,
    StickerId,
};

/// A tag of a forum in an update: a new one, or an existing one that is changed or kept.
///
/// An update replaces all tags, so it must include those to keep. `forum.available_tags` converts to this type with
/// `into()`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Object)]
#[non_exhaustive]
pub struct ForumTagUpdate {
    /// The id of the tag; `None` if it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ForumTagId>,
    /// The name, up to 20 characters.
    pub name: CompactString,
    /// Whether only members with MANAGE_THREADS may set it.
    #[serde(skip_serializing_if = "is_default")]
    pub moderated: bool,
    /// A custom emoji.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji_id: Option<EmojiId>,
    /// A standard emoji.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji_name: Option<CompactString>,
}

impl ForumTagUpdate {
    /// A new tag with this name, up to 20 characters.
    #[must_use]
    pub fn new(name: impl AsRef<str>) -> Self {
        Self { id: None, name: name.as_ref().into(), moderated: false, emoji_id: None, emoji_name: None }
    }

    /// Sets whether only members with MANAGE_THREADS may set it.
    #[must_use]
    pub fn moderated(mut self, moderated: bool) -> Self {
        self.moderated = moderated;
        self
    }

    /// Puts an emoji before the name.
    #[must_use]
    pub fn emoji(mut self, emoji: impl Into<ReactionEmoji>) -> Self {
        let emoji = emoji.into();
        self.emoji_id = emoji.id;
        self.emoji_name = if emoji.id.is_some() { None } else { emoji.name };
        self
    }
}

/// The unchanged tag.
impl From<ForumTag> for ForumTagUpdate {
    fn from(tag: ForumTag) -> Self {
        let ForumTag { id, name, moderated, emoji_id, emoji_name } = tag;
        Self { id: Some(id), name, moderated, emoji_id, emoji_name }
    }
}

/// The first message of a post in a forum.
///
/// ```
/// use greenroom::model::{Embed, StarterMessage};
///
/// let message = StarterMessage::new("What do ants eat?").embed(Embed::new().title("Ants"));
/// ```
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct StarterMessage {
    /// The text, up to 2000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Up to ten embeds, with 6000 characters in total.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub embeds: Vec<Embed>,
    /// The users and roles that it may notify.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_mentions: Option<AllowedMentions>,
    /// Components.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// Up to three stickers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sticker_ids: Vec<StickerId>,
    /// The flags. SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS and IS_COMPONENTS_V2 can be set.
    #[serde(skip_serializing_if = "is_default")]
    pub flags: MessageFlags,
    /// A theme of the client that it shares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_client_theme: Option<SharedClientTheme>,
}

impl StarterMessage {
    /// A message with this text, up to 2000 characters. An empty text counts as no text.
    #[must_use]
    pub fn new(content: impl Into<String>) -> Self {
        Self { content: Some(content.into()).filter(|content| !content.is_empty()), ..Self::default() }
    }

    /// Adds an embed, up to ten.
    #[must_use]
    pub fn embed(mut self, embed: Embed) -> Self {
        self.embeds.push(embed);
        self
    }

    /// Adds a component. A button or a select menu is put [into a row](Component::into_rows). If the component
    /// [requires the flag](Component::is_v2) of messages that consist of components, the flag is set.
    #[must_use]
    pub fn component(mut self, component: impl Into<Component>) -> Self {
        let component = component.into();
        if component.is_v2() {
            self.flags |= MessageFlags::IS_COMPONENTS_V2;
        }
        component.add_to(&mut self.components);
        self
    }

    /// Sets the users and roles that it may notify.
    #[must_use]
    pub fn allowed_mentions(mut self, mentions: AllowedMentions) -> Self {
        self.allowed_mentions = Some(mentions);
        self
    }

    /// Adds a sticker, up to three.
    #[must_use]
    pub fn sticker(mut self, sticker: StickerId) -> Self {
        self.sticker_ids.push(sticker);
        self
    }

    /// Sets these flags in addition to those that are set.
    #[must_use]
    pub fn flags(mut self, flags: MessageFlags) -> Self {
        self.flags |= flags;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TextDisplay;
    use crate::model::tests::one_line;

    #[test]
    fn tags_are_serialized_as_documented() {
        let kept = ForumTag {
            id: ForumTagId::new(1),
            name: "a".into(),
            moderated: true,
            emoji_id: Some(EmojiId::new(2)),
            emoji_name: None,
        };
        let tags = [
            kept.into(),
            ForumTagUpdate::new("b").emoji("🐜"),
            ForumTagUpdate::new("c").emoji("<:x:3>").moderated(true),
        ];
        assert_eq!(
            serde_json::to_string(&tags).unwrap(),
            one_line(
                r#"[{"id":"1","name":"a","moderated":true,"emoji_id":"2"},{"name":"b","emoji_name":"🐜"},
            {"name":"c","moderated":true,"emoji_id":"3"}]"#
            )
        );
    }

    #[test]
    fn first_messages_are_serialized_as_documented() {
        let message = StarterMessage::new("a")
            .embed(Embed::new().title("b"))
            .sticker(StickerId::new(1))
            .allowed_mentions(AllowedMentions::none())
            .flags(MessageFlags::SUPPRESS_NOTIFICATIONS);
        assert_eq!(
            serde_json::to_string(&message).unwrap(),
            one_line(
                r#"{"content":"a","embeds":[{"title":"b"}],"allowed_mentions":{"parse":[],"replied_user":false},
            "sticker_ids":["1"],"flags":4096}"#
            )
        );
        assert_eq!(
            serde_json::to_string(&StarterMessage::new("").component(TextDisplay::new("t"))).unwrap(),
            r#"{"components":[{"type":10,"content":"t"}],"flags":32768}"#
        );
    }
}
