//! The identify queue: the one who grants permits to begin a session, shard by shard, out of a budget that survives restarts.
//!
//! The rules are in [`IdentifyLedger`]. This actor keeps the queue, waits where the ledger says so, and writes down a start
//! *before* it is used: a process that is killed in between has counted one too many, never one too few.
//!
//! Where the user has set a gate, a shard that the ledger would let through is sent to the gate, one of each key at a time, and its start is entered when
//! it comes back. So the window of the process runs from the identify, not from when the gate was asked.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, PoisonError},
    time::{Instant, SystemTime},
};

use actix::{Actor, ActorFutureExt, AsyncContext, Context, Handler, Message, ResponseFuture, WrapFuture};
use tokio::sync::oneshot;

use super::{
    gate::GateAsk,
    gate_client::PermitWanted,
    memory_file,
    permit::{GivenBack, Permit},
    spec::IdentifySpec,
};
use crate::{
    actors::{ExitGuard, Spawned, clock, crashes},
    gateway::{IdentifyAnswer, IdentifyGrant, IdentifyRefused},
    rest::Http,
};

/// Whether a shard may identify; `None` from a queue that died over it, so that its successor is to be asked.
pub(crate) type Answer = Option<Result<Permit, IdentifyRefused>>;

/// A shard wants to identify. Answered when it may.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Answer")]
pub(crate) struct PermitRequest {
    pub(crate) shard: u32,
    pub(crate) total: u32,
    /// How many reconnects the shard has behind it.
    pub(crate) attempt: u32,
    pub(crate) wanted: PermitWanted,
}

/// The gateway cannot be reached: ask Discord where it is, unless that was asked a moment ago.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(crate) struct RefreshGateway;

#[derive(Debug)]
struct Waiting {
    shard: u32,
    total: u32,
    wanted: PermitWanted,
    reply: oneshot::Sender<Result<Permit, IdentifyRefused>>,
}

impl Waiting {
    fn is_wanted(&self) -> bool {
        self.wanted.holds() && !self.reply.is_closed()
    }

    fn answer(self, answer: Result<Permit, IdentifyRefused>) {
        // Who has stopped waiting needs no answer, and a permit gives itself back.
        let _ = self.reply.send(answer);
    }
}

pub(crate) struct IdentifyQueue {
    spec: IdentifySpec,
    http: Http,
    /// By shard id.
    waiting: VecDeque<Waiting>,
    /// Keys of which one is at the gate, or has just passed it.
    at_gate: BTreeSet<u32>,
    /// Those who have passed the gate, each with the key it went there with.
    passed: Vec<(u32, Waiting)>,
    timer: Option<Spawned>,
    /// Discord is being asked anew how many starts are left and where the gateway is.
    renewing: bool,
    /// Nobody begins to identify before it has answered.
    held: bool,
    /// A start is being written down: nobody is served meanwhile.
    writing: bool,
    renewed_at: Instant,
    _lifeline: ExitGuard,
}

impl IdentifyQueue {
    pub(crate) fn new(spec: IdentifySpec, http: Http, exit_guard: ExitGuard) -> Self {
        Self {
            spec,
            http,
            waiting: VecDeque::new(),
            at_gate: BTreeSet::new(),
            passed: Vec::new(),
            timer: None,
            renewing: false,
            held: false,
            writing: false,
            renewed_at: clock::now(),
            _lifeline: exit_guard,
        }
    }

