//! Carries out what the limiter allows.

use std::sync::Arc;

use actix::{Actor, Addr, ArbiterHandle, AsyncContext, Context};

use super::http::{Http, Shared, Slot};

/// The actor behind every [`Http`]: it owns the awc clients, asks the limiter who is next, sends, and hands out answers.
///
/// It keeps nothing that its successor would miss: the limits it learned live beside the handle. When it dies, the
/// handle's [`actor_gone`](Http::actor_gone) resolves, and whoever supervises it starts another one.
pub struct RestActor {
    shared: Arc<Shared>,
    generation: u64,
}

impl RestActor {
    /// Starts an actor for this handle on an arbiter, where it takes the place of any earlier one.
    pub fn start_in(arbiter: &ArbiterHandle, http: &Http) -> Addr<Self> {
        let actor = Self::new(http.shared());
        Self::start_in_arbiter(arbiter, move |_| actor)
    }

    pub(super) fn new(shared: &Arc<Shared>) -> Self {
        Self { shared: Arc::clone(shared), generation: shared.ticket() }
    }
}

impl Actor for RestActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        let running = Slot::Running(self.generation, ctx.address());
        self.shared.slot.send_if_modified(|slot| {
            let vacant = !matches!(slot, Slot::Stopped);
            if vacant {
                *slot = running;
            }
            vacant
        });
    }
}

impl Drop for RestActor {
    fn drop(&mut self) {
        // A panic gets here as well: the slot shows that nobody is there, and the supervisor acts on it.
        self.shared.slot.send_if_modified(|slot| {
            let mine = matches!(slot, Slot::Running(generation, _) if *generation == self.generation);
            if mine {
                *slot = Slot::Empty;
            }
            mine
        });
    }
}
