//! Files that are uploaded (Discord's docs, reference, "Uploading Files").

use std::fmt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use greenroom_macros::Object;

use super::object::is_default;
use super::{Attachment, AttachmentId};

/// A file to upload with a message, a sticker or another object.
///
/// ```
/// use greenroom::model::Upload;
///
/// let log = Upload::bytes("log.txt", "All is well.");
/// let cat = Upload::path("pictures/cat.png").description("A cat in a box").spoiler();
/// assert_eq!((log.name(), cat.name()), ("log.txt", "cat.png"));
/// ```
///
/// A message can have ten files, with 10 MiB each unless the guild's boosts allow more, and 25 MiB in total. An embed
/// of the same message can show one of its pictures with the URL `attachment://name`.
#[derive(Clone, PartialEq)]
pub struct Upload {
    name: String,
    source: UploadSource,
    content_type: Option<String>,
    properties: FileProperties,
}

/// The properties of a file other than its name.
#[derive(Clone, PartialEq, Default)]
struct FileProperties {
    description: Option<String>,
    title: Option<String>,
    is_spoiler: Option<bool>,
    duration_secs: Option<f64>,
    waveform: Option<String>,
}

/// The source of a file's bytes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum UploadSource {
    /// The bytes are in memory.
    Bytes(Bytes),
    /// The bytes are read from this path when the request is sent for the first time.
    Path(PathBuf),
}

impl Upload {
    /// A file with this name and these bytes: a `Vec<u8>`, a `String`, a `&'static str` or `Bytes`, which are not
    /// copied.
    #[must_use]
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::new(name.into(), UploadSource::Bytes(bytes.into()))
    }

    /// The file at this path, with its own name. It is read when the call is awaited. If that fails, nothing is sent.
    #[must_use]
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map_or_else(|| "file".into(), |name| name.to_string_lossy()).into_owned();
        Self::new(name, UploadSource::Path(path))
    }

    fn new(name: String, source: UploadSource) -> Self {
        Self { name, source, content_type: None, properties: FileProperties::default() }
    }

    /// Gives it another name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the alternative text, up to 1024 characters.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.properties.description = Some(description.into());
        self
    }

    /// Sets the title that is shown in place of the name, up to 1024 characters.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.properties.title = Some(title.into());
        self
    }

    /// Hides it until the user clicks it.
    #[must_use]
    pub fn spoiler(mut self) -> Self {
        self.properties.is_spoiler = Some(true);
        self
    }

    /// Makes it the recording of a voice message, with its duration in seconds and up to 256 amplitudes, one byte each,
    /// in base64. The message must have the flag IS_VOICE_MESSAGE and no other content.
    #[must_use]
    pub fn voice(mut self, duration_secs: f64, waveform: impl Into<String>) -> Self {
        self.properties.duration_secs = Some(duration_secs);
        self.properties.waveform = Some(waveform.into());
        self
    }

    /// Sets its media type. By default it is derived from the name.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn source(&self) -> &UploadSource {
        &self.source
    }

    /// Replaces the path by the bytes that were read.
    pub(crate) fn read(&mut self, bytes: Bytes) {
        self.source = UploadSource::Bytes(bytes);
    }

    /// Its media type: the one that was set, or the one of its file extension.
    pub(crate) fn media_type(&self) -> &str {
        self.content_type.as_deref().unwrap_or_else(|| media_type(&self.name))
    }

    /// Whether a request has to list it in `attachments`: it has properties that the form cannot express.
    pub(crate) fn has_properties(&self) -> bool {
        self.properties != FileProperties::default()
    }

    /// The entry about this file in the body of a request, in which it has this index.
    pub(crate) fn attachment(&self, index: usize) -> AttachmentUpdate {
        let FileProperties { description, title, is_spoiler, duration_secs, waveform } = self.properties.clone();
        AttachmentUpdate {
            id: AttachmentId::new(index as u64),
            filename: Some(self.name.clone()),
            description,
            title,
            is_spoiler,
            is_remix: false,
            duration_secs,
            waveform,
        }
    }
}

impl From<&Path> for Upload {
    fn from(path: &Path) -> Self {
        Self::path(path)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Upload");
        shown.field("name", &self.name);
        match &self.source {
            UploadSource::Bytes(bytes) => shown.field("bytes", &bytes.len()),
            UploadSource::Path(path) => shown.field("path", path),
        };
        shown.finish_non_exhaustive()
    }
}

