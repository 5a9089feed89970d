//! Pictures, videos and files of a message.

use greenroom_macros::Object;

use crate::model::object::is_default;
use crate::model::open::open_flags;
use crate::model::{AttachmentId, GenericId};

/// A small picture next to texts.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct Thumbnail {
    /// The id of the component within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The picture.
    pub media: UnfurledMedia,
    /// The alternative text, up to 1024 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// Whether it is hidden until the user clicks it.
    #[serde(skip_serializing_if = "is_default")]
    pub spoiler: bool,
}

impl Thumbnail {
    /// A picture with a URL, or `attachment://` and the name of a file in the same request.
    #[must_use]
    pub fn new(media: impl Into<UnfurledMedia>) -> Self {
        Self { id: None, media: media.into(), description: None, spoiler: false }
    }

    /// Sets the alternative text, up to 1024 characters.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into().into());
        self
    }

    /// Sets whether it is hidden until the user clicks it.
    #[must_use]
    pub fn spoiler(mut self, spoiler: bool) -> Self {
        self.spoiler = spoiler;
        self
    }
}

/// A gallery of pictures and videos.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct MediaGallery {
    /// The id of the component within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The pictures and videos, 1–10.
    pub items: Vec<MediaGalleryItem>,
}

impl MediaGallery {
    /// A gallery of 1–10 pictures and videos: `MediaGallery::new(["attachment://a.png", "https://example.com/b.png"])`.
    #[must_use]
    pub fn new(items: impl IntoIterator<Item = impl Into<MediaGalleryItem>>) -> Self {
        Self { id: None, items: items.into_iter().map(Into::into).collect() }
    }
}

/// A picture or video of a gallery.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct MediaGalleryItem {
    /// The picture or video.
    pub media: UnfurledMedia,
    /// The alternative text, up to 1024 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// Whether it is hidden until the user clicks it.
    #[serde(skip_serializing_if = "is_default")]
    pub spoiler: bool,
}

impl MediaGalleryItem {
    /// A picture or video with a URL, or `attachment://` and the name of a file in the same request.
    #[must_use]
    pub fn new(media: impl Into<UnfurledMedia>) -> Self {
        Self { media: media.into(), description: None, spoiler: false }
    }

    /// Sets the alternative text, up to 1024 characters.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into().into());
        self
    }

    /// Sets whether it is hidden until the user clicks it.
    #[must_use]
    pub fn spoiler(mut self, spoiler: bool) -> Self {
        self.spoiler = spoiler;
        self
    }
}

impl From<&str> for MediaGalleryItem {
    fn from(url: &str) -> Self {
        Self::new(url)
    }
}

impl From<String> for MediaGalleryItem {
    fn from(url: String) -> Self {
        Self::new(url)
    }
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct FileComponent {
    /// The id of the component within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The file.
    pub file: UnfurledMedia,
    /// Whether it is hidden until the user clicks it.
    #[serde(skip_serializing_if = "is_default")]
    pub spoiler: bool,
    /// Its name. It cannot be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Box<str>>,
    /// The size in bytes. It cannot be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

impl FileComponent {
    /// A file in the same request: `attachment://` and its name. Other URLs are not allowed here.
    #[must_use]
    pub fn new(file: impl Into<UnfurledMedia>) -> Self {
        Self { id: None, file: file.into(), spoiler: false, name: None, size: None }
    }

    /// Sets whether it is hidden until the user clicks it.
    #[must_use]
    pub fn spoiler(mut self, spoiler: bool) -> Self {
        self.spoiler = spoiler;
        self
    }
}

/// A picture, video or file of a component. Only `url` is sent; Discord sets the other fields.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct UnfurledMedia {
    /// The URL, or `attachment://` and a file name.
    pub url: String,
    /// The URL of Discord's copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_url: Option<Box<str>>,
    /// The height in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// The width in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// The placeholder shown while it loads: a ThumbHash in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<Box<str>>,
    /// The version of the placeholder format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder_version: Option<u32>,
    /// The media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<Box<str>>,
    /// Flags.
    #[serde(skip_serializing_if = "is_default")]
    pub flags: UnfurledMediaFlags,
    /// The attachment of the message that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment_id: Option<AttachmentId>,
    /// The id of the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<GenericId>,
}

impl From<&str> for UnfurledMedia {
    fn from(url: &str) -> Self {
        Self::from(url.to_owned())
    }
}

impl From<String> for UnfurledMedia {
    fn from(url: String) -> Self {
        Self { url, ..Self::default() }
    }
}

open_flags! {
    /// Flags of a picture, video or file of a component.
    pub struct UnfurledMediaFlags {
        /// It is animated.
        const IS_ANIMATED = 1 << 0;
    }
}
