//! The first of the crew that works off the [`lanes`](super::lanes): a thread of the bot's own, in the runtime of the user.
//!
//! To be woken, a task needs one of the runtime's threads; and the runtime wakes one more whenever one of them finds work, should there be more of it. In a
//! stream of events that is two threads for each batch, and the second finds nothing. This one is woken alone. It makes the calls that are over at once; a
//! handler that has to wait goes on as a task of the runtime.

use std::{panic::AssertUnwindSafe, sync::Arc, thread};

use futures_util::{FutureExt, poll};
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    sync::{Notify, watch},
};

/// What calls the foreman.
pub(super) struct Foreman(Arc<Notify>);

impl Foreman {
    /// Starts the thread, which begins one `shift` after the other, whenever it is called. It ends with `ended`, and where there is no shift any more.
    ///
    /// `None` where the runtime's tasks do as well: where it has one thread only, and where the system gives none.
    pub(super) fn start<S, F>(runtime: &Handle, ended: watch::Receiver<bool>, shift: S) -> Option<Self>
    where
        S: Fn() -> Option<F> + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        if runtime.runtime_flavor() == RuntimeFlavor::CurrentThread {
            return None;
        }
        let called = Arc::new(Notify::new());
        let foreman = Self(Arc::clone(&called));
        let runtime = runtime.clone();
        let run = move || runtime.block_on(work(&runtime, ended, &called, shift));
        // Who is not there is not missed: tasks take his place.
        thread::Builder::new().name("greenroom-lanes".to_owned()).spawn(run).ok().map(|_| foreman)
    }

    /// Has a shift begin, now or when the one that there is has ended.
    pub(super) fn call(&self) {
        self.0.notify_one();
    }
}

async fn work<S, F>(runtime: &Handle, mut ended: watch::Receiver<bool>, called: &Notify, shift: S)
where
    S: Fn() -> Option<F>,
    F: Future<Output = ()> + Send + 'static,
{
    loop {
        tokio::select! {
            biased;
            _ = ended.wait_for(|ended| *ended) => return,
            () = called.notified() => {}
        }
        let Some(shift) = shift() else { return };
        // As with a task, a panic ends the shift and not the thread.
        let mut shift = Box::pin(AssertUnwindSafe(shift).catch_unwind());
        if poll!(&mut shift).is_pending() {
            runtime.spawn(shift);
        }
    }
}
