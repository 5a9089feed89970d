//! The files of a request: they are read, listed in its body, and added to the form.

use std::{borrow::Cow, path::PathBuf};

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{
    body::{Body, Content},
    multipart::{Builder, can_be_sent},
};
use crate::model::{ImageData, SoundData, UnknownFormat, Upload, UploadSource};

/// The most files that a message takes.
const MOST_FILES: usize = 10;

/// The files of a request.
#[derive(Debug, Clone, Default)]
pub(super) struct Uploads {
    /// `files[0]`, `files[1]` and so on.
    files: Vec<Upload>,
    /// Files that are parts with names of their own.
    parts: Vec<(&'static str, Upload)>,
    /// The field of the body that has the `attachments`; empty for the body itself.
    attachments_in: &'static str,
}

impl Uploads {
    /// Adds a file of a message.
    pub(super) fn add_file(&mut self, upload: Upload, attachments_in: &'static str) {
        self.files.push(upload);
        self.attachments_in = attachments_in;
    }

    /// Adds a file as a part of this name.
    pub(super) fn add_part(&mut self, name: &'static str, upload: Upload) {
        self.parts.push((name, upload));
    }

    /// Why Discord would refuse the files.
    pub(super) fn objection(&self) -> Option<String> {
        (self.files.len() > MOST_FILES)
            .then(|| format!("{} files were given; a message takes {MOST_FILES}", self.files.len()))
    }

    /// Whether there are files that have not been read yet.
    pub(super) fn unread(&self) -> bool {
        let parts = self.parts.iter().map(|(_, upload)| upload);
        self.files.iter().chain(parts).any(|upload| matches!(upload.source(), UploadSource::Path(_)))
    }

    /// Reads the files that are given by their paths, on the blocking threads of tokio.
    ///
    /// # Errors
    /// The path of the first file that cannot be read, and why.
    pub(super) async fn read(&mut self) -> Result<(), String> {
        let parts = self.parts.iter_mut().map(|(_, upload)| upload);
        for upload in self.files.iter_mut().chain(parts) {
            if let UploadSource::Path(path) = upload.source() {
                let read = tokio::fs::read(path).await;
                let bytes = read.map_err(|error| format!("the file {} cannot be read: {error}", path.display()))?;
                upload.read(bytes.into());
            }
        }
        Ok(())
    }

    /// The body, with the files that have been read.
    ///
    /// # Errors
    /// If the body is not an object, to which the list of files could be added.
    /// `is_change`: whether the request changes a message, from which files that are not listed are removed.
    pub(super) fn body(&self, content: Content, is_change: bool) -> Result<Body, String> {
        let json = match content {
            Content::Empty if self.files.is_empty() && self.parts.is_empty() => return Ok(Body::Empty),
            Content::Json(json) if self.files.is_empty() && self.parts.is_empty() => return Ok(Body::Json(json)),
            Content::UrlEncoded(form) => return Ok(Body::UrlEncoded(form)),
            Content::Empty => None,
            Content::Json(json) => Some(json),
            Content::Form(fields) => {
                let mut form = Builder::new();
                for (name, text) in fields {
                    form.part(name, None, None, text.into());
                }
                self.append_to(&mut form);
                return Ok(Body::Multipart(form.finish()));
            }
        };
        let json = if self.files.is_empty() { json } else { Some(self.with_attachments(json, is_change)?) };
        let mut form = Builder::new();
        if let Some(json) = json {
            form.part("payload_json", None, Some("application/json"), json);
        }
        self.append_to(&mut form);
        Ok(Body::Multipart(form.finish()))
    }

    fn append_to(&self, form: &mut Builder) {
        let files = self.files.iter().enumerate();
        let files = files.map(|(index, upload)| (Cow::Owned(format!("files[{index}]")), upload));
        let parts = self.parts.iter().map(|(name, upload)| (Cow::Borrowed(*name), upload));
        for (name, upload) in files.chain(parts) {
            if let UploadSource::Bytes(bytes) = upload.source() {
                form.part(&name, Some(upload.name()), Some(upload.media_type()), bytes.clone());
            }
        }
    }

