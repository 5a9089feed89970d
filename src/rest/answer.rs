//! What follows from an answer, for the limiter and for the caller. Pure.
//!
//! The rules (Discord's docs, topics/rate-limits and topics/opcodes-and-status-codes):
//!
//! | answer | what happens |
//! |---|---|
//! | 2xx | delivered |
//! | 429, JSON | the limiter waits for `retry_after`, then the request is sent again from its former place |
//! | 4xx with the code of a limit, and a time to wait | the same |
//! | 429: the daily quota of commands is used up | an error: the wait would be up to a day |
//! | 429 or 403 of Discord's firewall, without JSON | the address is banned: everything stops |
//! | 4xx of the firewall with JSON: code 40333, or an RFC 9457 body of Cloudflare | the same |
//! | 202, still indexing | sent again after `retry_after` |
//! | 401 to the bot's token | `GET /users/@me` decides whether the token or the route is the cause |
//! | 401 to `GET /users/@me` | nothing that needs the token is sent until the gateway accepts it |
//! | 5xx, or no answer | sent again with growing pauses if that is safe; otherwise the outcome is unknown |
//! | not sent | sent again with growing pauses |
//! | 404 to a repeated DELETE | a success: the first attempt was carried out |
//! | anything else | an error, with Discord's reasons |

use std::{
    ops::RangeInclusive,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use serde_json::Value;

use super::{
    ApiError, HttpConfig, HttpError,
    endpoints::operation,
    limiter::{Limits, Outcome, Scope},
    operation::Replay,
    route::Route,
};
use crate::gateway::Backoff;

/// A response as it was received.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: RateHeaders,
    pub(super) body: Bytes,
}

/// The headers about rate limits, as text.
#[derive(Debug, Clone, Default)]
pub(super) struct RateHeaders {
    pub(super) bucket: Option<String>,
    pub(super) limit: Option<String>,
    pub(super) remaining: Option<String>,
    pub(super) reset: Option<String>,
    pub(super) reset_after: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) global: Option<String>,
    pub(super) retry_after: Option<String>,
}

impl RateHeaders {
    /// The limits of the bucket, if they are complete. `wall`, the present time, is used only if `Reset-After` is
    /// missing.
    fn limits(&self, wall: SystemTime) -> Option<Limits> {
        let reset = self.reset.as_deref().and_then(|text| Duration::try_from_secs_f64(text.trim().parse().ok()?).ok());
        let reset_after = self.reset_after.as_deref().and_then(seconds).or_else(|| {
            let now = wall.duration_since(UNIX_EPOCH).ok()?;
            reset.map(|reset| reset.saturating_sub(now).min(LONGEST))
        })?;
        Some(Limits {
            hash: self.bucket.as_deref().map(Into::into),
            limit: self.limit.as_deref()?.parse().ok()?,
            remaining: self.remaining.as_deref()?.parse().ok()?,
            reset_after,
            // A float cannot represent a Unix time with milliseconds exactly, so it is rounded.
            reset: reset
                .and_then(|reset| u64::try_from(reset.saturating_add(Duration::from_micros(500)).as_millis()).ok()),
        })
    }

    /// Whether there is no header about rate limits.
    fn is_silent(&self) -> bool {
        let Self { bucket, limit, remaining, reset, reset_after, scope, global, retry_after: _ } = self;
        [bucket, limit, remaining, reset, reset_after, scope, global].into_iter().all(Option::is_none)
    }
}

/// The longest wait for an answer's time. If a longer one is right, the next attempt gets the rest of it.
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// The longest `ban_pause`: a longer one could exceed the range of the clock.
const LONGEST_BAN: Duration = Duration::from_secs(24 * 60 * 60);
/// The wait if an answer has no `retry_after`.
const DEFAULT_WAIT: Duration = Duration::from_secs(1);
/// `Retry-After` is rounded up to seconds.
const ROUNDING: Duration = Duration::from_secs(1);

