//! Made-up answers for the limiter, handled as those of the network are: for the fuzz targets.

use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;

use super::{
    HttpConfig,
    answer::{Answer, Failure, Progress, RateHeaders, Verdict, judge},
    endpoints::operation,
    limiter::Limiter,
    operation::Operation,
    route::{Param, Route},
};
use crate::gateway::Token;

/// The operations of the requests: one of each kind of replay, and one that is exempt from the global limit.
const OPERATIONS: [&Operation; 4] = [
    &operation::GET_CHANNEL,
    &operation::CREATE_MESSAGE,
    &operation::DELETE_MESSAGE,
    &operation::CREATE_INTERACTION_RESPONSE,
];
/// How often the limiter is called for each request before all of them must have ended.
const ROUNDS: usize = 200;

/// A request, and the answer to each of its attempts.
#[derive(Debug, Clone, Default)]
pub struct MadeUpAnswer<'a> {
    /// Which operation the request is.
    pub operation: u8,
    /// Its channel, or its interaction.
    pub id: u64,
    /// The time between the request before it and this one.
    pub pause: Duration,
    /// How long it may wait at most.
    pub max_wait: Option<Duration>,
    /// The status of the answer. 0: there is none.
    pub status: u16,
    /// Its headers.
    pub headers: MadeUpHeaders<'a>,
    /// Its body.
    pub body: &'a [u8],
}

/// The headers about rate limits.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "each is the header of that name")]
pub struct MadeUpHeaders<'a> {
    pub bucket: Option<&'a str>,
    pub limit: Option<&'a str>,
    pub remaining: Option<&'a str>,
    pub reset: Option<&'a str>,
    pub reset_after: Option<&'a str>,
    pub scope: Option<&'a str>,
    pub global: Option<&'a str>,
    pub retry_after: Option<&'a str>,
}

impl MadeUpHeaders<'_> {
    fn to_rate_headers(&self) -> RateHeaders {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        RateHeaders {
            bucket: owned(self.bucket),
            limit: owned(self.limit),
            remaining: owned(self.remaining),
            reset: owned(self.reset),
            reset_after: owned(self.reset_after),
            scope: owned(self.scope),
            global: owned(self.global),
            retry_after: owned(self.retry_after),
        }
    }
}

/// Queues a request for each answer, answers those that the limiter releases, and goes on until none waits, on a
/// simulated clock.
///
/// # Errors
/// If a request waits and the limiter has no time for it, or has one and does not release it then.
pub fn tell_limiter(answers: &[MadeUpAnswer<'_>]) -> Result<(), String> {
    let token = Token::new("made-up-token").map_err(|error| error.to_string())?;
    let mut run = Run {
        config: HttpConfig::new(token),
        limiter: Limiter::new(50, 10_000, Instant::now()),
        now: Instant::now(),
        requests: Vec::with_capacity(answers.len()),
    };
    for (ticket, answer) in (0..).zip(answers) {
        run.now += answer.pause;
        run.requests.push((answer, route(answer), Progress::default()));
        let key = run.requests.last().map(|(_, route, _)| route.key);
        let deadline = answer.max_wait.map(|max_wait| run.now + max_wait);
        if let Some(key) = key {
            // A request whose deadline cannot be met is not queued.
            let _ = run.limiter.enqueue(ticket, key, deadline, run.now);
        }
        run.release();
    }
    for _ in 0..ROUNDS * (1 + answers.len()) {
        if run.limiter.waiting() == 0 {
            return Ok(());
        }
        let at = run.limiter.wake_at(run.now, false).ok_or("requests wait, and the limiter has no time for them")?;
        run.now = run.now.max(at);
        run.limiter.give_up(run.now);
        run.release();
    }
    Err(format!("{} requests wait for ever", run.limiter.waiting()))
}

fn route(answer: &MadeUpAnswer<'_>) -> Route {
    let operation = OPERATIONS[usize::from(answer.operation) % OPERATIONS.len()];
    let id = Param::Id(answer.id);
    match operation.path.matches('{').count() {
        1 => Route::new(operation, &[id]),
        _ if operation.path.contains("_token}") => Route::new(operation, &[id, Param::Secret("made-up")]),
        _ => Route::new(operation, &[id, Param::Id(1)]),
    }
}

struct Run<'a> {
    config: HttpConfig,
    limiter: Limiter,
    now: Instant,
    requests: Vec<(&'a MadeUpAnswer<'a>, Route, Progress)>,
}

impl Run<'_> {
    /// Sends what may be sent, and handles the answers at once.
    fn release(&mut self) {
        while let Some(ticket) = self.limiter.next(self.now, false) {
            // A ticket is the index of its request.
            let Some((answer, route, progress)) = self.requests.get_mut(ticket as usize) else { return };
            progress.attempts += 1;
            let met = match answer.status {
                0 => Err(Failure::NoAnswer("made up".to_owned())),
                status => Ok(Answer {
                    status,
                    headers: answer.headers.to_rate_headers(),
                    body: Bytes::copy_from_slice(answer.body),
                }),
            };
            let (outcome, verdict) =
                judge(route, route.operation.replay, progress, met, &self.config, 0.5, SystemTime::now());
            let again = match verdict {
                Verdict::Again(pause) => Some(self.now + pause),
                _ => None,
            };
            self.limiter.complete(ticket, &outcome, again, self.now);
            if let Verdict::Ban(pause) = verdict {
                self.limiter.ban(self.now + pause);
            }
        }
    }
}

/// The number of limits that a body of this operation breaks.
pub fn objections(operation: &str, body: &[u8]) -> usize {
    super::check::check(operation, "", Some(body)).len()
}
