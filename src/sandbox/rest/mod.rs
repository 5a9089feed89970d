//! Discord's HTTP API over the same world.
//!
//! Each request takes the same way: faults that were asked for, Cloudflare, the route, the token, the rate limits, the
//! handler; and it is noted in the journal. The handlers are plain functions over the state and know no HTTP. They ask first
//! ([`access`]), read then ([`schema`], [`content`]), and change the world last, which tells the gateway and the audit log.
//!
#![doc = include_str!("operations.md")]

mod access;
mod application;
mod attachments;
mod bans;
mod call;
mod channels;
mod commands;
mod components;
mod content;
mod emojis;
mod events;
mod form;
mod guilds;
mod interactions;
mod invites;
mod limits;
mod members;
mod messages;
mod moderation;
mod multipart;
mod pins;
mod polls;
mod reactions;
mod roles;
mod routes;
mod schema;
mod sounds;
mod threads;
mod webhooks;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};

use self::call::{Call, Refuse, Reply};
pub use self::limits::RestBucket;
use self::limits::{Limits, Told};
use self::routes::Found;
use super::faults::Fault;
use super::journal::{RequestRecord, note};
use super::server;
use super::shared::{Shared, State};
use super::world::Refusal;
use crate::model::{ChannelId, MessageId};

/// Largest body that is taken.
const BODY_LIMIT: usize = 25 * 1024 * 1024;
/// Largest body that is read at all, so that one that is too large gets Discord's answer.
const READ_LIMIT: usize = 2 * BODY_LIMIT;

/// What the HTTP side remembers beside the world.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct RestState {
    limits: Limits,
    /// Nonces that must not repeat: the message they led to, and when (Unix microseconds).
    nonces: HashMap<(ChannelId, String), (MessageId, i64)>,
}

/// Mounts the routes. Versions 9 and 10 are the same here; others do not exist any more.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .app_data(web::PayloadConfig::new(READ_LIMIT))
        .route("/attachments/{path:.*}", web::get().to(attachments::fetch))
        .route("/api/v{version}/{path:.*}", web::route().to(entry))
        .route("/api/{path:.*}", web::route().to(entry));
}

const NOT_FOUND: Refusal = Refusal { status: 404, code: 0, message: "404: Not Found" };
const WRONG_METHOD: Refusal = Refusal { status: 405, code: 0, message: "405: Method Not Allowed" };
const UNAUTHORIZED: Refusal = Refusal { status: 401, code: 0, message: "401: Unauthorized" };
const WRONG_VERSION: Refusal = Refusal { status: 400, code: 50041, message: "Invalid API version provided." };
const TOO_LARGE: Refusal = Refusal { status: 413, code: 40005, message: "Request entity too large" };
const BLOCKED: Refusal = Refusal { status: 403, code: 40333, message: "internal network error" };

/// What every answer of Discord's carries and a page of Cloudflare's does not. Not documented; discord.py tells by it a rate
/// limit, which it waits for, from a ban.
const VIA: (&str, &str) = ("via", "1.1 google");

/// A fault that takes the place of an answer.
enum Instead {
    Limited {
        retry_after: Duration,
        global: bool,
        shared: bool,
    },
    Status(u16),
    /// The request is carried out all the same.
    StatusAfter(u16),
    Drop,
    Cloudflare {
        status: u16,
        retry_after: Option<Duration>,
    },
}

async fn entry(request: HttpRequest, body: web::Bytes, shared: web::Data<Shared>) -> HttpResponse {
    let mut call = Call::read(&request, &request.match_info()["path"], &body);
    let version = request.match_info().get("version").map(str::to_owned);
    let delay = shared.act(|state| {
        state.rules.take(None, |fault| if let Fault::HttpDelay(time) = fault { Some(*time) } else { None })
    });
    if let Some(delay) = delay {
        actix_web::rt::time::sleep(delay).await;
    }
    let (response, status) = shared.act(|state| {
        let instead = state.rules.take(None, instead);
        let (response, status) = match instead {
            Some(Instead::Drop) => (server::broken_off(), 0),
            Some(Instead::Status(status)) => (server::plain(status, "upstream connect error"), status),
            Some(Instead::StatusAfter(status)) => {
                // Whatever came of it, the caller does not learn it.
                let _ = carry_out(state, &mut call, version.as_deref());
                (server::plain(status, "upstream request timeout"), status)
            }
            Some(Instead::Cloudflare { status, retry_after }) => {
                refused(&Refuse::Cloudflare { status, retry_after }, None)
            }
            Some(Instead::Limited { retry_after, global, shared }) => {
                refused(&Refuse::Limited { retry_after, global, shared }, None)
            }
            None => match carry_out(state, &mut call, version.as_deref()) {
                (Ok(reply), told) => accepted(reply, told.as_ref()),
                (Err(refuse), told) => refused(&refuse, told.as_ref()),
            },
        };
        // A limit that others caused, too, is nobody's fault; and what Cloudflare answers Discord never saw.
        let headers = response.headers();
        let shared = headers.get("x-ratelimit-scope").is_some_and(|it| it == "shared");
        let blameless = shared || !headers.contains_key(VIA.0);
        if matches!(status, 401 | 403 | 429) && !blameless {
            state.rest.limits.count_invalid(Instant::now());
        }
        let record = RequestRecord {
            at: Instant::now(),
            method: call.method.clone(),
            path: call.shown_path(),
            operation: call.operation,
            user_agent: call.user_agent.clone(),
            body: if let call::Body::Json(json) = &call.body { Some(json.clone()) } else { None },
            status,
        };
        note(&mut state.journal.requests, record);
        (response, status)
    });
    tracing::trace!(operation = call.operation, method = call.method, path = call.shown_path(), status, "request");
    response
}