    /// Serves whoever may be served, and sets the timer for the next.
    fn serve(&mut self, ctx: &mut Context<Self>) {
        if let Some(timer) = self.timer.take() {
            timer.cancel(ctx);
        }
        if self.writing {
            return;
        }
        self.waiting.retain(Waiting::is_wanted);
        // Discord wants the buckets started in order: low ids first.
        self.waiting.make_contiguous().sort_by_key(|waiting| waiting.shard);
        let (now, wall) = (clock::now(), SystemTime::now());
        let mut next: Option<Instant> = None;
        let (mut granted, mut to_gate) = (Vec::new(), Vec::new());
        {
            let mut ledger = self.spec.ledger.lock().unwrap_or_else(PoisonError::into_inner);
            let has_gate = self.spec.options.gate.is_some();
            let mut left = VecDeque::new();
            // Those who come from the gate go first: it has let them through for this moment.
            let passed = self.passed.drain(..).map(|(key, waiting)| {
                self.at_gate.remove(&key);
                (true, waiting)
            });
            let passed: Vec<_> = passed.filter(|(_, waiting)| waiting.is_wanted()).collect();
            let waiting = if self.held { VecDeque::new() } else { std::mem::take(&mut self.waiting) };
            for (has_passed, waiting) in passed.into_iter().chain(waiting.into_iter().map(|waiting| (false, waiting))) {
                match ledger.ask(waiting.shard, now, wall) {
                    IdentifyAnswer::Now if has_passed || !has_gate => {
                        let grant = ledger.grant(waiting.shard, now, wall);
                        granted.push((waiting, grant));
                    }
                    IdentifyAnswer::Now => {
                        let (keys, window) = (ledger.max_concurrency(), self.spec.options.window);
                        let ask = GateAsk::new(waiting.shard, waiting.total, keys, window);
                        if self.at_gate.insert(ask.key()) {
                            to_gate.push((ask, waiting));
                        } else {
                            left.push_back(waiting);
                        }
                    }
                    IdentifyAnswer::At(at) => {
                        next = Some(next.map_or(at, |next| next.min(at)));
                        left.push_back(waiting);
                    }
                    IdentifyAnswer::Refused(refused) => waiting.answer(Err(refused)),
                }
            }
            self.waiting.extend(left);
        }
        to_gate.into_iter().for_each(|(ask, waiting)| self.send_to_gate(ask, waiting, ctx));
        if let Some(next) = next {
            self.timer = Some(Spawned::after(next.saturating_duration_since(now), ctx, |queue: &mut Self, ctx| {
                queue.timer = None;
                queue.serve(ctx);
            }));
        }
        if !granted.is_empty() {
            self.hand_out(granted, ctx);
        }
    }

    /// Nobody else of the key goes to the gate until this one has come back.
    fn send_to_gate(&self, ask: GateAsk, waiting: Waiting, ctx: &mut Context<Self>) {
        let Some(gate) = self.spec.options.gate.clone() else { return };
        let passing = gate.pass(ask, waiting.wanted.clone());
        ctx.spawn(passing.into_actor(self).map(move |passed, queue, ctx| {
            if passed {
                queue.passed.push((ask.key(), waiting));
            } else {
                queue.at_gate.remove(&ask.key());
            }
            queue.serve(ctx);
        }));
    }

    /// Writes the starts down, then hands out the permits.
    fn hand_out(&mut self, granted: Vec<(Waiting, IdentifyGrant)>, ctx: &mut Context<Self>) {
        let permit = |grant| Permit::new(grant, Arc::clone(&self.spec.ledger), ctx.address().recipient());
        let granted: Vec<_> = granted.into_iter().map(|(waiting, grant)| (waiting, permit(grant))).collect();
        let Some(file) = self.spec.options.file.clone() else {
            granted.into_iter().for_each(|(waiting, permit)| waiting.answer(Ok(permit)));
            return;
        };
        self.writing = true;
        let memory = self.spec.ledger().memory().clone();
        let written = async move { tokio::task::spawn_blocking(move || memory_file::save(&file, &memory)).await };
        ctx.spawn(written.into_actor(self).map(move |written, queue, ctx| {
            if let Ok(Err(error)) = written {
                tracing::warn!(%error, "the identifies of today could not be written down; a restart will not know of them");
            }
            granted.into_iter().for_each(|(waiting, permit)| waiting.answer(Ok(permit)));
            queue.writing = false;
            queue.serve(ctx);
        }));
    }

    /// Whether Discord's last word is too old to be relied on after a failure.
    fn is_stale(&self) -> bool {
        clock::now().saturating_duration_since(self.renewed_at) > self.spec.options.info_lifetime
    }

    /// Asks Discord anew how many starts are left, and where the gateway is.
    fn renew(&mut self, ctx: &mut Context<Self>) {
        if self.renewing {
            return;
        }
        self.renewing = true;
        let http = self.http.clone();
        let info = async move { http.gateway_bot().await };
        ctx.spawn(info.into_actor(self).map(|info, queue, ctx| {
            match info {
                Ok(info) => queue.spec.renew(&info),
                Err(error) => {
                    tracing::debug!(%error, "session start limit and gateway could not be renewed; the last ones hold");
                }
            }
            queue.renewed_at = clock::now();
            (queue.renewing, queue.held) = (false, false);
            queue.serve(ctx);
        }));
    }
}

impl Actor for IdentifyQueue {
    type Context = Context<Self>;
}

impl Handler<PermitRequest> for IdentifyQueue {
    type Result = ResponseFuture<Answer>;

