//! [`KeyedExecutor`]: runs the calls of handlers, on the runtime of the user.
//!
//! Handlers are polled on the runtime that called `run()` and never on an actor's thread. So a handler that blocks or
//! panics does not stop a socket, a heartbeat or the router.
//!
//! Calls with the same key (the guild, by default) run in order; calls with different keys run in parallel. Each
//! handler has queues of its own, so that a slow one does not delay another. A few tasks, the workers, make the calls:
//! a worker takes a key, makes all its calls, and takes the next key. Most calls return at their first poll, so that
//! one worker makes the calls of a batch over many guilds, and only one thread is woken. A worker that has worked for
//! [`LONG_WORK`] starts another one. A worker whose handler has to wait stays with that handler and is no longer
//! counted; another worker takes the other keys. While keys wait for a worker, [a
//! check](Inner::check_for_stuck_workers) starts more workers if all are stuck in handlers that block their threads. So
//! keys run as much in parallel as if each had a task of its own.
//!
//! The number of waiting calls is bounded by [`ExecutorConfig::capacity`]. At the bound, [`Overflow`] decides.
//!
//! Calls for interactions take another way, and so do the runs of tasks: see [`interactions`] and [`tasks`].

mod interactions;
mod tasks;

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    runtime::Handle as RuntimeHandle,
    sync::{Notify, Semaphore, watch},
};

pub(super) use super::queues::Job;
use super::{
    call::{HandlerCaller, give_way},
    queues::{QueueKey, Queues},
    receiver::Receivers,
    stall_watchdog::StallWatchdog,
};
use crate::{
    event_path::event_path,
    handler::{Invocation, is_recycled, return_all},
    state::{BotState, ExecutorConfig, OrderKey, Overflow},
};

/// How many workers there are at most for each thread of the runtime, not counting those whose handler waits.
const WORKERS_PER_THREAD: usize = 2;
/// How long a worker works before it starts another one, and before it lets other tasks of its thread run. Both can
/// wake a thread, which costs both threads some microseconds.
const LONG_WORK: Duration = Duration::from_micros(500);
/// After how many calls a worker checks the time, and ends if there are too many workers.
const CALLS_IN_A_ROW: u32 = 32;
/// The interval of the check for stuck workers. If no worker has taken a key since the last check, all are stuck.
const CHECK_EVERY: Duration = Duration::from_millis(1);
/// How many invocations a worker collects before it returns them to their shards.
const RETURNED_AT_ONCE: usize = 32;

/// Runs the calls of a bot's handlers. Cheap to clone.
#[derive(Clone)]
pub(crate) struct KeyedExecutor(Arc<Inner>);

struct Inner {
    caller: HandlerCaller,
    runtime: RuntimeHandle,
    config: ExecutorConfig,
    state: Arc<BotState>,
    queues: Mutex<Queues>,
    /// How many workers there are at most, not counting those whose handler waits.
    most_workers: usize,
    /// How many calls run beside the queues.
    unqueued: AtomicUsize,
    /// How many tasks wait until the number of calls has fallen far enough.
    waiters: AtomicUsize,
    /// Notified when a call has ended and tasks wait for that.
    changed: Notify,
    /// The bot is stopping: nothing waits for capacity any more.
    is_stopping: AtomicBool,
    /// A permit for each worker that may run at the same time.
    running: Semaphore,
    /// A permit for each call for an interaction that may run at the same time.
    interactions: Semaphore,
    /// Whether it was logged that shards stop reading at the bound.
    warned_of_bound: AtomicBool,
    /// Whether all calls are to be dropped.
    ended: watch::Sender<bool>,
    watchdog: Arc<StallWatchdog>,
}

/// Calls that are queued together, so that the lock is taken once for a batch.
#[derive(Default)]
pub(super) struct PendingCalls {
    queued: Vec<Job>,
    interactions: Vec<Job>,
}

