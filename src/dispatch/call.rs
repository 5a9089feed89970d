//! [`HandlerCaller`]: calls a handler or an actor of the user, and handles its errors and panics.

use std::{
    panic::AssertUnwindSafe,
    pin::pin,
    sync::{Arc, atomic::Ordering},
    task::Poll,
    time::Duration,
};

use futures_util::FutureExt;
use tracing::Instrument;

use super::{
    poll_watch::{PollSlot, PollWatch},
    receiver::{Receiver, Receivers},
};
use crate::{
    actors::panic_text,
    context::Context,
    event::{DecodeError, Event},
    event_path::event_path,
    handler::{Failure, FailureCause, HandlerInput, Invocation},
    state::{BotState, CallTag},
};

/// The receivers of events, and what is needed to call them.
pub(super) struct HandlerCaller {
    receivers: Receivers,
    slow_after: Duration,
    state: Arc<BotState>,
    watch: Arc<PollWatch>,
}

impl HandlerCaller {
    pub(super) fn new(receivers: Receivers, slow_after: Duration, state: Arc<BotState>) -> Self {
        Self { receivers, slow_after, state, watch: Arc::default() }
    }

    /// A slot for a task that makes calls.
    pub(super) fn slot(&self) -> PollSlot {
        self.watch.slot()
    }

    /// Whether the check for blocked threads is to be started. To be called after calls were counted.
    pub(super) fn needs_check(&self) -> bool {
        self.watch.needs_check()
    }

    /// Checks, in a task on this thread, whether calls block their threads, until `open_calls` returns 0. No code of
    /// the user may run on this thread.
    pub(super) fn check_for_blocked_threads(&self, open_calls: impl Fn() -> usize + 'static) {
        let handlers = Arc::clone(&self.receivers.list);
        let report = move |call: CallTag, time| {
            let handler = call.handler().and_then(|index| handlers.get(index)).map(Receiver::name);
            tracing::warn!(
                handler,
                event = call.event_name(),
                blocked_for = ?time,
                "a handler blocks its thread: other tasks of the thread wait. Put long work into \
                 `tokio::task::spawn_blocking`"
            );
        };
        actix::spawn(Arc::clone(&self.watch).check(open_calls, report));
    }

    /// Calls the receiver with the index `handler`, and counts and reports its failure. `on_wait` is called if the
    /// handler does not return at its first poll. `false`: the call failed. A handler that is switched off is not
    /// called.
    pub(super) async fn call(
        &self,
        handler: usize,
        invocation: &Invocation,
        slot: &mut PollSlot,
        mut on_wait: impl FnMut(),
    ) -> bool {
        event_path!("makes the call, catches panics, reports errors");
        let Some(receiver) = self.receivers.list.get(handler) else { return false };
        let (shared, input) = (&invocation.context, &invocation.input);
        let is_lifecycle = matches!(input, HandlerInput::Lifecycle(_));
        let guild = || input.event().and_then(Event::guild_id);
        if !is_lifecycle && self.state.switches.is_handler_off(receiver.name(), guild) {
            return true;
        }
        let own;
        let context = if shared.tag().handler() == Some(handler) {
            shared
        } else {
            own = shared.for_handler(handler);
            &own
        };
        let span = tracing::debug_span!(
            target: "greenroom::handler",
            "handler",
            name = receiver.name(),
            event = input.name(),
            shard = context.shard(),
            seq = context.seq(),
        );
        let call = self.call_in(receiver, context, input, slot, &mut on_wait);
        call.instrument(span).await
    }

    async fn call_in(
        &self,
        receiver: &Receiver,
        context: &Context,
        input: &HandlerInput,
        slot: &mut PollSlot,
        on_wait: &mut impl FnMut(),
    ) -> bool {
        let counters = &self.state.counters;
        let Some(cause) = self.run(receiver, context, input, slot, on_wait).await else {
            let counters = if input.is_failure() { &counters.failed } else { &counters.handled };
            counters.fetch_add(1, Ordering::Relaxed);
            return true;
        };
        match cause {
            FailureCause::Panic(_) => counters.panicked.fetch_add(1, Ordering::Relaxed),
            _ => counters.failed.fetch_add(1, Ordering::Relaxed),
        };
        let guild_id = input.event().and_then(Event::guild_id);
        let mut failure = Failure::new(receiver.name(), input.name(), cause);
        match input {
            HandlerInput::Task { .. } => failure = failure.of_task(),
            _ => failure.shard = Some(context.shard()),
        }
        failure.guild_id = guild_id;
        let failure = failure.reported_to(self.receivers.on_error.clone());
        #[cfg(feature = "sandbox")]
        if let Some(failures) = &self.receivers.failures {
            failures.note(&failure);
        }
        let report = pin!(AssertUnwindSafe(receiver.error(context, &failure)).catch_unwind());
        if await_with(slot.watch(context.tag(), report), on_wait).await.is_err() {
            tracing::error!(handler = receiver.name(), %failure, "the handler panicked in its `error` method");
        }
        false
    }

    /// Calls a receiver. Returns the cause if that fails.
    async fn run(
        &self,
        receiver: &Receiver,
        context: &Context,
        input: &HandlerInput,
        slot: &mut PollSlot,
        on_wait: &mut impl FnMut(),
    ) -> Option<FailureCause> {
        if let Some(Event::InteractionCreate(interaction)) = input.event() {
            context.http().interaction_called(interaction.id, receiver.name());
        }
        // Inside the future that catches panics, because making the handler's future can run code of the user too:
        // where `async_trait` did not make it, and where the type of the payload is the user's.
        let call = async { receiver.call(context, input).await };
        let call = pin!(AssertUnwindSafe(call).catch_unwind());
        let mut call = slot.watch(context.tag(), call);
        // Most handlers return at their first poll. They need no timer.
        let mut result = (&mut call).now_or_never();
        if result.is_none() {
            on_wait();
            give_way().await;
            if matches!(input, HandlerInput::Task { .. }) {
                // A task may take long: no event waits for it.
                result = Some((&mut call).await);
            }
        }
        if result.is_none() {
            result = tokio::time::timeout(self.slow_after, &mut call).await.ok();
        }
        let result = match result {
            Some(result) => result,
            None => {
                let (handler, event, slow_after) = (receiver.name(), input.name(), self.slow_after);
                tracing::warn!(handler, event, ?slow_after, "a handler is slow; events with the same key wait for it");
                call.await
            }
        };
        match result {
            Ok(Ok(())) => None,
            Ok(Err(error)) if input.is_failure() => Some(match error.downcast::<DecodeError>() {
                Ok(error) => FailureCause::Decode(*error),
                Err(error) => FailureCause::Error(error),
            }),
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
