//! The actor that sends the requests that the limiter releases, and hands out the answers.

use std::{
    collections::HashMap,
    fmt,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use actix::{
    Actor, ActorContext, ActorFutureExt, Addr, AsyncContext, Context, Handler, Message, WrapFuture, dev::SendError,
};
use bytes::Bytes;
use futures_util::FutureExt;
use tokio::sync::{oneshot, watch};

use super::{
    HttpConfig, HttpError,
    answer::{Answer, Failure, Progress, Verdict, judge},
    endpoints::operation,
    limiter::{Notice, Outcome},
    request::Request,
    route::Route,
    shared::{Pending, Shared},
    transport::Transport,
};
use crate::actors::{Spawned, crashes};

/// How long `GET /users/@me` may wait for rate limits while requests that were answered with 401 wait for its answer.
const TOKEN_CHECK_WAIT: Duration = Duration::from_secs(30);
/// Messages that the mailbox takes before senders have to wait.
const MAILBOX: usize = 1024;

/// The actor behind an [`Http`](super::Http): it owns the awc client, takes the next request from the limiter, sends
/// it, and hands out the answer.
///
/// The limits that have been learned are kept in [`Shared`], so that the next actor has them. When an actor ends,
/// [`Http::keep`](super::Http::keep) starts another one.
pub(crate) struct RestActor {
    shared: Arc<Shared>,
    /// Where the handles find this actor.
    state: watch::Sender<ActorState>,
    generation: u64,
    transport: Option<Transport>,
    /// Every request that has not been answered yet, by ticket.
    jobs: HashMap<u64, Job>,
    in_flight: usize,
    /// Whether the last attempt did not reach Discord, which is logged.
    is_unreachable: bool,
    /// The requests that were answered with 401, each with this refusal as an error, until it is known whether the
    /// token is the cause.
    doubted: Vec<(Job, HttpError)>,
    /// The timer after which the limiter is looked at again, and when it fires.
    timer: Option<(Instant, Spawned)>,
}

/// The actor that carries requests out.
#[derive(Clone)]
pub(super) enum ActorState {
    /// There is none at the moment. One is expected to be started.
    Absent,
    /// This one. The number is another for each actor.
    Running(u64, Addr<RestActor>),
    /// There will be none any more.
    Stopped,
}

/// A request, and where its answer goes.
struct Job {
    request: Arc<Request>,
    reply: oneshot::Sender<Result<Bytes, HttpError>>,
    /// Whether anything may have been sent. Shared with the caller.
    started: Arc<AtomicBool>,
    /// When the call was made.
    asked: Instant,
    progress: Progress,
    in_flight: bool,
    /// Counts the request as pending; `None` once the caller has withdrawn it.
    pending: Option<Pending>,
}

/// Submits a request.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Submit {
    pub(super) ticket: u64,
    pub(super) request: Arc<Request>,
    pub(super) reply: oneshot::Sender<Result<Bytes, HttpError>>,
    pub(super) started: Arc<AtomicBool>,
    pub(super) asked: Instant,
    pub(super) pending: Pending,
}

/// Withdraws the request with this ticket: its caller no longer waits.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Withdraw(pub(super) u64);

/// An attempt has ended. Its task, which runs on the thread of the actor, sends this.
#[derive(Message)]
#[rtype(result = "()")]
struct Finished {
    ticket: u64,
    answer: Result<Answer, Failure>,
}

impl RestActor {
    pub(super) fn new(shared: &Arc<Shared>, state: &watch::Sender<ActorState>) -> Self {
        Self {
            shared: Arc::clone(shared),
            state: state.clone(),
            generation: shared.ticket(),
            transport: None,
            jobs: HashMap::new(),
            in_flight: 0,
            is_unreachable: false,
            doubted: Vec::new(),
            timer: None,
        }
    }

