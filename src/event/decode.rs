//! The error of a payload that could not be decoded, with the path of the value.

use compact_str::CompactString;
use serde::de::DeserializeOwned;

use crate::event_path::event_path;
use crate::gateway::Data;
use crate::json::{self, LeftOut, Read, path_at};

/// A payload, or a value in it, that does not have the expected shape.
///
/// Only this event, or this value, is lost: the sequence number has advanced and `raw_event` has received the payload.
/// See [`Undecoded`](super::Undecoded).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{event} could not be decoded{}{}: {message}", self.extent(), self.place())]
pub struct DecodeError {
    pub(super) event: CompactString,
    pub(super) path: Option<String>,
    pub(super) message: String,
    pub(super) left_out: usize,
}

impl DecodeError {
    /// The name of the dispatch, such as `MESSAGE_CREATE`.
    #[must_use]
    pub fn event(&self) -> &str {
        &self.event
    }

    /// The path in `d` of the value that is wrong, such as `author.id` or `mentions[2]`, if it could be determined.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// What is wrong with the value.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The number of values that were left out of the event because they could not be read. Path and message describe
    /// the first. 0 if the event as a whole could not be read.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The error for a kind whose events cannot be decoded from a payload alone.
    pub(super) fn of_no_payload(kind: super::EventKind) -> Self {
        let message = "events of this kind cannot be decoded from a payload alone".to_owned();
        Self { event: kind.name().into(), path: None, message, left_out: 0 }
    }

    /// Describes the first of the values that were left out. `None` if none was.
    fn of_left_out(event: &str, data: &[u8], left_out: LeftOut) -> Option<Self> {
        let LeftOut { count, first } = left_out;
        let problem = first.into_iter().next()?;
        let path = path_at(data, problem.at);
        Some(Self { event: event.into(), path, message: problem.message, left_out: count })
    }

    fn extent(&self) -> String {
        match self.left_out {
            0 => String::new(),
            1 => " in full, one value was left out".to_owned(),
            n => format!(" in full, {n} values were left out, the first"),
        }
    }

    fn place(&self) -> String {
        self.path.as_ref().map(|path| format!(" at `{path}`")).unwrap_or_default()
    }
}

/// The payload of an event, and the error about the values that were left out of it.
pub(crate) type Decoded<T> = (T, Option<Box<DecodeError>>);

/// Decodes the payload of the event with this name. Empty data is read as null, because RESUMED may have no `d`.
pub(crate) fn decode<T: DeserializeOwned>(event: &str, data: Data<'_>) -> Result<Decoded<T>, DecodeError> {
    event_path!("parses `d` into its type");
    let Data { json: data, open } = data;
    // The UTF-8 check runs once for the whole text, which takes a fifth of the time of a check per string.
    let text = match simdutf8::compat::from_utf8(data) {
        Ok("") => "null",
        Ok(text) => text,
        Err(error) => {
            let path = path_at(data, error.valid_up_to());
            return Err(DecodeError { event: event.into(), path, message: error.to_string(), left_out: 0 });
        }
    };
    let read = if open { json::read_start } else { json::read };
    match read(text) {
        Ok(Read { value, left_out }) if left_out.count == 0 => Ok((value, None)),
        Ok(Read { value, left_out }) => Ok((value, DecodeError::of_left_out(event, data, left_out).map(Box::new))),
        Err(problem) => Err(DecodeError {
            event: event.into(),
            path: path_at(data, problem.at),
            message: problem.message,
            left_out: 0,
        }),
    }
}

/// Decodes the payload of an event whose type the user has registered. This uses serde_json, because such a type may
/// contain types that only serde_json can read, such as its `RawValue`.
pub(super) fn decode_custom<T: DeserializeOwned>(event: &str, data: &str) -> Result<T, DecodeError> {
    serde_json::from_str(if data.is_empty() { "null" } else { data }).map_err(|error| {
        // The path already gives the position.
        let mut message = error.to_string();
        message.truncate(message.rfind(" at line ").unwrap_or(message.len()));
        let before = data.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        DecodeError {
            event: event.into(),
            path: path_at(data.as_bytes(), before + error.column()),
            message,
            left_out: 0,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{BanAdd, MessageCreate};

    fn error<T: DeserializeOwned + std::fmt::Debug>(data: &str) -> DecodeError {
        decode::<T>("TEST", Data::whole(data.as_bytes())).unwrap_err()
    }

    #[test]
    fn the_path_and_the_reason_are_reported() {
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
    fn invalid_utf8_is_refused() {
        let error = decode::<BanAdd>("TEST", Data::whole(b"{\"user\":{\"username\":\"\xff\"}}")).unwrap_err();
        assert_eq!(error.path(), Some("user.username"));
        assert!(error.message().starts_with("invalid utf-8"), "{error}");
    }

    #[test]
    fn paths_through_lists_and_unusual_keys() {
        let text = r#"{"a\"]}":[{"}":"{"}],"id":"1","channel_id":"2","author":{"id":"3","username":"x"},
            "timestamp":"2026-01-01T00:00:00Z","mentions":[{"id":"1"},{"id":"2","new":[]},{"id":{}},5]}"#;
        let (message, left_out) = decode::<MessageCreate>("TEST", Data::whole(text.as_bytes())).unwrap();
        assert_eq!(message.mentions.len(), 2);
        let error = left_out.unwrap();
        assert_eq!((error.path(), error.left_out()), (Some("mentions[2].id"), 2));
        assert_eq!(
            error.to_string(),
            "TEST could not be decoded in full, 2 values were left out, the first at `mentions[2].id`: invalid type: \
             map, expected an unsigned 64-bit integer, as a decimal string or a number"
        );
    }
}
