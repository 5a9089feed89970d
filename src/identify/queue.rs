//! [`IdentifyQueue`]: grants permits to identify, from a budget that survives restarts.
//!
//! The rules are in [`IdentifyLedger`](crate::gateway::IdentifyLedger). This actor queues the requests, waits as long
//! as the ledger requires, and stores a session start *before* it is used. So a process that is killed in between has
//! counted one too many, and never one too few.
//!
//! If the user has set a gate, a shard that the ledger permits has to pass the gate, one shard of each key at a time.
//! Its session start is recorded after that, so that the window begins with the identify and not when the gate was
//! called.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use actix::{Actor, ActorFutureExt, AsyncContext, Context, Handler, Message, ResponseFuture, WrapFuture};
use tokio::sync::oneshot;

use super::{
    gate::GateAsk,
    gate_client::RequestStatus,
    memory_file,
    permit::{Permit, PermitReturned},
    spec::IdentifySpec,
};
use crate::{
    actors::{ExitGuard, Spawned, clock, crashes},
    gateway::{IdentifyAnswer, IdentifyGrant, IdentifyRefused},
    rest::Http,
};

/// How long `GET /gateway/bot` may take while requests wait for it. After that, Discord's last answer is used.
const RENEW_TIMEOUT: Duration = Duration::from_secs(30);

/// Whether a shard may identify. `None` if the queue has died before it could answer: the restarted one is to be asked.
pub(crate) type Answer = Option<Result<Permit, IdentifyRefused>>;

/// The request of a shard to identify. The answer comes when it may, or is refused.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Answer")]
pub(crate) struct PermitRequest {
    pub(crate) shard: u32,
    pub(crate) total: u32,
    /// How often the shard has reconnected in a row.
    pub(crate) attempt: u32,
    pub(crate) status: RequestStatus,
}

/// The gateway cannot be reached: fetch its URL again, unless it was fetched a short time ago.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(crate) struct RefreshGateway;

/// A request in the queue.
#[derive(Debug)]
struct Waiting {
    shard: u32,
    total: u32,
    status: RequestStatus,
    reply: oneshot::Sender<Result<Permit, IdentifyRefused>>,
}

impl Waiting {
    fn is_open(&self) -> bool {
        self.status.is_open() && !self.reply.is_closed()
    }

    fn answer(self, answer: Result<Permit, IdentifyRefused>) {
        // If the shard has stopped waiting, the permit is dropped here, which returns it.
        let _ = self.reply.send(answer);
    }
}

