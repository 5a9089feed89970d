//! The handle: cloned freely, used from any thread and runtime.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actix::{Addr, dev::SendError};
use bytes::Bytes;
use tokio::sync::{Semaphore, SemaphorePermit, oneshot, watch};

use super::{
    HttpConfig, HttpError,
    actor::{RestActor, Submit, Withdraw},
    arrivals::Arrivals,
    explain::Explain,
    limiter::Limiter,
    request::Request,
    route::Replay,
    stage::Stage,
};

/// How often a request is handed to another actor after the one that had it died. A request that kills actors would
/// otherwise do so for ever.
const HANDOVERS: u32 = 3;

/// A handle to Discord's HTTP API.
///
/// Cloning it is cheap, and all clones share the connections and the rate limits of one actor. Handlers find one
/// in their context; a program without a gateway connection makes its own with [`Http::start`].
///
/// Each operation is a method that takes what Discord requires and returns something to `.await`; what Discord leaves
/// optional are methods on that:
///
/// ```no_run
/// use greenroom::{model::ChannelId, rest::{Http, HttpError}};
///
/// async fn greet(http: &Http, channel: ChannelId) -> Result<(), HttpError> {
///     let hello = http.create_message(channel).content("Hello.").await?;
///     http.add_reaction(channel, hello.id, "👋").await
/// }
/// ```
///
/// Dropping the future of a call that still waits for its turn withdraws it; one that has been sent is carried out.
#[derive(Clone)]
pub struct Http {
    pub(super) shared: Arc<Shared>,
    /// Keeps the thread of [`Http::start`] alive as long as any clone of the handle. Empty if somebody else runs the
    /// actor.
    _stage: Option<Arc<Stage>>,
}

/// What the handles and the actor have in common. It outlives the actor, so that a rebuilt one finds the limits it had.
pub(super) struct Shared {
    pub(super) config: HttpConfig,
    /// Locked for moments only, and never across an await.
    limiter: Mutex<Limiter>,
    /// Who carries requests out at the moment.
    pub(super) slot: watch::Sender<Slot>,
    /// Requests submitted and not answered yet, for [`Http::flush`] and the bound on waiting ones.
    pending: watch::Sender<usize>,
    /// Set by a 401 to the token; from then on nothing that needs the token is sent.
    pub(super) token_refused: AtomicBool,
    next_ticket: AtomicU64,
    /// One request at a time is handed over, in the order in which they came.
    door: Semaphore,
    /// Who knows what Discord does not say when it refuses something.
    pub(super) explain: OnceLock<Arc<dyn Explain>>,
    /// Locked for moments only, and never across an await.
    arrivals: Mutex<Arrivals>,
}

/// Who carries requests out.
#[derive(Clone)]
pub(super) enum Slot {
    /// Nobody yet, or nobody at the moment: a supervisor is expected to start one.
    Empty,
    /// This actor; the number tells it from earlier ones.
    BotGuard(u64, Addr<RestActor>),
    /// Nobody any more.
    Stopped,
}

impl Shared {
    /// The limiter. A panic while it was locked cannot leave it half changed in a way that matters: at worst a bucket is
    /// asked once too early and answers 429, which is obeyed.
    pub(super) fn limiter(&self) -> MutexGuard<'_, Limiter> {
        self.limiter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The interactions that came last. A panic while they were locked leaves them whole.
    pub(super) fn arrivals(&self) -> MutexGuard<'_, Arrivals> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number that no other request or actor of this handle has.
    pub(super) fn ticket(&self) -> u64 {
        self.next_ticket.fetch_add(1, Ordering::Relaxed)
    }
}

/// Counts as a pending request as long as it lives.
pub(super) struct Pending(Arc<Shared>);