impl PendingCalls {
    pub(super) fn push(&mut self, job: Job) {
        if let Some(ticket) = &job.invocation.ticket {
            ticket.enter();
        }
        let calls = if job.key == OrderKey::Interaction { &mut self.interactions } else { &mut self.queued };
        calls.push(job);
    }
}

impl KeyedExecutor {
    pub(crate) fn new(
        receivers: Receivers,
        runtime: RuntimeHandle,
        config: ExecutorConfig,
        state: Arc<BotState>,
    ) -> Self {
        Self(Arc::new(Inner {
            caller: HandlerCaller::new(receivers, config.slow_after, Arc::clone(&state)),
            most_workers: runtime.metrics().num_workers().saturating_mul(WORKERS_PER_THREAD),
            watchdog: Arc::new(StallWatchdog::new(runtime.clone())),
            runtime,
            config,
            state,
            queues: Mutex::default(),
            unqueued: AtomicUsize::new(0),
            waiters: AtomicUsize::new(0),
            changed: Notify::new(),
            is_stopping: AtomicBool::new(false),
            running: Semaphore::new(config.parallel.clamp(1, Semaphore::MAX_PERMITS)),
            interactions: Semaphore::new(config.interactions.clamp(1, Semaphore::MAX_PERMITS)),
            warned_of_bound: AtomicBool::new(false),
            ended: watch::Sender::new(false),
        }))
    }

    /// The runtime of the handlers.
    pub(crate) fn runtime(&self) -> &RuntimeHandle {
        &self.0.runtime
    }

    pub(super) fn config(&self) -> &ExecutorConfig {
        &self.0.config
    }

    /// Queues calls. Does not wait: the router awaits [`until_capacity`](Self::until_capacity) after each batch, so
    /// that the bound is exceeded by at most one batch for each shard. To be called on the thread of the router: the
    /// check for stuck workers then runs there, where no code of the user can block it.
    pub(super) fn enqueue(&self, PendingCalls { queued: mut jobs, mut interactions }: PendingCalls) {
        let inner = &self.0;
        if inner.config.overflow == Overflow::DropNewest {
            let free = |used: &AtomicUsize| inner.config.capacity.saturating_sub(used.load(Ordering::Relaxed));
            inner.drop_newest(&mut jobs, free(inner.depth()));
            inner.drop_newest(&mut interactions, free(&inner.state.counters.interactions));
        }
        let has_interactions = !interactions.is_empty();
        for interaction in interactions {
            inner.start_interaction(interaction);
        }
        if jobs.is_empty() {
            if has_interactions {
                inner.check_for_blocked_threads();
            }
            return;
        }
        event_path!("queues the calls by handler and key; a worker takes them");
        inner.depth().fetch_add(jobs.len(), Ordering::SeqCst);
        inner.check_for_blocked_threads();
        let (needs_worker, needs_check) = {
            let mut queues = inner.queues();
            for job in jobs {
                queues.add(job);
            }
            let needs_worker = queues.workers == 0 && queues.ready() > 0;
            if needs_worker {
                queues.start_workers(1);
            }
            // Each worker that is starting will take one key.
            let needs_check = !queues.is_checked && queues.ready() > queues.starting;
            queues.is_checked |= needs_check;
            (needs_worker, needs_check)
        };
        if needs_worker {
            inner.spawn_worker();
        }
        if needs_check {
            actix::spawn(Arc::clone(inner).check_for_stuck_workers());
        }
    }