    /// The body with the files in its `attachments`, after the entries of the user. A file with an entry of the user is
    /// not added again. There is no list if no file needs an entry and the user has none: servers that are compatible
    /// with Discord may not read it.
    fn with_attachments(&self, json: Option<Bytes>, is_change: bool) -> Result<Bytes, String> {
        let unfit = |error: serde_json::Error| format!("the list of files cannot be added to the body: {error}");
        let mut body: Value = match json {
            Some(json) => serde_json::from_slice(&json).map_err(unfit)?,
            None => Value::Object(Map::new()),
        };
        // The answer to an interaction changes a message if its type is 7.
        let is_change = is_change || (self.attachments_in == "data" && body.get("type") == Some(&Value::from(7)));
        let mut place = &mut body;
        if !self.attachments_in.is_empty() {
            place = place
                .as_object_mut()
                .map(|fields| fields.entry(self.attachments_in).or_insert_with(|| Value::Object(Map::new())))
                .ok_or("the body is not an object, to which the list of files could be added")?;
        }
        let fields = place.as_object_mut().ok_or("the body has no object for the list of files")?;
        let is_needed = self.files.iter().any(|file| file.has_properties() || !can_be_sent(file.name()));
        let has_list = fields.get("attachments").is_some_and(Value::is_array);
        if !is_needed && !has_list && !is_change {
            return Ok(serde_json::to_vec(&body).map_err(unfit)?.into());
        }
        let listed = fields.entry("attachments").or_insert(Value::Null);
        if !listed.is_array() {
            *listed = Value::Array(Vec::new());
        }
        if let Value::Array(listed) = listed {
            for (index, upload) in self.files.iter().enumerate() {
                let id = index.to_string();
                if !listed.iter().any(|it| it.get("id").and_then(Value::as_str) == Some(&id)) {
                    listed.push(serde_json::to_value(upload.attachment(index)).map_err(unfit)?);
                }
            }
        }
        serde_json::to_vec(&body).map(Bytes::from).map_err(unfit)
    }
}

/// A file cannot be read, or is not an image or a sound.
#[derive(Debug, thiserror::Error)]
#[error("{}: {cause}", .path.display())]
pub struct FileError {
    /// The path of the file.
    pub path: PathBuf,
    /// The cause.
    pub cause: FileErrorCause,
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileErrorCause {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(std::io::Error),
    /// Its first bytes are not those of a format that Discord accepts.
    #[error(transparent)]
    Format(UnknownFormat),
}

/// Reads both in the same way.
macro_rules! from_paths {
    ($($name:ident)*) => {$(
        impl $name {
            /// Reads the file at this path, on a blocking thread of tokio. Its format is detected from its first bytes.
            ///
            /// # Errors
            /// If it cannot be read, or does not have a format that Discord accepts.
            pub async fn from_path(path: impl Into<PathBuf>) -> Result<Self, FileError> {
                let path = path.into();
                let read = match tokio::fs::read(&path).await {
                    Ok(bytes) => Self::from_bytes(bytes).map_err(FileErrorCause::Format),
                    Err(error) => Err(FileErrorCause::Unreadable(error)),
                };
                read.map_err(|cause| FileError { path, cause })
            }
        }
    )*};
}
from_paths!(ImageData SoundData);

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&'static str], attachments_in: &'static str) -> Uploads {
        let mut uploads = Uploads::default();
        for name in names {
            uploads.add_file(Upload::bytes(*name, "x").description(*name), attachments_in);
        }
        uploads
    }

