//! Why a payload could not be decoded, and where in it.

use std::fmt::Write;

use compact_str::CompactString;
use serde::de::DeserializeOwned;

use crate::gateway::{Data, json};

/// A payload that does not have the shape of its event.
///
/// It costs this one event and nothing else: the sequence number has advanced, and `raw_event` has seen it. See
/// [`Undecoded`](super::Undecoded).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{event} could not be decoded{}: {message}", self.place())]
pub struct DecodeError {
    pub(super) event: CompactString,
    pub(super) path: Option<String>,
    pub(super) message: String,
}

impl DecodeError {
    /// The name of the dispatch, such as `MESSAGE_CREATE`.
    #[must_use]
    pub fn event(&self) -> &str {
        &self.event
    }

    /// Where in `d` it went wrong, such as `author.id` or `mentions[2]`, if that could be told.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// What was wrong there.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Asked for a kind that has no payload of its own.
    pub(super) fn of_no_payload(kind: super::EventKind) -> Self {
        let message = "events of this kind are not made of a payload alone".to_owned();
        Self { event: kind.name().into(), path: None, message }
    }

    fn place(&self) -> String {
        self.path.as_ref().map(|path| format!(" at `{path}`")).unwrap_or_default()
    }
}

/// Reads the payload of the event with that name. No data at all is read as null: RESUMED may have none.
pub(crate) fn decode<T: DeserializeOwned>(event: &str, data: Data<'_>) -> Result<T, DecodeError> {
    let Data { json: data, open } = data;
    // Checked once as a whole rather than string by string: a fifth of the time for a message.
    let text = match simdutf8::compat::from_utf8(data) {
        Ok("") => "null",
        Ok(text) => text,
        Err(error) => {
            let path = path_at(data, error.valid_up_to());
            return Err(DecodeError { event: event.into(), path, message: error.to_string() });
        }
    };
    let read = if open { json::from_str_start } else { json::from_str };
    read(text).map_err(|problem| DecodeError {
        event: event.into(),
        path: path_at(data, problem.at),
        message: problem.message,
    })
}

/// Reads the payload of an event whose type is the user's. serde_json does: such a type may ask for what serde_json alone has, such as
/// its `RawValue`.
pub(super) fn decode_custom<T: DeserializeOwned>(event: &str, data: &str) -> Result<T, DecodeError> {
    serde_json::from_str(if data.is_empty() { "null" } else { data }).map_err(|error| {
        // The place is said by the path.
        let mut message = error.to_string();
        message.truncate(message.rfind(" at line ").unwrap_or(message.len()));
        let before = data.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        DecodeError { event: event.into(), path: path_at(data.as_bytes(), before + error.column()), message }
    })
}

/// Which value of a JSON text an offset lies in, or has just passed: `a.b[2]`. `None` at the top.
///
/// The text need not be valid beyond the offset; up to there serde_json has read it.
fn path_at(data: &[u8], offset: usize) -> Option<String> {
    /// An object with the key whose value is being read, or an array with the index.
    enum Level<'a> {
        Object { key: Option<&'a [u8]>, in_value: bool },
        Array(usize),
    }

    let mut levels: Vec<Level<'_>> = Vec::new();
    let mut rest = data.get(..offset.min(data.len()))?;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        match byte {
            b'"' => {
                let end = string_end(tail);
                let (text, after) = tail.split_at(end);
                rest = after.get(1..).unwrap_or_default();
                if let Some(Level::Object { key, in_value: false }) = levels.last_mut() {
                    *key = Some(text);
                }
            }
            b'{' => levels.push(Level::Object { key: None, in_value: false }),
            // What serde_json had just entered when it complained is itself what it complained about.
            b'[' if !rest.is_empty() => levels.push(Level::Array(0)),
            b'}' | b']' => {
                levels.pop();
            }
            b':' => {
                if let Some(Level::Object { in_value, .. }) = levels.last_mut() {
                    *in_value = true;
                }
            }
            b',' => match levels.last_mut() {
                Some(Level::Object { in_value, .. }) => *in_value = false,
                Some(Level::Array(index)) => *index += 1,
                None => {}
            },
            _ => {}
        }
    }
    let mut path = String::new();
    for level in levels {
        // Writing to a `String` cannot fail.
        match level {
            Level::Object { key: Some(key), in_value: true } => {
                let dot = if path.is_empty() { "" } else { "." };
                let _ = write!(path, "{dot}{}", String::from_utf8_lossy(key));
            }
            Level::Object { .. } => {}
            Level::Array(index) => {
                let _ = write!(path, "[{index}]");
            }
        }
    }
    (!path.is_empty()).then_some(path)
}

/// The length of a JSON string whose opening quote has been read, without the closing one.
fn string_end(text: &[u8]) -> usize {
    let mut escaped = false;
    text.iter()
        .position(|byte| match byte {
            _ if escaped => {
                escaped = false;
                false
            }
            b'\\' => {
                escaped = true;
                false
            }
            byte => *byte == b'"',
        })
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::event::{BanAdd, MessageCreate};

    fn error<T: DeserializeOwned + std::fmt::Debug>(data: &str) -> DecodeError {
        decode::<T>("TEST", Data::whole(data.as_bytes())).unwrap_err()
    }

    #[test]
    fn the_place_and_the_reason_are_named() {
        for (data, path, message) in [
            (r#"{"guild_id":"x"}"#, Some("guild_id"), "invalid value: string \"x\""),
            (r#"{"guild_id":"1","user":{"id":true}}"#, Some("user.id"), "invalid type: boolean"),
            ("{\"guild_id\":\"1\",\n\"user\":{\n\"id\":\n[]}}", Some("user.id"), "invalid type: sequence"),
            (r#"{"guild_id":"1","user":5}"#, Some("user"), "invalid type: integer `5`"),
            (r#"{"guild_id":"1"}"#, None, "missing field `user`"),
            (r#"{"guild_id":"1","user":{"username":"a"}}"#, Some("user"), "missing field `id`"),
            ("{", None, "EOF"),
            ("", None, "invalid type: null"),
        ] {
            let error = error::<BanAdd>(data);
            assert_eq!(error.path(), path, "{data}: {error}");
            assert!(error.message().starts_with(message), "{error}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let error = decode::<BanAdd>("TEST", Data::whole(b"{\"user\":{\"username\":\"\xff\"}}")).unwrap_err();
        assert_eq!(error.path(), Some("user.username"));
        assert!(error.message().starts_with("invalid utf-8"), "{error}");
    }

    #[test]
    fn lists_and_awkward_keys() {
        let error = error::<MessageCreate>(
            r#"{"a\"]}":[{"}":"{"}],"id":"1","channel_id":"2","mentions":[{"id":"1"},{"id":"2","new":[]},{"id":{}}]}"#,
        );
        assert_eq!(error.path(), Some("mentions[2].id"));
        assert_eq!(
            error.to_string(),
            "TEST could not be decoded at `mentions[2].id`: invalid type: map, expected an unsigned 64-bit integer, \
             as a decimal string or a number"
        );
    }

    proptest! {
        #[test]
        fn any_bytes_have_some_path(data in prop::collection::vec(any::<u8>(), 0..64), offset in 0_usize..80) {
            let _ = path_at(&data, offset);
        }
    }
}
