//! The errors of requests. Each message says what happened and what to do.

use std::time::Duration;

use super::{ApiError, ErrorCode, FieldError, field_error::Listed};
use crate::tls::TlsError;

/// Why a request to Discord's HTTP API failed.
///
/// No variant has the bot's token, or the token of a webhook or interaction: routes are shown with `{token}`.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// The value of an option of [`HttpConfig`](super::HttpConfig) is not allowed. No connection was opened.
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
    /// The request breaks a limit of Discord, and was not sent. The check is switched off by
    /// [`HttpConfig::validate`](super::HttpConfig::validate), or for one call by
    /// [`Call::unchecked`](super::Call::unchecked).
    #[error("{operation} ({route}) was not sent, because Discord would refuse it{}", Listed(.fields))]
    Invalid {
        /// The operation's name in Discord's OpenAPI document.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// What is wrong, field by field.
        fields: Vec<FieldError>,
    },
    /// Discord received the request and refused it.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// Discord answered 429 again and again, although each `retry_after` was obeyed.
    #[error(
        "{operation} ({route}) was rate limited {attempts} times in a row and given up; the next attempt would have to \
         wait {:.1} s. Limits without headers, as for renaming channels, behave like this: send such requests less \
         often",
        .retry_after.as_secs_f64()
    )]
    RateLimited {
        /// The name of the operation.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// How often it was sent.
        attempts: u32,
        /// How long the next attempt would have to wait.
        retry_after: Duration,
    },
    /// Discord's firewall has banned this IP address. Nothing is sent until the ban ends.
    #[error(
        "{operation} was not sent: Discord's firewall (Cloudflare) bans this IP address for another {} s. The cause is \
         more than 10,000 invalid requests (401, 403, 429) in ten minutes from this address, by this program or \
         another one; find what sends them",
        .remaining.as_secs()
    )]
    Banned {
        /// The name of the operation.
        operation: &'static str,
        /// How long nothing will be sent.
        remaining: Duration,
    },
    /// Discord has answered 401 to the bot's token. Nothing that needs it is sent, until the gateway accepts the token
    /// again.
    #[error(
        "{operation} failed: Discord refuses the bot's token (401). It was reset or mistyped; copy \
         the current one from https://discord.com/developers/applications, page \"Bot\", and start again"
    )]
    TokenRefused {
        /// The name of the operation.
        operation: &'static str,
    },
    /// The request would have to wait for the rate limits for longer than [`Call::max_wait`](super::Call::max_wait)
    /// allows. It was not carried out, or can be repeated safely.
    #[error(
        "{operation} ({route}) was given up: the rate limits make it wait {:.1} s or longer, and `max_wait` allows \
         {:.1} s",
        .wait.as_secs_f64(), .max_wait.as_secs_f64()
    )]
    WaitTooLong {
        /// The name of the operation.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// How long it would have had to wait at least, counted from the call.
        wait: Duration,
        /// The longest wait that was allowed.
        max_wait: Duration,
    },
    /// The timeout of [`Call::timeout`](super::Call::timeout) expired. The request was not sent, or can be repeated
    /// safely.
    #[error("{operation} ({route}) had no answer within {after:?}")]
    Timeout {
        /// The name of the operation.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// The timeout.
        after: Duration,
    },
    /// The request could not be delivered. It was not carried out, or can be repeated safely.
    #[error("{operation} ({route}) did not get through in {attempts} attempt(s): {cause}")]
    Transport {
        /// The name of the operation.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// How often it was tried.
        attempts: u32,
        /// The error of the last attempt.
        cause: String,
    },
    /// The request was sent, but no answer arrived, so it is unknown whether Discord carried it out. It is not repeated
    /// automatically, since it could then be carried out twice.
    #[error(
        "it is unknown whether {operation} ({route}) was carried out: {cause}. It was not repeated, because it might \
         then have been carried out twice; check whether it was before you repeat it"
    )]
    OutcomeUnknown {
        /// The name of the operation.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// What happened instead of an answer.
        cause: String,
    },
    /// Discord carried the request out, but a required part of its answer could not be read. Do not repeat the request:
    /// it would be carried out twice.
    #[error(
        "{operation} ({route}) was carried out, but its answer cannot be read{}: {reason}. Please report this to the \
         makers of greenroom",
        .path.as_ref().map(|path| format!(" at `{path}`")).unwrap_or_default()
    )]
    Undecodable {
        /// The name of the operation.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// The path to the value that could not be read, such as `[2].author.id`, if it is known.
        path: Option<Box<str>>,
        /// What is wrong with the value.
        reason: String,
        /// The first 2 KiB of the answer, without secrets.
        body: Box<str>,
    },
    /// The answer is larger than [`HttpConfig::body_limit`](super::HttpConfig::body_limit).
    #[error("the answer to {operation} ({route}) is larger than the limit of {limit} bytes (`HttpConfig::body_limit`)")]
    TooLarge {
        /// The name of the operation.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// The limit in bytes.
        limit: usize,
    },
    /// As many requests are pending as [`HttpConfig::max_waiting`](super::HttpConfig::max_waiting) allows.
    #[error(
        "{operation} was not queued: {waiting} requests wait already. The bot makes more requests than Discord's rate \
         limits allow; make fewer, or raise `HttpConfig::max_waiting` if this is a short burst"
    )]
    Crowded {
        /// The name of the operation.
        operation: &'static str,
        /// How many requests are pending.
        waiting: usize,
    },
    /// The handle has been stopped, or its actor could not be started again.
    #[error("{operation} was not sent: the bot's HTTP client has stopped")]
    Stopped {
        /// The name of the operation.
        operation: &'static str,
    },
}

impl HttpError {
    /// The error code in Discord's answer, if there is one.
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

    /// Whether the same request may succeed later, because the cause is the connection, Discord, or a limit.
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

    /// Whether Discord answered that the requested object does not exist (404).
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }
}

impl HttpError {
    /// A problem that is found while a request is built.
    pub(super) fn invalid(operation: &'static str, route: String, field: &str, problem: String) -> Self {
        Self::Invalid { operation, route, fields: vec![FieldError::ours(field.to_owned(), "INVALID", problem)] }
    }
}
