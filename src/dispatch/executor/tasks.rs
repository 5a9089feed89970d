//! The runs of tasks.
//!
//! They wait in no queue: the clock decides when they begin. They count as calls that run, so that a stop waits for
//! them as for all others.

use std::sync::{Arc, atomic::Ordering};

use super::KeyedExecutor;
use crate::{
    handler::{HandlerInput, Invocation},
    task::TaskContext,
};

impl KeyedExecutor {
    /// Runs a task of the handler with the index `handler`, in a task of the runtime. Errors and panics are reported.
    /// Resolves when the run has ended: `false` if it failed, or was dropped because the bot ended.
    pub(crate) fn run_task(&self, handler: usize, task: u16, ctx: TaskContext) -> impl Future<Output = bool> + use<> {
        let inner = Arc::clone(&self.0);
        inner.depth().fetch_add(1, Ordering::SeqCst);
        let context = (*ctx).clone();
        let input = HandlerInput::Task { task, ctx: Box::new(ctx) };
        let invocation = Invocation { context, input, ticket: None, return_path: None };
        let run = self.0.runtime.spawn(async move {
            let (mut ended, mut slot) = (inner.ended.subscribe(), inner.caller.slot());
            let on_wait = || inner.watchdog.handler_waits();
            let is_ok = tokio::select! {
                biased;
                _ = ended.wait_for(|ended| *ended) => false,
                is_ok = inner.caller.call(handler, &invocation, &mut slot, on_wait) => is_ok,
            };
            inner.call_ended();
            is_ok
        });
        async move { run.await.unwrap_or(false) }
    }
}