    fn handle(
        &mut self,
        PermitRequest { shard, total, attempt, wanted }: PermitRequest,
        ctx: &mut Self::Context,
    ) -> Self::Result {
        let (reply, answer) = oneshot::channel();
        self.waiting.push_back(Waiting { shard, total, wanted, reply });
        // Before a start is used after a failure, it should be known how many there are.
        if attempt > 0 && self.is_stale() {
            self.held = true;
            self.renew(ctx);
        }
        self.serve(ctx);
        Box::pin(async move { answer.await.ok() })
    }
}

impl Handler<RefreshGateway> for IdentifyQueue {
    type Result = ();

    fn handle(&mut self, _: RefreshGateway, ctx: &mut Self::Context) {
        if self.is_stale() && !self.spec.options.fixed_url {
            self.renew(ctx);
        }
    }
}

impl Handler<GivenBack> for IdentifyQueue {
    type Result = ();

    fn handle(&mut self, _: GivenBack, ctx: &mut Self::Context) {
        self.serve(ctx);
    }
}

crashes!(IdentifyQueue);

#[cfg(test)]
mod tests {
    use actix::{Addr, MailboxError};

    use std::{path::PathBuf, time::Duration};

    use tokio::sync::watch;

    use super::{super::spec::IdentifyOptions, *};
    use crate::{gateway::Token, model::SessionStartLimit, rest::HttpConfig};

    const LONG: Duration = Duration::from_secs(10);

    /// A queue in which two starts of a key are an hour apart.
    fn queue(file: Option<PathBuf>) -> (IdentifySpec, Addr<IdentifyQueue>) {
        let window = Duration::from_secs(3600);
        let options = IdentifyOptions { window, reserve: 0, file, info_lifetime: window, gate: None, fixed_url: true };
        let spec = IdentifySpec::new(options);
        let limit = SessionStartLimit { total: 1000, remaining: 1000, reset_after: 3_600_000, max_concurrency: 1 };
        spec.ledger().renew(&limit, SystemTime::now());
        let http = Http::new(HttpConfig::new(Token::new("token").unwrap())).unwrap();
        (spec.clone(), IdentifyQueue::new(spec, http, ExitGuard::new().0).start())
    }

    /// Asks for a permit; the end that is returned is to be kept for as long as it is wanted.
    fn ask(
        queue: &Addr<IdentifyQueue>,
        shard: u32,
    ) -> (watch::Sender<()>, impl Future<Output = Result<Answer, MailboxError>> + use<>) {
        let (keep, wanted) = PermitWanted::new();
        (keep, queue.send(PermitRequest { shard, total: 2, attempt: 0, wanted }))
    }

    async fn permit(answer: impl Future<Output = Result<Answer, MailboxError>>) -> Permit {
        tokio::time::timeout(LONG, answer).await.unwrap().unwrap().unwrap().unwrap()
    }

    /// The shard has lost its connection in the moment in which the permit came.
    #[test]
    fn a_permit_that_nobody_uses_goes_to_the_next() {
        actix::System::new().block_on(async {
            let (spec, queue) = queue(None);
            let (_first, answer) = ask(&queue, 0);
            let unused = permit(answer).await;
            let (_second, answer) = ask(&queue, 1);
            let mut answer = std::pin::pin!(answer);
            assert!(tokio::time::timeout(Duration::from_millis(20), &mut answer).await.is_err(), "in the same hour");
            assert_eq!(spec.ledger().left(SystemTime::now()), 999);
            drop(unused);
            permit(answer).await.spend();
            assert_eq!(spec.ledger().left(SystemTime::now()), 999);
            let (_third, answer) = ask(&queue, 1);
            assert!(tokio::time::timeout(Duration::from_millis(20), answer).await.is_err(), "one was used");
        });
    }

    /// The shard has lost its connection while its start was written down.
    #[test]
    fn a_permit_that_nobody_waits_for_any_more_goes_to_the_next() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("identifies.json");
        actix::System::new().block_on(async {
            let (spec, queue) = queue(Some(file.clone()));
            let (first, answer) = ask(&queue, 0);
            {
                let mut answer = std::pin::pin!(answer);
                assert!(futures_util::poll!(&mut answer).is_pending());
                while spec.ledger().memory().identifies.is_empty() {
                    tokio::task::yield_now().await;
                }
            }
            drop(first);
            let (_second, answer) = ask(&queue, 1);
            permit(answer).await.spend();
            assert_eq!(spec.ledger().left(SystemTime::now()), 999);
        });
        assert_eq!(memory_file::load(&file).identifies.len(), 1);
    }
}
