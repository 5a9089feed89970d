//! The handle to the HTTP API, and the way of one request from a call to the actor and back.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use actix::{Addr, dev::SendError};
use bytes::Bytes;
use tokio::sync::{Semaphore, SemaphorePermit, oneshot, watch};

#[cfg(feature = "http-interactions")]
use super::awaited_answers::FirstAnswers;
use super::{
    HttpConfig, HttpError,
    actor::{ActorState, RestActor, Submit, Withdraw},
    actor_thread::{ActorThread, keep},
    arrivals::Arrivals,
    explain::Explain,
    handler_call::HandlerCall,
    operation::Replay,
    request::Request,
    shared::{Pending, Shared},
};
use crate::{dial::Dialer, tls::Tls};

/// How often a request is handed to another actor after the one that had it has died. Without a bound, a request that
/// crashes actors would do so for ever.
const HANDOVERS: u32 = 3;

/// A handle to Discord's HTTP API.
///
/// Cloning it is cheap, and all clones share the connections and the rate limits of one actor. The context of a handler
/// has one; a program without a gateway connection makes its own with [`Http::start`].
///
/// Each operation is a method that takes the required parameters and returns a builder, which has a method for each
/// optional parameter and is sent by `.await`. A builder has the name of its method: `create_message` returns a
/// [`CreateMessage`](super::CreateMessage). If an object of Discord has that name already, the builder of a method that
/// reads has `Get` in front (`guild` returns a [`GetGuild`](super::GetGuild)); `ban` returns a
/// [`rest::Ban`](super::Ban).
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
/// Dropping the future of a call that has not been sent yet withdraws it; a request that has been sent is carried out.
#[derive(Clone)]
pub struct Http {
    pub(super) inner: Arc<Inner>,
    /// The call of a handler that requests belong to.
    call: Option<Arc<HandlerCall>>,
    /// The thread of [`Http::start`], which ends with the last clone of the handle. `None`: [`Http::keep`] runs the
    /// actor.
    _thread: Option<Arc<ActorThread>>,
}

/// What all clones of a handle have in common.
pub(super) struct Inner {
    pub(super) shared: Arc<Shared>,
    /// The actor that carries requests out.
    actor: watch::Sender<ActorState>,
    /// Held while a request is handed to the actor: requests are handed over one at a time, in the order of their
    /// calls.
    submission: Semaphore,
    /// The source of explanations for refusals, which is set at most once.
    pub(super) explain: OnceLock<Arc<dyn Explain>>,
    /// Locked for moments only, and never across an await.
    arrivals: Mutex<Arrivals>,
    #[cfg(feature = "http-interactions")]
    pub(super) first_answers: FirstAnswers,
}

impl Inner {
    /// The latest interactions. A panic while they were locked leaves them whole.
    pub(super) fn arrivals(&self) -> MutexGuard<'_, Arrivals> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Withdraws a request on drop, unless it has been answered: its caller has stopped waiting.
struct Withdrawal {
    actor: Addr<RestActor>,
    ticket: u64,
    answered: bool,
}

impl Drop for Withdrawal {
    fn drop(&mut self) {
        if !self.answered {
            // `do_send` ignores the bound of the mailbox; there is at most one `Withdraw` for each `Submit`, which
            // obeys it. If the actor has ended, so has the request.
            self.actor.do_send(Withdraw(self.ticket));
        }
    }
}

impl Http {
    /// A handle without an actor: calls wait until [`keep`](Self::keep) runs one.
    ///
    /// # Errors
    /// [`HttpError::Config`] names the option that cannot work; [`HttpError::Tls`] says why `https` cannot be used.
    pub fn new(config: HttpConfig) -> Result<Self, HttpError> {
        let tls = Tls::new(&config.root_certificates)?.dialing(Dialer::from_env());
        let config = config.checked(&tls)?;
        let inner = Inner {
            shared: Arc::new(Shared::new(config, tls)),
            actor: watch::Sender::new(ActorState::Absent),
            submission: Semaphore::new(1),
            explain: OnceLock::new(),
            arrivals: Mutex::default(),
            #[cfg(feature = "http-interactions")]
            first_answers: FirstAnswers::default(),
        };
        Ok(Self { inner: Arc::new(inner), call: None, _thread: None })
    }

