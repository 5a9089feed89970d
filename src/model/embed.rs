//! Embeds: boxes below the text of a message (Discord's docs, resources/message, "Embed Object").
//!
//! The same types are read and sent; [`Embed::new`] and the methods after it build one:
//!
//! ```
//! use greenroom::model::{Embed, EmbedFooter};
//!
//! let embed = Embed::new().title("Weather").description("Rain.").color(0x3b_82_f6).field("Wind", "NW 4", true);
//! let signed = embed.footer(EmbedFooter::new("The station").icon("https://example.org/station.png"));
//! ```

use greenroom_macros::Object;

use super::object::is_default;
use super::open::{open_flags, open_names};
use super::{Component, Timestamp};

/// A box below the text of a message. A message can have ten, with 6000 characters in total.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct Embed {
    /// The title, up to 256 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The kind. It is ignored when sent.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<EmbedKind>,
    /// The text, up to 4096 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The URL that the title links to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The time in the footer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// The colour of its edge, 0xRRGGBB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<u32>,
    /// The footer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footer: Option<Box<EmbedFooter>>,
    /// The large picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Box<EmbedMedia>>,
    /// The small picture at the right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<Box<EmbedMedia>>,
    /// The video. It cannot be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video: Option<Box<EmbedMedia>>,
    /// The site that a link leads to. It cannot be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Box<EmbedProvider>>,
    /// The line above the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Box<EmbedAuthor>>,
    /// Pairs of name and value, up to 25.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<EmbedField>,
    /// Flags. They cannot be sent.
    #[serde(skip_serializing_if = "EmbedFlags::is_empty")]
    pub flags: EmbedFlags,
    /// The containers that some embeds of Discord's consist of. They cannot be sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
}

impl Embed {
    /// An empty embed.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the title, up to 256 characters.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the text, up to 4096 characters.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets the URL that the title links to.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Sets the time in the footer.
    #[must_use]
    pub fn timestamp(mut self, timestamp: Timestamp) -> Self {
        self.timestamp = Some(timestamp);
        self
    }

    /// Sets the colour of the edge, 0xRRGGBB.
    #[must_use]
    pub fn color(mut self, color: u32) -> Self {
        self.color = Some(color);
        self
    }

    /// Sets the footer, up to 2048 characters: a text, or an [`EmbedFooter`] with an icon.
    #[must_use]
    pub fn footer(mut self, footer: impl Into<EmbedFooter>) -> Self {
        self.footer = Some(Box::new(footer.into()));
        self
    }

    /// Sets the large picture: a URL, or `attachment://` and a file name.
    #[must_use]
    pub fn image(mut self, url: impl Into<String>) -> Self {
        self.image = Some(Box::new(EmbedMedia::from_url(url)));
        self
    }

    /// Sets the small picture at the right: a URL, or `attachment://` and a file name.
    #[must_use]
    pub fn thumbnail(mut self, url: impl Into<String>) -> Self {
        self.thumbnail = Some(Box::new(EmbedMedia::from_url(url)));
        self
    }

    /// Sets the line above the title, up to 256 characters: a text, or an [`EmbedAuthor`] with an icon and a link.
    #[must_use]
    pub fn author(mut self, author: impl Into<EmbedAuthor>) -> Self {
        self.author = Some(Box::new(author.into()));
        self
    }

    /// Adds a pair of name (up to 256 characters) and value (up to 1024). Up to three inline ones are shown in one
    /// line.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>, inline: bool) -> Self {
        self.fields.push(EmbedField { name: name.into(), value: value.into(), inline });
        self
    }
}

open_names! {
    /// The origin of an embed.
    pub enum EmbedKind {
        /// A bot or a webhook.
        Rich = "rich",
        /// A link to a picture.
        Image = "image",
        /// A link to a video.
        Video = "video",
        /// A link to a GIF, which is shown as a video.
        Gifv = "gifv",
        /// A link to an article.
        Article = "article",
        /// Another link.
        Link = "link",
        /// The result of a poll.
        PollResult = "poll_result",
    }
}

open_flags! {
    /// Flags of an embed.
    pub struct EmbedFlags {
        /// It stands for an entry of the activity feed.
        const IS_CONTENT_INVENTORY_ENTRY = 1 << 5;
    }
}

