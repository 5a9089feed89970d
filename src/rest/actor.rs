//! Carries out what the limiter allows.

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

use actix::{Actor, ActorContext, ActorFutureExt, AsyncContext, Context, Handler, Message, WrapFuture, dev::SendError};
use bytes::Bytes;
use futures_util::FutureExt;
use tokio::sync::oneshot;

use super::{
    HttpConfig, HttpError,
    answer::{Answer, Failure, Progress, Verdict, judge},
    http::{Pending, Shared, Slot},
    limiter::{Notice, Outcome},
    request::Request,
    transport::Transport,
};
use crate::actors::{Spawned, crashes};

/// Messages that wait in the mailbox before those who send them have to wait.
const MAILBOX: usize = 1024;

/// The actor behind every [`Http`]: it owns the awc client, asks the limiter who is next, sends, and hands out answers.
///
/// It keeps nothing that its successor would miss: the limits it learned live beside the handle. When it dies,
/// [`Http::keep`] puts another one in its place.
pub(crate) struct RestActor {
    shared: Arc<Shared>,
    generation: u64,
    transport: Option<Transport>,
    /// Every request that has no answer yet, by ticket.
    jobs: HashMap<u64, Job>,
    in_flight: usize,
    /// The timer that looks at the limiter again, and when it rings.
    alarm: Option<(Instant, Spawned)>,
}

/// A request and the one who waits for its answer.
struct Job {
    request: Arc<Request>,
    reply: oneshot::Sender<Result<Bytes, HttpError>>,
    /// Shared with the one who waits: whether anything may have been sent.
    started: Arc<AtomicBool>,
    /// When it was asked for.
    asked: Instant,
    progress: Progress,
    in_flight: bool,
    /// Until somebody has the answer, or nobody wants it any more.
    pending: Option<Pending>,
}

/// Here is a request.
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

/// Nobody waits for this one any more.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Withdraw(pub(super) u64);

/// An attempt has ended. Sent by the attempt's own task, on this thread.
#[derive(Message)]
#[rtype(result = "()")]
struct Finished {
    ticket: u64,
    answer: Result<Answer, Failure>,
}

impl RestActor {
    pub(super) fn new(shared: &Arc<Shared>) -> Self {
        Self {
            shared: Arc::clone(shared),
            generation: shared.ticket(),
            transport: None,
            jobs: HashMap::new(),
            in_flight: 0,
            alarm: None,
        }
    }

    /// Sends everything that may be sent now, and sets the alarm for the next that may be.
    fn pump(&mut self, ctx: &mut Context<Self>) {
        let now = Instant::now();
        let places = self.shared.config.max_in_flight;
        // Interactions cannot wait, so the last tenth is for them.
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
        // With every place on the wire taken, the next answer is what wakes us.
        let wake = self.shared.limiter().wake_at(now, self.in_flight >= places);
        if wake == self.alarm.as_ref().map(|(at, _)| *at) {
            return;
        }
        if let Some((_, timer)) = self.alarm.take() {
            timer.cancel(ctx);
        }
        self.alarm = wake.map(|at| {
            let timer = Spawned::after(at.saturating_duration_since(now), ctx, |actor: &mut Self, ctx| {
                actor.alarm = None;
                actor.pump(ctx);
            });
            (at, timer)
        });
    }

    /// Puts a request on the wire, in a task of its own.
    fn attempt(&mut self, ticket: u64, now: Instant, ctx: &Context<Self>) {
        let (job, transport) = match (self.jobs.get_mut(&ticket), &self.transport) {
            (Some(job), Some(transport)) if !job.reply.is_closed() => (job, transport),
            _ => {
                // Whoever asked has gone, and the withdrawal is still on its way here.
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
            // A panic inside the HTTP client is the fate of this one request, not of all that follow it.
            let answer = AssertUnwindSafe(exchange)
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Err(Failure::NoAnswer("the HTTP client panicked".to_owned())));
            // Without waiting for a word back, if there is room. Fails only if the actor has gone, and then nobody waits for this.
            if let Err(SendError::Full(finished)) = actor.try_send(Finished { ticket, answer }) {
                let _ = actor.send(finished).await;
            }
        });
    }

    /// Takes requests that wait out of the queue and answers them with an error.
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

    /// Discord's firewall has shut us out.
    fn banned(&mut self, pause: Duration, now: Instant) {
        // Those that were on the wire at the time hear of it as well.
        if self.shared.limiter().banned(now).is_none() {
            tracing::error!(
                pause = ?pause,
                "Discord's firewall (Cloudflare) turns this IP address away; nothing is sent until the pause is \
                 over. More than 10,000 invalid requests (401, 403, 429) in ten minutes lead to this"
            );
        }
        self.shared.limiter().ban(now + pause);
        self.refuse_waiting(now, |job| Some(HttpError::Banned { operation: job.operation(), remaining: pause }));
    }

    /// Discord has refused the token.
    fn token_refused(&mut self, now: Instant) {
        tracing::error!("Discord refuses the bot's token (401); nothing that needs it will be sent any more");
        self.shared.token_refused.store(true, Ordering::Release);
        self.refuse_waiting(now, |job| {
            job.request.route.token.then(|| HttpError::TokenRefused { operation: job.operation() })
        });
    }
}