    /// Sends every request that may be sent now, and sets the timer for the next one.
    fn send_ready(&mut self, ctx: &mut Context<Self>) {
        let now = Instant::now();
        let places = self.shared.config.max_in_flight;
        // The last tenth is kept for interactions, which cannot wait.
        let ordinary = places - places / 10;
        loop {
            while self.in_flight < places {
                let next = self.shared.limiter().next(now, self.in_flight >= ordinary);
                match next {
                    Some(ticket) => self.attempt(ticket, now, ctx),
                    None => break,
                }
            }
            let gone = self.shared.limiter().give_up(now);
            if gone.is_empty() {
                break;
            }
            for (ticket, wait) in gone {
                if let Some(job) = self.jobs.remove(&ticket) {
                    job.give_up(wait, &self.shared.config, now);
                }
            }
        }
        // If as many requests are in flight as allowed, the next answer wakes the actor.
        let wake = self.shared.limiter().wake_at(now, self.in_flight >= places);
        if wake == self.timer.as_ref().map(|(at, _)| *at) {
            return;
        }
        if let Some((_, timer)) = self.timer.take() {
            timer.cancel(ctx);
        }
        self.timer = wake.map(|at| {
            let timer = Spawned::after(at.saturating_duration_since(now), ctx, |actor: &mut Self, ctx| {
                actor.timer = None;
                actor.send_ready(ctx);
            });
            (at, timer)
        });
    }

    /// Sends a request in a task of its own.
    fn attempt(&mut self, ticket: u64, now: Instant, ctx: &Context<Self>) {
        let (job, transport) = match (self.jobs.get_mut(&ticket), &self.transport) {
            (Some(job), Some(transport)) if !job.reply.is_closed() => (job, transport),
            _ => {
                // The caller is gone, and its `Withdraw` has not arrived yet.
                self.jobs.remove(&ticket);
                self.shared.limiter().complete(ticket, &Outcome::NotSent, None, now);
                return;
            }
        };
        job.started.store(true, Ordering::Release);
        job.in_flight = true;
        job.progress.attempts += 1;
        self.in_flight += 1;
        let exchange = transport.exchange(&job.request);
        let actor = ctx.address();
        actix::spawn(async move {
            // A panic of the HTTP client fails this request only.
            let answer = AssertUnwindSafe(exchange)
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Err(Failure::NoAnswer("the HTTP client panicked".to_owned())));
            // If the mailbox is full, the task waits. Sending fails only if the actor has ended, and then nothing waits
            // for this.
            if let Err(SendError::Full(finished)) = actor.try_send(Finished { ticket, answer }) {
                let _ = actor.send(finished).await;
            }
        });
    }

    /// Fails those requests in the queue for which `refuse` returns an error.
    fn refuse_waiting(&mut self, now: Instant, mut refuse: impl FnMut(&Job) -> Option<HttpError>) {
        let refused: Vec<(u64, HttpError)> = self
            .jobs
            .iter()
            .filter(|(_, job)| !job.in_flight)
            .filter_map(|(ticket, job)| Some((*ticket, refuse(job)?)))
            .collect();
        for (ticket, error) in refused {
            self.shared.limiter().cancel(ticket, now);
            if let Some(job) = self.jobs.remove(&ticket) {
                job.answer(Err(error));
            }
        }
    }

    /// Logs the first attempt that does not reach Discord, and the first one that does again: requests are sent again
    /// for a while before their callers get an error.
    fn note_reachability(&mut self, route: &str, answer: &Result<Answer, Failure>) {
        let error = match answer {
            Err(Failure::NotSent(error) | Failure::NoAnswer(error)) => Some(error),
            Err(Failure::TooLarge) | Ok(_) => None,
        };
        let was_unreachable = std::mem::replace(&mut self.is_unreachable, error.is_some());
        match error {
            Some(error) if !was_unreachable => {
                let url = &self.shared.config.base_url;
                tracing::warn!(url, route, error, "the REST API cannot be reached; requests are sent again");
            }
            None if was_unreachable => tracing::info!("the REST API can be reached again"),
            _ => {}
        }
    }

    /// Pauses everything: Discord's firewall has banned the address.
    fn banned(&mut self, pause: Duration, now: Instant) {
        // Other requests that were in flight are answered in the same way: only the first one is logged.
        if self.shared.limiter().banned(now).is_none() {
            tracing::error!(
                pause = ?pause,
                "Discord's firewall (Cloudflare) has banned this IP address; nothing is sent until the pause is over. \
                 More than 10,000 invalid requests (401, 403, 429) in ten minutes lead to this, or a User-Agent of \
                 another form than Discord requires"
            );
        }
        self.shared.limiter().ban(now + pause);
        self.refuse_waiting(now, |job| Some(HttpError::Banned { operation: job.operation(), remaining: pause }));
    }

    /// Decides about a request that was answered with 401. Discord also answers so to a route that bots may not call,
    /// even though the token is valid: `GET /users/@me`, which every bot may call, shows which of the two it is.
    /// `refusal`: the error if it is the route. `is_decisive`: whether this was the answer to `GET /users/@me`.
    fn unauthorized(&mut self, job: Job, refusal: HttpError, is_decisive: bool, ctx: &mut Context<Self>) {
        let now = Instant::now();
        if self.shared.gateway_accepts() {
            job.answer(Err(refusal));
            return;
        }
        if is_decisive {
            let operation = job.operation();
            self.token_refused(now);
            job.answer(Err(HttpError::TokenRefused { operation }));
            return;
        }
        self.doubted.push((job, refusal));
        if self.doubted.len() > 1 {
            return;
        }
        let (reply, answer) = oneshot::channel();
        let request = Arc::new(Request::plain(Route::new(&operation::GET_MY_USER, &[])));
        let (ticket, key) = (self.shared.ticket(), request.route.key);
        let (progress, started) = (Progress::default(), Arc::default());
        let job = Job { request, reply, started, asked: now, progress, in_flight: false, pending: None };
        // If it has to wait for longer, or fails, the requests are answered with their own refusals.
        if self.shared.limiter().enqueue(ticket, key, Some(now + TOKEN_CHECK_WAIT), now).is_ok() {
            self.jobs.insert(ticket, job);
        }
        ctx.spawn(answer.into_actor(self).map(|answer, actor, _| {
            let is_refused = matches!(answer, Ok(Err(HttpError::TokenRefused { .. })));
            for (job, refusal) in actor.doubted.drain(..) {
                let operation = job.operation();
                job.answer(Err(if is_refused { HttpError::TokenRefused { operation } } else { refusal }));
            }
        }));
    }

    /// Fails everything that needs the token: Discord has refused it.
    fn token_refused(&mut self, now: Instant) {
        tracing::error!(
            "Discord refuses the bot's token (401); nothing that needs it is sent until the gateway accepts it"
        );
        self.shared.refuse_token();
        self.refuse_waiting(now, |job| {
            job.request.route.token.then(|| HttpError::TokenRefused { operation: job.operation() })
        });
    }
}