    /// Calls handlers without queueing, and resolves when they have returned. The bounds of the queues do not apply.
    pub(super) fn call_unqueued(
        &self,
        handlers: Vec<usize>,
        invocation: Invocation,
    ) -> impl Future<Output = ()> + use<> {
        let invocation = Arc::new(invocation);
        self.0.unqueued.fetch_add(handlers.len(), Ordering::SeqCst);
        self.0.check_for_blocked_threads();
        let calls: Vec<_> = handlers
            .into_iter()
            .map(|handler| {
                let (inner, invocation) = (Arc::clone(&self.0), Arc::clone(&invocation));
                self.0.runtime.spawn(async move {
                    let (mut ended, mut slot) = (inner.ended.subscribe(), inner.caller.slot());
                    let on_wait = || inner.watchdog.handler_waits();
                    tokio::select! {
                        biased;
                        _ = ended.wait_for(|ended| *ended) => {}
                        _ = inner.caller.call(handler, &invocation, &mut slot, on_wait) => {}
                    }
                    inner.unqueued.fetch_sub(1, Ordering::SeqCst);
                })
            })
            .collect();
        async move {
            for call in calls {
                // Panics of the handler are caught in the call. There is an error only if the runtime has ended.
                let _ = call.await;
            }
        }
    }

    /// Resolves when fewer calls wait or run than the capacity, and each stream has capacity as well. With
    /// [`Overflow::DropNewest`], and after [`stop_waiting`](Self::stop_waiting), it resolves at once.
    pub(super) async fn until_capacity(&self) {
        if self.0.config.overflow == Overflow::Wait {
            self.0.warn_of_bound();
            self.0.until(|depth| depth < self.0.config.capacity || self.0.is_stopping.load(Ordering::Acquire)).await;
        }
        self.0.state.subscriptions.until_capacity(&self.0.config).await;
    }

    /// Ends all waiting for capacity, so that a stopping shard can deliver its last batch even if a handler hangs.
    pub(crate) fn stop_waiting(&self) {
        self.0.is_stopping.store(true, Ordering::Release);
        self.0.changed.notify_waiters();
        self.0.state.subscriptions.stop_waiting();
    }

    /// Runs the watchdog for the timers and sockets that handlers wait for, on the thread of the caller. Does not end.
    pub(crate) fn watch_timers(&self) -> impl Future<Output = ()> + use<> {
        let inner = Arc::clone(&self.0);
        Arc::clone(&inner.watchdog).watch(move || inner.open_calls())
    }

    /// Resolves when every call has ended (`true`), or after `deadline` (`false`).
    pub(super) async fn drained(&self, deadline: Duration) -> bool {
        tokio::time::timeout(deadline, self.0.until(|depth| depth == 0)).await.is_ok()
    }

    /// Drops every call, waiting or running.
    pub(crate) fn end(&self) {
        self.0.ended.send_replace(true);
    }
}

impl Inner {
    fn queues(&self) -> MutexGuard<'_, Queues> {
        // No user code runs under this lock, and no panic can leave a queue half changed.
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many calls wait or run.
    fn depth(&self) -> &AtomicUsize {
        &self.state.counters.waiting
    }

    /// How many calls wait or run, with those beside the queues.
    fn open_calls(&self) -> usize {
        self.depth().load(Ordering::SeqCst) + self.unqueued.load(Ordering::SeqCst)
    }

    /// Starts the check for handlers that block their thread, unless it runs. Called on the thread of the router.
    fn check_for_blocked_threads(self: &Arc<Self>) {
        if self.caller.needs_check() {
            let inner = Arc::clone(self);
            self.caller.check_for_blocked_threads(move || inner.open_calls());
        }
    }

    /// Drops the calls after the first `free` ones.
    fn drop_newest(&self, jobs: &mut Vec<Job>, free: usize) {
        let Some(first) = jobs.get(free) else { return };
        let (counter, dropped) = (&self.state.counters.dropped, (jobs.len() - free) as u64);
        let before = counter.fetch_add(dropped, Ordering::Relaxed);
        // Logged at the first drop, and whenever the number has doubled.
        if (before + dropped).ilog2() > before.checked_ilog2().unwrap_or(0) || before == 0 {
            tracing::warn!(event = first.invocation.input.name(), "handlers are too slow: events are dropped");
        }
        jobs.iter().skip(free).for_each(Job::ended);
        jobs.truncate(free);
    }

