//! The body of a request: JSON, or a form with files. Each attempt sends the same bytes.

use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use super::multipart::Multipart;

/// The body of a request, as it is sent.
#[derive(Clone)]
pub(super) enum Body {
    /// Nothing.
    Empty,
    /// JSON.
    Json(Bytes),
    /// `a=b&c=d`.
    UrlEncoded(Bytes),
    /// A form with files.
    Multipart(Multipart),
}

impl Body {
    /// Its JSON; of a form, without the files.
    pub(super) fn json(&self) -> Option<&Bytes> {
        match self {
            Self::Json(json) => Some(json),
            Self::Multipart(parts) => parts.json(),
            Self::Empty | Self::UrlEncoded(_) => None,
        }
    }

    /// Whether it has files of a message.
    pub(super) fn has_files(&self) -> bool {
        matches!(self, Self::Multipart(form) if form.has_files())
    }

    /// The number of bytes.
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Empty => 0,
            Self::Json(bytes) | Self::UrlEncoded(bytes) => bytes.len() as u64,
            Self::Multipart(parts) => parts.len(),
        }
    }
}

impl fmt::Debug for Body {
    /// Kind and length. The content may have secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Empty => "Empty",
            Self::Json(_) => "Json",
            Self::UrlEncoded(_) => "UrlEncoded",
            Self::Multipart(_) => "Multipart",
        };
        write!(f, "{kind}({} bytes)", self.len())
    }
}

/// The content of a body, before it is known whether the request has files.
#[derive(Debug, Clone, Default)]
pub(super) enum Content {
    /// Nothing.
    #[default]
    Empty,
    /// JSON.
    Json(Bytes),
    /// `a=b&c=d`.
    UrlEncoded(Bytes),
    /// The parts of a form: names and texts.
    Form(Vec<(&'static str, String)>),
}

/// Builds a body from fields.
pub(super) trait Fields {
    /// The content of all fields.
    ///
    /// # Errors
    /// The error of a value that could not be written.
    fn finish(self) -> Result<Content, serde_json::Error>;
}

/// A JSON object that is written field by field, without a tree.
#[derive(Debug, Default)]
pub(super) struct Object {
    json: Vec<u8>,
    error: Option<serde_json::Error>,
}

impl Object {
    /// Adds a field. `name` is a constant that needs no escaping.
    pub(super) fn field(&mut self, name: &'static str, value: &(impl Serialize + ?Sized)) {
        self.json.push(if self.json.is_empty() { b'{' } else { b',' });
        self.json.push(b'"');
        self.json.extend_from_slice(name.as_bytes());
        self.json.extend_from_slice(b"\":");
        if let Err(error) = serde_json::to_writer(&mut self.json, value) {
            self.error = Some(error);
        }
    }

    /// As [`field`](Self::field), in a chain.
    pub(super) fn with(mut self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.field(name, value);
        self
    }
}

impl Fields for Object {
    fn finish(mut self) -> Result<Content, serde_json::Error> {
        if self.json.is_empty() {
            self.json.push(b'{');
        }
        self.json.push(b'}');
        self.error.map_or_else(|| Ok(Content::Json(self.json.into())), Err)
    }
}

/// The fields of a form: texts unquoted, all other values as JSON.
#[derive(Debug, Default)]
pub(super) struct Form {
    parts: Vec<(&'static str, String)>,
    error: Option<serde_json::Error>,
}

impl Form {
    /// Adds a field. Null is left out, since a form cannot express it.
    pub(super) fn field(&mut self, name: &'static str, value: &(impl Serialize + ?Sized)) {
        match serde_json::to_value(value) {
            Ok(Value::Null) => {}
            Ok(Value::String(text)) => self.parts.push((name, text)),
            Ok(other) => self.parts.push((name, other.to_string())),
            Err(error) => self.error = Some(error),
        }
    }

    /// As [`field`](Self::field), in a chain.
    pub(super) fn with(mut self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.field(name, value);
        self
    }
}

impl Fields for Form {
    fn finish(self) -> Result<Content, serde_json::Error> {
        self.error.map_or_else(|| Ok(Content::Form(self.parts)), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_written_field_by_field() {
        let json = |object: Object| match object.finish().unwrap() {
            Content::Json(json) => String::from_utf8(json.to_vec()).unwrap(),
            other => panic!("{other:?}"),
        };
        let object = Object::default().with("content", &Some("a\"b")).with("embeds", &None::<()>);
        assert_eq!(json(object), r#"{"content":"a\"b","embeds":null}"#);
        assert_eq!(json(Object::default()), "{}");
    }

    #[test]
    fn texts_of_forms_are_not_quoted() {
        let form = Form::default().with("name", "a\"b").with("count", &5).with("gone", &None::<u8>);
        let Content::Form(parts) = form.finish().unwrap() else { panic!("no form") };
        assert_eq!(parts, [("name", "a\"b".to_owned()), ("count", "5".to_owned())]);
    }

    #[test]
    fn bodies_are_not_shown() {
        let body = Body::Json(Bytes::from_static(b"{\"client_secret\":\"x\"}"));
        assert_eq!(format!("{body:?}"), "Json(21 bytes)");
    }
}
