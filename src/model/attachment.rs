//! Files of messages (Discord's docs, resources/message, "Attachment Object").

use greenroom_macros::{New, Object};

use super::object::is_default;
use super::open::open_flags;
use super::{AttachmentId, PartialApplication, Timestamp, User};

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, filename, url)]
#[non_exhaustive]
pub struct Attachment {
    /// The id of the file.
    pub id: AttachmentId,
    /// The name.
    pub filename: String,
    /// The original name, if Discord changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Box<str>>,
    /// The alternative text, up to 1024 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// The media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<Box<str>>,
    /// The size in bytes.
    pub size: u64,
    /// The URL of the file. It is signed and expires after some hours.
    pub url: String,
    /// The URL of a copy that Discord can resize.
    pub proxy_url: String,
    /// The height of a picture or video, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// The width of a picture or video, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// For pictures and videos: the placeholder shown while it loads, a ThumbHash in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<Box<str>>,
    /// The version of the placeholder format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder_version: Option<u32>,
    /// Whether it is deleted after some time, as the files of ephemeral messages are.
    #[serde(skip_serializing_if = "is_default")]
    pub ephemeral: bool,
    /// The duration of a voice message, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_secs: Option<f64>,
    /// For voice messages: up to 256 amplitudes, one byte each, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waveform: Option<Box<str>>,
    /// Flags.
    #[serde(skip_serializing_if = "is_default")]
    pub flags: AttachmentFlags,
    /// For clips: the users who were in the stream.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clip_participants: Vec<User>,
    /// For clips: the time at which it was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clip_created_at: Option<Timestamp>,
    /// For clips: the application that was streamed; `None` if it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Box<PartialApplication>>,
}

open_flags! {
    /// Flags of a file.
    pub struct AttachmentFlags {
        /// A clip of a stream.
        const IS_CLIP = 1 << 0;
        /// The thumbnail of a post.
        const IS_THUMBNAIL = 1 << 1;
        /// It was edited on a phone.
        const IS_REMIX = 1 << 2;
        /// It is hidden until the user clicks it.
        const IS_SPOILER = 1 << 3;
        /// It is animated.
        const IS_ANIMATED = 1 << 5;
    }
}