impl Job {
    fn operation(&self) -> &'static str {
        self.request.route.operation.name
    }

    /// Fails the request, because it would have to wait for longer than allowed: for another `wait` at least.
    fn give_up(self, wait: Duration, config: &HttpConfig, now: Instant) {
        let Request { route, max_wait, .. } = &*self.request;
        let error = HttpError::WaitTooLong {
            operation: route.operation.name,
            route: route.shown.clone(),
            wait: now.saturating_duration_since(self.asked).saturating_add(wait),
            max_wait: max_wait.or(config.max_wait).unwrap_or_default(),
        };
        self.answer(Err(error));
    }

    /// Hands the answer over, after the request is no longer counted as pending. It is lost if the caller is gone.
    fn answer(self, answer: Result<Bytes, HttpError>) {
        drop(self.pending);
        let _ = self.reply.send(answer);
    }
}

impl Actor for RestActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        match Transport::new(&self.shared.config, &self.shared.tls, Arc::clone(&self.shared.server_clock)) {
            Ok(transport) => self.transport = Some(transport),
            Err(error) => {
                tracing::error!(%error, "the HTTP client of the REST API cannot be created");
                self.state.send_replace(ActorState::Stopped);
                ctx.stop();
                return;
            }
        }
        self.shared.limiter().abandon(Instant::now());
        let running = ActorState::Running(self.generation, ctx.address());
        let taken = self.state.send_if_modified(|state| {
            let open = !matches!(state, ActorState::Stopped);
            if open {
                *state = running;
            }
            open
        });
        if !taken {
            ctx.stop();
            return;
        }
        // Stops when the handle is stopped, or when another actor has replaced this one.
        let mut changes = self.state.subscribe();
        let generation = self.generation;
        let replaced = async move {
            let this = |state: &ActorState| matches!(state, ActorState::Running(number, _) if *number == generation);
            let _ = changes.wait_for(|state| !this(state)).await;
        };
        ctx.spawn(replaced.into_actor(self).map(|(), _, ctx| ctx.stop()));
    }
}

impl Handler<Submit> for RestActor {
    type Result = ();

