//! The identify queue: the one who grants permits to begin a session, shard by shard, out of a budget that survives restarts.
//!
//! The rules are in [`IdentifyLedger`]. This actor keeps the queue, waits where the ledger says so, and writes down a start
//! *before* it is used: a process that is killed in between has counted one too many, never one too few.

use std::{
    collections::VecDeque,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, Instant, SystemTime},
};

use actix::{Actor, ActorFutureExt, AsyncContext, Context, Handler, Message, ResponseFuture, SpawnHandle, WrapFuture};
use tokio::sync::oneshot;

use super::{clock, lifeline::Lifeline};
use crate::{
    gateway::{IdentifyAnswer, IdentifyLedger, IdentifyMemory, IdentifyRefused, Token},
    model::SessionStartLimit,
    rest::Http,
};

/// Whether a shard may identify; `None` from a queue that died over it, so that its successor is to be asked.
pub(super) type Answer = Option<Result<(), IdentifyRefused>>;

/// A shard wants to identify. Answered when it may.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Answer")]
pub(super) struct Ask {
    pub(super) shard: u32,
    /// How many reconnects the shard has behind it.
    pub(super) attempt: u32,
    /// Dropped when the shard no longer wishes to.
    pub(super) wish: Weak<()>,
}

/// What an identify queue is built from, again and again if need be.
#[derive(Debug, Clone)]
pub(super) struct IdentifySpec {
    ledger: Arc<Mutex<IdentifyLedger>>,
    file: Option<PathBuf>,
    /// How old Discord's word on the day's session starts may be when a shard has to identify after a failure.
    info_lifetime: Duration,
}

impl IdentifySpec {
    pub(super) fn new(window: Duration, reserve: u32, file: Option<PathBuf>, info_lifetime: Duration) -> Self {
        let memory = file.as_deref().map(recall).unwrap_or_default();
        let ledger = IdentifyLedger::new(window, reserve, memory, clock::now(), SystemTime::now());
        Self { ledger: Arc::new(Mutex::new(ledger)), file, info_lifetime }
    }

    /// Takes in what Discord says of the day's session starts.
    pub(super) fn renew(&self, limit: &SessionStartLimit) {
        self.ledger().renew(limit, SystemTime::now());
    }

    /// The refusal that stands when `needed` starts are too many.
    pub(super) fn refusal(&self, needed: u32) -> Option<IdentifyRefused> {
        self.ledger().refusal(needed, SystemTime::now())
    }

    fn ledger(&self) -> MutexGuard<'_, IdentifyLedger> {
        // A panic inside leaves numbers behind that were each written at once.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug)]
struct Waiting {
    shard: u32,
    wish: Weak<()>,
    reply: oneshot::Sender<Result<(), IdentifyRefused>>,
}

pub(super) struct IdentifyQueue {
    spec: IdentifySpec,
    http: Http,
    /// By shard id.
    waiting: VecDeque<Waiting>,
    timer: Option<SpawnHandle>,
    /// A start is being written down, or Discord's word being renewed: nobody is served meanwhile.
    busy: bool,
    renewed_at: Instant,
    _lifeline: Lifeline,
}

impl IdentifyQueue {
    pub(super) fn new(spec: IdentifySpec, http: Http, lifeline: Lifeline) -> Self {
        Self {
            spec,
            http,
            waiting: VecDeque::new(),
            timer: None,
            busy: false,
            renewed_at: clock::now(),
            _lifeline: lifeline,
        }
    }

    /// Serves whoever may be served, and sets the timer for the next.
    fn serve(&mut self, ctx: &mut Context<Self>) {
        if let Some(timer) = self.timer.take() {
            ctx.cancel_future(timer);
        }
        if self.busy {
            return;
        }
        self.waiting.retain(|waiting| waiting.wish.strong_count() > 0 && !waiting.reply.is_closed());
        // Discord wants the buckets started in order: low ids first.
        self.waiting.make_contiguous().sort_by_key(|waiting| waiting.shard);
        let (now, wall) = (clock::now(), SystemTime::now());
        let mut next: Option<Instant> = None;
        let mut granted = Vec::new();
        let mut left = VecDeque::new();
        {
            let mut ledger = self.spec.ledger();
            for waiting in self.waiting.drain(..) {
                match ledger.ask(waiting.shard, now, wall) {
                    IdentifyAnswer::Now => {
                        ledger.grant(waiting.shard, now, wall);
                        granted.push(waiting);
                    }
                    IdentifyAnswer::At(at) => {
                        next = Some(next.map_or(at, |next| next.min(at)));
                        left.push_back(waiting);
                    }
                    IdentifyAnswer::Refused(refused) => {
                        let _ = waiting.reply.send(Err(refused));
                    }
                }
            }
        }
        self.waiting = left;
        if let Some(next) = next {
            self.timer = Some(ctx.run_later(next.saturating_duration_since(now), |queue, ctx| {
                queue.timer = None;
                queue.serve(ctx);
            }));
        }
        if !granted.is_empty() {
            self.hand_out(granted, ctx);
        }
    }