/// The codes of refusals because of a limit, with any status: slow mode, announcements edited, writes in a channel and
/// in a guild, edits of old messages, direct messages opened, a service.
const LIMIT_CODES: [u64; 7] = [20016, 20022, 20028, 20029, 30046, 40003, 40062];
/// The quota of 200 new commands a day in each guild.
const QUOTA_CODE: u64 = 30034;
/// "Internal network error": a block by Discord's firewall, on every route.
const BLOCKED_CODE: u64 = 40333;
/// The numbers of Cloudflare's own errors, for example 1015 (rate limited) and 1020 (access denied).
const CLOUDFLARE_CODES: RangeInclusive<u64> = 1000..=1999;
/// The search index of a guild is not ready yet.
const INDEXING_CODE: u64 = 110_000;

/// Seconds with decimals, as in headers; `None` if they cannot be read.
fn seconds(text: &str) -> Option<Duration> {
    text.trim().parse().ok().and_then(length)
}

/// A duration in seconds, cut to a maximum, so that adding it to a time cannot overflow.
fn length(seconds: f64) -> Option<Duration> {
    (seconds >= 0.0).then(|| Duration::try_from_secs_f64(seconds).map_or(LONGEST, |length| length.min(LONGEST)))
}

/// The body of an answer that is not a success.
struct Refusal(Value);

impl Refusal {
    /// Reads the body; `None` if it is not a JSON object.
    fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok().filter(Value::is_object).map(Self)
    }

    /// Discord's code; 0 if there is none.
    fn code(&self) -> u64 {
        self.0.get("code").and_then(Value::as_u64).unwrap_or_default()
    }

    /// Whether there is a time to wait, even if it cannot be read.
    fn names_retry_after(&self) -> bool {
        self.0.get("retry_after").is_some()
    }

    fn retry_after(&self) -> Option<Duration> {
        self.0.get("retry_after").and_then(Value::as_f64).and_then(length)
    }

    /// Whether the answer is not of Discord's API but of the firewall in front of it: Discord's code for that, or the
    /// problem details (RFC 9457) that Cloudflare sends in place of its HTML page.
    fn is_block(&self) -> bool {
        let is_numbered = |code: u64| CLOUDFLARE_CODES.contains(&code);
        self.code() == BLOCKED_CODE
            || self.0.get("cloudflare_error").and_then(Value::as_bool).unwrap_or_default()
            || self.0.get("error_code").and_then(Value::as_u64).is_some_and(is_numbered)
    }

    fn global(&self) -> bool {
        self.0.get("global").and_then(Value::as_bool).unwrap_or_default()
    }
}

impl Answer {
    /// What is wrong with the time after which to send the request again, for the log. `None`: nothing, or there is no
    /// such time.
    pub(super) fn odd_retry_after(&self) -> Option<String> {
        if (200..300).contains(&self.status) && self.status != 202 {
            return None;
        }
        let body = Refusal::read(&self.body).and_then(|refusal| refusal.0.get("retry_after").cloned());
        let of_body = body.map(|value| (value.as_f64(), value.to_string()));
        let of_header = self.headers.retry_after.as_deref().map(|text| (text.trim().parse().ok(), text.to_owned()));
        of_body.into_iter().chain(of_header).find_map(|(seconds, text)| match seconds {
            Some(seconds) if seconds > LONGEST.as_secs_f64() => {
                Some(format!("{text:.40} s are more than the {} s that are waited at most", LONGEST.as_secs()))
            }
            Some(0.0..) => None,
            _ => Some(format!("`{text:.40}` is no number of seconds, and is ignored")),
        })
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// The request has not reached Discord.
    NotSent(String),
    /// The request may have reached Discord.
    NoAnswer(String),
    /// The request has reached Discord, and the answer is larger than the limit.
    TooLarge,
}

/// The attempts of a request so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    /// Attempts, the present one included.
    pub(super) attempts: u32,
    /// Attempts that ended with a 429.
    pub(super) limited: u32,
    /// Attempts that ended with a server error or without an answer.
    pub(super) failed: u32,
    /// Whether one of the attempts may have been carried out.
    pub(super) uncertain: bool,
}

/// What is to be done with a request after an attempt.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Answer the caller.
    Deliver(Result<Bytes, HttpError>),
    /// Send it again, after this pause or later if the limiter demands it.
    Again(Duration),
    /// Send nothing for this long.
    Ban(Duration),
    /// Send nothing for this long, and answer the caller with a refusal that has advice.
    Blocked(Duration, HttpError),
    /// 401: Discord refuses the token, or this route.
    Unauthorized {
        /// The error if it is this route.
        refusal: HttpError,
        /// Whether every bot may call the route, so that the token is the cause.
        is_decisive: bool,
    },
}

