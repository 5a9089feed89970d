//! Discord's HTTP API: a handle that can be cloned and used on any thread, and an actor that owns the connections and
//! obeys the rate limits.
//!
//! A call such as `http.channel(id).await` becomes a request, waits in the limiter until it may be sent (first in,
//! first out within a bucket), is sent by the `RestActor`, and returns a typed answer or an [`HttpError`]. This module
//! does not use the cache, and handles no events.
//!
//! * `endpoints`: the methods and builders of all operations, by resource; written by `greenroom-codegen` from the
//!   tables in `codegen/operations`. `endpoint`, `by_hand`, `guild`, `message`: their macros, and what is not
//!   generated.
//! * `mentions`: the default of `allowed_mentions`, which is added to the bodies of messages.
//! * `operation`, `route`: an operation, and one whose path has been filled in.
//! * `call`, `request`: what a user builds and awaits, and what is sent.
//! * `http`: the handle, and the way of a request through it.
//! * `shared`, `actor`, `actor_thread`, `transport`: what handle and actor share, the actor, its thread, and its
//!   client.
//! * `limiter`: when a request may be sent. Pure; no clock and no socket.
//! * `answer`: what follows from an answer. Pure.
//! * `body`, `multipart`, `upload`: the body of a request.
//! * `oauth`: tokens for operations that the bot's own token is not enough for.
//! * `pages`: lists in pages, as streams.
//! * `shortcuts`: methods of the model's objects that call operations.
//! * `webhook_client`: a webhook that is used without a bot.
//! * `error`, `refusal`, `field_error`, `hint`, `code`: the errors.
//! * `check`, `totals`: the check against Discord's limits before a request is sent.
//! * `awaited_answers`, `first_answer`: first answers that are the response to the request with the interaction.
//! * `diagnosis`, `explain`, `arrivals`: hints to a refusal: given values, missing permissions, the time that an answer
//!   took.

mod actor;
mod actor_thread;
mod answer;
mod arrivals;
#[cfg(feature = "http-interactions")]
mod awaited_answers;
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
#[cfg(feature = "http-interactions")]
mod first_answer;
mod full_answer;
mod guild;
mod handler_call;
mod hint;
mod http;
mod json;
mod limiter;
#[cfg(feature = "__internals")]
pub(crate) mod made_up;
mod mentions;
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
mod webhook_client;

pub(crate) use self::arrivals::ANSWER_WITHIN;
#[cfg(feature = "http-interactions")]
pub(crate) use self::awaited_answers::FirstAnswer;
pub use self::endpoints::*;
#[cfg(feature = "cache")]
pub(crate) use self::explain::{Asked, Explain, Target};
#[cfg(feature = "__internals")]
pub use self::shortcuts::type_every;
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
    handler_call::HandlerCall,
    hint::{Answered, Hint, Lack, Lateness, Stand, Why},
    http::Http,
    oauth::AccessToken,
    pages::Pages,
    refusal::ApiError,
    shortcuts::Typing,
    upload::{FileError, FileErrorCause},
    webhook_client::WebhookClient,
};
