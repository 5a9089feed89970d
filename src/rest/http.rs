//! The handle: cloned freely, used from any thread and runtime.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actix::Addr;
use tokio::sync::watch;

use super::{HttpConfig, HttpError, actor::RestActor, limiter::Limiter, stage::Stage};

/// A handle to Discord's HTTP API.
///
/// Cloning it is cheap, and all clones share the connections and the rate limits of one [`RestActor`]. Handlers find one
/// in their context; a program without a gateway connection makes its own with
/// [`Http::start`].
///
/// Each operation is a method that takes what Discord requires and returns something to `.await`; what Discord leaves
/// optional are methods on that:
///
/// Dropping the future of a call that still waits for its turn withdraws it; one that has been sent is carried out.
#[derive(Clone)]
pub struct Http {
    shared: Arc<Shared>,
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
    pub(super) pending: watch::Sender<usize>,
    /// Set by a 401 to the token; from then on nothing that needs the token is sent.
    pub(super) token_refused: AtomicBool,
    next_ticket: AtomicU64,
}

/// Who carries requests out.
#[derive(Clone)]
pub(super) enum Slot {
    /// Nobody yet, or nobody at the moment: a supervisor is expected to start one.
    Empty,
    /// This actor; the number tells it from earlier ones.
    Running(u64, Addr<RestActor>),
    /// Nobody any more.
    Stopped,
}

impl Shared {
    /// The limiter. A panic while it was locked cannot leave it half changed in a way that matters: at worst a bucket is
    /// asked once too early and answers 429, which is obeyed.
    pub(super) fn limiter(&self) -> MutexGuard<'_, Limiter> {
        self.limiter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number that no other request of this handle has.
    pub(super) fn ticket(&self) -> u64 {
        self.next_ticket.fetch_add(1, Ordering::Relaxed)
    }
}

impl Http {
    /// A handle without an actor behind it yet: calls wait until [`RestActor::start_in`] gives it one.
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
        };
        Ok(Self { shared: Arc::new(shared), _stage: None })
    }

    /// A handle with an actor of its own on a thread of its own, for programs and tests that run no bot. The thread ends when the last clone of the handle is dropped; an actor that dies is
    /// replaced.
    ///
    /// # Errors
    /// As [`Http::new`], and [`HttpError::Stopped`] if the thread cannot be started.
    pub fn start(config: HttpConfig) -> Result<Self, HttpError> {
        let mut http = Self::new(config)?;
        http._stage = Some(Arc::new(Stage::build(&http.shared)?));
        Ok(http)
    }

    /// What this handle was configured with; the token is in it.
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

    /// Resolves when no actor stands behind this handle: at once if none ever did. A supervisor waits for this and then
    /// starts another one.
    pub async fn actor_gone(&self) {
        let mut slot = self.shared.slot.subscribe();
        // The sender lives in `self`, so the only way out is the state waited for.
        let _ = slot.wait_for(|slot| !matches!(slot, Slot::Running(..))).await;
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
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
