//! One call of one handler: what it is called for, and what becomes of it.

use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, atomic::Ordering},
    task::Poll,
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};

use super::spent::WayBack;
use crate::{
    context::Context,
    event::{Event, Lifecycle},
    handle::Shared,
    handler::{self, EventHandler, Failure, FailureCause, HandlerResult},
    store::Ticket,
};

/// Something that a handler is to be called for.
#[derive(Debug)]
pub(super) enum Cue {
    Event(Event),
    /// An event that others beside the handlers hold a share of.
    Shared(Arc<Event>),
    Lifecycle(Lifecycle),
    Raw {
        name: Box<str>,
        json: Box<str>,
    },
}

impl Cue {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Event(event) => event.name(),
            Self::Shared(event) => event.name(),
            Self::Lifecycle(lifecycle) => lifecycle.method(),
            Self::Raw { name, .. } => name,
        }
    }

    fn event(&self) -> Option<&Event> {
        match self {
            Self::Event(event) => Some(event),
            Self::Shared(event) => Some(event),
            Self::Lifecycle(_) | Self::Raw { .. } => None,
        }
    }

    /// Whether the call says that something could not be decoded.
    fn is_failure(&self) -> bool {
        match self.event() {
            Some(Event::Undecoded(_)) => true,
            Some(Event::Custom(custom)) => custom.undecoded().is_some(),
            _ => false,
        }
    }
}

/// What all handlers of one event are handed.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) context: Context,
    pub(super) cue: Cue,
    /// Counts the calls of the dispatch, where sessions are stored.
    pub(super) ticket: Option<Arc<Ticket>>,
    /// To the shard that it came from, if it did.
    pub(super) way_back: Option<WayBack>,
}

impl Scene {
    /// Frees what it was about. What is left says nothing, and knows no way back, so that whoever keeps it is not kept by it.
    pub(super) fn strike(&mut self) {
        self.cue = Cue::Raw { name: Box::default(), json: Box::default() };
        (self.ticket, self.way_back) = (None, None);
    }
}

/// The handlers, and what is needed to call them.
pub(super) struct Calls {
    handlers: Arc<[Arc<dyn EventHandler>]>,
    slow_after: Duration,
    shared: Arc<Shared>,
}

impl Calls {
    pub(super) fn new(handlers: Arc<[Arc<dyn EventHandler>]>, slow_after: Duration, shared: Arc<Shared>) -> Self {
        Self { handlers, slow_after, shared }
    }

    /// Calls the handler with that number, and counts and reports what goes wrong. `waits` is called if the handler
    /// does not end at once.
    pub(super) async fn perform(&self, handler: usize, scene: &Scene, waits: impl FnMut()) {
        let Some(handler) = self.handlers.get(handler) else { return };
        let (context, cue) = (&scene.context, &scene.cue);
        let tally = &self.shared.tally;
        let mut waits = waits;
        let Some(cause) = self.call(handler, context, cue, &mut waits).await else {
            let tally = if cue.is_failure() { &tally.failed } else { &tally.handled };
            tally.fetch_add(1, Ordering::Relaxed);
            return;
        };
        match cause {
            FailureCause::Panic(_) => tally.panicked.fetch_add(1, Ordering::Relaxed),
            _ => tally.failed.fetch_add(1, Ordering::Relaxed),
        };
        let failure = Failure {
            handler: Some(handler.name()),
            event: cue.name().into(),
            shard: Some(context.shard()),
            guild_id: cue.event().and_then(Event::guild_id),
            cause,
        };
        let told = patiently(AssertUnwindSafe(handler.error(context, &failure)).catch_unwind(), &mut waits).await;
        if told.is_err() {
            tracing::error!(handler = handler.name(), %failure, "the handler panicked while it was told of a failure");
        }
    }

    /// Calls a handler and says what went wrong, if anything did.
    async fn call(
        &self,
        handler: &Arc<dyn EventHandler>,
        context: &Context,
        cue: &Cue,
        waits: &mut impl FnMut(),
    ) -> Option<FailureCause> {
        if let Some(Event::InteractionCreate(interaction)) = cue.event() {
            context.http().interaction_called(interaction.id, handler.name());
        }
        // Making the future runs user code too, where `async_trait` is not what made it, and where a payload is of the user's type.
        let call = async {
            let future: BoxFuture<'_, HandlerResult> = match cue {
                Cue::Event(event) => handler::call(&**handler, context, event),
                Cue::Shared(event) => handler::call(&**handler, context, event),
                Cue::Lifecycle(lifecycle) => handler::call_lifecycle(&**handler, context, lifecycle),
                Cue::Raw { name, json } => handler.raw_event(context, name, json),
            };
            future.await
        };
        let mut call = std::pin::pin!(AssertUnwindSafe(call).catch_unwind());
        // Most handlers end at once, and need no timer.
        let mut result = call.as_mut().now_or_never();
        if result.is_none() {
            waits();
            give_way().await;
            result = tokio::time::timeout(self.slow_after, call.as_mut()).await.ok();
        }
        let result = match result {
            Some(result) => result,
            None => {
                let (handler, event, slow_after) = (handler.name(), cue.name(), self.slow_after);
                tracing::warn!(handler, event, ?slow_after, "a handler is slow; events of the same lane wait for it");
                call.await
            }
        };
        match result {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(FailureCause::Error(error)),
            Err(panic) => Some(FailureCause::Panic(panic_text(&*panic))),
        }
    }
}

/// Goes to the back of the queue of this thread, where another thread may find the task, and lets those run first whom
/// this one has woken: tokio keeps the last of them for this very thread. To be awaited before code of the user is polled
/// again, which may block the thread: after a first poll, which may have woken another task.
///
/// `tokio::task::yield_now` does not do: it keeps the task aside, for this thread alone, until the thread has nothing
/// else to do. Should a handler block the thread meanwhile, the task would be stuck.
pub(super) async fn give_way() {
    let mut has_given_way = false;
    std::future::poll_fn(|task| {
        if std::mem::replace(&mut has_given_way, true) {
            return Poll::Ready(());
        }
        task.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Awaits a future, and calls `waits` if it does not end at once.
async fn patiently<F: Future>(future: F, waits: &mut impl FnMut()) -> F::Output {
    let mut future = std::pin::pin!(future);
    match future.as_mut().now_or_never() {
        Some(output) => output,
        None => {
            waits();
            give_way().await;
            future.await
        }
    }
}

/// What a panic said, where it said it in words.
fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("(a panic without words)").to_owned()
}
