//! The thread of a handle that runs without a bot, and the loop that replaces an actor that has ended.

use std::{
    fmt,
    sync::{Arc, mpsc},
    thread,
};

use actix::{Actor, System};
use tokio::sync::watch;

use super::{
    HttpError,
    actor::{ActorState, RestActor},
    shared::Shared,
};

/// A thread with an actix system that runs the actor of one handle. Dropping it stops the actor and ends the thread.
pub(super) struct ActorThread {
    system: System,
    state: watch::Sender<ActorState>,
}

impl ActorThread {
    /// Starts the thread, and on it an actor, which is replaced until the handle is stopped.
    ///
    /// # Errors
    /// [`HttpError::Stopped`] if the thread or its system cannot be started.
    pub(super) fn start(shared: &Arc<Shared>, state: &watch::Sender<ActorState>) -> Result<Self, HttpError> {
        let (ready, started) = mpsc::sync_channel(1);
        let (shared, actor_state) = (Arc::clone(shared), state.clone());
        let thread = thread::Builder::new().name("greenroom-rest".to_owned()).spawn(move || {
            let system = System::new();
            system.block_on(async {
                actix::spawn(keep(shared, actor_state));
            });
            // Sending fails only if `start` has been given up, and then the system is not needed.
            if ready.send(System::current()).is_ok() {
                let _ = system.run();
            }
        });
        match thread.map_err(drop).and_then(|_| started.recv().map_err(drop)) {
            Ok(system) => Ok(Self { system, state: state.clone() }),
            Err(()) => Err(HttpError::Stopped { operation: "start" }),
        }
    }
}

/// Starts an actor, waits for its end and starts the next one, until the handle is stopped.
pub(super) async fn keep(shared: Arc<Shared>, state: watch::Sender<ActorState>) {
    let mut changes = state.subscribe();
    loop {
        if matches!(*state.borrow(), ActorState::Stopped) {
            return;
        }
        drop(RestActor::new(&shared, &state).start());
        // An actor sets the state to `Running` when it starts, and to `Absent` when it ends for whatever reason.
        let _ = changes.wait_for(|state| !matches!(state, ActorState::Absent)).await;
        let _ = changes.wait_for(|state| !matches!(state, ActorState::Running(..))).await;
    }
}

impl Drop for ActorThread {
    fn drop(&mut self) {
        self.state.send_replace(ActorState::Stopped);
        self.system.stop();
    }
}

impl fmt::Debug for ActorThread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActorThread").finish_non_exhaustive()
    }
}
