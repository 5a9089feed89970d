//! Where handlers run: lanes on the runtime of the user.
//!
//! Handlers are guests. They are polled on the runtime that called `run()` and never on an actor's thread, so that one which blocks or
//! panics stalls no socket, heartbeat or router.
//!
//! Work with the same key runs in order, in one lane; lanes run in parallel. Each handler has lanes of its own, so that a slow one
//! does not hold up another. A lane is a queue which exists while something is in it. The lanes are worked off by a crew: a few
//! tasks, each of which takes a lane, works it off, and takes the next. Most calls are over when they are first polled, so that a
//! batch over a hundred guilds is one task's work and not a hundred's, and wakes one thread. When that takes it long, it calls for another. A
//! task whose handler has to wait stays with it and leaves the crew, where another takes its place. And while there are lanes that nobody has
//! taken, a [lookout](Inner::look_out) sees to it that they are: should all tasks be stuck in handlers that block (`block_in_place`), it calls for
//! more. So lanes are as parallel as if each had a task of its own.
//!
//! What waits is bounded by [`LaneConfig::capacity`]. At the bound, [`Overflow`] decides.

use std::{
    collections::{VecDeque, hash_map::Entry},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use rustc_hash::FxHashMap;
use tokio::{
    runtime::Handle,
    sync::{Notify, Semaphore, watch},
};

use super::{
    call::{Calls, Scene, give_way},
    spent::{bring_back, is_light},
    timers::Timers,
};
use crate::{
    handle::Shared,
    handler::EventHandler,
    lane::{LaneConfig, LaneKey, Overflow},
};

/// How large the crew grows by itself, for each thread of the runtime.
const CREW_PER_THREAD: usize = 2;
/// How long one of the crew works before it calls for another, and before it lets other tasks of its thread run. Either may wake a thread, which takes both of
/// them some microseconds.
const LONG_WORK: Duration = Duration::from_micros(500);
/// After how many calls one of the crew looks at the clock, and is tired: it then goes, should the crew be too large.
const CALLS_IN_A_ROW: u32 = 32;
/// How often the lookout looks. If nobody has taken a lane since it looked last, all of the crew are stuck.
const LOOK_EVERY: Duration = Duration::from_millis(1);
/// After how many calls one of the crew brings back what they were about.
const BRING: usize = 32;

/// One call of one handler.
#[derive(Debug, Clone)]
pub(super) struct Job {
    /// Index of the handler.
    pub(super) handler: usize,
    pub(super) key: LaneKey,
    pub(super) scene: Arc<Scene>,
}

impl Job {
    /// The call has ended, or will not be made: where sessions are stored, its dispatch is counted.
    fn ended(&self) {
        if let Some(ticket) = &self.scene.ticket {
            ticket.leave();
        }
    }
}

/// The lanes of a bot.
#[derive(Clone)]
pub(super) struct Lanes(Arc<Inner>);

struct Inner {
    calls: Calls,
    runtime: Handle,
    config: LaneConfig,
    shared: Arc<Shared>,
    floor: Mutex<Floor>,
    /// How large the crew grows by itself.
    crew: usize,
    /// How many wait for room, or for the end.
    waiters: AtomicUsize,
    moved: Notify,
    /// The end is near: nobody waits for room any more.
    open: AtomicBool,
    running: Semaphore,
    ended: watch::Sender<bool>,
    timers: Arc<Timers>,
}

/// What is to be done, and who does it.
#[derive(Default)]
struct Floor {
    /// The lanes that something is in, with what waits behind the call at their head.
    lanes: FxHashMap<Lane, VecDeque<Job>>,
    /// The heads of the lanes that nobody has taken yet.
    ready: VecDeque<Job>,
    /// How many there are in the crew.
    crew: usize,
    /// How many of them have not begun yet.
    coming: usize,
    /// How many lanes have been taken, ever.
    taken: u64,
    /// Whether the lookout is there.
    is_watched: bool,
}

type Lane = (usize, LaneKey);

impl Lanes {
    pub(super) fn new(
        handlers: Arc<[Arc<dyn EventHandler>]>,
        runtime: Handle,
        config: LaneConfig,
        shared: Arc<Shared>,
    ) -> Self {
        Self(Arc::new(Inner {
            calls: Calls::new(handlers, config.slow_after, Arc::clone(&shared)),
            crew: runtime.metrics().num_workers().saturating_mul(CREW_PER_THREAD),
            timers: Arc::new(Timers::new(runtime.clone())),
            runtime,
            config,
            shared,
            floor: Mutex::default(),
            waiters: AtomicUsize::new(0),
            moved: Notify::new(),
            open: AtomicBool::new(false),
            running: Semaphore::new(config.parallel.clamp(1, Semaphore::MAX_PERMITS)),
            ended: watch::Sender::new(false),
        }))
    }

    pub(super) fn config(&self) -> &LaneConfig {
        &self.0.config
    }

    /// Begins to gather calls. They go into their lanes together, which costs one look at the lanes for a whole batch.
    pub(super) fn arrivals(&self) -> Arrivals<'_> {
        Arrivals { lanes: self, jobs: Vec::new() }
    }

    /// Puts calls into their lanes. Never waits: whoever brings a batch calls [`room`](Self::room) after it, so that what waits
    /// passes the capacity by a batch for each shard at most. Only the router does, so that the lookout is on its thread, where no user's code is.
    fn push(&self, mut jobs: Vec<Job>) {
        let inner = &self.0;
        if inner.config.overflow == Overflow::DropNewest {
            let free = inner.config.capacity.saturating_sub(inner.depth().load(Ordering::Relaxed));
            inner.drop_newest(&mut jobs, free);
        }
        if jobs.is_empty() {
            return;
        }
        inner.depth().fetch_add(jobs.len(), Ordering::SeqCst);
        let (hire, watch) = {
            let mut floor = inner.floor();
            for job in jobs {
                floor.add(job);
            }
            let hire = floor.crew == 0 && !floor.ready.is_empty();
            if hire {
                floor.call_for(1);
            }
            // Who is coming takes one lane for certain.
            let watch = !floor.is_watched && floor.ready.len() > floor.coming;
            floor.is_watched |= watch;
            (hire, watch)
        };
        if hire {
            inner.hire();
        }
        if watch {
            actix::spawn(Arc::clone(inner).look_out());
        }
    }

    /// Resolves when less waits than the capacity allows; at once under [`Overflow::DropNewest`] and after [`open`](Self::open).
    pub(super) async fn room(&self) {
        if self.0.config.overflow == Overflow::Wait {
            self.0.until(|depth| depth < self.0.config.capacity || self.0.open.load(Ordering::Acquire)).await;
        }
        self.0.shared.audience.room(&self.0.config).await;
    }

    /// Holds nobody up any more: shards that end have few words left, and must not wait for a handler that hangs to say them.
    pub(super) fn open(&self) {
        self.0.open.store(true, Ordering::Release);
        self.0.moved.notify_waiters();
        self.0.shared.audience.open();
    }

    /// Looks after the timers that handlers wait for, on the thread of the caller. Does not end.
    pub(super) fn look_after_timers(&self) -> impl Future<Output = ()> + use<> {
        let inner = Arc::clone(&self.0);
        Arc::clone(&inner.timers).look_after(move || inner.depth().load(Ordering::SeqCst))
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

/// Calls on their way into the lanes. They get there when this is dropped, also by a panic: a router that dies over one event
/// has brought those before it.
pub(super) struct Arrivals<'a> {
    lanes: &'a Lanes,
    jobs: Vec<Job>,
}

impl Arrivals<'_> {
    pub(super) fn push(&mut self, job: Job) {
        if let Some(ticket) = &job.scene.ticket {
            ticket.enter();
        }
        self.jobs.push(job);
    }
}