/// The media types that Discord uses to show files. For all others Discord uses the name.
fn media_type(name: &str) -> &'static str {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    match end.as_str() {
        "png" => "image/png",
        "apng" => "image/apng",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "json" => "application/json",
        "mp3" => "audio/mpeg",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mov" => "video/quicktime",
        "csv" => "text/csv",
        "txt" | "log" | "md" => "text/plain",
        _ => "application/octet-stream",
    }
}

/// A file of a message in a request: an existing file to keep, or a new one.
///
/// When a message is edited, it keeps only the files that the request lists:
///
/// ```
/// use greenroom::model::{AttachmentId, AttachmentUpdate};
///
/// let kept = AttachmentUpdate::keep(AttachmentId::new(5)).description("A cat in a box");
/// ```
#[derive(Debug, Clone, PartialEq, Object)]
#[non_exhaustive]
pub struct AttachmentUpdate {
    /// The id of the file, or the index of a new one, from 0.
    pub id: AttachmentId,
    /// The name of a new file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// The alternative text, up to 1024 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The title that is shown in place of the name, up to 1024 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether it is hidden until the user clicks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_spoiler: Option<bool>,
    /// Whether it was edited on a phone.
    #[serde(skip_serializing_if = "is_default")]
    pub is_remix: bool,
    /// The duration of a voice message, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_secs: Option<f64>,
    /// For a voice message: up to 256 amplitudes, one byte each, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waveform: Option<String>,
}

impl AttachmentUpdate {
    /// Keeps the file without changes.
    #[must_use]
    pub const fn keep(id: AttachmentId) -> Self {
        Self {
            id,
            filename: None,
            description: None,
            title: None,
            is_spoiler: None,
            is_remix: false,
            duration_secs: None,
            waveform: None,
        }
    }

    /// Keeps all of these files:
    /// `http.update_message(channel, id).attachments(AttachmentUpdate::keep_all(&message.attachments))`.
    #[must_use]
    pub fn keep_all(attachments: &[Attachment]) -> Vec<Self> {
        attachments.iter().map(|attachment| Self::keep(attachment.id)).collect()
    }

    /// Changes the alternative text, up to 1024 characters.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets whether it is hidden until the user clicks it.
    #[must_use]
    pub fn spoiler(mut self, covered: bool) -> Self {
        self.is_spoiler = Some(covered);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::one_line;

    #[test]
    fn the_media_type_is_derived_from_the_name_unless_set() {
        for (name, expected) in [
            ("cat.png", "image/png"),
            ("CAT.JPEG", "image/jpeg"),
            ("a.b.json", "application/json"),
            ("users.csv", "text/csv"),
            ("archive.tar.zst", "application/octet-stream"),
            ("README", "application/octet-stream"),
            ("", "application/octet-stream"),
        ] {
            assert_eq!(Upload::bytes(name, "x").media_type(), expected, "{name}");
        }
        assert_eq!(Upload::bytes("cat.png", "x").content_type("image/apng").media_type(), "image/apng");
    }

    #[test]
    fn the_name_is_taken_from_the_path() {
        for (path, name) in [("pictures/cat.png", "cat.png"), ("/", "file"), ("..", "file"), ("ä b.txt", "ä b.txt")] {
            assert_eq!(Upload::path(path).name(), name);
        }
        assert_eq!(Upload::path("a.png").named("b.png").attachment(0).filename.as_deref(), Some("b.png"));
    }

    #[test]
    fn the_attachment_has_the_given_properties() {
        let upload = Upload::bytes("a.ogg", "x").description("d").title("t").spoiler().voice(1.5, "AA==");
        let json = r#"{"id":"3","filename":"a.ogg","description":"d","title":"t","is_spoiler":true,"duration_secs":1.5,
        "waveform":"AA=="}"#;
        assert_eq!(serde_json::to_string(&upload.attachment(3)).unwrap(), one_line(json));
        let kept = AttachmentUpdate::keep(AttachmentId::new(5)).spoiler(false);
        assert_eq!(serde_json::to_string(&kept).unwrap(), r#"{"id":"5","is_spoiler":false}"#);
    }

    #[test]
    fn debug_does_not_show_the_bytes() {
        let shown = format!("{:?}", Upload::bytes("a.txt", "secret"));
        assert!(shown.contains("a.txt") && !shown.contains("secret"), "{shown}");
    }
}
