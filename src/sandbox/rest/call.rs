//! A request as it came in, and the ways to answer it.

use std::borrow::Cow;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use serde_json::{Map, Value, json};

use super::form::Errors;
use crate::model::{ApplicationId, ChannelId, GuildId, InteractionId, MessageId, UserId};
use crate::sandbox::world::{Emoji, Refusal};

/// A request, taken apart.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) method: String,
    /// The path below `/api/v10`, split and decoded.
    pub(super) path: Vec<String>,
    query: Vec<(String, String)>,
    pub(super) user_agent: Option<String>,
    pub(super) authorization: Option<String>,
    pub(super) body: Body,
}

/// What came as the body.
#[derive(Debug)]
pub(super) enum Body {
    None,
    Json(Value),
    /// It said it was JSON.
    BadJson,
    /// Of a content type that is no JSON.
    Other,
}

impl Call {
    pub(super) fn read(request: &HttpRequest, below: &str, body: &[u8]) -> Self {
        let header = |name| request.headers().get(name).and_then(|it| it.to_str().ok()).map(str::to_owned);
        let is_json = header(CONTENT_TYPE).is_some_and(|it| it.trim_start().starts_with("application/json"));
        let body = match body {
            [] => Body::None,
            _ if !is_json => Body::Other,
            bytes => serde_json::from_slice(bytes).map_or(Body::BadJson, Body::Json),
        };
        let query = request.query_string().split('&').filter_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            Some((decode(key), decode(value)))
        });
        Self {
            method: request.method().to_string(),
            path: below.trim_matches('/').split('/').map(decode).collect(),
            query: query.collect(),
            user_agent: header(USER_AGENT),
            authorization: header(AUTHORIZATION),
            body,
        }
    }

    /// The path as it may be shown: tokens replaced by a word.
    pub(super) fn shown_path(&self) -> String {
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

    /// A snowflake in the path. What is none gets the answer that Discord gives.
    fn id<T: From<u64>>(&self, index: usize, name: &'static str) -> Result<T, Refuse> {
        let text = self.segment(index);
        text.parse()
            .map(|id: u64| T::from(id))
            .map_err(|_| Errors::one(&[name], "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not snowflake.")))
    }

    pub(super) fn channel(&self) -> Result<ChannelId, Refuse> {
        self.id(1, "channel_id")
    }

    pub(super) fn guild(&self) -> Result<GuildId, Refuse> {
        self.id(1, "guild_id")
    }

    /// `/channels/{channel}/messages/{message}` and `/webhooks/{application}/{token}/messages/{message}`.
    pub(super) fn message(&self) -> Result<MessageId, Refuse> {
        self.id(if self.segment(0) == "webhooks" { 4 } else { 3 }, "message_id")
    }

    pub(super) fn interaction(&self) -> Result<InteractionId, Refuse> {
        self.id(1, "interaction_id")
    }

    pub(super) fn application(&self) -> Result<ApplicationId, Refuse> {
        self.id(1, "webhook_id")
    }

    pub(super) fn user(&self, index: usize) -> Result<UserId, Refuse> {
        self.id(index, "user_id")
    }

    /// `/channels/{channel}/messages/{message}/reactions/{emoji}`.
    pub(super) fn emoji(&self) -> Result<Emoji, Refuse> {
        Emoji::parse(self.segment(5)).ok_or(Refusal::UNKNOWN_EMOJI.into())
    }

    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A number in the query, within bounds, with a default.
    pub(super) fn number(&self, name: &'static str, bounds: (usize, usize), default: usize) -> Result<usize, Refuse> {
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
    pub(super) fn query_id<T: From<u64>>(&self, name: &'static str) -> Result<Option<T>, Refuse> {
        let Some(text) = self.query(name) else { return Ok(None) };
        text.parse()
            .map(|id: u64| Some(T::from(id)))
            .map_err(|_| Errors::one(&[name], "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not snowflake.")))
    }

    /// The body, which must be a JSON object.
    pub(super) fn object(&self) -> Result<Cow<'_, Map<String, Value>>, Refuse> {
        match &self.body {
            Body::Json(Value::Object(object)) => Ok(Cow::Borrowed(object)),
            Body::None => Ok(Cow::Owned(Map::new())),
            Body::Json(_) => Err(Errors::one(&[], "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")),
            Body::BadJson => Err(Refuse::Plain(BAD_JSON)),
            Body::Other => {
                let message = "Expected \"Content-Type\" header to be one of {'application/json'}.";
                Err(Errors::one(&["_misc"], "CONTENT_TYPE_INVALID", message))
            }
        }
    }
}

const BAD_JSON: Refusal = Refusal { status: 400, code: 50109, message: "The request body contains invalid JSON." };

/// Percent-decoding; what does not decode stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let decoded = match (first, tail) {
            (b'%', [high, low, after @ ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| (high << 4 | low, after)),
            _ => None,
        };
        let (byte, after) = decoded.unwrap_or((*first, tail));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// An answer that says yes.
#[derive(Debug)]
pub(super) enum Reply {
    Json(Value),
    /// 204.
    Nothing,
}

/// An answer that says no.
#[derive(Debug)]
pub(super) enum Refuse {
    Plain(Refusal),
    /// 50035, with its tree.
    Form(Value),
    /// 429.
    Limited {
        retry_after: Duration,
        global: bool,
        shared: bool,
    },
    /// Cloudflare's page instead of Discord's answer.
    Cloudflare {
        retry_after: Option<Duration>,
    },
}

impl From<Refusal> for Refuse {
    fn from(refusal: Refusal) -> Self {
        Self::Plain(refusal)
    }
}

impl Refuse {
    pub(super) fn status(&self) -> u16 {
        match self {
            Self::Plain(refusal) => refusal.status,
            Self::Form(_) => 400,
            Self::Limited { .. } | Self::Cloudflare { .. } => 429,
        }
    }

    /// The body, unless it is no JSON.
    pub(super) fn json(&self) -> Option<Value> {
        match self {
            Self::Plain(refusal) => Some(json!({"message": refusal.message, "code": refusal.code})),
            Self::Form(tree) => Some(json!({"message": "Invalid Form Body", "code": 50035, "errors": tree})),
            Self::Limited { retry_after, global, .. } => Some(json!({
                "message": "You are being rate limited.", "retry_after": retry_after.as_secs_f64(), "global": global,
            })),
            Self::Cloudflare { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_codes_are_decoded() {
        for (text, decoded) in [("%F0%9F%91%8D", "👍"), ("a%3Ab", "a:b"), ("100%", "100%"), ("%zz", "%zz"), ("", "")]
        {
            assert_eq!(decode(text), decoded, "{text}");
        }
    }
}