/// A picture or a video of an embed. Only `url` is sent; Discord sets the other fields.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct EmbedMedia {
    /// The URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The URL of Discord's copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_url: Option<String>,
    /// The height in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// The width in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// The media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The placeholder shown while it loads: a ThumbHash in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The version of the placeholder format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder_version: Option<u32>,
    /// The alternative text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Flags.
    #[serde(skip_serializing_if = "EmbedMediaFlags::is_empty")]
    pub flags: EmbedMediaFlags,
}

open_flags! {
    /// Flags of a picture or a video of an embed.
    pub struct EmbedMediaFlags {
        /// It is animated.
        const IS_ANIMATED = 1 << 5;
    }
}

impl EmbedMedia {
    /// A picture with a URL, or `attachment://` and a file name.
    #[must_use]
    pub fn from_url(url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..Self::default() }
    }
}

/// The site that a link leads to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct EmbedProvider {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The line above the title of an embed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct EmbedAuthor {
    /// The text, up to 256 characters.
    pub name: String,
    /// The URL that it links to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The picture before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_url: Option<String>,
    /// The URL of Discord's copy of the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_icon_url: Option<String>,
}

impl EmbedAuthor {
    /// A line with this text, up to 256 characters.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Sets the picture before it: a URL, or `attachment://` and a file name.
    #[must_use]
    pub fn icon(mut self, url: impl Into<String>) -> Self {
        self.icon_url = Some(url.into());
        self
    }

    /// Sets the URL that it links to.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }
}

/// The footer of an embed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct EmbedFooter {
    /// The text, up to 2048 characters.
    pub text: String,
    /// The picture before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_url: Option<String>,
    /// The URL of Discord's copy of the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_icon_url: Option<String>,
}

impl EmbedFooter {
    /// A footer with this text, up to 2048 characters.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Sets the picture before it: a URL, or `attachment://` and a file name.
    #[must_use]
    pub fn icon(mut self, url: impl Into<String>) -> Self {
        self.icon_url = Some(url.into());
        self
    }
}

impl<T: Into<String>> From<T> for EmbedAuthor {
    fn from(name: T) -> Self {
        Self::new(name)
    }
}

impl<T: Into<String>> From<T> for EmbedFooter {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

/// A pair of name and value in an embed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct EmbedField {
    /// The name, up to 256 characters.
    pub name: String,
    /// The value, up to 1024 characters.
    pub value: String,
    /// Whether it may be shown in one line with others.
    #[serde(skip_serializing_if = "is_default")]
    pub inline: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::one_line;

    #[test]
    fn only_set_fields_are_sent() {
        assert_eq!(serde_json::to_string(&Embed::new()).unwrap(), "{}");
        let embed = Embed::new().title("a").author("b").image("attachment://c.png").field("d", "e", true).footer("f");
        assert_eq!(
            serde_json::to_string(&embed).unwrap(),
            one_line(
                r#"{"title":"a","footer":{"text":"f"},"image":{"url":"attachment://c.png"},"author":{"name":"b"},
            "fields":[{"name":"d","value":"e","inline":true}]}"#
            )
        );
    }

    #[test]
    fn author_and_footer_can_have_an_icon() {
        let author = EmbedAuthor::new("Ann").icon("https://a.example/i.png").url("https://a.example");
        let embed = Embed::new().author(author).footer(EmbedFooter::new("f").icon("attachment://f.png"));
        assert_eq!(
            serde_json::to_string(&embed).unwrap(),
            one_line(
                r#"{"footer":{"text":"f","icon_url":"attachment://f.png"},"author":{"name":"Ann",
            "url":"https://a.example","icon_url":"https://a.example/i.png"}}"#
            )
        );
    }

    #[test]
    fn embeds_round_trip() {
        let embed = Embed::new().color(5).timestamp(Timestamp::from_secs(1)).thumbnail("x").description("y").url("z");
        let json = serde_json::to_string(&embed).unwrap();
        assert_eq!(serde_json::from_str::<Embed>(&json).unwrap(), embed);
    }
}
