//! Discord's HTTP API: a handle that may be cloned and sent anywhere, and one actor behind it that owns the connections
//! and keeps the rate limits.
//!
//! A call such as `http.channel(id).await` becomes a request, waits in the limiter for its turn (first come, first
//! served within a bucket), goes out through the `RestActor`, and comes back as a typed answer or as an [`HttpError`]
//! that says what to do. What never happens here: the cache is not asked and not told, and no event is handled.
//!
//! * `endpoints`: every operation, by resource; written by `greenroom-codegen` from the tables in `codegen/operations`.
//! * `route`: what an operation is, and what its bucket is told by.
//! * `limiter`: who may be sent when. Pure; no clock and no socket.
//! * `actor`: carries out what the limiter allows.
//! * `http`, `request`: the handle and the way of one request through it.
//! * `body`, `multipart`, `upload`: what a request carries.
//! * `oauth`: tokens for what the bot's own does not open.
//! * `pages`: lists that come in pages, as streams.
//! * `guild`, `message`, `shortcuts`: what is more than an operation.
//! * `error`, `refusal`, `field_error`, `hint`, `code`: what can go wrong, and how it reads.
//! * `check`: what Discord would refuse, found before it is sent.
//! * `teach`, `explain`, `arrivals`: what this process knows about a failure: the body, the permissions, the time an answer took.

mod actor;
mod actor_thread;
mod answer;
mod arrivals;
mod body;
mod by_hand;
mod call;
mod check;
mod code;
mod config;
mod diagnosis;
mod endpoint;
mod endpoints;
mod error;
mod explain;
mod field_error;
mod full_answer;
mod guild;
mod hint;
mod http;
mod json;
mod limiter;
#[cfg(feature = "__internals")]
pub(crate) mod made_up;
mod message;
mod multipart;
mod oauth;
mod operation;
mod pages;
mod refusal;
mod request;
mod route;
mod shared;
mod shortcuts;
mod totals;
mod transport;
mod upload;

#[cfg(feature = "sandbox")]
pub(crate) use self::actor::RestActor;
pub use self::endpoints::*;
#[cfg(feature = "cache")]
pub(crate) use self::explain::{Asked, Explain, Target};
pub use self::{
    call::{Audited, Call, Unaudited},
    code::ErrorCode,
    config::{
        DEFAULT_ACTOR_TIMEOUT, DEFAULT_BACKOFF_BASE, DEFAULT_BACKOFF_CAP, DEFAULT_BAN_PAUSE, DEFAULT_BASE_URL,
        DEFAULT_BODY_LIMIT, DEFAULT_CONNECT_TIMEOUT, DEFAULT_GLOBAL_RATE, DEFAULT_HANDSHAKE_TIMEOUT,
        DEFAULT_INVALID_REQUEST_LIMIT, DEFAULT_MAX_IN_FLIGHT, DEFAULT_MAX_WAITING, DEFAULT_RATE_LIMIT_RETRIES,
        DEFAULT_RESPONSE_TIMEOUT, DEFAULT_RETRIES, DEFAULT_USER_AGENT, HttpConfig,
    },
    error::HttpError,
    field_error::FieldError,
    full_answer::{FullAnswer, Skipped},
    hint::{Answered, Hint, Lack, Lateness, Stand, Why},
    http::Http,
    oauth::AccessToken,
    pages::Pages,
    refusal::ApiError,
    upload::{FileError, FileErrorCause},
};
