//! Pictures, videos and files of a message.

use greenroom_macros::Object;

use crate::model::object::is_neutral;
use crate::model::open::open_flags;
use crate::model::{AttachmentId, GenericId};

/// A small picture beside texts.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct Thumbnail {
    /// Its number within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The picture.
    pub media: UnfurledMedia,
    /// What it shows, for those who cannot see it, up to 1024 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// Whether it is covered until clicked.
    #[serde(skip_serializing_if = "is_neutral")]
    pub spoiler: bool,
}

impl Thumbnail {
    /// A picture: an address, or `attachment://` and the name of a file that is sent along.
    #[must_use]
    pub fn new(media: impl Into<UnfurledMedia>) -> Self {
        Self { id: None, media: media.into(), description: None, spoiler: false }
    }

    /// Says what it shows, for those who cannot see it, up to 1024 characters.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into().into());
        self
    }

    /// Says whether it is covered until clicked.
    #[must_use]
    pub fn spoiler(mut self, spoiler: bool) -> Self {
        self.spoiler = spoiler;
        self
    }
}

/// Pictures and videos.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct MediaGallery {
    /// Its number within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// 1–10 of them.
    pub items: Vec<MediaGalleryItem>,
}

impl MediaGallery {
    /// 1–10 pictures and videos: `MediaGallery::new(["attachment://a.png", "https://example.com/b.png"])`.
    #[must_use]
    pub fn new(items: impl IntoIterator<Item = impl Into<MediaGalleryItem>>) -> Self {
        Self { id: None, items: items.into_iter().map(Into::into).collect() }
    }
}

/// One of several pictures and videos.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct MediaGalleryItem {
    /// The picture or video.
    pub media: UnfurledMedia,
    /// What it shows, for those who cannot see it, up to 1024 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// Whether it is covered until clicked.
    #[serde(skip_serializing_if = "is_neutral")]
    pub spoiler: bool,
}

impl MediaGalleryItem {
    /// A picture or video: an address, or `attachment://` and the name of a file that is sent along.
    #[must_use]
    pub fn new(media: impl Into<UnfurledMedia>) -> Self {
        Self { media: media.into(), description: None, spoiler: false }
    }

    /// Says what it shows, for those who cannot see it, up to 1024 characters.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into().into());
        self
    }

    /// Says whether it is covered until clicked.
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
    /// Its number within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The file.
    pub file: UnfurledMedia,
    /// Whether it is covered until clicked.
    #[serde(skip_serializing_if = "is_neutral")]
    pub spoiler: bool,
    /// Its name; not to be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Box<str>>,
    /// In bytes; not to be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

impl FileComponent {
    /// A file that is sent along: `attachment://` and its name. Addresses are not allowed here.
    #[must_use]
    pub fn new(file: impl Into<UnfurledMedia>) -> Self {
        Self { id: None, file: file.into(), spoiler: false, name: None, size: None }
    }

    /// Says whether it is covered until clicked.
    #[must_use]
    pub fn spoiler(mut self, spoiler: bool) -> Self {
        self.spoiler = spoiler;
        self
    }
}

/// A picture, video or file of a component. Only `url` is sent; the rest is Discord's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct UnfurledMedia {
    /// Where it is: an address, or `attachment://` and a file name.
    pub url: String,
    /// Where Discord keeps a copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_url: Option<Box<str>>,
    /// In pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// In pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// What is shown until it is there: a ThumbHash in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<Box<str>>,
    /// How to read the placeholder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder_version: Option<u32>,
    /// The media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<Box<str>>,
    /// Notes about it.
    #[serde(skip_serializing_if = "is_neutral")]
    pub flags: UnfurledMediaFlags,
    /// The file of the message it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment_id: Option<AttachmentId>,
    /// Its number.
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
    /// Notes about a picture, video or file of a component.
    pub struct UnfurledMediaFlags {
        /// Moves.
        const IS_ANIMATED = 1 << 0;
    }
}