impl Pending {
    fn of(shared: &Arc<Shared>, operation: &'static str) -> Result<Self, HttpError> {
        let most = shared.config.max_waiting.saturating_add(shared.config.max_in_flight);
        let mut crowded = None;
        shared.pending.send_if_modified(|pending| {
            if *pending >= most {
                crowded = Some(*pending);
                return false;
            }
            *pending += 1;
            true
        });
        match crowded {
            Some(waiting) => Err(HttpError::Crowded { operation, waiting }),
            None => Ok(Self(Arc::clone(shared))),
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.0.pending.send_modify(|pending| *pending = pending.saturating_sub(1));
    }
}

/// Takes a request back when the one who asked for it stops waiting.
struct Withdrawal {
    actor: Addr<RestActor>,
    ticket: u64,
    answered: bool,
}

impl Drop for Withdrawal {
    fn drop(&mut self) {
        if !self.answered {
            // `do_send` ignores the mailbox's bound; there is at most one of these for every request that the bound let in.
            // Where the actor is gone, so is what was to be withdrawn.
            self.actor.do_send(Withdraw(self.ticket));
        }
    }
}

impl Http {
    /// A handle without an actor behind it yet: calls wait until [`keep`](Self::keep) gives it one.
    ///
    /// # Errors
    /// [`HttpError::Config`] names the option that cannot work; [`HttpError::Tls`] says why `https` is out of reach.
    pub fn new(config: HttpConfig) -> Result<Self, HttpError> {
        let config = config.checked()?;
        let limiter = Limiter::new(config.global_rate, config.invalid_request_limit, Instant::now());
        let shared = Shared {
            config,
            limiter: Mutex::new(limiter),
            slot: watch::Sender::new(Slot::Empty),
            pending: watch::Sender::new(0),
            token_refused: AtomicBool::new(false),
            next_ticket: AtomicU64::new(1),
            door: Semaphore::new(1),
            explain: OnceLock::new(),
            arrivals: Mutex::default(),
        };
        Ok(Self { shared: Arc::new(shared), _stage: None })
    }

    /// A handle with an actor of its own on a thread of its own, for programs and tests that run no bot. The thread ends
    /// when the last clone of the handle is dropped; an actor that dies is replaced.
    ///
    /// # Errors
    /// As [`Http::new`], and [`HttpError::Stopped`] if the thread cannot be started.
    pub fn start(config: HttpConfig) -> Result<Self, HttpError> {
        let http = Self::new(config)?;
        let stage = Arc::new(Stage::build(&http.shared)?);
        Ok(Self { _stage: Some(stage), ..http })
    }

    /// What this handle was configured with.
    pub fn config(&self) -> &HttpConfig {
        &self.shared.config
    }

    /// How many requests wait for their turn or for an answer.
    pub fn pending(&self) -> usize {
        *self.shared.pending.borrow()
    }

    /// Waits until no request waits for its turn or for an answer, at most `deadline`. Returns whether that came about.
    pub async fn flush(&self, deadline: Duration) -> bool {
        let mut pending = self.shared.pending.subscribe();
        let idle = pending.wait_for(|pending| *pending == 0);
        tokio::time::timeout(deadline, idle).await.is_ok()
    }

    /// Ends the service: requests that wait fail with [`HttpError::Stopped`], as do all later ones. Those on the wire are
    /// given up; call [`flush`](Self::flush) before.
    pub fn stop(&self) {
        self.shared.slot.send_replace(Slot::Stopped);
    }

    /// Keeps an actor behind this handle, on the arbiter that polls this, until the handle is [stopped](Self::stop): one that dies is replaced.
    /// Where another call of this keeps one already, the new one takes its place.
    ///
    /// [`Http::start`] and [`Bot`](crate::Bot) do this by themselves.
    pub async fn keep(self) {
        super::stage::keep(self.shared).await;
    }

    /// The actor that carries requests out now, for a test of the recovery.
    #[cfg(feature = "sandbox")]
    pub(crate) fn actor_now(&self) -> Option<Addr<RestActor>> {
        match &*self.shared.slot.borrow() {
            Slot::BotGuard(_, actor) => Some(actor.clone()),
            Slot::Empty | Slot::Stopped => None,
        }
    }

    /// Sends a request, unless it is known that Discord would refuse it, and waits for the body of its answer. What goes wrong is told with
    /// all that is known of it.
    pub(super) async fn send(&self, request: &Arc<Request>, timeout: Option<Duration>) -> Result<Bytes, HttpError> {
        self.checked(request)?;
        let asked = Instant::now();
        match self.deliver(request, timeout).await {
            Ok(body) => {
                self.succeeded(request);
                Ok(body)
            }
            Err(error) => Err(self.taught(request, asked, error)),
        }
    }