impl Drop for Arrivals<'_> {
    fn drop(&mut self) {
        self.lanes.push(std::mem::take(&mut self.jobs));
    }
}

impl Floor {
    fn add(&mut self, job: Job) {
        // Without an order each call is a lane of its own.
        if job.key == LaneKey::None {
            self.ready.push_back(job);
            return;
        }
        match self.lanes.entry((job.handler, job.key)) {
            Entry::Occupied(mut lane) => lane.get_mut().push_back(job),
            Entry::Vacant(lane) => {
                lane.insert(VecDeque::new());
                self.ready.push_back(job);
            }
        }
    }

    /// So many more are to come. They are counted from now on, so that nobody else calls for them too.
    fn call_for(&mut self, hands: usize) {
        self.crew += hands;
        self.coming += hands;
    }

    /// More of the lane that was worked on; if there is none, the lane is no more.
    fn more(&mut self, lane: Lane, jobs: &mut VecDeque<Job>) -> Option<Job> {
        if lane.1 == LaneKey::None {
            return None;
        }
        if let Some(more) = self.lanes.get_mut(&lane).filter(|more| !more.is_empty()) {
            // What was read to its end is put in its place, for its memory.
            std::mem::swap(more, jobs);
            return jobs.pop_front();
        }
        self.lanes.remove(&lane);
        None
    }
}