/// Decides what follows from the end of an attempt. `chance` in 0..1 is the random part of a pause. `wall` is Discord's
/// present time.
pub(super) fn judge(
    route: &Route,
    replay: Replay,
    progress: &mut Progress,
    answer: Result<Answer, Failure>,
    config: &HttpConfig,
    chance: f64,
    wall: SystemTime,
) -> (Outcome, Verdict) {
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => {
            let outcome = if matches!(failure, Failure::NotSent(_)) { Outcome::NotSent } else { Outcome::Lost };
            return (outcome, lost(route, replay, progress, failure, config, chance));
        }
    };
    let limits = answer.headers.limits(wall);
    let success = (200..300).contains(&answer.status);
    let outcome = Outcome::Answered { limits, success, invalid: matches!(answer.status, 401 | 403) };
    if success && answer.status != 202 {
        return (outcome, Verdict::Deliver(Ok(answer.body)));
    }
    let name = route.operation.name;
    let refusal = Refusal::read(&answer.body);
    let code = refusal.as_ref().map(Refusal::code);
    let has_retry_after = refusal.as_ref().is_some_and(|refusal| refusal.retry_after().is_some());
    match answer.status {
        202 if code == Some(INDEXING_CODE) => {
            progress.limited += 1;
            let retry_after = refusal.and_then(|refusal| refusal.retry_after()).unwrap_or(DEFAULT_WAIT);
            let verdict = if progress.limited > config.rate_limit_retries {
                refused(route, &answer)
            } else {
                Verdict::Again(retry_after.max(pause_of_limited(retry_after, progress.limited, config, chance)))
            };
            (outcome, verdict)
        }
        202 => (outcome, Verdict::Deliver(Ok(answer.body))),
        status if is_ban(status, refusal.as_ref(), &answer.headers) => {
            let of_body = refusal.as_ref().and_then(Refusal::retry_after);
            let of_header = answer.headers.retry_after.as_deref().and_then(seconds);
            let pause =
                of_body.max(of_header).filter(|pause| !pause.is_zero()).unwrap_or(config.ban_pause.min(LONGEST_BAN));
            let invalid = Outcome::Answered { limits: None, success: false, invalid: true };
            if code != Some(BLOCKED_CODE) {
                return (invalid, Verdict::Ban(pause));
            }
            (invalid, Verdict::Blocked(pause, refusal_of(route, &answer)))
        }
        429 if code == Some(QUOTA_CODE) => {
            let invalid = Outcome::Answered { limits: None, success: false, invalid: true };
            (invalid, refused(route, &answer))
        }
        429 => limited(route, progress, &answer, refusal.as_ref(), config, chance),
        400..500 if has_retry_after && code.is_some_and(|code| LIMIT_CODES.contains(&code)) => {
            limited(route, progress, &answer, refusal.as_ref(), config, chance)
        }
        // Code 0 is about the token, or about a route that bots may not call. Other codes are about the operation. The
        // routes of OAuth2 expect other tokens.
        401 if route.token && code == Some(0) && !route.operation.path.starts_with("/oauth2/") => {
            let is_decisive = route.operation.name == operation::GET_MY_USER.name;
            (outcome, Verdict::Unauthorized { refusal: refusal_of(route, &answer), is_decisive })
        }
        404 if replay == Replay::SafeUntilGone && progress.uncertain => (outcome, Verdict::Deliver(Ok(Bytes::new()))),
        500..600 => {
            progress.failed += 1;
            progress.uncertain = true;
            let verdict = if replay == Replay::Never {
                let cause = format!("Discord answered {}", answer.status);
                Verdict::Deliver(Err(HttpError::OutcomeUnknown { operation: name, route: route.shown.clone(), cause }))
            } else if progress.failed > config.retries {
                refused(route, &answer)
            } else {
                Verdict::Again(backoff(progress.failed, config, chance))
            };
            (outcome, verdict)
        }
        _ => (outcome, refused(route, &answer)),
    }
}

