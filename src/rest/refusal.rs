//! A refusal of Discord, and its message.

use std::fmt;

use greenroom_macros::Object;
use serde_json::Value;

use super::{ErrorCode, FieldError, Hint, field_error::Listed, json::Node};
use crate::{json, model::RawJson};

/// A refusal of Discord: an answer with a status that is not a success.
///
/// Its message has the operation and the route, Discord's answer, each refused field with the given value, and the hint
/// or advice:
///
/// ```text
/// create_message (POST /channels/5/messages) was refused with 403, code 50013 MISSING_PERMISSIONS: Missing Permissions
///   missing in #general (5): SEND_MESSAGES, denied by the overwrite of the role Muted (7)
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// The name of the operation in Discord's OpenAPI document.
    pub operation: &'static str,
    /// Method and path; tokens in the path are replaced by `{token}`.
    pub route: String,
    /// HTTP status.
    pub status: u16,
    /// Discord's code; [`ErrorCode::GENERAL_ERROR`] if the answer has none.
    pub code: ErrorCode,
    /// Discord's message.
    pub message: String,
    /// For code 50035: every refused field.
    pub fields: Vec<FieldError>,
    /// What this process can add about the cause: the missing permission, the position of the target, the delay of an
    /// answer.
    pub hint: Option<Hint>,
    /// Whether the server is Discord's own.
    pub(super) is_of_discord: bool,
}

/// The body of a refusal.
#[derive(Object)]
#[object(read_only)]
struct Refusal {
    code: u32,
    message: String,
    errors: Option<RawJson>,
}

impl ApiError {
    /// Reads the body of a refusal. If it has neither a message nor fields, the message is a quotation of it.
    pub(super) fn read(operation: &'static str, route: String, status: u16, body: &[u8]) -> Self {
        let mut error = Self {
            operation,
            route,
            status,
            code: ErrorCode::GENERAL_ERROR,
            message: String::new(),
            fields: Vec::new(),
            hint: None,
            is_of_discord: false,
        };
        if let Ok(refusal) = json::from_slice::<Refusal>(body) {
            error.code = ErrorCode(refusal.code);
            error.message = refusal.message;
            if let Some(errors) = &refusal.errors {
                collect_fields(&errors.parse().unwrap_or_default(), &mut String::new(), &mut error.fields);
            }
        }
        if error.message.is_empty() && error.fields.is_empty() {
            let text = String::from_utf8_lossy(body.get(..body.len().min(200)).unwrap_or(body));
            error.message = text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        error
    }

    /// Adds to each field the value that was given, from the body that was sent.
    pub(super) fn explain_fields(&mut self, body: &[u8]) {
        if self.fields.is_empty() {
            return;
        }
        if let Some(node) = Node::read(body) {
            self.fields.iter_mut().for_each(|field| field.explain(&node));
        }
    }

    /// What to do about this error, if there is advice for its code or status.
    pub fn advice(&self) -> Option<&'static str> {
        self.code.advice().or(match self.status {
            401 => Some("the token was refused: copy the current one from https://discord.com/developers/applications"),
            404 => Some("an id in the path does not exist, or the bot cannot see it"),
            500..=599 if self.is_of_discord => {
                Some("Discord has a problem: see https://discordstatus.com and try again later")
            }
            500..=599 => Some("the server that `rest_url` names has a problem: see its log, and try again later"),
            _ => None,
        })
    }
}

/// Collects the leaves of Discord's tree of errors, which has the shape of the request: objects by key, arrays by
/// index, and `_errors` at the leaves, at any depth. serde_json has parsed the tree, so its limit bounds the recursion.
fn collect_fields(tree: &Value, path: &mut String, into: &mut Vec<FieldError>) {
    let Value::Object(entries) = tree else { return };
    for (key, value) in entries {
        if key == "_errors" {
            for leaf in value.as_array().into_iter().flatten() {
                // The code is a string in practice and an integer in the OpenAPI document.
                let code = match leaf.get("code") {
                    Some(Value::String(code)) => code.clone(),
                    Some(other) => other.to_string(),
                    None => String::new(),
                };
                let message = leaf.get("message").and_then(Value::as_str).unwrap_or_default().to_owned();
                into.push(FieldError::discords(path.clone(), code, message));
            }
            continue;
        }
        let length = path.len();
        if key.bytes().all(|byte| byte.is_ascii_digit()) {
            path.push('[');
            path.push_str(key);
            path.push(']');
        } else {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(key);
        }
        collect_fields(value, path, into);
        path.truncate(length);
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}) was refused with {}", self.operation, self.route, self.status)?;
        match self.code.name() {
            Some(name) if self.code != ErrorCode::GENERAL_ERROR => write!(f, ", code {} {name}", self.code.0)?,
            _ if self.code.0 != 0 => write!(f, ", code {}", self.code.0)?,
            _ => {}
        }
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        Listed(&self.fields).fmt(f)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  {hint}")?;
        }
        // If the hint is the cause, general advice is not needed.
        match self.advice() {
            Some(advice) if self.hint.as_ref().is_none_or(|hint| !hint.is_conclusive()) => write!(f, "\n  {advice}"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for ApiError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_leaves_of_the_tree_are_collected() {
        let body = br#"{"code":50035,"message":"Invalid Form Body","errors":{"_errors":[{"code":"A","message":"a."}],
            "0":{"options":{"2":{"name":{"_errors":[{"code":7,"message":"b"},{}]}}}},"odd":5}}"#;
        let error = ApiError::read("x", "GET /x".into(), 400, body);
        let fields: Vec<_> = error.fields.iter().map(ToString::to_string).collect();
        assert_eq!(fields, ["[0].options[2].name: b (7)", "[0].options[2].name: ", "the request: a (A)"]);
    }

    #[test]
    fn a_body_that_is_not_json_is_quoted() {
        let error = ApiError::read("x", "GET /x".into(), 502, b"<html>\n <b>bad   gateway</b></html>");
        assert_eq!(error.message, "<html> <b>bad gateway</b></html>");
        assert_eq!(error.code, ErrorCode::GENERAL_ERROR);
    }

    /// Some operations have refusals of another form. A value of a refusal that cannot be read is left out.
    #[test]
    fn a_refusal_in_another_form_is_quoted() {
        for (body, code, message) in [
            (r#"{"target_users_file":["Row 3 is no id"]}"#, 0, r#"{"target_users_file":["Row 3 is no id"]}"#),
            (r#"["no"]"#, 0, r#"["no"]"#),
            ("{}", 0, "{}"),
            (r#"{"code":50001}"#, 50001, r#"{"code":50001}"#),
            (r#"{"code":"50001","message":"Missing Access"}"#, 50001, "Missing Access"),
            (r#"{"code":[],"message":"Missing Access","errors":5}"#, 0, "Missing Access"),
        ] {
            let error = ApiError::read("x", "GET /x".into(), 400, body.as_bytes());
            assert_eq!((error.code, error.message.as_str()), (ErrorCode(code), message), "{body}");
        }
    }
}