impl Inner {
    fn floor(&self) -> MutexGuard<'_, Floor> {
        // No user code runs under this lock; the queues are whole at every point where a panic could strike.
        self.floor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls that wait or run.
    fn depth(&self) -> &AtomicUsize {
        &self.shared.tally.waiting
    }

    fn drop_newest(&self, jobs: &mut Vec<Job>, free: usize) {
        let Some(first) = jobs.get(free) else { return };
        let (before, dropped) = (&self.shared.tally.dropped, (jobs.len() - free) as u64);
        let before = before.fetch_add(dropped, Ordering::Relaxed);
        // Now and then, and more seldom the longer it lasts.
        if (before + dropped).ilog2() > before.checked_ilog2().unwrap_or(0) || before == 0 {
            tracing::warn!(event = first.scene.cue.name(), "handlers are too slow: events are dropped");
        }
        jobs.iter().skip(free).for_each(Job::ended);
        jobs.truncate(free);
    }

    fn left(&self) {
        self.depth().fetch_sub(1, Ordering::SeqCst);
        // Who begins to wait is counted before it looks.
        if self.waiters.load(Ordering::SeqCst) > 0 {
            self.moved.notify_waiters();
        }
    }

    /// Resolves when `enough` holds of the number of calls that wait or run.
    async fn until(&self, enough: impl Fn(usize) -> bool) {
        if enough(self.depth().load(Ordering::SeqCst)) {
            return;
        }
        let _waiter = Waiter::new(&self.waiters);
        loop {
            let moved = self.moved.notified();
            let mut moved = std::pin::pin!(moved);
            // Registered before the look, so that a call which ends in between is not missed.
            moved.as_mut().enable();
            if enough(self.depth().load(Ordering::SeqCst)) {
                return;
            }
            moved.await;
        }
    }

    /// Stays while there are lanes that nobody has taken. Calls for more of the crew when all are stuck: twice as many each time.
    async fn look_out(self: Arc<Self>) {
        let lookout = Lookout(self);
        let inner = &lookout.0;
        let (mut taken, mut hands) = (inner.floor().taken, 1);
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let stuck = {
                let mut floor = inner.floor();
                if floor.ready.is_empty() {
                    return;
                }
                // Who is coming waits for a thread, or for leave to run.
                let stuck = floor.taken == taken && floor.coming == 0;
                taken = floor.taken;
                if stuck {
                    hands = hands.min(floor.ready.len());
                    floor.call_for(hands);
                }
                stuck
            };
            if stuck {
                (0..hands).for_each(|_| inner.hire());
                hands *= 2;
            } else {
                hands = 1;
            }
        }
    }

    /// Puts one more of the crew to work. It was [called for](Floor::call_for) already.
    fn hire(self: &Arc<Self>) {
        self.runtime.spawn(Arc::clone(self).shift());
    }

    /// What one of the crew does, until the end at most.
    async fn shift(self: Arc<Self>) {
        let mut ended = self.ended.subscribe();
        tokio::select! {
            biased;
            _ = ended.wait_for(|ended| *ended) => {}
            () = self.work() => {}
        }
    }

    /// One of the crew: works off lane after lane until there is none.
    async fn work(self: &Arc<Self>) {
        let spent = Vec::with_capacity(BRING);
        let mut duty = Duty { inner: self, on: true, since: Instant::now(), has_hired: false, spent };
        // The semaphore is never closed; without a permit the calls would merely run unbounded. One permit does for all calls,
        // as they are made one after the other.
        let _running = match self.running.try_acquire() {
            Ok(permit) => Some(permit),
            Err(_) => self.running.acquire().await.ok(),
        };
        self.floor().coming -= 1;
        let (mut jobs, mut done, mut calls, mut rested) = (VecDeque::new(), None, 0, Instant::now());
        loop {
            let job = match jobs.pop_front() {
                Some(job) => job,
                None => match duty.next(done, &mut jobs, calls > CALLS_IN_A_ROW) {
                    Some(job) => job,
                    None => return,
                },
            };
            // A task that is spawned on a thread of the runtime first waits in that thread's own slot, from which no other
            // thread takes it. A handler that blocks the thread would keep it there, so this task gives way first.
            if std::mem::take(&mut duty.has_hired) {
                give_way().await;
            }
            done = Some((job.handler, job.key));
            self.calls.perform(job.handler, &job.scene, || duty.stay_behind()).await;
            job.ended();
            duty.leave(job.scene);
            self.left();
            calls += 1;
            if calls % CALLS_IN_A_ROW == 0 && rested.elapsed() > LONG_WORK {
                give_way().await;
                rested = Instant::now();
            }
        }
    }
}