    fn handle(&mut self, submit: Submit, ctx: &mut Self::Context) {
        let now = Instant::now();
        let Submit { ticket, request, reply, started, asked, pending } = submit;
        let (progress, pending) = (Progress::default(), Some(pending));
        let job = Job { request, reply, started, asked, progress, in_flight: false, pending };
        let operation = job.operation();
        if job.request.route.token && self.shared.is_token_refused() {
            job.answer(Err(HttpError::TokenRefused { operation }));
            return;
        }
        let mut limiter = self.shared.limiter();
        if let Some(remaining) = limiter.banned(now) {
            job.answer(Err(HttpError::Banned { operation, remaining }));
            return;
        }
        let max_wait = job.request.max_wait.or(self.shared.config.max_wait);
        let deadline = max_wait.and_then(|wait| asked.checked_add(wait));
        let queued = limiter.enqueue(ticket, job.request.route.key, deadline, now);
        drop(limiter);
        match queued {
            Ok(()) => self.jobs.insert(ticket, job),
            Err(wait) => return job.give_up(wait, &self.shared.config, now),
        };
        self.send_ready(ctx);
    }
}

impl Handler<Withdraw> for RestActor {
    type Result = ();

    fn handle(&mut self, Withdraw(ticket): Withdraw, ctx: &mut Self::Context) {
        match self.jobs.get_mut(&ticket) {
            // A request in flight is kept, since its answer has the state of the limits, but is no longer counted.
            Some(job) if job.in_flight => job.pending = None,
            Some(_) => {
                self.shared.limiter().cancel(ticket, Instant::now());
                self.jobs.remove(&ticket);
                // Others in its bucket may have waited for it.
                self.send_ready(ctx);
            }
            None => {}
        }
    }
}

impl Handler<Finished> for RestActor {
    type Result = ();

    fn handle(&mut self, Finished { ticket, answer }: Finished, ctx: &mut Self::Context) {
        let now = Instant::now();
        self.in_flight = self.in_flight.saturating_sub(1);
        let Some(mut job) = self.jobs.remove(&ticket) else { return };
        job.in_flight = false;
        self.note_reachability(&job.request.route.shown, &answer);
        if let Some(problem) = answer.as_ref().ok().and_then(Answer::odd_retry_after) {
            tracing::warn!(route = job.request.route.shown, "the time to wait (`retry_after`) is wrong: {problem}");
        }
        let Request { route, replay, .. } = &*job.request;
        let Shared { config, server_clock, .. } = &*self.shared;
        let wall = server_clock.system_time();
        let (outcome, verdict) = judge(route, *replay, &mut job.progress, answer, config, fastrand::f64(), wall);
        let again = match verdict {
            Verdict::Again(pause) if !job.reply.is_closed() => Some(now + pause),
            _ => None,
        };
        if let (Verdict::Again(pause), Outcome::Limited { retry_after, scope, .. }) = (&verdict, &outcome) {
            let wait = (*pause).max(*retry_after);
            tracing::warn!(route = route.shown, ?scope, ?wait, "rate limited by a limit that no header had announced");
        }
        match self.shared.limiter().complete(ticket, &outcome, again, now) {
            Some(Notice::Half(count)) => tracing::warn!(
                count,
                "half of the invalid requests (401, 403, 429) that Discord allows in ten minutes are used up; beyond \
                 the limit it bans the IP address"
            ),
            Some(Notice::Held(count)) => tracing::error!(
                count,
                "nine tenths of the invalid requests that Discord allows in ten minutes are used up; everything but \
                 answers to interactions waits until the count has fallen"
            ),
            None => {}
        }
        match verdict {
            Verdict::Deliver(answer) => job.answer(answer),
            Verdict::Again(_) => {
                if again.is_some() {
                    self.jobs.insert(ticket, job);
                }
            }
            Verdict::Ban(pause) => {
                let operation = job.operation();
                job.answer(Err(HttpError::Banned { operation, remaining: pause }));
                self.banned(pause, now);
            }
            Verdict::Blocked(pause, refusal) => {
                job.answer(Err(refusal));
                self.banned(pause, now);
            }
            Verdict::Unauthorized { refusal, is_decisive } => self.unauthorized(job, refusal, is_decisive, ctx),
        }
        self.send_ready(ctx);
    }
}

impl Drop for RestActor {
    fn drop(&mut self) {
        // This runs after a panic too. `keep` then starts another actor.
        self.state.send_if_modified(|state| {
            let this = matches!(state, ActorState::Running(generation, _) if *generation == self.generation);
            if this {
                *state = ActorState::Absent;
            }
            this
        });
    }
}

impl fmt::Debug for RestActor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestActor")
            .field("jobs", &self.jobs.len())
            .field("in_flight", &self.in_flight)
            .finish_non_exhaustive()
    }
}

crashes!(RestActor);
