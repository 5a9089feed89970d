//! Where handlers run: lanes on the runtime of the user.
//!
//! Handlers are guests. They are polled on the runtime that called `run()` and never on an actor's thread, so that one which blocks or
//! panics stalls no socket, heartbeat or router.
//!
//! Work with the same key runs in order, in one lane; lanes run in parallel. A lane is a queue and, while the queue holds
//! anything, one task that drains it: a batch costs one task for each lane it wakes, not one for each event. Each handler
//! has lanes of its own, so that a slow one does not hold up another.
//!
//! What waits is bounded by [`LaneConfig::capacity`]. At the bound, [`Overflow`] decides.

use std::{
    collections::{HashMap, VecDeque},
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};
use tokio::{
    runtime::Handle,
    sync::{Notify, Semaphore, watch},
};

use crate::{
    context::Context,
    event::{Event, Lifecycle},
    handle::Shared,
    handler::{self, EventHandler, Failure, FailureCause, HandlerResult},
    lane::{LaneConfig, LaneKey, Overflow},
};

/// Something that a handler is to be called for.
#[derive(Debug)]
pub(super) enum Cue {
    Event(Event),
    Lifecycle(Lifecycle),
    Raw {
        name: Box<str>,
        json: Box<str>,
    },
    /// A dispatch that could not be decoded; goes to [`EventHandler::error`].
    Failure(Failure),
}

impl Cue {
    fn name(&self) -> &str {
        match self {
            Self::Event(event) => event.kind().name(),
            Self::Lifecycle(lifecycle) => lifecycle.method(),
            Self::Raw { name, .. } => name,
            Self::Failure(failure) => &failure.event,
        }
    }
}

/// One call of one handler.
#[derive(Debug, Clone)]
pub(super) struct Job {
    /// Index of the handler.
    pub(super) handler: usize,
    pub(super) key: LaneKey,
    pub(super) scene: Arc<Scene>,
}

/// What all handlers of one event are handed.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) context: Context,
    pub(super) cue: Cue,
}

/// The lanes of a bot.
#[derive(Clone)]
pub(super) struct Lanes(Arc<Inner>);

struct Inner {
    handlers: Arc<[Arc<dyn EventHandler>]>,
    runtime: Handle,
    config: LaneConfig,
    shared: Arc<Shared>,
    queues: Mutex<HashMap<(usize, LaneKey), VecDeque<Job>>>,
    /// Work without a key gets a lane to itself.
    unkeyed: AtomicU64,
    /// Calls that wait or run.
    depth: AtomicUsize,
    /// Somebody waits for room, or for the end.
    moved: Notify,
    /// The end is near: nobody waits for room any more.
    open: AtomicBool,
    running: Semaphore,
    ended: watch::Sender<bool>,
}

impl Lanes {
    pub(super) fn new(
        handlers: Arc<[Arc<dyn EventHandler>]>,
        runtime: Handle,
        config: LaneConfig,
        shared: Arc<Shared>,
    ) -> Self {
        let running = Semaphore::new(config.parallel.max(1));
        Self(Arc::new(Inner {
            handlers,
            runtime,
            config,
            shared,
            queues: Mutex::default(),
            unkeyed: AtomicU64::new(0),
            depth: AtomicUsize::new(0),
            moved: Notify::new(),
            open: AtomicBool::new(false),
            running,
            ended: watch::Sender::new(false),
        }))
    }

    /// Puts a call into its lane. Never waits: whoever brings a batch calls [`room`](Self::room) after it, so that what waits
    /// passes the capacity by a batch for each shard at most.
    pub(super) fn push(&self, mut job: Job) {
        let inner = &self.0;
        if inner.config.overflow == Overflow::DropNewest && inner.depth.load(Ordering::Relaxed) >= inner.config.capacity
        {
            if inner.shared.tally.dropped.fetch_add(1, Ordering::Relaxed).is_power_of_two() {
                tracing::warn!(event = job.scene.cue.name(), "handlers are too slow: events are dropped");
            }
            return;
        }
        if job.key == LaneKey::None {
            job.key = LaneKey::Own(inner.unkeyed.fetch_add(1, Ordering::Relaxed));
        }
        inner.entered();
        let lane = (job.handler, job.key);
        let idle = {
            let mut queues = inner.queues();
            let idle = !queues.contains_key(&lane);
            queues.entry(lane).or_default().push_back(job);
            idle
        };
        if idle {
            let inner = Arc::clone(inner);
            let task = async move {
                let mut ended = inner.ended.subscribe();
                tokio::select! {
                    biased;
                    _ = ended.wait_for(|ended| *ended) => {}
                    () = inner.drain(lane) => {}
                }
            };
            self.0.runtime.spawn(task);
        }
    }

    /// Resolves when less waits than the capacity allows; at once under [`Overflow::DropNewest`] and after [`open`](Self::open).
    pub(super) async fn room(&self) {
        if self.0.config.overflow == Overflow::Wait {
            self.0.until(|depth| depth < self.0.config.capacity || self.0.open.load(Ordering::Acquire)).await;
        }
    }

