//! One call of one handler: what it is called for, and what becomes of it.

use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, atomic::Ordering},
    task::Poll,
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};

use crate::{
    actors::panic_text,
    context::Context,
    event::Event,
    event_path::event_path,
    handler::{self, EventHandler, Failure, FailureCause, HandlerInput, HandlerResult, Invocation},
    state::BotState,
};

/// The handlers, and what is needed to call them.
pub(super) struct HandlerCaller {
    handlers: Arc<[Arc<dyn EventHandler>]>,
    slow_after: Duration,
    state: Arc<BotState>,
}

impl HandlerCaller {
    pub(super) fn new(handlers: Arc<[Arc<dyn EventHandler>]>, slow_after: Duration, state: Arc<BotState>) -> Self {
        Self { handlers, slow_after, state }
    }

    /// HandlerCaller the handler with that number, and counts and reports what goes wrong. `waits` is called if the handler
    /// does not end at once.
    pub(super) async fn call(&self, handler: usize, invocation: &Invocation, waits: impl FnMut()) {
        event_path!("makes the call, catches panics, reports errors");
        let Some(handler) = self.handlers.get(handler) else { return };
        let (context, input) = (&invocation.context, &invocation.input);
        let counters = &self.state.counters;
        let mut waits = waits;
        let Some(cause) = self.run(handler, context, input, &mut waits).await else {
            let counters = if input.is_failure() { &counters.failed } else { &counters.handled };
            counters.fetch_add(1, Ordering::Relaxed);
            return;
        };
        match cause {
            FailureCause::Panic(_) => counters.panicked.fetch_add(1, Ordering::Relaxed),
            _ => counters.failed.fetch_add(1, Ordering::Relaxed),
        };
        let failure = Failure {
            handler: Some(handler.name()),
            event: input.name().into(),
            shard: Some(context.shard()),
            guild_id: input.event().and_then(Event::guild_id),
            cause,
        };
        let told = patiently(AssertUnwindSafe(handler.error(context, &failure)).catch_unwind(), &mut waits).await;
        if told.is_err() {
            tracing::error!(handler = handler.name(), %failure, "the handler panicked while it was told of a failure");
        }
    }

    /// HandlerCaller a handler and says what went wrong, if anything did.
    async fn run(
        &self,
        handler: &Arc<dyn EventHandler>,
        context: &Context,
        input: &HandlerInput,
        waits: &mut impl FnMut(),
    ) -> Option<FailureCause> {
        if let Some(Event::InteractionCreate(interaction)) = input.event() {
            context.http().interaction_called(interaction.id, handler.name());
        }
        // Making the future runs user code too, where `async_trait` is not what made it, and where a payload is of the user's type.
        let call = async {
            let future: BoxFuture<'_, HandlerResult> = match input {
                HandlerInput::Event(event) => handler::call(&**handler, context, event),
                HandlerInput::Shared(event) => handler::call(&**handler, context, event),
                HandlerInput::Lifecycle(lifecycle) => handler::call_lifecycle(&**handler, context, lifecycle),
                HandlerInput::Raw { name, json } => handler.raw_event(context, name, json),
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
                let (handler, event, slow_after) = (handler.name(), input.name(), self.slow_after);
                tracing::warn!(handler, event, ?slow_after, "a handler is slow; events of the same lane wait for it");
                call.await
            }
        };
        match result {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(FailureCause::Error(error)),
            Err(panic) => Some(FailureCause::Panic(panic_text(&*panic).to_owned())),
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
