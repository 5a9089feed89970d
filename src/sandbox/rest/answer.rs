//! From a request to its answer: faults, Cloudflare, the route, the token, the rate limits, the operation, the journal.

use std::time::{Duration, Instant};

use super::call::{Body, Call};
use super::form::Errors;
use super::limits::BucketState;
use super::reply::{ApiError, Reply};
use super::routes::{self, Found};
use super::state::ApiState;
use crate::sandbox::compatible;
use crate::sandbox::fault::Fault;
use crate::sandbox::journal::{RequestRecord, note};
use crate::sandbox::world::Refusal;

/// The largest body that is accepted, in bytes.
const BODY_LIMIT: usize = 25 * 1024 * 1024;
/// The largest body that is read at all: larger than [`BODY_LIMIT`], so that Discord's error can be given for it.
pub(in crate::sandbox) const READ_LIMIT: usize = 2 * BODY_LIMIT;

const NOT_FOUND: Refusal = Refusal { status: 404, code: 0, message: "404: Not Found" };
const WRONG_METHOD: Refusal = Refusal { status: 405, code: 0, message: "405: Method Not Allowed" };
const UNAUTHORIZED: Refusal = Refusal { status: 401, code: 0, message: "401: Unauthorized" };
const WRONG_VERSION: Refusal = Refusal { status: 400, code: 50041, message: "Invalid API version provided." };
const TOO_LARGE: Refusal = Refusal { status: 413, code: 40005, message: "Request entity too large" };
const BLOCKED: Refusal = Refusal { status: 403, code: 40333, message: "internal network error" };

/// A header of every answer from Discord, which Cloudflare's own pages do not have. It is not documented; discord.py
/// uses it to distinguish a rate limit, which it waits for, from a ban.
const VIA: (&str, &str) = ("via", "1.1 google");

