//! The mentions that the messages of a bot may notify by default: [`HttpConfig::allowed_mentions`].
//!
//! [`HttpConfig::allowed_mentions`]: super::HttpConfig::allowed_mentions

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::value::{RawValue, to_raw_value};

use super::operation::{Method, Operation};
use crate::model::AllowedMentions;

/// The field that this sets.
const FIELD: &str = "allowed_mentions";

/// The fields of a message that can contain mentions. An update without them notifies nobody.
const TEXTS: [&str; 2] = ["content", "components"];

type Fields = BTreeMap<String, Box<RawValue>>;

/// Where the body of an operation has its message.
enum Message {
    /// The body is the message.
    Body,
    /// A field of the body is the message.
    Field(&'static str),
    /// The body is an answer to an interaction. Its `data` is a message for some types of answers.
    Answer,
}

impl Message {
    fn of(operation: &Operation) -> Option<Self> {
        Some(match operation.name {
            "create_message"
            | "update_message"
            | "execute_webhook"
            | "update_webhook_message"
            | "update_original_webhook_message"
            | "create_lobby_message" => Self::Body,
            "create_thread" => Self::Field("message"),
            "create_interaction_response" => Self::Answer,
            _ => return None,
        })
    }
}

/// Adds `mentions` to the body of an operation that sends a message, unless the message has its own.
///
/// # Errors
/// The body is not a JSON object. Bodies of these operations are.
pub(super) fn add_default(
    mentions: &AllowedMentions,
    operation: &Operation,
    body: Bytes,
) -> Result<Bytes, serde_json::Error> {
    let Some(message) = Message::of(operation) else { return Ok(body) };
    let is_update = operation.method == Method::Patch;
    let mut fields: Fields = serde_json::from_slice(&body)?;
    let is_changed = match message {
        Message::Body => set(&mut fields, mentions, is_update)?,
        Message::Field(name) => within(&mut fields, name, mentions, false)?,
        // 4: a message. 7: a change of the component's message.
        Message::Answer => match fields.get("type").map(|kind| kind.get()) {
            Some("4") => within(&mut fields, "data", mentions, false)?,
            Some("7") => within(&mut fields, "data", mentions, true)?,
            _ => false,
        },
    };
    if is_changed { serde_json::to_vec(&fields).map(Into::into) } else { Ok(body) }
}

/// Sets the mentions of the message in a field, if there is one. Returns whether anything changed.
fn within(
    fields: &mut Fields,
    name: &str,
    mentions: &AllowedMentions,
    is_update: bool,
) -> Result<bool, serde_json::Error> {
    let Some(message) = fields.get(name) else { return Ok(false) };
    let mut inner: Fields = serde_json::from_str(message.get())?;
    let is_changed = set(&mut inner, mentions, is_update)?;
    if is_changed {
        fields.insert(name.to_owned(), to_raw_value(&inner)?);
    }
    Ok(is_changed)
}

/// Sets the mentions of a message that has none. Returns whether anything changed.
fn set(message: &mut Fields, mentions: &AllowedMentions, is_update: bool) -> Result<bool, serde_json::Error> {
    let is_needed = !message.contains_key(FIELD) && (!is_update || TEXTS.iter().any(|it| message.contains_key(*it)));
    if is_needed {
        message.insert(FIELD.to_owned(), to_raw_value(mentions)?);
    }
    Ok(is_needed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::endpoints::operation as op;

    const SET: &str = r#""allowed_mentions":{"parse":[],"replied_user":false}"#;

    fn with_default(operation: &Operation, body: &'static str) -> String {
        let body = add_default(&AllowedMentions::none(), operation, Bytes::from_static(body.as_bytes())).unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[test]
    fn messages_without_mentions_of_their_own_get_the_default() {
        for operation in [&op::CREATE_MESSAGE, &op::EXECUTE_WEBHOOK, &op::CREATE_FOLLOWUP, &op::UPDATE_MESSAGE] {
            let name = operation.name;
            assert_eq!(with_default(operation, r#"{"content":"a"}"#), format!(r#"{{{SET},"content":"a"}}"#), "{name}");
            let own = r#"{"allowed_mentions":{"parse":["users"]},"content":"a"}"#;
            assert_eq!(with_default(operation, own), own, "{name}");
        }
        assert_eq!(
            with_default(&op::CREATE_THREAD, r#"{"message":{"content":"a"},"name":"b"}"#),
            format!(r#"{{"message":{{{SET},"content":"a"}},"name":"b"}}"#)
        );
    }

    #[test]
    fn answers_to_interactions_get_it_if_they_are_messages() {
        for kind in [4, 7] {
            let body: &'static str = format!(r#"{{"data":{{"content":"a"}},"type":{kind}}}"#).leak();
            let wanted = format!(r#"{{"data":{{{SET},"content":"a"}},"type":{kind}}}"#);
            assert_eq!(with_default(&op::CREATE_INTERACTION_RESPONSE, body), wanted);
        }
        for body in [r#"{"type":5,"data":{"flags":64}}"#, r#"{"type":8,"data":{"choices":[]}}"#, r#"{"type":6}"#] {
            assert_eq!(with_default(&op::CREATE_INTERACTION_RESPONSE, body), body);
        }
    }

    #[test]
    fn bodies_that_send_no_text_are_not_changed() {
        let edit = r#"{"flags":4}"#;
        assert_eq!(with_default(&op::UPDATE_MESSAGE, edit), edit);
        assert_eq!(with_default(&op::CREATE_THREAD, r#"{"name":"b"}"#), r#"{"name":"b"}"#);
        assert_eq!(with_default(&op::UPDATE_CHANNEL, edit), edit);
    }
}
