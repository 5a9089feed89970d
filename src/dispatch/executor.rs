//! [`KeyedExecutor`]: runs the calls of handlers, on the runtime of the user.
//!
//! Handlers are polled on the runtime that called `run()` and never on an actor's thread, so that one which blocks or panics stalls no
//! socket, heartbeat or router.
//!
//! Calls with the same key (the guild, by default) run in order; keys run in parallel. Each handler has queues of its own, so that
//! a slow one does not delay another. A few tasks, the workers, make the calls: a worker takes a key, makes all its calls, and
//! takes the next. Most calls return at their first poll, so that one worker makes the calls of a batch over many guilds, and one
//! thread is woken. A worker that needs long starts another. A worker whose handler has to wait stays with that
//! handler and is no longer counted as a worker; another takes over the other keys. While keys wait for a worker,
//! [a check](Inner::check_for_stuck_workers) starts more if all are stuck in handlers that block (`block_in_place`).
//! So keys are as parallel as if each had a task of its own.
//!
//! The number of waiting calls is bounded by [`ExecutorConfig::capacity`]. At the bound, [`Overflow`] decides.

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
    stall_watchdog::StallWatchdog,
};
use crate::{
    event_path::event_path,
    handler::{EventHandler, Invocation, is_recycled, return_all},
    state::{BotState, ExecutorConfig, Overflow},
};

/// How many workers are started for each thread of the runtime, without those whose handler waits.
const WORKERS_PER_THREAD: usize = 2;
/// How long a worker works before it starts another, and before it lets other tasks of its thread run. Either may wake a thread,
/// which costs both threads some microseconds.
const LONG_WORK: Duration = Duration::from_micros(500);
/// After how many calls a worker looks at the clock, and ends if there are more workers than needed.
const CALLS_IN_A_ROW: u32 = 32;
/// The interval of the check for stuck workers. If none has taken a key since the last check, all are stuck.
const CHECK_EVERY: Duration = Duration::from_millis(1);
/// After how many calls a worker returns the invocations to their shards.
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
    /// How many workers are started, without those whose handler waits.
    most_workers: usize,
    /// How many wait for room, or for the end of all calls.
    waiters: AtomicUsize,
    changed: Notify,
    /// The bot is stopping: nothing waits for room any more.
    is_open: AtomicBool,
    running: Semaphore,
    ended: watch::Sender<bool>,
    watchdog: Arc<StallWatchdog>,
}

/// Calls that are queued together, which takes one lock for a whole batch.
#[derive(Default)]
pub(super) struct PendingCalls(Vec<Job>);

impl PendingCalls {
    pub(super) fn push(&mut self, job: Job) {
        if let Some(ticket) = &job.invocation.ticket {
            ticket.enter();
        }
        self.0.push(job);
    }
}

impl KeyedExecutor {
    pub(crate) fn new(
        handlers: Arc<[Arc<dyn EventHandler>]>,
        runtime: RuntimeHandle,
        config: ExecutorConfig,
        state: Arc<BotState>,
    ) -> Self {
        Self(Arc::new(Inner {
            caller: HandlerCaller::new(handlers, config.slow_after, Arc::clone(&state)),
            most_workers: runtime.metrics().num_workers().saturating_mul(WORKERS_PER_THREAD),
            watchdog: Arc::new(StallWatchdog::new(runtime.clone())),
            runtime,
            config,
            state,
            queues: Mutex::default(),
            waiters: AtomicUsize::new(0),
            changed: Notify::new(),
            is_open: AtomicBool::new(false),
            running: Semaphore::new(config.parallel.clamp(1, Semaphore::MAX_PERMITS)),
            ended: watch::Sender::new(false),
        }))
    }

    pub(super) fn config(&self) -> &ExecutorConfig {
        &self.0.config
    }