    /// Holds nobody up any more: shards that end have few words left, and must not wait for a handler that hangs to say them.
    pub(super) fn open(&self) {
        self.0.open.store(true, Ordering::Release);
        self.0.moved.notify_waiters();
    }

    /// Resolves when every call has ended, or after `deadline`. `false` in the latter case.
    pub(super) async fn drained(&self, deadline: Duration) -> bool {
        tokio::time::timeout(deadline, self.0.until(|depth| depth == 0)).await.is_ok()
    }

    /// Drops every call, waiting or running.
    pub(super) fn end(&self) {
        self.0.ended.send_replace(true);
    }
}

impl Inner {
    fn queues(&self) -> MutexGuard<'_, HashMap<(usize, LaneKey), VecDeque<Job>>> {
        // No user code runs under this lock; a queue is whole at every point where a panic could strike.
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn entered(&self) {
        self.depth.fetch_add(1, Ordering::AcqRel);
        self.shared.tally.waiting.fetch_add(1, Ordering::Relaxed);
    }

    fn left(&self) {
        self.shared.tally.waiting.fetch_sub(1, Ordering::Relaxed);
        let before = self.depth.fetch_sub(1, Ordering::AcqRel);
        if before <= self.config.capacity {
            self.moved.notify_waiters();
        }
    }

    /// Resolves when `enough` holds of the number of calls that wait or run.
    async fn until(&self, enough: impl Fn(usize) -> bool) {
        loop {
            let moved = self.moved.notified();
            let mut moved = std::pin::pin!(moved);
            // Registered before the look, so that a call which ends in between is not missed.
            moved.as_mut().enable();
            if enough(self.depth.load(Ordering::Acquire)) {
                return;
            }
            moved.await;
        }
    }

    /// Runs a lane until its queue is empty.
    async fn drain(&self, lane: (usize, LaneKey)) {
        loop {
            let jobs = {
                let mut queues = self.queues();
                match queues.get_mut(&lane) {
                    Some(queue) if !queue.is_empty() => std::mem::take(queue),
                    _ => {
                        queues.remove(&lane);
                        return;
                    }
                }
            };
            for job in jobs {
                // The semaphore is never closed; without a permit the call would merely run unbounded.
                let _running = self.running.acquire().await;
                self.perform(&job).await;
                self.left();
            }
        }
    }

    async fn perform(&self, job: &Job) {
        let Some(handler) = self.handlers.get(job.handler) else { return };
        let (context, cue) = (&job.scene.context, &job.scene.cue);
        let tally = &self.shared.tally;
        let own;
        let failure = if let Cue::Failure(failure) = cue {
            failure
        } else if let Some(cause) = self.call(handler, context, cue).await {
            own = Failure {
                handler: Some(handler.name()),
                event: cue.name().into(),
                shard: Some(context.shard()),
                guild_id: if let Cue::Event(event) = cue { event.guild_id() } else { None },
                cause,
            };
            &own
        } else {
            tally.handled.fetch_add(1, Ordering::Relaxed);
            return;
        };
        match failure.cause {
            FailureCause::Panic(_) => tally.panicked.fetch_add(1, Ordering::Relaxed),
            _ => tally.failed.fetch_add(1, Ordering::Relaxed),
        };
        if AssertUnwindSafe(handler.error(context, failure)).catch_unwind().await.is_err() {
            tracing::error!(handler = handler.name(), %failure, "the handler panicked while it was told of a failure");
        }
    }

    /// Calls a handler and says what went wrong, if anything did.
    async fn call(&self, handler: &Arc<dyn EventHandler>, context: &Context, cue: &Cue) -> Option<FailureCause> {
        // Making the future runs user code too, where `async_trait` is not what made it.
        let call = async {
            let future: BoxFuture<'_, HandlerResult> = match cue {
                Cue::Event(event) => handler::call(&**handler, context, event),
                Cue::Lifecycle(lifecycle) => handler::call_lifecycle(&**handler, context, lifecycle),
                Cue::Raw { name, json } => handler.raw_event(context, name, json),
                Cue::Failure(_) => return Ok(()),
            };
            future.await
        };
        let mut call = std::pin::pin!(AssertUnwindSafe(call).catch_unwind());
        // Most handlers end at once, and need no timer.
        let mut result = call.as_mut().now_or_never();
        if result.is_none() {
            result = tokio::time::timeout(self.config.slow_after, call.as_mut()).await.ok();
        }
        let result = match result {
            Some(result) => result,
            None => {
                let (handler, event, slow_after) = (handler.name(), cue.name(), self.config.slow_after);
                tracing::warn!(handler, event, ?slow_after, "a handler is slow; events of the same lane wait for it");
                call.await
            }
        };
        match result {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(FailureCause::Error(error)),
            Err(panic) => Some(FailureCause::Panic(panic_text(&*panic))),
        }
    }
}

/// What a panic said, where it said it in words.
fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("(a panic without words)").to_owned()
}