    /// Writes the starts down, then hands out the permits.
    fn hand_out(&mut self, granted: Vec<Waiting>, ctx: &mut Context<Self>) {
        let Some(file) = self.spec.file.clone() else {
            granted.into_iter().for_each(|waiting| drop(waiting.reply.send(Ok(()))));
            return;
        };
        self.busy = true;
        let memory = self.spec.ledger().memory().clone();
        let written = async move { tokio::task::spawn_blocking(move || remember(&file, &memory)).await };
        ctx.spawn(written.into_actor(self).map(move |written, queue, ctx| {
            if let Ok(Err(error)) = written {
                tracing::warn!(%error, "the identifies of today could not be written down; a restart will not know of them");
            }
            granted.into_iter().for_each(|waiting| drop(waiting.reply.send(Ok(()))));
            queue.busy = false;
            queue.serve(ctx);
        }));
    }

    /// Asks Discord anew how many starts are left, before one is spent after a failure.
    fn renew(&mut self, ctx: &mut Context<Self>) {
        self.busy = true;
        let http = self.http.clone();
        let info = async move { http.gateway_bot().await };
        ctx.spawn(info.into_actor(self).map(|info, queue, ctx| {
            match info {
                Ok(info) => queue.spec.renew(&info.session_start_limit),
                Err(error) => {
                    tracing::debug!(%error, "the session start limit could not be renewed; the last one holds");
                }
            }
            queue.renewed_at = clock::now();
            queue.busy = false;
            queue.serve(ctx);
        }));
    }
}

impl Actor for IdentifyQueue {
    type Context = Context<Self>;
}

impl Handler<Ask> for IdentifyQueue {
    type Result = ResponseFuture<Answer>;

    fn handle(&mut self, Ask { shard, attempt, wish }: Ask, ctx: &mut Self::Context) -> Self::Result {
        let (reply, answer) = oneshot::channel();
        self.waiting.push_back(Waiting { shard, wish, reply });
        if attempt > 0
            && !self.busy
            && clock::now().saturating_duration_since(self.renewed_at) > self.spec.info_lifetime
        {
            self.renew(ctx);
        } else {
            self.serve(ctx);
        }
        Box::pin(async move { answer.await.ok() })
    }
}

/// Panic, for a test of the recovery.
#[cfg(feature = "sandbox")]
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(super) struct Crash;

#[cfg(feature = "sandbox")]
impl Handler<Crash> for IdentifyQueue {
    type Result = ();

    #[allow(clippy::panic, reason = "this is what was asked for")]
    fn handle(&mut self, _: Crash, _: &mut Self::Context) {
        panic!("the identify queue was told to crash")
    }
}

/// Where the identifies of a bot are remembered by default: `greenroom/identifies-<bot id>.json` in the state directory of the user. `None` where
/// the system names none.
pub(crate) fn state_file(token: &Token) -> Option<PathBuf> {
    let home = |name: &str, below: &str| std::env::var_os(name).map(|home| PathBuf::from(home).join(below));
    let directory = std::env::var_os("XDG_STATE_HOME")
        .map(PathBuf::from)
        .or_else(|| home("HOME", ".local/state"))
        .or_else(|| home("LOCALAPPDATA", ""))?;
    Some(directory.join("greenroom").join(format!("identifies-{}.json", token.bot_id()?)))
}

/// What the file remembers; nothing where there is none, or none that can be read.
fn recall(file: &Path) -> IdentifyMemory {
    let memory = match fs::read(file) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::from),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return IdentifyMemory::default(),
        Err(error) => Err(error),
    };
    memory.unwrap_or_else(|error| {
        tracing::warn!(%error, file = %file.display(), "the identifies of today cannot be read; the count starts with Discord's own");
        IdentifyMemory::default()
    })
}

/// Replaces the file at once, so that a crash leaves the old or the new one.
fn remember(file: &Path, memory: &IdentifyMemory) -> io::Result<()> {
    if let Some(directory) = file.parent() {
        fs::create_dir_all(directory)?;
    }
    let draft = file.with_extension(format!("{}.tmp", std::process::id()));
    fs::write(&draft, serde_json::to_vec(memory)?)?;
    fs::rename(&draft, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_survives_and_a_broken_file_does_no_harm() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("deep/identifies.json");
        assert_eq!(recall(&file), IdentifyMemory::default());
        let memory = IdentifyMemory { identifies: vec![1, 2, 3], process_starts: vec![4] };
        remember(&file, &memory).unwrap();
        assert_eq!(recall(&file), memory);
        fs::write(&file, "{").unwrap();
        assert_eq!(recall(&file), IdentifyMemory::default());
    }
}
