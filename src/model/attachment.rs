//! Files of messages (Discord's docs, resources/message, "Attachment Object").

use greenroom_macros::{New, Object};

use super::object::is_neutral;
use super::open::open_flags;
use super::{AttachmentId, PartialApplication, Timestamp, User};

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, filename, url)]
#[non_exhaustive]
pub struct Attachment {
    /// Which file.
    pub id: AttachmentId,
    /// The name.
    pub filename: String,
    /// The name before Discord changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Box<str>>,
    /// What it shows, for those who cannot see it, up to 1024 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// The media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<Box<str>>,
    /// In bytes.
    pub size: u64,
    /// Where it is. The address is signed and ends after some hours.
    pub url: String,
    /// Where a copy is that can be scaled.
    pub proxy_url: String,
    /// Of pictures and videos, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Of pictures and videos, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Of pictures and videos: what is shown until they are there, a ThumbHash in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<Box<str>>,
    /// How to read the placeholder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder_version: Option<u32>,
    /// Whether it is deleted after some time, as those of ephemeral messages are.
    #[serde(skip_serializing_if = "is_neutral")]
    pub ephemeral: bool,
    /// Of voice messages, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_secs: Option<f64>,
    /// Of voice messages: up to 256 amplitudes, one byte each, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waveform: Option<Box<str>>,
    /// Notes about it.
    #[serde(skip_serializing_if = "is_neutral")]
    pub flags: AttachmentFlags,
    /// Of clips: who was in the stream.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clip_participants: Vec<User>,
    /// Of clips: when it was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clip_created_at: Option<Timestamp>,
    /// Of clips: what was streamed; `None` if it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Box<PartialApplication>>,
}

open_flags! {
    /// Notes about a file.
    pub struct AttachmentFlags {
        /// A clip of a stream.
        const IS_CLIP = 1 << 0;
        /// The thumbnail of a post.
        const IS_THUMBNAIL = 1 << 1;
        /// Was edited on a phone.
        const IS_REMIX = 1 << 2;
        /// Is covered until clicked.
        const IS_SPOILER = 1 << 3;
        /// Moves.
        const IS_ANIMATED = 1 << 5;
    }
}