    #[test]
    fn files_without_properties_are_not_listed_in_a_new_message() {
        let listed = |uploads: &Uploads, json: &'static str, is_change| {
            let body = uploads.with_attachments(Some(Bytes::from_static(json.as_bytes())), is_change).unwrap();
            let body: Value = serde_json::from_slice(&body).unwrap();
            body["attachments"].as_array().map(Vec::len)
        };
        let with = |file: Upload| {
            let mut uploads = Uploads::default();
            uploads.add_file(Upload::bytes("a.txt", "x"), "");
            uploads.add_file(file, "");
            uploads
        };
        let plain = || Upload::bytes("b.txt", "x");
        let none = with(plain());
        assert_eq!(listed(&none, r#"{"content":"hi"}"#, false), None);
        assert_eq!(listed(&none, r#"{"attachments":null}"#, false), None, "null is no list of the user");
        // The list of the user, and a change, name all files.
        assert_eq!(listed(&none, r#"{"attachments":[{"id":"77"}]}"#, false), Some(3));
        assert_eq!(listed(&none, "{}", true), Some(2));
        for file in [
            plain().description("d"),
            plain().title("t"),
            plain().spoiler(),
            plain().voice(1.0, "AA=="),
            Upload::bytes("the \"b\".txt", "x"),
        ] {
            assert_eq!(listed(&with(file), "{}", false), Some(2), "if one needs an entry, all are listed");
        }
        let mut answer = Uploads::default();
        answer.add_file(plain(), "data");
        for (json, is_listed) in [(r#"{"type":4,"data":{}}"#, false), (r#"{"type":7,"data":{}}"#, true)] {
            let body = answer.with_attachments(Some(Bytes::from_static(json.as_bytes())), false).unwrap();
            assert_eq!(String::from_utf8_lossy(&body).contains("attachments"), is_listed, "{json}");
        }
    }

    #[test]
    fn files_are_listed_in_the_body() {
        for (at, before, after) in [
            ("", None, r#"{"attachments":[A,B]}"#),
            // Entries of the user are kept, at any place.
            (
                "",
                Some(r#"{"attachments":[{"id":"77"},{"id":"1","title":"B"}],"content":"hi"}"#),
                r#"{"attachments":[{"id":"77"},{"id":"1","title":"B"},A],"content":"hi"}"#,
            ),
            (
                "data",
                Some(r#"{"type":4,"data":{"content":"hi"}}"#),
                r#"{"data":{"attachments":[A,B],"content":"hi"},"type":4}"#,
            ),
            ("message", Some("{}"), r#"{"message":{"attachments":[A,B]}}"#),
        ] {
            let listed = files(&["a", "b"], at)
                .with_attachments(before.map(|json: &str| Bytes::copy_from_slice(json.as_bytes())), false)
                .unwrap();
            let a = r#"{"description":"a","filename":"a","id":"0"}"#;
            let b = r#"{"description":"b","filename":"b","id":"1"}"#;
            assert_eq!(std::str::from_utf8(&listed).unwrap(), after.replace('A', a).replace("B]", &format!("{b}]")));
        }
        assert!(files(&["a"], "").with_attachments(Some(Bytes::from_static(b"[]")), false).is_err());
        assert!(files(&["a"], "data").with_attachments(Some(Bytes::from_static(b"{\"data\":5}")), false).is_err());
    }

    #[test]
    fn json_stays_json_without_files() {
        let json = Bytes::from_static(b"{}");
        assert!(
            matches!(Uploads::default().body(Content::Json(json.clone()), false).unwrap(), Body::Json(it) if it == json)
        );
        assert!(matches!(Uploads::default().body(Content::Empty, false).unwrap(), Body::Empty));
        assert!(matches!(files(&["a"], "").body(Content::Empty, false).unwrap(), Body::Multipart(_)));
        assert!(matches!(Uploads::default().body(Content::Form(Vec::new()), false).unwrap(), Body::Multipart(_)));
    }

    #[test]
    fn eleven_files_are_too_many() {
        assert_eq!(files(&["a"; 10], "").objection(), None);
        assert!(files(&["a"; 11], "").objection().unwrap().contains("11 files"));
    }

    #[tokio::test]
    async fn a_missing_file_is_named_in_the_error() {
        let mut uploads = Uploads::default();
        uploads.add_part("file", Upload::path("/nowhere/cat.png"));
        assert!(uploads.unread());
        let error = uploads.read().await.unwrap_err();
        assert!(error.starts_with("the file /nowhere/cat.png cannot be read: "), "{error}");
        let error = ImageData::from_path("/nowhere/cat.png").await.unwrap_err();
        assert!(error.to_string().starts_with("/nowhere/cat.png: "), "{error}");
    }
}