/// Whether Discord's firewall has refused the request. Then it refuses every request from this address.
fn is_ban(status: u16, refusal: Option<&Refusal>, headers: &RateHeaders) -> bool {
    match refusal {
        None => matches!(status, 403 | 429),
        Some(refusal) if refusal.is_block() => (400..500).contains(&status),
        Some(refusal) => status == 429 && !refusal.names_retry_after() && headers.is_silent(),
    }
}

/// The refusal of Discord as an error.
fn refusal_of(route: &Route, answer: &Answer) -> HttpError {
    let refusal = ApiError::read(route.operation.name, route.shown.clone(), answer.status, &answer.body);
    HttpError::Api(Box::new(refusal))
}

/// Fails the request with the refusal of Discord.
fn refused(route: &Route, answer: &Answer) -> Verdict {
    Verdict::Deliver(Err(refusal_of(route, answer)))
}

/// Handles a refusal because of a limit.
fn limited(
    route: &Route,
    progress: &mut Progress,
    answer: &Answer,
    refusal: Option<&Refusal>,
    config: &HttpConfig,
    chance: f64,
) -> (Outcome, Verdict) {
    let of_body = refusal.and_then(Refusal::retry_after);
    let of_header = answer.headers.retry_after.as_deref().and_then(seconds);
    // The body is exact, and the header is the same rounded up. A header that is larger than that counts.
    let retry_after = match (of_body, of_header) {
        (Some(body), Some(header)) if header > body + ROUNDING => header,
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => DEFAULT_WAIT,
    };
    let scope = match answer.headers.scope.as_deref() {
        _ if refusal.is_some_and(Refusal::global) || answer.headers.global.as_deref() == Some("true") => Scope::Global,
        Some("global") => Scope::Global,
        Some("shared") => Scope::Shared,
        _ => Scope::User,
    };
    let hash = answer.headers.bucket.as_deref().map(Into::into);
    progress.limited += 1;
    let verdict = if progress.limited > config.rate_limit_retries {
        let (operation, route) = (route.operation.name, route.shown.clone());
        Verdict::Deliver(Err(HttpError::RateLimited { operation, route, attempts: progress.limited, retry_after }))
    } else {
        Verdict::Again(pause_of_limited(retry_after, progress.limited, config, chance))
    };
    let invalid = matches!(answer.status, 401 | 403 | 429) && scope != Scope::Shared;
    (Outcome::Limited { hash, retry_after, scope, invalid }, verdict)
}

/// The pause after the nth answer about a limit, beside the wait for the limit. If that is zero, the first repetition
/// follows at once, and the pauses before the others grow: otherwise all repetitions would be sent in one moment.
fn pause_of_limited(retry_after: Duration, limited: u32, config: &HttpConfig, chance: f64) -> Duration {
    if retry_after.is_zero() && limited > 1 { backoff(limited - 1, config, chance) } else { Duration::ZERO }
}

/// Handles an attempt without an answer.
fn lost(
    route: &Route,
    replay: Replay,
    progress: &mut Progress,
    failure: Failure,
    config: &HttpConfig,
    chance: f64,
) -> Verdict {
    let (operation, shown) = (route.operation.name, route.shown.clone());
    let (sent, cause) = match failure {
        Failure::NotSent(cause) => (false, cause),
        Failure::NoAnswer(cause) => (true, cause),
        Failure::TooLarge => {
            let limit = config.body_limit;
            return Verdict::Deliver(Err(HttpError::TooLarge { operation, route: shown, limit }));
        }
    };
    progress.failed += 1;
    progress.uncertain |= sent;
    if sent && replay == Replay::Never {
        return Verdict::Deliver(Err(HttpError::OutcomeUnknown { operation, route: shown, cause }));
    }
    if progress.failed > config.retries {
        let attempts = progress.attempts;
        return Verdict::Deliver(Err(HttpError::Transport { operation, route: shown, attempts, cause }));
    }
    Verdict::Again(backoff(progress.failed, config, chance))
}

/// The pause after the nth failure.
fn backoff(failed: u32, config: &HttpConfig, chance: f64) -> Duration {
    Backoff { base: config.backoff_base, cap: config.backoff_cap }.pause(failed.saturating_sub(1), chance)
}

#[cfg(test)]
mod tests;
