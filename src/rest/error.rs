//! What can go wrong with a request, told so that the reader knows what to do next.

use std::{fmt, time::Duration};

use serde::Deserialize;
use serde_json::Value;

use super::ErrorCode;
use crate::tls::TlsError;

/// Why a request to Discord's HTTP API has no answer to show.
///
/// No variant ever holds the bot's token, nor the token of a webhook or interaction: routes are shown with `{token}`.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// An option of [`HttpConfig`](super::HttpConfig) cannot work. Nothing was opened.
    #[error("the REST option `{option}` cannot be used: {reason}")]
    Config {
        /// Name of the field.
        option: &'static str,
        /// What is wrong with its value and what is allowed.
        reason: String,
    },
    /// No encrypted connection can be made from this machine or build.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The request was refused here, before anything was sent, because Discord would have refused it.
    #[error("{operation} was not sent: {reason}")]
    Invalid {
        /// The operation's name in Discord's OpenAPI document.
        operation: &'static str,
        /// What is wrong and what is allowed.
        reason: String,
    },
    /// Discord received the request and refused it.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// Discord kept answering 429 although each of its waiting times was obeyed.
    #[error(
        "{operation} ({route}) was rate limited {attempts} times in a row and given up; Discord asks for another {:.1} s \
         of patience. Limits that no header announces, as for renaming channels, behave like this: ask less often",
        .retry_after.as_secs_f64()
    )]
    RateLimited {
        /// The operation's name.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// How often it was sent.
        attempts: u32,
        /// How long Discord wants to be left alone with it.
        retry_after: Duration,
    },
    /// Discord's firewall turns this address away, and until that ends nothing is sent.
    #[error(
        "{operation} was not sent: Discord's firewall (Cloudflare) has shut this IP address out for another {} s. That \
         follows on more than 10,000 invalid requests (401, 403, 429) in ten minutes from this address, by this program \
         or a neighbour; find what sends them",
        .remaining.as_secs()
    )]
    Banned {
        /// The operation's name.
        operation: &'static str,
        /// How long nothing will be sent.
        remaining: Duration,
    },
    /// Discord has answered 401 to the bot's token, so nothing that needs it is sent any more.
    #[error(
        "{operation} failed, as will everything: Discord refuses the bot's token (401). It was reset or mistyped; copy the current one \
         from https://discord.com/developers/applications, page \"Bot\", and start again"
    )]
    TokenRefused {
        /// The operation's name.
        operation: &'static str,
    },
    /// The rate limits make it wait longer than [`Call::max_wait`](super::Call::max_wait) allows. It was not carried out, or
    /// repeating it does no harm.
    #[error(
        "{operation} ({route}) was given up: the rate limits make it wait {:.1} s or longer, and `max_wait` allows {:.1} s",
        .wait.as_secs_f64(), .max_wait.as_secs_f64()
    )]
    WaitTooLong {
        /// The operation's name.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// How long it would have waited, from the call on, for what was known when it was given up.
        wait: Duration,
        /// What was allowed.
        max_wait: Duration,
    },
    /// The deadline set by [`Call::timeout`](super::Call::timeout) passed while the request had certainly not been sent,
    /// or when repeating it does no harm.
    #[error("{operation} ({route}) had no answer within {after:?}")]
    Timeout {
        /// The operation's name.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// The deadline.
        after: Duration,
    },
    /// The request could not be delivered. Whatever it was to do has not happened, or may be repeated without harm.
    #[error("{operation} ({route}) did not get through in {attempts} attempt(s): {cause}")]
    Transport {
        /// The operation's name.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// How often it was tried.
        attempts: u32,
        /// What the last attempt met.
        cause: String,
    },
    /// The request was sent and no answer came back, so nobody knows whether Discord carried it out. It is not repeated
    /// on its own, since it could then happen twice.
    #[error(
        "nobody knows whether {operation} ({route}) was carried out: {cause}. It was not repeated, because it might then \
         have happened twice; look whether it did, then decide"
    )]
    OutcomeUnknown {
        /// The operation's name.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// What happened instead of an answer.
        cause: String,
    },
    /// Discord carried the request out and its answer does not have the expected shape.
    #[error(
        "{operation} ({route}) was carried out, but its answer does not have the expected shape: {reason}. Please report \
         this to the makers of greenroom"
    )]
    Undecodable {
        /// The operation's name.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// Which part of the answer is unexpected.
        reason: String,
    },
    /// The answer is larger than [`HttpConfig::body_limit`](super::HttpConfig::body_limit).
    #[error("the answer to {operation} ({route}) is larger than the limit of {limit} bytes (`HttpConfig::body_limit`)")]
    TooLarge {
        /// The operation's name.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// The limit in bytes.
        limit: usize,
    },
    /// Too many requests wait for their turn already.
    #[error(
        "{operation} was not queued: {waiting} requests wait for their turn already. The bot asks more of Discord than its \
         rate limits allow; ask less, or raise `HttpConfig::max_waiting` if this is a short burst"
    )]
    Crowded {
        /// The operation's name.
        operation: &'static str,
        /// How many wait.
        waiting: usize,
    },
    /// The bot has been stopped, or the thread that sends requests could not be brought back.
    #[error("{operation} was not sent: the bot's REST side has stopped")]
    Stopped {
        /// The operation's name.
        operation: &'static str,
    },
}

