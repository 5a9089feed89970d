//! A parsed request: path, query, headers, body.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::{Map, Value};

use super::form::{Errors, Form};
use super::multipart::{self, Upload};
use super::percent::decode;
use super::reply::ApiError;
use super::schema::{self, Field};
use crate::model::{ChannelId, GuildId, MessageId, RoleId, UserId};
use crate::sandbox::world::{Emoji, Refusal};

/// The head of an HTTP request.
pub(in crate::sandbox) struct RequestHead<'a> {
    pub(in crate::sandbox) method: &'a str,
    /// The path below `/api/v10`, percent-encoded.
    pub(in crate::sandbox) path: &'a str,
    pub(in crate::sandbox) query: &'a str,
    /// Returns the value of a header.
    pub(in crate::sandbox) header: &'a dyn Fn(&str) -> Option<String>,
}

/// A parsed request.
#[derive(Debug)]
pub(in crate::sandbox) struct Call {
    pub(in crate::sandbox) method: String,
    /// The segments of the path below `/api/v10`, decoded.
    pub(super) path: Vec<String>,
    /// The path of the route, with names of parameters. Empty until the route is found.
    pub(super) template: &'static str,
    /// The name of the operation, or `None` until the route is found.
    pub(in crate::sandbox) operation: Option<&'static str>,
    query: Vec<(String, String)>,
    pub(super) user_agent: Option<String>,
    pub(super) authorization: Option<String>,
    /// `X-Audit-Log-Reason`, decoded.
    pub(super) reason: Option<String>,
    pub(super) body: Body,
    pub(super) files: Vec<Upload>,
    /// The length of the body in bytes.
    pub(super) size: usize,
}

/// The body of a request.
#[derive(Debug)]
pub(super) enum Body {
    None,
    Json(Value),
    /// Its content type is JSON, but it is not valid JSON.
    BadJson,
    /// Its content type is a form, but it is not a valid form.
    BadForm,
    /// It has another content type.
    Other,
}

impl Call {
    pub(in crate::sandbox) fn read(head: &RequestHead<'_>, bytes: &Bytes) -> Self {
        let header = head.header;
        let content_type = header("content-type").unwrap_or_default();
        let mut files = Vec::new();
        let body = if bytes.is_empty() {
            Body::None
        } else if content_type.trim_start().starts_with("application/json") {
            serde_json::from_slice(bytes).map_or(Body::BadJson, Body::Json)
        } else if content_type.trim_start().starts_with("application/x-www-form-urlencoded") {
            let text = String::from_utf8_lossy(bytes).replace('+', " ");
            let mut fields: Map<String, Value> = pairs(&text).map(|(key, value)| (key, value.into())).collect();
            match fields.remove(multipart::PAYLOAD) {
                Some(Value::String(json)) => serde_json::from_str(&json).map_or(Body::BadJson, Body::Json),
                _ => Body::Json(Value::Object(fields)),
            }
        } else if let Some(boundary) = multipart::boundary(&content_type) {
            match multipart::read(bytes, &boundary) {
                Some((json, found)) => {
                    files = found;
                    json.map_or(Body::BadJson, Body::Json)
                }
                None => Body::BadForm,
            }
        } else {
            Body::Other
        };
        Self {
            method: head.method.to_owned(),
            path: head.path.trim_matches('/').split('/').map(decode).collect(),
            template: "",
            operation: None,
            query: pairs(head.query).collect(),
            user_agent: header("user-agent"),
            authorization: header("authorization"),
            reason: header("x-audit-log-reason").map(|text| decode(&text)).filter(|text| !text.is_empty()),
            body,
            files,
            size: bytes.len(),
        }
    }

    /// Path and query for logs and records: tokens are replaced by a placeholder.
    pub(in crate::sandbox) fn shown_path(&self) -> String {
        let mut shown = String::new();
        for (index, segment) in self.path.iter().enumerate() {
            let secret = index == 2 && matches!(self.segment(0), "webhooks" | "interactions");
            shown.push('/');
            shown.push_str(if secret { "{token}" } else { segment });
        }
        for (index, (key, value)) in self.query.iter().enumerate() {
            shown.push(if index == 0 { '?' } else { '&' });
            shown.push_str(key);
            shown.push('=');
            shown.push_str(value);
        }
        shown
    }

    pub(super) fn segment(&self, index: usize) -> &str {
        self.path.get(index).map_or("", String::as_str)
    }

    /// The segment of the path for a parameter of the route; empty if the route has no such parameter.
    pub(super) fn param(&self, name: &str) -> &str {
        let is_it = |it: &str| it.strip_prefix('{').and_then(|it| it.strip_suffix('}')) == Some(name);
        self.template.trim_start_matches('/').split('/').position(is_it).map_or("", |index| self.segment(index))
    }

