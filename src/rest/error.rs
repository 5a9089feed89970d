//! What can go wrong with a request, told so that the reader knows what to do next.

use std::time::Duration;

use super::{ApiError, ErrorCode, FieldError, field_error::Listed};
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
    /// The request was refused here, before anything was sent, because Discord would have refused it. What is checked is switched off by
    /// [`HttpConfig::validate`](super::HttpConfig::validate), or for one call by [`Call::unchecked`](super::Call::unchecked).
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
    /// Discord carried the request out, and its answer means nothing without something that could not be read. Do not
    /// repeat the request: it would be carried out twice.
    #[error(
        "{operation} ({route}) was carried out, but its answer cannot be read{}: {reason}. Please report this to the makers of \
         greenroom",
        .path.as_ref().map(|path| format!(" at `{path}`")).unwrap_or_default()
    )]
    Undecodable {
        /// The operation's name.
        operation: &'static str,
        /// Method and path.
        route: String,
        /// Where in the answer it went wrong, such as `[2].author.id`, if that could be told.
        path: Option<Box<str>>,
        /// What was wrong there.
        reason: String,
        /// The answer, up to 2 KiB of it and without secrets.
        body: Box<str>,
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

impl HttpError {
    /// Something about a request that cannot be sent, as it is noticed while the request is put together.
    pub(super) fn invalid(operation: &'static str, route: String, field: &str, problem: String) -> Self {
        Self::Invalid { operation, route, fields: vec![FieldError::ours(field.to_owned(), "INVALID", problem)] }
    }
}
