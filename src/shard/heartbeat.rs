//! [`HeartbeatActor`]: the heartbeat of one shard, a timer around the pure [`HeartbeatState`].
//!
//! It runs on the thread of its shard and has no access to the socket. Each HELLO starts a new generation with a new
//! record of acknowledgements. Each message to the shard contains the number of its generation, and the shard ignores
//! those of an earlier generation.

use std::time::Duration;

use actix::{Actor, ActorContext, AsyncContext, Context, Handler, Message, Recipient};

use super::batch::{Batch, BatchItem, BatchSource};
use crate::{
    actors::{Address, ExitGuard, Spawned, clock, crashes},
    event::{HeartbeatAcked, Lifecycle},
    gateway::{HeartbeatState, Tick},
};

/// A message of the heartbeat actor to its shard.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(super) enum HeartbeatDue {
    /// Send a heartbeat.
    Beat { generation: u64 },
    /// The last heartbeat was not acknowledged when the next was due.
    Zombie { generation: u64 },
}

/// A request of a shard to its heartbeat actor.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(super) enum HeartbeatRequest {
    /// HELLO came: the first heartbeat is due after `first`, the others after `interval` each.
    Hello { generation: u64, interval: Duration, first: Duration },
    /// A heartbeat was sent beside the timer: Discord has requested it (opcode 1), or its acknowledgement is awaited.
    Sent,
    /// Discord has acknowledged a heartbeat.
    Acked,
    /// The connection has ended: no heartbeat is due until the next HELLO.
    Disconnected,
    /// Whether a missing acknowledgement ends the connection.
    CheckAcks(bool),
    /// The shard is ending: stop.
    Leave,
}

pub(super) struct HeartbeatActor {
    pub(super) source: BatchSource,
    pub(super) shard: Recipient<HeartbeatDue>,
    pub(super) router: Address<Recipient<Batch>>,
    /// Whether a handler observes heartbeats.
    pub(super) observed: bool,
    pub(super) check_acks: bool,
    pub(super) state: Option<HeartbeatState>,
    pub(super) timer: Option<Spawned>,
    pub(super) exit_guard: ExitGuard,
}

impl HeartbeatActor {
    fn set_timer(&mut self, delay: Duration, ctx: &mut Context<Self>) {
        self.cancel_timer(ctx);
        self.timer = Some(Spawned::after(delay, ctx, Self::tick));
    }

    fn cancel_timer(&mut self, ctx: &mut Context<Self>) {
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
                self.set_timer(at.saturating_duration_since(now), ctx);
                return;
            }
        };
        let next = state.next().saturating_duration_since(now);
        // A future of this actor waits if the mailbox of the shard is full, so that no heartbeat is left out.
        let sent = self.shard.send(due);
        ctx.spawn(actix::fut::wrap_future(async move {
            let _ = sent.await;
        }));
        self.set_timer(next, ctx);
    }
}

impl Actor for HeartbeatActor {
    type Context = Context<Self>;
}

impl Handler<HeartbeatRequest> for HeartbeatActor {
    type Result = ();

    fn handle(&mut self, request: HeartbeatRequest, ctx: &mut Self::Context) {
        let now = clock::now();
        match request {
            HeartbeatRequest::Hello { generation, interval, first } => {
                self.state = Some(HeartbeatState::new(generation, interval, now + first, self.check_acks));
                self.set_timer(first, ctx);
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
                    // If the mailbox of the router is full, this event is left out.
                    let items = vec![BatchItem::Lifecycle(acked)];
                    self.router.try_send(Batch::new(self.source.clone(), items, None));
                }
            }
            HeartbeatRequest::Disconnected => {
                self.state = None;
                self.cancel_timer(ctx);
            }
            HeartbeatRequest::CheckAcks(check) => {
                self.check_acks = check;
                if let Some(state) = &mut self.state {
                    state.set_check_acks(check);
                }
            }
            HeartbeatRequest::Leave => {
                self.exit_guard.leave(());
                ctx.stop();
            }
        }
    }
}

crashes!(HeartbeatActor);
