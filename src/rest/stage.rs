//! A thread for handles that run without a bot.

use std::{
    fmt,
    sync::{Arc, mpsc},
    thread,
};

use actix::{Actor, System};

use super::{
    HttpError,
    actor::RestActor,
    http::{Shared, Slot},
};

/// A thread with an actix system on which the actor of one handle lives. Dropping it ends the thread.
pub(super) struct Stage {
    system: System,
    shared: Arc<Shared>,
}

impl Stage {
    /// Starts the thread and keeps an actor on it until the handle is stopped.
    pub(super) fn build(shared: &Arc<Shared>) -> Result<Self, HttpError> {
        let (ready, started) = mpsc::sync_channel(1);
        let kept = Arc::clone(shared);
        let thread = thread::Builder::new().name("greenroom-rest".to_owned()).spawn(move || {
            let system = System::new();
            system.block_on(async {
                actix::spawn(keep(kept));
            });
            // Fails only if `build` has gone away, and then nobody needs the system.
            if ready.send(System::current()).is_ok() {
                let _ = system.run();
            }
        });
        match thread.map_err(drop).and_then(|_| started.recv().map_err(drop)) {
            Ok(system) => Ok(Self { system, shared: Arc::clone(shared) }),
            Err(()) => Err(HttpError::Stopped { operation: "start" }),
        }
    }
}

/// Starts an actor, waits for its end and starts the next one, until the handle is stopped.
pub(super) async fn keep(shared: Arc<Shared>) {
    let mut slot = shared.slot.subscribe();
    loop {
        if matches!(*shared.slot.borrow(), Slot::Stopped) {
            return;
        }
        drop(RestActor::new(&shared).start());
        // An actor takes its slot when it starts, and leaves it when it ends for whatever reason.
        let _ = slot.wait_for(|slot| matches!(slot, Slot::BotGuard(..) | Slot::Stopped)).await;
        let _ = slot.wait_for(|slot| !matches!(slot, Slot::BotGuard(..))).await;
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.shared.slot.send_replace(Slot::Stopped);
        self.system.stop();
    }
}

impl fmt::Debug for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage").finish_non_exhaustive()
    }
}