/// The actor that grants permits.
pub(crate) struct IdentifyQueue {
    spec: IdentifySpec,
    http: Http,
    /// The requests, in the order of the shard ids.
    waiting: VecDeque<Waiting>,
    /// The keys of the requests that wait for the gate or have just passed it.
    at_gate: BTreeSet<u32>,
    /// The requests that have passed the gate, each with its key.
    passed: Vec<(u32, Waiting)>,
    timer: Option<Spawned>,
    /// Whether the session start limit and the gateway URL are being fetched.
    is_renewing: bool,
    /// Whether no permit is granted until they are fetched.
    is_held: bool,
    /// Whether session starts are being stored. No permit is granted in the meantime.
    is_writing: bool,
    /// Whether it was logged that session starts cannot be stored.
    has_warned: bool,
    renewed_at: Instant,
    _exit_guard: ExitGuard,
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
            is_renewing: false,
            is_held: false,
            is_writing: false,
            has_warned: false,
            renewed_at: clock::now(),
            _exit_guard: exit_guard,
        }
    }

    /// Grants the permits that the ledger and the gate allow now, and sets the timer for the next one.
    fn serve(&mut self, ctx: &mut Context<Self>) {
        if let Some(timer) = self.timer.take() {
            timer.cancel(ctx);
        }
        if self.is_writing {
            return;
        }
        self.waiting.retain(Waiting::is_open);
        // Discord requires that shards start in the order of their ids.
        self.waiting.make_contiguous().sort_by_key(|waiting| waiting.shard);
        let (now, wall) = (clock::now(), SystemTime::now());
        let mut next: Option<Instant> = None;
        let (mut granted, mut to_gate) = (Vec::new(), Vec::new());
        {
            let mut ledger = self.spec.ledger.lock().unwrap_or_else(PoisonError::into_inner);
            let has_gate = self.spec.options.gate.is_some();
            let mut left = VecDeque::new();
            // Requests that have passed the gate come first, because the gate has permitted them for this moment.
            let passed = self.passed.drain(..).map(|(key, waiting)| {
                self.at_gate.remove(&key);
                (true, waiting)
            });
            let passed: Vec<_> = passed.filter(|(_, waiting)| waiting.is_open()).collect();
            let waiting = if self.is_held { VecDeque::new() } else { std::mem::take(&mut self.waiting) };
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
            self.grant(granted, ctx);
        }
    }

    /// Calls the gate for a request. No other request with its key waits for the gate until this one has its answer.
    fn send_to_gate(&self, ask: GateAsk, waiting: Waiting, ctx: &mut Context<Self>) {
        let Some(gate) = self.spec.options.gate.clone() else { return };
        let permit = gate.permit(ask, waiting.status.clone());
        ctx.spawn(permit.into_actor(self).map(move |passed, queue, ctx| {
            if passed {
                queue.passed.push((ask.key(), waiting));
            } else {
                queue.at_gate.remove(&ask.key());
            }
            queue.serve(ctx);
        }));
    }

    /// Stores the session starts, then answers the requests with permits.
    fn grant(&mut self, granted: Vec<(Waiting, IdentifyGrant)>, ctx: &mut Context<Self>) {
        let permit = |grant| Permit::new(grant, Arc::clone(&self.spec.ledger), ctx.address().recipient());
        let granted: Vec<_> = granted.into_iter().map(|(waiting, grant)| (waiting, permit(grant))).collect();
        let Some(file) = self.spec.options.file.clone() else {
            granted.into_iter().for_each(|(waiting, permit)| waiting.answer(Ok(permit)));
            return;
        };
        self.is_writing = true;
        let memory = self.spec.ledger().memory().clone();
        let written = async move { tokio::task::spawn_blocking(move || memory_file::save(&file, &memory)).await };
        ctx.spawn(written.into_actor(self).map(move |written, queue, ctx| {
            if let Ok(Err(error)) = written {
                // The next failures have the same cause, as a rule.
                if !std::mem::replace(&mut queue.has_warned, true) {
                    tracing::warn!(%error, "the identifies could not be stored; a restart will not count them");
                }
            }
            granted.into_iter().for_each(|(waiting, permit)| waiting.answer(Ok(permit)));
            queue.is_writing = false;
            queue.serve(ctx);
        }));
    }

    /// Whether Discord's last answer is too old to be used after a failure.
    fn is_stale(&self) -> bool {
        clock::now().saturating_duration_since(self.renewed_at) > self.spec.options.info_lifetime
    }

    /// Fetches the session start limit and the gateway URL again.
    fn renew(&mut self, ctx: &mut Context<Self>) {
        if self.is_renewing {
            return;
        }
        self.is_renewing = true;
        let http = self.http.clone();
        let info = async move { http.gateway_bot().timeout(RENEW_TIMEOUT).await };
        ctx.spawn(info.into_actor(self).map(|info, queue, ctx| {
            match info {
                Ok(info) => queue.spec.renew(&info),
                Err(error) => {
                    tracing::debug!(%error, "`GET /gateway/bot` failed; its last answer is used");
                }
            }
            queue.renewed_at = clock::now();
            (queue.is_renewing, queue.is_held) = (false, false);
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
        PermitRequest { shard, total, attempt, status }: PermitRequest,
        ctx: &mut Self::Context,
    ) -> Self::Result {
        let (reply, answer) = oneshot::channel();
        self.waiting.push_back(Waiting { shard, total, status, reply });
        // After a failure, the number of session starts that are left is fetched before one is used.
        if attempt > 0 && self.is_stale() {
            self.is_held = true;
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

impl Handler<PermitReturned> for IdentifyQueue {
    type Result = ();

    fn handle(&mut self, _: PermitReturned, ctx: &mut Self::Context) {
        self.serve(ctx);
    }
}

crashes!(IdentifyQueue);

#[cfg(test)]
mod tests {
    use actix::{Addr, MailboxError};

    use std::{net::TcpListener, path::PathBuf};

    use tokio::sync::watch;

    use super::{super::spec::IdentifyOptions, *};
    use crate::{gateway::Token, model::SessionStartLimit, rest::HttpConfig};

    const LONG: Duration = Duration::from_secs(10);

    /// A queue with a window of an hour.
    fn queue(file: Option<PathBuf>) -> (IdentifySpec, Addr<IdentifyQueue>) {
        let window = Duration::from_secs(3600);
        let options = IdentifyOptions { window, reserve: 0, file, info_lifetime: window, gate: None, fixed_url: true };
        let spec = IdentifySpec::new(options);
        let limit = SessionStartLimit { total: 1000, remaining: 1000, reset_after: 3_600_000, max_concurrency: 1 };
        spec.ledger().renew(&limit, SystemTime::now());
        let http = Http::new(HttpConfig::new(Token::new("token").unwrap())).unwrap();
        (spec.clone(), IdentifyQueue::new(spec, http, ExitGuard::new().0).start())
    }

    /// Requests a permit. Dropping the sender withdraws the request.
    fn ask(
        queue: &Addr<IdentifyQueue>,
        shard: u32,
    ) -> (watch::Sender<()>, impl Future<Output = Result<Answer, MailboxError>> + use<>) {
        let (guard, status) = RequestStatus::new();
        (guard, queue.send(PermitRequest { shard, total: 2, attempt: 0, status }))
    }

    async fn permit(answer: impl Future<Output = Result<Answer, MailboxError>>) -> Permit {
        tokio::time::timeout(LONG, answer).await.unwrap().unwrap().unwrap().unwrap()
    }

    /// As if the shard had lost its connection at the moment when the permit came.
    #[test]
    fn an_unused_permit_is_granted_to_the_next() {
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

    /// A server that accepts the connection and never answers. The clock of the test is paused, so that its timers fire
    /// as soon as there is nothing else to do.
    #[test]
    fn a_permit_does_not_wait_forever_for_an_answer_on_session_starts() {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut config = HttpConfig::new(Token::new("token").unwrap());
        config.base_url = format!("http://{}/api/v10", silent.local_addr().unwrap());
        let http = Http::start(config).unwrap();
        actix::System::new().block_on(async {
            tokio::time::pause();
            let (spec, _) = queue(None);
            let mut queue = IdentifyQueue::new(spec, http, ExitGuard::new().0);
            queue.renewed_at = clock::now().checked_sub(Duration::from_secs(3601)).unwrap();
            let queue = queue.start();
            let (_guard, status) = RequestStatus::new();
            let answer = queue.send(PermitRequest { shard: 0, total: 2, attempt: 1, status });
            tokio::time::timeout(RENEW_TIMEOUT * 2, answer).await.unwrap().unwrap().unwrap().unwrap().spend();
        });
    }

    /// As if the shard had lost its connection while its session start was stored.
    #[test]
    fn a_permit_of_a_withdrawn_request_is_granted_to_the_next() {
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
