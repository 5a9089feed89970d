//! [`HandlerCaller`]: calls a handler, and handles its errors and panics.

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
    handler::{self, Failure, FailureCause, HandlerInput, HandlerResult, Invocation, Part},
    state::BotState,
};

/// The handlers, and what is needed to call them.
pub(super) struct HandlerCaller {
    handlers: Arc<[Part]>,
    slow_after: Duration,
    state: Arc<BotState>,
}

impl HandlerCaller {
    pub(super) fn new(handlers: Arc<[Part]>, slow_after: Duration, state: Arc<BotState>) -> Self {
        Self { handlers, slow_after, state }
    }

    /// Calls the handler with the index `handler`, and counts and reports its failure. `on_wait` is called if the
    /// handler does not return at its first poll.
    pub(super) async fn call(&self, handler: usize, invocation: &Invocation, mut on_wait: impl FnMut()) {
        event_path!("makes the call, catches panics, reports errors");
        let Some(part) = self.handlers.get(handler) else { return };
        let handler = part.get();
        let (context, input) = (&invocation.context, &invocation.input);
        let counters = &self.state.counters;
        let Some(cause) = self.run(part, context, input, &mut on_wait).await else {
            let counters = if input.is_failure() { &counters.failed } else { &counters.handled };
            counters.fetch_add(1, Ordering::Relaxed);
            return;
        };
        match cause {
            FailureCause::Panic(_) => counters.panicked.fetch_add(1, Ordering::Relaxed),
            _ => counters.failed.fetch_add(1, Ordering::Relaxed),
        };
        let failure = Failure {
            handler: Some(part.name),
            event: input.name().into(),
            shard: Some(context.shard()),
            guild_id: input.event().and_then(Event::guild_id),
            cause,
        };
        let report = AssertUnwindSafe(handler.error(context, &failure)).catch_unwind();
        if await_with(report, &mut on_wait).await.is_err() {
            tracing::error!(handler = part.name, %failure, "the handler panicked in its `error` method");
        }
    }

    /// Calls a handler. Returns the cause if that fails.
    async fn run(
        &self,
        part: &Part,
        context: &Context,
        input: &HandlerInput,
        on_wait: &mut impl FnMut(),
    ) -> Option<FailureCause> {
        if let Some(Event::InteractionCreate(interaction)) = input.event() {
            context.http().interaction_called(interaction.id, part.name);
        }
        let handler = part.get();
        // Inside the future that catches panics, because making the handler's future can run code of the user too:
        // where `async_trait` did not make it, and where the type of the payload is the user's.
        let call = async {
            let future: BoxFuture<'_, HandlerResult> = match input {
                HandlerInput::Event(event) => handler::call(handler, context, event),
                HandlerInput::Shared(event) => handler::call(handler, context, event),
                HandlerInput::Lifecycle(lifecycle) => handler::call_lifecycle(handler, context, lifecycle),
                HandlerInput::Raw { name, json } => handler.raw_event(context, name, json),
            };
            future.await
        };
        let mut call = std::pin::pin!(AssertUnwindSafe(call).catch_unwind());
        // Most handlers return at their first poll. They need no timer.
        let mut result = call.as_mut().now_or_never();
        if result.is_none() {
            on_wait();
            give_way().await;
            result = tokio::time::timeout(self.slow_after, call.as_mut()).await.ok();
        }
        let result = match result {
            Some(result) => result,
            None => {
                let (handler, event, slow_after) = (part.name, input.name(), self.slow_after);
                tracing::warn!(handler, event, ?slow_after, "a handler is slow; events with the same key wait for it");
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

/// Puts this task at the end of the thread's queue, from which other threads can take it, so that tasks run first that
/// this task has woken. Tokio keeps the last woken task in a slot of this thread, from which other threads cannot take
/// it. Therefore await this before code of the user, which may block the thread, is polled again.
///
/// `tokio::task::yield_now` is no replacement: it defers the task on this thread alone until the thread has nothing
/// else to do. If a handler blocked the thread in the meantime, the task could not go on.
pub(super) async fn give_way() {
    let mut is_requeued = false;
    std::future::poll_fn(|task| {
        if std::mem::replace(&mut is_requeued, true) {
            return Poll::Ready(());
        }
        task.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Awaits a future, and calls `on_wait` if it is not ready at its first poll.
async fn await_with<F: Future>(future: F, on_wait: &mut impl FnMut()) -> F::Output {
    let mut future = std::pin::pin!(future);
    match future.as_mut().now_or_never() {
        Some(output) => output,
        None => {
            on_wait();
            give_way().await;
            future.await
        }
    }
}