    /// A handle with an actor on a thread of its own, for programs and tests that run no bot. The thread ends when the
    /// last clone of the handle is dropped. An actor that dies is replaced.
    ///
    /// # Errors
    /// As [`Http::new`], and [`HttpError::Stopped`] if the thread cannot be started.
    pub fn start(config: HttpConfig) -> Result<Self, HttpError> {
        let http = Self::new(config)?;
        let thread = ActorThread::start(&http.inner.shared, &http.inner.actor)?;
        Ok(Self { _thread: Some(Arc::new(thread)), ..http })
    }

    /// The configuration of this handle.
    pub fn config(&self) -> &HttpConfig {
        &self.inner.shared.config
    }

    /// The same handle, whose requests belong to a call of a handler.
    pub(crate) fn in_call(&self, call: HandlerCall) -> Self {
        Self { call: Some(Arc::new(call)), ..self.clone() }
    }

    /// The call of a handler that requests belong to. Only the handle of a context has one.
    pub(crate) fn handler_call(&self) -> Option<&HandlerCall> {
        self.call.as_deref()
    }

    /// The TLS configuration of this handle and its clones. The shards of a bot use that of the bot's handle.
    pub(crate) fn tls(&self) -> Tls {
        self.inner.shared.tls.clone()
    }

    /// Sets how to find out whether the gateway accepts the token. While it does, no 401 of REST counts as a refusal of
    /// the token.
    pub(crate) fn set_gateway_accepts(&self, accepts: impl Fn() -> bool + Send + Sync + 'static) {
        let _ = self.inner.shared.gateway_accepts.set(Box::new(accepts));
    }

    /// The number of requests that have not been answered yet, sent or not.
    pub fn pending(&self) -> usize {
        *self.inner.shared.pending.borrow()
    }

    /// Waits until every request has been answered, for at most `deadline`. Returns whether that is so.
    pub async fn flush(&self, deadline: Duration) -> bool {
        let mut pending = self.inner.shared.pending.subscribe();
        let idle = pending.wait_for(|pending| *pending == 0);
        tokio::time::timeout(deadline, idle).await.is_ok()
    }

    /// Stops the handle and all of its clones: requests that have not been answered, and all later ones, fail with
    /// [`HttpError::Stopped`]. To have those in flight answered, call [`flush`](Self::flush) before.
    pub fn stop(&self) {
        self.inner.actor.send_replace(ActorState::Stopped);
    }

    /// Runs the actor of this handle, on the arbiter that polls this future, until the handle is [stopped](Self::stop).
    /// An actor that dies is replaced. If an actor is running already, the new one replaces it.
    ///
    /// [`Http::start`] and [`Bot`](crate::Bot) do this by themselves.
    pub async fn keep(self) {
        let (shared, state) = (Arc::clone(&self.inner.shared), self.inner.actor.clone());
        keep(shared, state).await;
    }

    /// The actor that is running now, for tests that crash it.
    #[cfg(feature = "sandbox")]
    pub(crate) fn actor_now(&self) -> Option<Addr<RestActor>> {
        match &*self.inner.actor.borrow() {
            ActorState::Running(_, actor) => Some(actor.clone()),
            ActorState::Absent | ActorState::Stopped => None,
        }
    }

    /// Sends a request that is within the limits, and waits for the body of its answer. An error gets the hints that
    /// this process has for it.
    pub(super) async fn send(&self, request: &Arc<Request>, timeout: Option<Duration>) -> Result<Bytes, HttpError> {
        self.checked(request)?;
        let asked = Instant::now();
        self.answering(request);
        #[cfg(feature = "http-interactions")]
        if self.answer_by_response(request) {
            self.succeeded(request);
            return Ok(Bytes::new());
        }
        match self.deliver_patiently(request, timeout).await {
            Ok(body) => {
                self.succeeded(request);
                Ok(body)
            }
            Err(error) => Err(self.with_hints(request, asked, error)),
        }
    }