    /// Logs, once, that shards stop reading because too many calls wait.
    fn warn_of_bound(&self) {
        let is_reached = self.depth().load(Ordering::Relaxed) >= self.config.capacity;
        if is_reached && !self.warned_of_bound.swap(true, Ordering::Relaxed) {
            let max_waiting = self.config.capacity;
            tracing::warn!(
                max_waiting,
                "handlers are too slow: the shards stop reading until fewer events wait. Interactions are not read \
                 either in the meantime, and may expire"
            );
        }
    }

    fn call_ended(&self) {
        self.depth().fetch_sub(1, Ordering::SeqCst);
        // A waiter increments the counter before it reads the depth, so that it is not missed here.
        if self.waiters.load(Ordering::SeqCst) > 0 {
            self.changed.notify_waiters();
        }
    }

    /// Resolves when `is_reached` is true of the number of calls that wait or run.
    async fn until(&self, is_reached: impl Fn(usize) -> bool) {
        if is_reached(self.depth().load(Ordering::SeqCst)) {
            return;
        }
        let _waiter = Waiter::new(&self.waiters);
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // Enabled before the check, so that a call which ends in between is not missed.
            changed.as_mut().enable();
            if is_reached(self.depth().load(Ordering::SeqCst)) {
                return;
            }
            changed.await;
        }
    }

    /// Runs while keys wait for a worker. As long as all workers are stuck it starts more, twice as many each time.
    async fn check_for_stuck_workers(self: Arc<Self>) {
        let check = StuckCheck(self);
        let inner = &check.0;
        let (mut taken, mut count) = (inner.queues().taken, 1);
        loop {
            tokio::time::sleep(CHECK_EVERY).await;
            let is_stuck = {
                let mut queues = inner.queues();
                if queues.ready() == 0 {
                    return;
                }
                // With workers that are starting there is nothing to do: they wait for a thread or for a permit.
                let is_stuck = queues.taken == taken && queues.starting == 0;
                taken = queues.taken;
                if is_stuck {
                    count = count.min(queues.ready());
                    queues.start_workers(count);
                }
                is_stuck
            };
            if is_stuck {
                (0..count).for_each(|_| inner.spawn_worker());
                count *= 2;
            } else {
                count = 1;
            }
        }
    }

    /// Spawns a worker that was [counted](Queues::start_workers) already.
    fn spawn_worker(self: &Arc<Self>) {
        let inner = Arc::clone(self);
        self.runtime.spawn(async move {
            let mut ended = inner.ended.subscribe();
            tokio::select! {
                biased;
                _ = ended.wait_for(|ended| *ended) => {}
                () = inner.work() => {}
            }
        });
    }

    /// A worker: makes the calls of one key after the other until no key waits.
    async fn work(self: &Arc<Self>) {
        let done = Vec::with_capacity(RETURNED_AT_ONCE);
        let mut worker = Worker { inner: self, is_counted: true, since: Instant::now(), has_spawned: false, done };
        // One permit is enough for all calls of a worker, since it makes them one after the other. The semaphore is
        // never closed, so there is always a permit.
        let _running = match self.running.try_acquire() {
            Ok(permit) => Some(permit),
            Err(_) => self.running.acquire().await.ok(),
        };
        self.queues().starting -= 1;
        let mut slot = self.caller.slot();
        let (mut jobs, mut last, mut calls, mut gave_way_at) = (VecDeque::new(), None, 0, Instant::now());
        loop {
            let job = match jobs.pop_front() {
                Some(job) => job,
                None => match worker.next(last, &mut jobs, calls > CALLS_IN_A_ROW) {
                    Some(job) => job,
                    None => return,
                },
            };
            // A task that is spawned on a thread of the runtime first waits in a slot from which other threads cannot
            // take it. A handler that blocks the thread would keep it there, so this task gives way before it calls a
            // handler.
            if std::mem::take(&mut worker.has_spawned) {
                give_way().await;
            }
            last = Some((job.handler, job.key));
            self.caller.call(job.handler, &job.invocation, &mut slot, || worker.handler_waits()).await;
            job.ended();
            worker.dispose(job.invocation);
            self.call_ended();
            calls += 1;
            if calls % CALLS_IN_A_ROW == 0 && gave_way_at.elapsed() > LONG_WORK {
                give_way().await;
                gave_way_at = Instant::now();
            }
        }
    }
}