    /// Queues calls. Never waits: the router awaits [`room`](Self::room) after each batch, so that the bound is exceeded by one
    /// batch for each shard at most. Called on the router's thread, where the check for stuck workers then runs: no code of
    /// the user can block it there.
    pub(super) fn enqueue(&self, PendingCalls(mut jobs): PendingCalls) {
        let inner = &self.0;
        if inner.config.overflow == Overflow::DropNewest {
            let free = inner.config.capacity.saturating_sub(inner.depth().load(Ordering::Relaxed));
            inner.drop_newest(&mut jobs, free);
        }
        if jobs.is_empty() {
            return;
        }
        event_path!("queues the calls by handler and key; a worker takes them");
        inner.depth().fetch_add(jobs.len(), Ordering::SeqCst);
        let (needs_worker, needs_check) = {
            let mut queues = inner.queues();
            for job in jobs {
                queues.add(job);
            }
            let needs_worker = queues.workers == 0 && queues.ready() > 0;
            if needs_worker {
                queues.start_workers(1);
            }
            // Each worker that starts takes one key.
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

    /// Calls handlers beside all queues, and resolves when they have returned. Their bound does not apply.
    pub(super) fn call_apart(&self, handlers: Vec<usize>, invocation: Invocation) -> impl Future<Output = ()> + use<> {
        let invocation = Arc::new(invocation);
        let calls: Vec<_> = handlers
            .into_iter()
            .map(|handler| {
                let (inner, invocation) = (Arc::clone(&self.0), Arc::clone(&invocation));
                self.0.runtime.spawn(async move {
                    let mut ended = inner.ended.subscribe();
                    tokio::select! {
                        biased;
                        _ = ended.wait_for(|ended| *ended) => {}
                        () = inner.caller.call(handler, &invocation, || {}) => {}
                    }
                })
            })
            .collect();
        async move {
            for call in calls {
                // A call does not panic: what its handler panics with is caught. Its runtime may have ended.
                let _ = call.await;
            }
        }
    }

    /// Resolves when fewer calls wait than the capacity, and at once under [`Overflow::DropNewest`] and after
    /// [`stop_waiting`](Self::stop_waiting).
    pub(super) async fn room(&self) {
        if self.0.config.overflow == Overflow::Wait {
            self.0.until(|depth| depth < self.0.config.capacity || self.0.is_open.load(Ordering::Acquire)).await;
        }
        self.0.state.subscriptions.room(&self.0.config).await;
    }

    /// Ends all waiting for room: shards that stop must be able to deliver their last batch although a handler hangs.
    pub(crate) fn stop_waiting(&self) {
        self.0.is_open.store(true, Ordering::Release);
        self.0.changed.notify_waiters();
        self.0.state.subscriptions.stop_waiting();
    }

    /// Runs the watchdog for the timers that handlers wait for, on the thread of the caller. Does not end.
    pub(crate) fn watch_timers(&self) -> impl Future<Output = ()> + use<> {
        let inner = Arc::clone(&self.0);
        Arc::clone(&inner.watchdog).watch(move || inner.depth().load(Ordering::SeqCst))
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

    fn drop_newest(&self, jobs: &mut Vec<Job>, free: usize) {
        let Some(first) = jobs.get(free) else { return };
        let (counter, dropped) = (&self.state.counters.dropped, (jobs.len() - free) as u64);
        let before = counter.fetch_add(dropped, Ordering::Relaxed);
        // Logged with each doubling.
        if (before + dropped).ilog2() > before.checked_ilog2().unwrap_or(0) || before == 0 {
            tracing::warn!(event = first.invocation.input.name(), "handlers are too slow: events are dropped");
        }
        jobs.iter().skip(free).for_each(Job::ended);
        jobs.truncate(free);
    }

    fn call_ended(&self) {
        self.depth().fetch_sub(1, Ordering::SeqCst);
        // A waiter is counted before it looks at the depth.
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

    /// Runs while keys wait for a worker. If all workers are stuck it starts more, twice as many each time.
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
                // A worker that is starting waits for a thread, or for a permit.
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
        // The semaphore is never closed; without a permit the calls would merely run unbounded. One permit is enough for all
        // calls, which are made one after the other.
        let _running = match self.running.try_acquire() {
            Ok(permit) => Some(permit),
            Err(_) => self.running.acquire().await.ok(),
        };
        self.queues().starting -= 1;
        let (mut jobs, mut last, mut calls, mut rested) = (VecDeque::new(), None, 0, Instant::now());
        loop {
            let job = match jobs.pop_front() {
                Some(job) => job,
                None => match worker.next(last, &mut jobs, calls > CALLS_IN_A_ROW) {
                    Some(job) => job,
                    None => return,
                },
            };
            // A task that is spawned on a thread of the runtime first waits in that thread's own slot, from which no other
            // thread takes it. A handler that blocks the thread would keep it there, so this task gives way first.
            if std::mem::take(&mut worker.has_spawned) {
                give_way().await;
            }
            last = Some((job.handler, job.key));
            self.caller.call(job.handler, &job.invocation, || worker.handler_waits()).await;
            job.ended();
            worker.dispose(job.invocation);
            self.call_ended();
            calls += 1;
            if calls % CALLS_IN_A_ROW == 0 && rested.elapsed() > LONG_WORK {
                give_way().await;
                rested = Instant::now();
            }
        }
    }
}

/// What a worker keeps between two calls.
struct Worker<'a> {
    inner: &'a Arc<Inner>,
    /// Whether it counts as a worker: not after its handler had to wait.
    is_counted: bool,
    /// When it began, or started another.
    since: Instant,
    /// Whether it has just started another.
    has_spawned: bool,
    /// Invocations to be returned to their shards.
    done: Vec<Arc<Invocation>>,
}

impl Worker<'_> {
    /// The next call: of the key `last`, or of another. `None` if no key waits, or (`may_end`) there are too many workers.
    fn next(&mut self, last: Option<QueueKey>, jobs: &mut VecDeque<Job>, may_end: bool) -> Option<Job> {
        let mut queues = self.inner.queues();
        if let Some(job) = last.and_then(|key| queues.take_more(key, jobs)) {
            return Some(job);
        }
        let is_spare = may_end && self.is_counted && queues.workers > self.inner.most_workers;
        let job = if is_spare { None } else { queues.take() };
        if job.is_none() {
            if self.is_counted {
                // Under the same lock, so that whoever queues calls after this starts a worker.
                self.is_counted = false;
                queues.workers -= 1;
            }
            return None;
        }
        let is_alone = queues.ready() > 0 && queues.starting == 0 && queues.workers < self.inner.most_workers;
        let spawns = is_alone && self.since.elapsed() > LONG_WORK;
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

    /// The handler has to wait, and this worker with it: another takes over the other keys.
    fn handler_waits(&mut self) {
        return_all(&mut self.done);
        self.inner.watchdog.handler_waits();
        if !std::mem::replace(&mut self.is_counted, false) {
            return;
        }
        let mut queues = self.inner.queues();
        queues.workers -= 1;
        // Also if another is starting: one that was spawned on a thread that is blocked starts late.
        let spawns = queues.ready() > 0;
        if spawns {
            queues.start_workers(1);
        }
        drop(queues);
        if spawns {
            self.inner.spawn_worker();
        }
    }

    /// Frees an invocation, or keeps it to be returned to its shard. A large one is freed before the call counts as ended.
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

/// Marks that the check runs. If its thread ends, the next batch starts another.
struct StuckCheck(Arc<Inner>);

impl Drop for StuckCheck {
    fn drop(&mut self) {
        self.0.queues().is_checked = false;
    }
}

/// Counts one that waits, so that calls notify it when they end.
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
