//! Embeds: the framed boxes of a message (Discord's docs, resources/message, "Embed Object").
//!
//! The same types are read and sent; [`Embed::new`] and the methods after it build one:
//!
//! ```
//! use greenroom::model::Embed;
//!
//! let embed = Embed::new().title("Weather").description("Rain.").color(0x3b_82_f6).field("Wind", "NW 4", true);
//! ```

use greenroom_macros::Object;

use super::object::is_neutral;
use super::open::{open_flags, open_names};
use super::{Component, Timestamp};

/// A framed box of a message. At most ten in one message, and 6000 characters over all of them.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct Embed {
    /// The title, up to 256 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it came from; ignored when sent.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<EmbedKind>,
    /// The text, up to 4096 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The link behind the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The time in the footer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// The colour of its edge, 0xRRGGBB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<u32>,
    /// The line below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footer: Option<Box<EmbedFooter>>,
    /// The large picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Box<EmbedMedia>>,
    /// The small picture at the right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<Box<EmbedMedia>>,
    /// The video; cannot be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video: Option<Box<EmbedMedia>>,
    /// The site a link leads to; cannot be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Box<EmbedProvider>>,
    /// The line above the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Box<EmbedAuthor>>,
    /// Pairs of name and value, up to 25.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<EmbedField>,
    /// Notes about it; cannot be sent.
    #[serde(skip_serializing_if = "EmbedFlags::is_empty")]
    pub flags: EmbedFlags,
    /// Containers, of which some embeds of Discord's consist; cannot be sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
}

impl Embed {
    /// An empty embed, to be filled.
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

    /// Sets the link behind the title.
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

    /// Sets the line below, up to 2048 characters.
    #[must_use]
    pub fn footer(mut self, text: impl Into<String>) -> Self {
        self.footer = Some(Box::new(EmbedFooter { text: text.into(), icon_url: None, proxy_icon_url: None }));
        self
    }

    /// Sets the large picture: an address, or `attachment://` and a file name.
    #[must_use]
    pub fn image(mut self, url: impl Into<String>) -> Self {
        self.image = Some(Box::new(EmbedMedia::from_url(url)));
        self
    }

    /// Sets the small picture at the right: an address, or `attachment://` and a file name.
    #[must_use]
    pub fn thumbnail(mut self, url: impl Into<String>) -> Self {
        self.thumbnail = Some(Box::new(EmbedMedia::from_url(url)));
        self
    }

    /// Sets the line above the title, up to 256 characters.
    #[must_use]
    pub fn author(mut self, name: impl Into<String>) -> Self {
        self.author = Some(Box::new(EmbedAuthor { name: name.into(), ..EmbedAuthor::default() }));
        self
    }

    /// Adds a pair of name (up to 256 characters) and value (up to 1024). Up to three inline ones share a line.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>, inline: bool) -> Self {
        self.fields.push(EmbedField { name: name.into(), value: value.into(), inline });
        self
    }
}

open_names! {
    /// Where an embed came from.
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
    /// Notes about an embed.
    pub struct EmbedFlags {
        /// It stands for an entry of the activity feed.
        const IS_CONTENT_INVENTORY_ENTRY = 1 << 5;
    }
}

/// A picture or a video of an embed. Only `url` is sent; the rest is Discord's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct EmbedMedia {
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where Discord keeps a copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_url: Option<String>,
    /// In pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// In pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// The media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// What is shown until it is there: a ThumbHash in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// How to read the placeholder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder_version: Option<u32>,
    /// What it shows, for those who cannot see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Notes about it.
    #[serde(skip_serializing_if = "EmbedMediaFlags::is_empty")]
    pub flags: EmbedMediaFlags,
}

open_flags! {
    /// Notes about a picture or a video of an embed.
    pub struct EmbedMediaFlags {
        /// Moves.
        const IS_ANIMATED = 1 << 5;
    }
}

impl EmbedMedia {
    /// A picture that is somewhere: an address, or `attachment://` and a file name.
    #[must_use]
    pub fn from_url(url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..Self::default() }
    }
}

/// The site a link leads to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct EmbedProvider {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The line above the title of an embed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct EmbedAuthor {
    /// The text, up to 256 characters.
    pub name: String,
    /// The link behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The picture before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_url: Option<String>,
    /// Where Discord keeps a copy of the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_icon_url: Option<String>,
}

/// The line below an embed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct EmbedFooter {
    /// The text, up to 2048 characters.
    pub text: String,
    /// The picture before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_url: Option<String>,
    /// Where Discord keeps a copy of the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_icon_url: Option<String>,
}

/// A pair of name and value in an embed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct EmbedField {
    /// The name, up to 256 characters.
    pub name: String,
    /// The value, up to 1024 characters.
    pub value: String,
    /// Whether it may share a line with others.
    #[serde(skip_serializing_if = "is_neutral")]
    pub inline: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_set_is_sent() {
        assert_eq!(serde_json::to_string(&Embed::new()).unwrap(), "{}");
        let embed = Embed::new().title("a").author("b").image("attachment://c.png").field("d", "e", true).footer("f");
        assert_eq!(
            serde_json::to_string(&embed).unwrap(),
            r#"{"title":"a","footer":{"text":"f"},"image":{"url":"attachment://c.png"},"author":{"name":"b"},"fields":[{"name":"d","value":"e","inline":true}]}"#
        );
    }

    #[test]
    fn reads_what_it_writes() {
        let embed = Embed::new().color(5).timestamp(Timestamp::from_secs(1)).thumbnail("x").description("y").url("z");
        let json = serde_json::to_string(&embed).unwrap();
        assert_eq!(serde_json::from_str::<Embed>(&json).unwrap(), embed);
    }
}