impl HttpError {
    /// Discord's own error code, if Discord answered with one.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Api(error) => Some(error.code),
            _ => None,
        }
    }

    /// The HTTP status, if Discord answered.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::RateLimited { .. } => Some(429),
            Self::TokenRefused { .. } => Some(401),
            _ => None,
        }
    }

    /// Whether the same request may well succeed later: the way to Discord or Discord itself is in trouble.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Api(error) => error.status >= 500,
            Self::RateLimited { .. }
            | Self::Banned { .. }
            | Self::WaitTooLong { .. }
            | Self::Timeout { .. }
            | Self::Transport { .. }
            | Self::OutcomeUnknown { .. }
            | Self::Crowded { .. } => true,
            Self::Config { .. }
            | Self::Tls(_)
            | Self::Invalid { .. }
            | Self::TokenRefused { .. }
            | Self::Undecodable { .. }
            | Self::TooLarge { .. }
            | Self::Stopped { .. } => false,
        }
    }

    /// Whether Discord says that the thing asked for does not exist (any more).
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }
}

/// An answer of Discord that says no.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// The operation's name in Discord's OpenAPI document.
    pub operation: &'static str,
    /// Method and path; tokens in the path are replaced by `{token}`.
    pub route: String,
    /// HTTP status.
    pub status: u16,
    /// Discord's code; [`ErrorCode::GENERAL_ERROR`] if the answer named none.
    pub code: ErrorCode,
    /// Discord's text.
    pub message: String,
    /// For code 50035: every field that Discord objects to.
    pub fields: Vec<FieldError>,
}

/// One objection to one field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The path to the field, as one would write it in code: `embeds[0].fields[2].value`. Empty if the objection is to
    /// the request as a whole.
    pub path: String,
    /// Discord's name for the objection, as `BASE_TYPE_MAX_LENGTH`.
    pub code: String,
    /// Discord's text.
    pub message: String,
}

impl ApiError {
    /// Reads the body of a refusal. A body that is no JSON object of Discord's gives a general error that quotes it.
    pub(super) fn read(operation: &'static str, route: String, status: u16, body: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Refusal {
            #[serde(default)]
            code: u32,
            #[serde(default)]
            message: String,
            #[serde(default)]
            errors: Value,
        }
        let mut error = Self {
            operation,
            route,
            status,
            code: ErrorCode::GENERAL_ERROR,
            message: String::new(),
            fields: Vec::new(),
        };
        match serde_json::from_slice::<Refusal>(body) {
            Ok(refusal) => {
                error.code = ErrorCode(refusal.code);
                error.message = refusal.message;
                collect_fields(&refusal.errors, &mut String::new(), &mut error.fields);
            }
            Err(_) => {
                let text = String::from_utf8_lossy(body.get(..body.len().min(200)).unwrap_or(body));
                error.message = text.split_whitespace().collect::<Vec<_>>().join(" ");
            }
        }
        error
    }

    /// What to do about this error, where there is something to say that Discord's text does not.
    pub fn advice(&self) -> Option<&'static str> {
        self.code.advice().or(match self.status {
            401 => Some("the token was refused: copy the current one from https://discord.com/developers/applications"),
            404 => Some("an id in the path does not exist, or the bot cannot see it"),
            500..=599 => Some("Discord has a problem of its own: see https://discordstatus.com and try again later"),
            _ => None,
        })
    }
}

/// Walks Discord's tree of errors, which mirrors the request: objects by key, arrays by index, and `_errors` at the
/// leaves (which may stand at any depth). The tree was parsed by serde_json, whose own limit bounds the recursion.
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
                into.push(FieldError { path: path.clone(), code, message });
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
        for field in &self.fields {
            let path = if field.path.is_empty() { "the request" } else { &field.path };
            write!(f, "\n  {path}: {} ({})", field.message, field.code)?;
        }
        if let Some(advice) = self.advice() {
            write!(f, "\n  {advice}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ApiError {}