    /// [`deliver`](Self::deliver), repeated while Discord may not have handled the response that is the first answer to
    /// the interaction of the request.
    #[cfg(feature = "http-interactions")]
    async fn deliver_patiently(&self, request: &Arc<Request>, timeout: Option<Duration>) -> Result<Bytes, HttpError> {
        let mut repeated = 0;
        loop {
            let result = self.deliver(request, timeout).await;
            let pause = result.as_ref().err().and_then(|error| self.pause_for_first_answer(request, error, repeated));
            let Some(pause) = pause else {
                if result.is_ok() {
                    self.answered_by_request(request);
                }
                return result;
            };
            repeated += 1;
            tokio::time::sleep(pause).await;
        }
    }

    /// [`deliver`](Self::deliver): first answers are always requests.
    #[cfg(not(feature = "http-interactions"))]
    async fn deliver_patiently(&self, request: &Arc<Request>, timeout: Option<Duration>) -> Result<Bytes, HttpError> {
        self.deliver(request, timeout).await
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

    /// Hands a request to the actor and waits for its answer; if the actor dies before, hands it to the next one.
    /// `started` is set as soon as anything may have been sent.
    async fn exchange(&self, request: &Arc<Request>, started: &Arc<AtomicBool>) -> Result<Bytes, HttpError> {
        let operation = request.route.operation.name;
        let asked = Instant::now();
        let mut former = None;
        for _ in 0..=HANDOVERS {
            if request.route.token && self.inner.shared.is_token_refused() {
                return Err(HttpError::TokenRefused { operation });
            }
            let (permit, generation, actor) = self.actor(operation, former).await?;
            former = Some(generation);

            let ticket = self.inner.shared.ticket();
            let (reply, answer) = oneshot::channel();
            let pending = Pending::new(&self.inner.shared, operation)?;
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
            drop(permit);
            let answer = answer.await;
            withdrawal.answered = true;
            match answer {
                Ok(answer) => return answer,
                // The actor has died before it could answer.
                Err(_) if started.load(Ordering::Acquire) && request.replay == Replay::Never => {
                    let cause = "the actor that had sent it died before the answer came".to_owned();
                    return Err(HttpError::OutcomeUnknown { operation, route: request.route.shown.clone(), cause });
                }
                Err(_) => {}
            }
        }
        Err(HttpError::Stopped { operation })
    }

    /// Waits for an actor other than the `former` one, which has died. Until the permit is dropped no other call gets
    /// past this, so that requests are handed over in the order of their calls.
    async fn actor(
        &self,
        operation: &'static str,
        former: Option<u64>,
    ) -> Result<(SemaphorePermit<'_>, u64, Addr<RestActor>), HttpError> {
        let usable = |state: &ActorState| match state {
            ActorState::Absent => false,
            ActorState::Running(generation, _) => Some(*generation) != former,
            ActorState::Stopped => true,
        };
        let stopped = || HttpError::Stopped { operation };
        let mut changes = self.inner.actor.subscribe();
        let now = changes.borrow_and_update().clone();
        let (permit, now) = match self.inner.submission.try_acquire() {
            Ok(permit) if usable(&now) => (permit, now),
            free => {
                let wait = async {
                    // Neither the semaphore nor the channel is closed while `self` exists.
                    let permit = match free {
                        Ok(permit) => permit,
                        Err(_) => self.inner.submission.acquire().await.map_err(|_| stopped())?,
                    };
                    let now = changes.wait_for(usable).await.map_err(|_| stopped())?.clone();
                    Ok::<_, HttpError>((permit, now))
                };
                tokio::time::timeout(self.inner.shared.config.actor_timeout, wait).await.map_err(|_| stopped())??
            }
        };
        match now {
            ActorState::Running(generation, actor) => Ok((permit, generation, actor)),
            ActorState::Absent | ActorState::Stopped => Err(stopped()),
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
        f.debug_struct("Http").field("config", &self.inner.shared.config).field("pending", &self.pending()).finish()
    }
}

#[cfg(test)]
mod tests {
    use static_assertions::assert_impl_all;

    use super::*;

    assert_impl_all!(Http: Clone, Send, Sync, fmt::Debug);
}