    /// A snowflake in the path. Another value is Discord's NUMBER_TYPE_COERCE error.
    pub(super) fn id<T: From<u64>>(&self, name: &'static str) -> Result<T, ApiError> {
        let text = self.param(name);
        text.parse()
            .map(|id: u64| T::from(id))
            .map_err(|_| Errors::one(&[name], "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not snowflake.")))
    }

    pub(super) fn channel(&self) -> Result<ChannelId, ApiError> {
        self.id("channel_id")
    }

    pub(super) fn guild(&self) -> Result<GuildId, ApiError> {
        self.id("guild_id")
    }

    pub(super) fn message(&self) -> Result<MessageId, ApiError> {
        self.id("message_id")
    }

    pub(super) fn user(&self) -> Result<UserId, ApiError> {
        self.id("user_id")
    }

    pub(super) fn role(&self) -> Result<RoleId, ApiError> {
        self.id("role_id")
    }

    /// The emoji of a reaction.
    pub(super) fn emoji(&self) -> Result<Emoji, ApiError> {
        Emoji::parse(self.param("emoji_name")).ok_or(Refusal::UNKNOWN_EMOJI.into())
    }

    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a parameter that may be repeated.
    pub(super) fn queries<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// At most `most` snowflakes in the query: the parameter is repeated, or its value has commas.
    pub(super) fn query_ids<T: From<u64>>(&self, name: &'static str, most: usize) -> Result<Vec<T>, ApiError> {
        let texts: Vec<&str> = self.queries(name).flat_map(|it| it.split(',')).filter(|it| !it.is_empty()).collect();
        if texts.len() > most {
            return Err(Errors::one(&[name], "BASE_TYPE_MAX_LENGTH", format!("Must be {most} or fewer in length.")));
        }
        let id = |(index, text): (usize, &&str)| {
            text.parse().map(|id: u64| T::from(id)).map_err(|_| {
                let message = format!("Value \"{text}\" is not snowflake.");
                Errors::one(&[name, &index.to_string()], "NUMBER_TYPE_COERCE", message)
            })
        };
        texts.iter().enumerate().map(id).collect()
    }

    /// Whether a boolean in the query is true.
    pub(super) fn switch(&self, name: &str) -> bool {
        matches!(self.query(name), Some("true" | "True" | "1"))
    }

    /// A number in the query. `bounds` are inclusive.
    pub(super) fn number(&self, name: &'static str, bounds: (usize, usize), default: usize) -> Result<usize, ApiError> {
        let Some(text) = self.query(name) else { return Ok(default) };
        match text.parse() {
            Ok(number) if (bounds.0..=bounds.1).contains(&number) => Ok(number),
            Ok(number) if number < bounds.0 => {
                let message = format!("int value should be greater than or equal to {}.", bounds.0);
                Err(Errors::one(&[name], "NUMBER_TYPE_MIN", message))
            }
            Ok(_) => {
                let message = format!("int value should be less than or equal to {}.", bounds.1);
                Err(Errors::one(&[name], "NUMBER_TYPE_MAX", message))
            }
            Err(_) => Err(Errors::one(&[name], "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not int."))),
        }
    }

    /// A snowflake in the query.
    pub(super) fn query_id<T: From<u64>>(&self, name: &'static str) -> Result<Option<T>, ApiError> {
        let Some(text) = self.query(name) else { return Ok(None) };
        text.parse()
            .map(|id: u64| Some(T::from(id)))
            .map_err(|_| Errors::one(&[name], "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not snowflake.")))
    }

    /// The body, which must be a JSON object.
    pub(super) fn object(&self) -> Result<Cow<'_, Map<String, Value>>, ApiError> {
        match &self.body {
            Body::Json(Value::Object(object)) => Ok(Cow::Borrowed(object)),
            Body::None => Ok(Cow::Owned(Map::new())),
            Body::Json(_) => Err(Errors::one(&[], "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")),
            Body::BadJson => Err(ApiError::Plain(BAD_JSON)),
            Body::BadForm => Err(Errors::one(&["_misc"], "INVALID_FORM_DATA", "The form could not be read.")),
            Body::Other => {
                let message = "Expected \"Content-Type\" header to be one of {'application/json'}.";
                Err(Errors::one(&["_misc"], "CONTENT_TYPE_INVALID", message))
            }
        }
    }
}

/// Reads the body, which must be a JSON object, with `read`. The errors that `read` adds become the answer.
pub(super) fn read_body<T>(call: &Call, read: impl FnOnce(&Form<'_>, &mut Errors) -> T) -> Result<T, ApiError> {
    let body = call.object()?;
    let mut errors = Errors::default();
    let value = read(&Form::new(&body, vec![]), &mut errors);
    errors.check()?;
    Ok(value)
}

fn pairs(text: &str) -> impl Iterator<Item = (String, String)> + '_ {
    text.split('&').filter_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        Some((decode(key), decode(value)))
    })
}

impl Call {
    /// The body, which must be a JSON list of objects with these fields.
    pub(super) fn list(&self, fields: &'static [Field]) -> Result<Vec<Value>, ApiError> {
        let Body::Json(Value::Array(list)) = &self.body else {
            return Err(match &self.body {
                Body::BadJson => ApiError::Plain(BAD_JSON),
                _ => Errors::one(&[], "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"),
            });
        };
        let mut errors = Errors::default();
        let mut read = Vec::new();
        for (index, item) in list.iter().enumerate() {
            let index = index.to_string();
            match item.as_object() {
                Some(object) => {
                    let form = Form::new(object, vec![&index]);
                    read.push(Value::Object(schema::create(&form, fields, &mut errors)));
                }
                None => errors.add(&[&index], "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"),
            }
        }
        errors.check()?;
        Ok(read)
    }
}

const BAD_JSON: Refusal = Refusal { status: 400, code: 50109, message: "The request body contains invalid JSON." };