/// Whether one of the crew is counted as such, and what it has to say on the floor.
struct Duty<'a> {
    inner: &'a Arc<Inner>,
    on: bool,
    /// When it began, or called for another.
    since: Instant,
    /// Whether it has just called for another.
    has_hired: bool,
    /// To be brought back.
    spent: Vec<Arc<Scene>>,
}

impl Duty<'_> {
    /// The next call: of the lane that was worked on, or of another. `tired` ones go when the crew is too large.
    fn next(&mut self, done: Option<Lane>, jobs: &mut VecDeque<Job>, tired: bool) -> Option<Job> {
        let mut floor = self.inner.floor();
        if let Some(job) = done.and_then(|lane| floor.more(lane, jobs)) {
            return Some(job);
        }
        let is_relieved = tired && self.on && floor.crew > self.inner.crew;
        let job = if is_relieved { None } else { floor.ready.pop_front() };
        if job.is_none() {
            if self.on {
                // Under the same lock, so that whoever brings work after this calls for somebody.
                self.on = false;
                floor.crew -= 1;
            }
            return None;
        }
        floor.taken += 1;
        let is_alone = !floor.ready.is_empty() && floor.coming == 0 && floor.crew < self.inner.crew;
        let hire = is_alone && self.since.elapsed() > LONG_WORK;
        if hire {
            self.since = Instant::now();
            floor.call_for(1);
        }
        drop(floor);
        if hire {
            self.has_hired = true;
            self.inner.hire();
        }
        job
    }

    /// A handler has to wait, and who called it waits with it: somebody else is to go on with the other lanes.
    fn stay_behind(&mut self) {
        bring_back(&mut self.spent);
        self.inner.timers.a_handler_waits();
        if !std::mem::replace(&mut self.on, false) {
            return;
        }
        let mut floor = self.inner.floor();
        floor.crew -= 1;
        // Also if somebody is coming: who was called for on a thread that is blocked comes late.
        let hire = !floor.ready.is_empty();
        if hire {
            floor.call_for(1);
        }
        drop(floor);
        if hire {
            self.inner.hire();
        }
    }

    /// Is rid of what a call was about. What may be large is freed here and now, before the call counts as ended.
    fn leave(&mut self, scene: Arc<Scene>) {
        if is_light(&scene) {
            self.spent.push(scene);
        }
        if self.spent.len() >= BRING {
            bring_back(&mut self.spent);
        }
    }
}

impl Drop for Duty<'_> {
    fn drop(&mut self) {
        bring_back(&mut self.spent);
        if self.on {
            self.inner.floor().crew -= 1;
        }
    }
}

/// Whoever looks out. When its thread ends, the next batch finds another.
struct Lookout(Arc<Inner>);

impl Drop for Lookout {
    fn drop(&mut self) {
        self.0.floor().is_watched = false;
    }
}

/// Somebody waits, so that whoever ends a call says so.
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