impl Job {
    fn operation(&self) -> &'static str {
        self.request.route.operation.name
    }

    /// It cannot be sent as soon as was asked for: not for another `wait`, at the least.
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

    /// Hands the answer over; it is lost if nobody waits any more. Whoever has it finds the request no longer counted.
    fn answer(self, answer: Result<Bytes, HttpError>) {
        drop(self.pending);
        let _ = self.reply.send(answer);
    }
}

impl Actor for RestActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        match Transport::new(&self.shared.config) {
            Ok(transport) => self.transport = Some(transport),
            Err(error) => {
                // The configuration was checked when the handle was made, so that this takes certificates that vanished.
                tracing::error!(%error, "the REST side cannot start");
                self.shared.slot.send_replace(Slot::Stopped);
                ctx.stop();
                return;
            }
        }
        self.shared.limiter().abandon(Instant::now());
        let running = Slot::BotGuard(self.generation, ctx.address());
        let taken = self.shared.slot.send_if_modified(|slot| {
            let vacant = !matches!(slot, Slot::Stopped);
            if vacant {
                *slot = running;
            }
            vacant
        });
        if !taken {
            ctx.stop();
            return;
        }
        // Ends with the service, or when another actor has taken over.
        let mut slot = self.shared.slot.subscribe();
        let generation = self.generation;
        let replaced = async move {
            let _ = slot.wait_for(|slot| !matches!(slot, Slot::BotGuard(number, _) if *number == generation)).await;
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
        if job.request.route.token && self.shared.token_refused.load(Ordering::Acquire) {
            job.answer(Err(HttpError::TokenRefused { operation }));
            return;
        }
        let mut limiter = self.shared.limiter();
        if let Some(remaining) = limiter.banned(now) {
            job.answer(Err(HttpError::Banned { operation, remaining }));
            return;
        }
        let max_wait = job.request.max_wait.or(self.shared.config.max_wait);
        let patience = max_wait.and_then(|wait| asked.checked_add(wait));
        let queued = limiter.enqueue(ticket, job.request.route.lane, patience, now);
        drop(limiter);
        match queued {
            Ok(()) => self.jobs.insert(ticket, job),
            Err(wait) => return job.give_up(wait, &self.shared.config, now),
        };
        self.pump(ctx);
    }
}

impl Handler<Withdraw> for RestActor {
    type Result = ();

    fn handle(&mut self, Withdraw(ticket): Withdraw, ctx: &mut Self::Context) {
        match self.jobs.get_mut(&ticket) {
            // One that is on the wire stays, as its answer tells about the limits; but nobody waits for it.
            Some(job) if job.in_flight => job.pending = None,
            Some(_) => {
                self.shared.limiter().cancel(ticket, Instant::now());
                self.jobs.remove(&ticket);
                // It may have been what the others in its bucket waited for.
                self.pump(ctx);
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
        let Request { route, replay, .. } = &*job.request;
        let (outcome, verdict) = judge(route, *replay, &mut job.progress, answer, &self.shared.config, fastrand::f64());
        let again = match verdict {
            Verdict::Again(pause) if !job.reply.is_closed() => Some(now + pause),
            _ => None,
        };
        if let (Verdict::Again(pause), Outcome::Limited { retry_after, scope, .. }) = (&verdict, &outcome) {
            let wait = (*pause).max(*retry_after);
            tracing::warn!(route = route.shown, ?scope, ?wait, "rate limited by a limit that no header announced");
        }
        match self.shared.limiter().complete(ticket, &outcome, again, now) {
            Some(Notice::Half(count)) => tracing::warn!(
                count,
                "half of the invalid requests (401, 403, 429) that Discord allows in ten minutes are used up; beyond all of \
                 them it shuts the IP address out"
            ),
            Some(Notice::Held(count)) => tracing::error!(
                count,
                "nine tenths of the invalid requests that Discord allows in ten minutes are used up; everything but answers \
                 to interactions is held until the count has fallen"
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
            Verdict::TokenRefused => {
                let operation = job.operation();
                self.token_refused(now);
                job.answer(Err(HttpError::TokenRefused { operation }));
            }
        }
        self.pump(ctx);
    }
}

impl Drop for RestActor {
    fn drop(&mut self) {
        // A panic gets here as well: the slot shows that nobody is there, and the supervisor acts on it.
        self.shared.slot.send_if_modified(|slot| {
            let mine = matches!(slot, Slot::BotGuard(generation, _) if *generation == self.generation);
            if mine {
                *slot = Slot::Empty;
            }
            mine
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