/// The state of a worker between two calls.
struct Worker<'a> {
    inner: &'a Arc<Inner>,
    /// Whether it is counted in [`Queues::workers`]. It is not once its handler had to wait.
    is_counted: bool,
    /// When it began, or last started another worker.
    since: Instant,
    /// Whether it has just started another worker.
    has_spawned: bool,
    /// Invocations that are still to be returned to their shards.
    done: Vec<Arc<Invocation>>,
}

impl Worker<'_> {
    /// The next call: of the key `last`, or of another one. `None` if no key waits, or if `may_end` and there are too
    /// many workers.
    fn next(&mut self, last: Option<QueueKey>, jobs: &mut VecDeque<Job>, may_end: bool) -> Option<Job> {
        let mut queues = self.inner.queues();
        if let Some(job) = last.and_then(|key| queues.take_more(key, jobs)) {
            return Some(job);
        }
        let is_spare = may_end && self.is_counted && queues.workers > self.inner.most_workers;
        let job = if is_spare { None } else { queues.take() };
        if job.is_none() {
            if self.is_counted {
                // Under the same lock as the check for keys, so that calls that are queued after this start a worker.
                self.is_counted = false;
                queues.workers -= 1;
            }
            return None;
        }
        let is_needed = queues.ready() > 0 && queues.starting == 0 && queues.workers < self.inner.most_workers;
        let spawns = is_needed && self.since.elapsed() > LONG_WORK;
        if spawns {
            self.since = Instant::now();
            queues.start_workers(1);
        }
        drop(queues);
        if spawns {
            self.has_spawned = true;
            self.inner.spawn_worker();
        }
        job
    }

    /// The handler has to wait, and this worker waits with it. Another worker takes the other keys.
    fn handler_waits(&mut self) {
        return_all(&mut self.done);
        self.inner.watchdog.handler_waits();
        if !std::mem::replace(&mut self.is_counted, false) {
            return;
        }
        let mut queues = self.inner.queues();
        queues.workers -= 1;
        // Also if another one is starting: if it was spawned on a thread that is blocked, it starts late.
        let spawns = queues.ready() > 0;
        if spawns {
            queues.start_workers(1);
        }
        drop(queues);
        if spawns {
            self.inner.spawn_worker();
        }
    }

    /// Frees an invocation, or collects it to return it to its shard.
    fn dispose(&mut self, invocation: Arc<Invocation>) {
        if is_recycled(&invocation) {
            self.done.push(invocation);
        }
        if self.done.len() >= RETURNED_AT_ONCE {
            return_all(&mut self.done);
        }
    }
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        return_all(&mut self.done);
        if self.is_counted {
            self.inner.queues().workers -= 1;
        }
    }
}

/// Exists while the check runs. When it is dropped, the next batch can start another check.
struct StuckCheck(Arc<Inner>);

impl Drop for StuckCheck {
    fn drop(&mut self) {
        self.0.queues().is_checked = false;
    }
}

/// Counts a task that waits, so that calls notify it when they end.
struct Waiter<'a>(&'a AtomicUsize);

impl<'a> Waiter<'a> {
    fn new(waiters: &'a AtomicUsize) -> Self {
        waiters.fetch_add(1, Ordering::SeqCst);
        Self(waiters)
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