/// An HTTP answer.
#[derive(Debug)]
pub(in crate::sandbox) struct Answer {
    pub(in crate::sandbox) status: u16,
    pub(in crate::sandbox) headers: Vec<(&'static str, String)>,
    pub(in crate::sandbox) body: AnswerBody,
}

/// The body of an [`Answer`].
#[derive(Debug)]
pub(in crate::sandbox) enum AnswerBody {
    Empty,
    Json(String),
    Html(&'static str),
    Text(&'static str),
    /// No answer: the connection is dropped.
    Dropped,
}

impl Answer {
    fn plain(status: u16, text: &'static str) -> Self {
        Self { status, headers: Vec::new(), body: AnswerBody::Text(text) }
    }

    fn accepted(reply: Reply, bucket: Option<&BucketState>) -> Self {
        let (status, body) = match reply {
            Reply::Json(json) => (200, AnswerBody::Json(json.to_string())),
            Reply::Text(json) => (200, AnswerBody::Json(json)),
            Reply::Created(json) => (201, AnswerBody::Json(json.to_string())),
            Reply::Nothing => (204, AnswerBody::Empty),
        };
        let mut answer = Self { status, headers: bucket_headers(bucket), body };
        answer.header(VIA.0, VIA.1);
        answer
    }

    fn refused(refuse: &ApiError, bucket: Option<&BucketState>) -> Self {
        let body = match refuse.json() {
            Some(json) => AnswerBody::Json(json.to_string()),
            None => AnswerBody::Html("<html><body>error code: 1015</body></html>"),
        };
        let mut answer = Self { status: refuse.status(), headers: bucket_headers(bucket), body };
        if !matches!(refuse, ApiError::Cloudflare { .. }) {
            answer.header(VIA.0, VIA.1);
        }
        match refuse {
            ApiError::Limited { retry_after, global, shared } => {
                answer.header("retry-after", whole_seconds(*retry_after));
                let scope = match (global, shared) {
                    (true, _) => "global",
                    (_, true) => "shared",
                    _ => "user",
                };
                answer.header("x-ratelimit-scope", scope);
                if *global {
                    answer.header("x-ratelimit-global", "true");
                }
            }
            ApiError::Cloudflare { retry_after: Some(retry_after), .. } => {
                answer.header("retry-after", whole_seconds(*retry_after));
            }
            _ => {}
        }
        answer
    }

    fn header(&mut self, name: &'static str, value: impl Into<String>) {
        self.headers.push((name, value.into()));
    }

    /// Changes the answer into that of a server that is compatible with Discord's protocol.
    fn make_compatible(&mut self) {
        self.headers.retain(|(name, _)| !name.starts_with("x-ratelimit-") && *name != VIA.0);
        if let AnswerBody::Json(json) = &mut self.body {
            *json = compatible::answer(json);
        }
    }

    fn has(&self, name: &str, value: Option<&str>) -> bool {
        self.headers.iter().any(|(key, it)| *key == name && value.is_none_or(|value| it == value))
    }
}

fn bucket_headers(bucket: Option<&BucketState>) -> Vec<(&'static str, String)> {
    bucket.iter().flat_map(|it| it.headers()).collect()
}

/// `Retry-After` has whole seconds, rounded up.
fn whole_seconds(time: Duration) -> String {
    time.as_millis().div_ceil(1000).to_string()
}

/// A fault that replaces an answer.
enum Instead {
    Limited {
        retry_after: Duration,
        global: bool,
        shared: bool,
    },
    Status(u16),
    /// The request is carried out first.
    StatusAfter(u16),
    Drop,
    Cloudflare {
        status: u16,
        retry_after: Option<Duration>,
    },
}

impl Instead {
    fn of(fault: &Fault) -> Option<Self> {
        Some(match fault {
            Fault::TooManyRequests { retry_after, global, shared } => {
                Self::Limited { retry_after: *retry_after, global: *global, shared: *shared }
            }
            Fault::HttpStatus(status) => Self::Status(*status),
            Fault::HttpStatusAfter(status) => Self::StatusAfter(*status),
            Fault::HttpDrop => Self::Drop,
            Fault::CloudflareBan => Self::Cloudflare { status: 429, retry_after: None },
            Fault::Cloudflare { status, retry_after } => {
                Self::Cloudflare { status: *status, retry_after: Some(*retry_after) }
            }
            _ => return None,
        })
    }
}

impl ApiState<'_> {
    /// How long the next request is held back before it is carried out ([`Fault::HttpDelay`]).
    pub(in crate::sandbox) fn delay(&mut self) -> Option<Duration> {
        self.rules.take(None, |fault| if let Fault::HttpDelay(time) = fault { Some(*time) } else { None })
    }

    /// Answers a request to `/api/v{version}` and adds it to the journal.
    pub(in crate::sandbox) fn answer(&mut self, call: &mut Call, version: Option<&str>) -> Answer {
        let compatible = self.rules.happens(None, &Fault::CompatibleServer);
        let mut answer = match self.rules.take(None, Instead::of) {
            Some(Instead::Drop) => Answer { status: 0, headers: Vec::new(), body: AnswerBody::Dropped },
            Some(Instead::Status(status)) => Answer::plain(status, "upstream connect error"),
            Some(Instead::StatusAfter(status)) => {
                // The request takes effect, but its result is not sent.
                let _ = self.carry_out(call, version, compatible);
                Answer::plain(status, "upstream request timeout")
            }
            Some(Instead::Cloudflare { status, retry_after }) => {
                Answer::refused(&ApiError::Cloudflare { status, retry_after }, None)
            }
            Some(Instead::Limited { retry_after, global, shared }) => {
                Answer::refused(&ApiError::Limited { retry_after, global, shared }, None)
            }
            None => {
                let answer = match self.carry_out(call, version, compatible) {
                    (Ok(reply), bucket) => Answer::accepted(reply, bucket.as_ref()),
                    (Err(refuse), bucket) => Answer::refused(&refuse, bucket.as_ref()),
                };
                if let AnswerBody::Json(json) = &answer.body {
                    self.rest.recording.answer(call.operation, answer.status, json);
                }
                answer
            }
        };
        if compatible {
            answer.make_compatible();
        }
        // A shared rate limit is not counted as an invalid request, nor is what Cloudflare answers itself.
        let counted = answer.has(VIA.0, None) && !answer.has("x-ratelimit-scope", Some("shared"));
        if matches!(answer.status, 401 | 403 | 429) && counted {
            self.rest.limits.count_invalid(Instant::now());
        }
        let record = RequestRecord {
            at: Instant::now(),
            method: call.method.clone(),
            path: call.shown_path(),
            operation: call.operation,
            user_agent: call.user_agent.clone(),
            body: if let Body::Json(json) = &call.body { Some(json.clone()) } else { None },
            status: answer.status,
        };
        note(&mut self.journal.requests, record);
        answer
    }

    /// Checks a request and calls its operation. The second value is the state of the rate-limit bucket, for the
    /// headers. `unlimited`: no rate limit applies.
    fn carry_out(
        &mut self,
        call: &mut Call,
        version: Option<&str>,
        unlimited: bool,
    ) -> (Result<Reply, ApiError>, Option<BucketState>) {
        let now = Instant::now();
        if let Some(left) = self.rest.limits.banned(now) {
            return (Err(ApiError::Cloudflare { status: 429, retry_after: Some(left) }), None);
        }
        if call.user_agent.as_deref().is_none_or(|agent| agent.trim().is_empty()) {
            return (Err(BLOCKED.into()), None);
        }
        if !matches!(version, Some("9" | "10")) {
            return (Err(WRONG_VERSION.into()), None);
        }
        let row = match routes::find(call) {
            Found::Row(row) => row,
            Found::Missing(it) => {
                call.operation = Some(it.name);
                let (method, path) = (&call.method, call.shown_path());
                let message = format!("The sandbox does not have `{}` ({method} {path}): {}.", it.name, it.reason);
                return (Err(ApiError::Custom { status: 501, code: 0, message }), None);
            }
            Found::WrongMethod => return (Err(WRONG_METHOD.into()), None),
            Found::Nothing => return (Err(NOT_FOUND.into()), None),
        };
        call.template = row.path;
        call.operation = Some(row.name);
        let token = call.authorization.as_deref().and_then(|it| it.strip_prefix("Bot "));
        if row.token && token != Some(&self.world.application.token) {
            return (Err(UNAUTHORIZED.into()), None);
        }
        if !row.exempt
            && !unlimited
            && let Err(retry_after) = self.rest.limits.take_global(now)
        {
            return (Err(ApiError::Limited { retry_after, global: true, shared: false }), None);
        }
        let now_us = self.world.now;
        let bucket = match row
            .bucket(call, now_us)
            .filter(|_| !unlimited)
            .map(|(bucket, major)| self.rest.limits.take(bucket, major, now, now_us))
        {
            Some(Ok(bucket)) => Some(bucket),
            None => None,
            Some(Err(bucket)) => {
                let refuse = ApiError::Limited { retry_after: bucket.reset_after(), global: false, shared: false };
                return (Err(refuse), Some(bucket));
            }
        };
        if call.size > BODY_LIMIT {
            return (Err(TOO_LARGE.into()), bucket);
        }
        if let Some(reason) = call.reason.as_ref().filter(|it| it.chars().count() > 512) {
            let message = format!("Must be between 1 and 512 in length, not {}.", reason.chars().count());
            return (Err(Errors::one(&["_reason"], "BASE_TYPE_BAD_LENGTH", message)), bucket);
        }
        self.world.reason.clone_from(&call.reason);
        let result = (row.handler)(self, call);
        self.world.reason = None;
        (result, bucket)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cloudflares_answers_lack_the_via_header() {
        let via = |answer: Answer| answer.has("via", None);
        let limited = ApiError::Limited { retry_after: Duration::from_secs(1), global: false, shared: false };
        assert!(via(Answer::accepted(Reply::Nothing, None)) && via(Answer::refused(&limited, None)));
        assert!(!via(Answer::refused(&ApiError::Cloudflare { status: 403, retry_after: None }, None)));
    }
}