fn instead(fault: &Fault) -> Option<Instead> {
    Some(match fault {
        Fault::TooManyRequests { retry_after, global, shared } => {
            Instead::Limited { retry_after: *retry_after, global: *global, shared: *shared }
        }
        Fault::HttpStatus(status) => Instead::Status(*status),
        Fault::HttpStatusAfter(status) => Instead::StatusAfter(*status),
        Fault::HttpDrop => Instead::Drop,
        Fault::CloudflareBan => Instead::Cloudflare { status: 429, retry_after: None },
        Fault::Cloudflare { status, retry_after } => {
            Instead::Cloudflare { status: *status, retry_after: Some(*retry_after) }
        }
        _ => return None,
    })
}

/// The way of a request to its handler, and what the headers tell about its bucket.
fn carry_out(state: &mut State, call: &mut Call, version: Option<&str>) -> (Result<Reply, Refuse>, Option<Told>) {
    let now = Instant::now();
    if let Some(left) = state.rest.limits.banned(now) {
        return (Err(Refuse::Cloudflare { status: 429, retry_after: Some(left) }), None);
    }
    if call.user_agent.as_deref().is_none_or(|agent| agent.trim().is_empty()) {
        return (Err(BLOCKED.into()), None);
    }
    if !matches!(version, Some("9" | "10")) {
        return (Err(WRONG_VERSION.into()), None);
    }
    let row = match routes::find(call) {
        Found::Row(row) => row,
        Found::Missing(operation) => {
            call.operation = Some(operation);
            let message = format!("The sandbox does not have `{operation}` ({} {}).", call.method, call.shown_path());
            return (Err(Refuse::Told { status: 501, code: 0, message }), None);
        }
        Found::WrongMethod => return (Err(WRONG_METHOD.into()), None),
        Found::Nothing => return (Err(NOT_FOUND.into()), None),
    };
    call.template = row.path;
    call.operation = Some(row.name);
    let token = call.authorization.as_deref().and_then(|it| it.strip_prefix("Bot "));
    if row.token && token != Some(&state.world.application.token) {
        return (Err(UNAUTHORIZED.into()), None);
    }
    if !row.exempt
        && let Err(retry_after) = state.rest.limits.take_global(now)
    {
        return (Err(Refuse::Limited { retry_after, global: true, shared: false }), None);
    }
    let now_us = state.world.now;
    let told = match row.bucket(call, now_us).map(|(bucket, major)| state.rest.limits.take(bucket, major, now, now_us))
    {
        Some(Ok(told)) => Some(told),
        None => None,
        Some(Err(told)) => {
            let refuse = Refuse::Limited { retry_after: told.reset_after(), global: false, shared: false };
            return (Err(refuse), Some(told));
        }
    };
    if call.size > BODY_LIMIT {
        return (Err(TOO_LARGE.into()), told);
    }
    if let Some(reason) = call.reason.as_ref().filter(|it| it.chars().count() > 512) {
        let message = format!("Must be between 1 and 512 in length, not {}.", reason.chars().count());
        return (Err(form::Errors::one(&["_reason"], "BASE_TYPE_BAD_LENGTH", message)), told);
    }
    state.world.reason.clone_from(&call.reason);
    let answer = (row.handler)(state, call);
    state.world.reason = None;
    (answer, told)
}

fn accepted(reply: Reply, told: Option<&Told>) -> (HttpResponse, u16) {
    match reply {
        Reply::Json(json) => (with_headers(StatusCode::OK, told).insert_header(VIA).json(json), 200),
        Reply::Text(json) => {
            let mut response = with_headers(StatusCode::OK, told);
            (response.insert_header(VIA).content_type("application/json").body(json), 200)
        }
        Reply::Created(json) => (with_headers(StatusCode::CREATED, told).insert_header(VIA).json(json), 201),
        Reply::Nothing => (with_headers(StatusCode::NO_CONTENT, told).insert_header(VIA).finish(), 204),
    }
}

fn refused(refuse: &Refuse, told: Option<&Told>) -> (HttpResponse, u16) {
    let status = refuse.status();
    let mut response = with_headers(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST), told);
    if !matches!(refuse, Refuse::Cloudflare { .. }) {
        response.insert_header(VIA);
    }
    match refuse {
        Refuse::Limited { retry_after, global, shared } => {
            response.insert_header(("retry-after", rounded_up(*retry_after)));
            let scope = match (global, shared) {
                (true, _) => "global",
                (_, true) => "shared",
                _ => "user",
            };
            response.insert_header(("x-ratelimit-scope", scope));
            if *global {
                response.insert_header(("x-ratelimit-global", "true"));
            }
        }
        Refuse::Cloudflare { retry_after: Some(retry_after), .. } => {
            response.insert_header(("retry-after", rounded_up(*retry_after)));
        }
        _ => {}
    }
    match refuse.json() {
        Some(json) => (response.json(json), status),
        None => (response.content_type("text/html").body("<html><body>error code: 1015</body></html>"), status),
    }
}

fn with_headers(status: StatusCode, told: Option<&Told>) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    for header in told.iter().flat_map(|told| told.headers()) {
        response.insert_header(header);
    }
    response
}

/// Whole seconds, as `Retry-After` has them.
fn rounded_up(time: Duration) -> String {
    time.as_millis().div_ceil(1000).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_limit_can_be_told_from_a_ban() {
        let via = |response: &HttpResponse| response.headers().contains_key("via");
        let limited = Refuse::Limited { retry_after: Duration::from_secs(1), global: false, shared: false };
        assert!(via(&accepted(Reply::Nothing, None).0) && via(&refused(&limited, None).0));
        assert!(!via(&refused(&Refuse::Cloudflare { status: 403, retry_after: None }, None).0));
    }
}
