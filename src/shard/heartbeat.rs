//! The heartbeat of one shard: a timer round the pure [`HeartbeatState`].
//!
//! It lives on its shard's thread and never sees the socket. Each HELLO starts a new generation with a fresh ledger of
//! acknowledgements; what an older generation still had in flight names its number and is ignored.

use std::time::Duration;

use actix::{Actor, ActorContext, AsyncContext, Context, Handler, Message, Recipient};

use super::batch::{Batch, BatchItem, BatchSource};
use crate::{
    actors::{Address, ExitGuard, Spawned, clock, crashes},
    event::{HeartbeatAcked, Lifecycle},
    gateway::{HeartbeatState, Tick},
};

/// What the heartbeat tells its shard.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(super) enum HeartbeatDue {
    /// Send a heartbeat.
    Beat { generation: u64 },
    /// The last heartbeat was not acknowledged when the next was due.
    Zombie { generation: u64 },
}

/// What a shard tells its heartbeat.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(super) enum HeartbeatRequest {
    /// HELLO came: beat from now on, first after `first`, then every `interval`.
    Hello { generation: u64, interval: Duration, first: Duration },
    /// A heartbeat was written to the socket out of turn, because Discord asked for it.
    Sent,
    /// Discord has acknowledged a heartbeat.
    Acked,
    /// The connection is gone: be still.
    Silence,
    /// Whether a missing acknowledgement ends the connection.
    CheckAcks(bool),
    /// The shard is ending.
    Leave,
}

pub(super) struct HeartbeatActor {
    pub(super) source: BatchSource,
    pub(super) shard: Recipient<HeartbeatDue>,
    pub(super) router: Address<Recipient<Batch>>,
    /// Whether some handler wants to know of each beat.
    pub(super) observed: bool,
    pub(super) check_acks: bool,
    pub(super) state: Option<HeartbeatState>,
    pub(super) timer: Option<Spawned>,
    pub(super) exit_guard: ExitGuard,
}

impl HeartbeatActor {
    fn wait(&mut self, delay: Duration, ctx: &mut Context<Self>) {
        self.no_timer(ctx);
        self.timer = Some(Spawned::after(delay, ctx, Self::tick));
    }

    fn no_timer(&mut self, ctx: &mut Context<Self>) {
        if let Some(timer) = self.timer.take() {
            timer.cancel(ctx);
        }
    }

    fn tick(&mut self, ctx: &mut Context<Self>) {
        self.timer = None;
        let now = clock::now();
        let Some(state) = &mut self.state else { return };
        let generation = state.generation();
        let due = match state.on_tick(now) {
            Tick::Beat => HeartbeatDue::Beat { generation },
            Tick::Zombie => HeartbeatDue::Zombie { generation },
            Tick::NotYet(at) => {
                self.wait(at.saturating_duration_since(now), ctx);
                return;
            }
        };
        let next = state.next().saturating_duration_since(now);
        // A shard whose mailbox is full for a moment still gets this beat: the future waits in its place.
        let sent = self.shard.send(due);
        ctx.spawn(actix::fut::wrap_future(async move {
            let _ = sent.await;
        }));
        self.wait(next, ctx);
    }
}

impl Actor for HeartbeatActor {
    type Context = Context<Self>;
}

impl Handler<HeartbeatRequest> for HeartbeatActor {
    type Result = ();

    fn handle(&mut self, tell_heartbeat: HeartbeatRequest, ctx: &mut Self::Context) {
        let now = clock::now();
        match tell_heartbeat {
            HeartbeatRequest::Hello { generation, interval, first } => {
                self.state = Some(HeartbeatState::new(generation, interval, now + first, self.check_acks));
                self.wait(first, ctx);
            }
            HeartbeatRequest::Sent => {
                if let Some(state) = &mut self.state {
                    state.sent(now);
                }
            }
            HeartbeatRequest::Acked => {
                let Some(state) = &mut self.state else { return };
                let Some(latency) = state.acked(now) else { return };
                let average = state.latency().average.unwrap_or(latency);
                self.source.entry.update(|info| {
                    info.latency = Some(latency);
                    info.average_latency = Some(average);
                });
                if self.observed {
                    let shard = self.source.entry.id;
                    let acked = Lifecycle::HeartbeatAcked(HeartbeatAcked { shard, latency, average });
                    // If the router has no room, this notice is left out.
                    let items = vec![BatchItem::Lifecycle(acked)];
                    self.router.try_send(Batch::new(self.source.clone(), items, None));
                }
            }
            HeartbeatRequest::Silence => {
                self.state = None;
                self.no_timer(ctx);
            }
            HeartbeatRequest::CheckAcks(check) => {
                self.check_acks = check;
                if let Some(state) = &mut self.state {
                    state.set_check_acks(check);
                }
            }
            HeartbeatRequest::Leave => {
                self.exit_guard.leave();
                ctx.stop();
            }
        }
    }
}

crashes!(HeartbeatActor);