    /// Sends a request and waits for the body of its answer, until `timeout` if there is one.
    async fn deliver(&self, request: &Arc<Request>, timeout: Option<Duration>) -> Result<Bytes, HttpError> {
        let started = Arc::new(AtomicBool::new(false));
        let exchange = self.exchange(request, &started);
        let Some(after) = timeout else { return exchange.await };
        match tokio::time::timeout(after, exchange).await {
            Ok(answer) => answer,
            Err(_) => {
                let (operation, route) = (request.route.operation.name, request.route.shown.clone());
                let known = request.replay != Replay::Never || !started.load(Ordering::Acquire);
                Err(if known {
                    HttpError::Timeout { operation, route, after }
                } else {
                    let cause = format!("no answer came within the {after:?} that the call was given");
                    HttpError::OutcomeUnknown { operation, route, cause }
                })
            }
        }
    }

    /// Hands a request to the actor and waits for its answer; hands it to the next one if the actor dies meanwhile.
    /// `started` is set as soon as anything may have been sent.
    async fn exchange(&self, request: &Arc<Request>, started: &Arc<AtomicBool>) -> Result<Bytes, HttpError> {
        let operation = request.route.operation.name;
        let asked = Instant::now();
        let mut former = None;
        for _ in 0..=HANDOVERS {
            if request.route.token && self.shared.token_refused.load(Ordering::Acquire) {
                return Err(HttpError::TokenRefused { operation });
            }
            let (door, generation, actor) = self.actor(operation, former).await?;
            former = Some(generation);

            let ticket = self.shared.ticket();
            let (reply, answer) = oneshot::channel();
            let pending = Pending::of(&self.shared, operation)?;
            let submit = {
                let (request, started) = (Arc::clone(request), Arc::clone(started));
                Submit { ticket, request, reply, started, asked, pending }
            };
            let mut withdrawal = Withdrawal { actor: actor.clone(), ticket, answered: false };
            match actor.try_send(submit) {
                Ok(()) => {}
                Err(SendError::Full(submit)) => {
                    if actor.send(submit).await.is_err() {
                        continue;
                    }
                }
                Err(SendError::Closed(_)) => continue,
            }
            drop(door);
            let answer = answer.await;
            withdrawal.answered = true;
            match answer {
                Ok(answer) => return answer,
                // The actor has died with the request.
                Err(_) if started.load(Ordering::Acquire) && request.replay == Replay::Never => {
                    let cause = "the actor that had sent it died before the answer came".to_owned();
                    return Err(HttpError::OutcomeUnknown { operation, route: request.route.shown.clone(), cause });
                }
                Err(_) => {}
            }
        }
        Err(HttpError::Stopped { operation })
    }

    /// The actor, as long as it is not the `former` one, which has died. Waits for it to come up. Until the permit is dropped nobody else
    /// is let through, so that those who had to wait are not overtaken by those who had not.
    async fn actor(
        &self,
        operation: &'static str,
        former: Option<u64>,
    ) -> Result<(SemaphorePermit<'_>, u64, Addr<RestActor>), HttpError> {
        let usable = |slot: &Slot| match slot {
            Slot::Empty => false,
            Slot::BotGuard(generation, _) => Some(*generation) != former,
            Slot::Stopped => true,
        };
        let stopped = || HttpError::Stopped { operation };
        let mut slot = self.shared.slot.subscribe();
        let now = slot.borrow_and_update().clone();
        let (door, now) = match self.shared.door.try_acquire() {
            Ok(door) if usable(&now) => (door, now),
            free => {
                let wait = async {
                    // Neither the door nor the slot is ever closed while `self` is there.
                    let door = match free {
                        Ok(door) => door,
                        Err(_) => self.shared.door.acquire().await.map_err(|_| stopped())?,
                    };
                    let now = slot.wait_for(usable).await.map_err(|_| stopped())?.clone();
                    Ok::<_, HttpError>((door, now))
                };
                tokio::time::timeout(self.shared.config.actor_timeout, wait).await.map_err(|_| stopped())??
            }
        };
        match now {
            Slot::BotGuard(generation, actor) => Ok((door, generation, actor)),
            Slot::Empty | Slot::Stopped => Err(stopped()),
        }
    }
}

impl AsRef<Http> for Http {
    fn as_ref(&self) -> &Http {
        self
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("config", &self.shared.config).field("pending", &self.pending()).finish()
    }
}

#[cfg(test)]
mod tests {
    use static_assertions::assert_impl_all;

    use super::*;

    assert_impl_all!(Http: Clone, Send, Sync, fmt::Debug);
}
