//! What the handles and the actor share. It outlives the actor, so that the next actor starts with the limits that are
//! already known.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Instant,
};

use tokio::sync::watch;

use super::{HttpConfig, HttpError, limiter::Limiter};
use crate::{server_clock::ServerClock, tls::Tls};

/// Configuration, rate limits and counters of a handle and its actor.
pub(super) struct Shared {
    pub(super) config: HttpConfig,
    pub(super) tls: Tls,
    /// Locked for moments only, and never across an await.
    limiter: Mutex<Limiter>,
    /// Requests that have been submitted and not been answered yet.
    pub(super) pending: watch::Sender<usize>,
    /// Whether the gateway accepts the token at present. Without a bot it is not set.
    pub(super) gateway_accepts: OnceLock<Box<dyn Fn() -> bool + Send + Sync>>,
    /// Set by a 401 of `GET /users/@me`.
    token_refused: AtomicBool,
    next_ticket: AtomicU64,
    pub(super) server_clock: Arc<ServerClock>,
}

impl Shared {
    pub(super) fn new(config: HttpConfig, tls: Tls) -> Self {
        let limiter = Limiter::new(config.global_rate, config.invalid_request_limit, Instant::now());
        Self {
            config,
            tls,
            limiter: Mutex::new(limiter),
            pending: watch::Sender::new(0),
            gateway_accepts: OnceLock::new(),
            token_refused: AtomicBool::new(false),
            next_ticket: AtomicU64::new(1),
            server_clock: Arc::default(),
        }
    }

    /// The limiter. A panic while it was locked is ignored: at worst a request is sent too early and answered with 429,
    /// which the limiter then obeys.
    pub(super) fn limiter(&self) -> MutexGuard<'_, Limiter> {
        self.limiter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the gateway accepts the token at present.
    pub(super) fn gateway_accepts(&self) -> bool {
        self.gateway_accepts.get().is_some_and(|accepts| accepts())
    }

    /// From now on nothing that needs the token is sent, unless the gateway accepts the token later.
    pub(super) fn refuse_token(&self) {
        self.token_refused.store(true, Ordering::Release);
    }

    /// Whether nothing that needs the token may be sent. In an outage Discord may answer valid tokens with 401: the
    /// refusal ends when the gateway accepts the token.
    pub(super) fn is_token_refused(&self) -> bool {
        if !self.token_refused.load(Ordering::Acquire) {
            return false;
        }
        if self.gateway_accepts() {
            self.token_refused.store(false, Ordering::Release);
            tracing::info!("the gateway accepts the bot's token; requests that need it are sent again");
            return false;
        }
        true
    }

    /// A number that no other request or actor of this handle has.
    pub(super) fn ticket(&self) -> u64 {
        self.next_ticket.fetch_add(1, Ordering::Relaxed)
    }
}

/// A pending request: counted from creation to drop.
pub(super) struct Pending(Arc<Shared>);

impl Pending {
    /// Counts one more request.
    ///
    /// # Errors
    /// [`HttpError::Crowded`] if as many are pending as the configuration allows.
    pub(super) fn new(shared: &Arc<Shared>, operation: &'static str) -> Result<Self, HttpError> {
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
