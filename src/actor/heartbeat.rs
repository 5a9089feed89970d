//! The heartbeat of one shard: a timer round the pure [`HeartbeatState`].
//!
//! It lives on its shard's thread and never sees the socket. Each HELLO starts a new generation with a fresh ledger of
//! acknowledgements; what an older generation still had in flight names its number and is ignored.

use std::time::Duration;

use actix::{Actor, ActorContext, Addr, AsyncContext, Context, Handler, Message};

use super::{
    clock,
    lifeline::Lifeline,
    router::{Batch, Occurrence, Router, Sender},
    shard::{Pulse, ShardActor},
    slot::Slot,
};
use crate::{
    event::{HeartbeatAcked, Lifecycle},
    gateway::{HeartbeatState, Tick},
    spawned::Spawned,
};

/// What a shard tells its heartbeat.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(super) enum Vital {
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
    pub(super) sender: Sender,
    pub(super) shard: Addr<ShardActor>,
    pub(super) router: Slot<Router>,
    /// Whether some handler wants to know of each beat.
    pub(super) observed: bool,
    pub(super) check_acks: bool,
    pub(super) pacemaker: Option<HeartbeatState>,
    pub(super) timer: Option<Spawned>,
    pub(super) lifeline: Lifeline,
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
        let Some(pacemaker) = &mut self.pacemaker else { return };
        let generation = pacemaker.generation();
        let pulse = match pacemaker.on_tick(now) {
            Tick::Beat => Pulse::Beat { generation },
            Tick::Zombie => Pulse::Zombie { generation },
            Tick::NotYet(at) => {
                self.wait(at.saturating_duration_since(now), ctx);
                return;
            }
        };
        let next = pacemaker.next().saturating_duration_since(now);
        // A shard whose mailbox is full for a moment still gets this beat: the future waits in its place.
        let sent = self.shard.send(pulse);
        ctx.spawn(actix::fut::wrap_future(async move {
            let _ = sent.await;
        }));
        self.wait(next, ctx);
    }
}

impl Actor for HeartbeatActor {
    type Context = Context<Self>;
}

impl Handler<Vital> for HeartbeatActor {
    type Result = ();

    fn handle(&mut self, vital: Vital, ctx: &mut Self::Context) {
        let now = clock::now();
        match vital {
            Vital::Hello { generation, interval, first } => {
                self.pacemaker = Some(HeartbeatState::new(generation, interval, now + first, self.check_acks));
                self.wait(first, ctx);
            }
            Vital::Sent => {
                if let Some(pacemaker) = &mut self.pacemaker {
                    pacemaker.sent(now);
                }
            }
            Vital::Acked => {
                let Some(pacemaker) = &mut self.pacemaker else { return };
                let Some(latency) = pacemaker.acked(now) else { return };
                let average = pacemaker.latency().average.unwrap_or(latency);
                self.sender.post.update(|info| {
                    info.latency = Some(latency);
                    info.average_latency = Some(average);
                });
                if self.observed
                    && let Some(router) = self.router.get()
                {
                    let acked =
                        Lifecycle::HeartbeatAcked(HeartbeatAcked { shard: self.sender.shard, latency, average });
                    // A router too busy for a beat's news does without it.
                    let _ = router.try_send(Batch::of(self.sender.clone(), vec![Occurrence::Lifecycle(acked)], None));
                }
            }
            Vital::Silence => {
                self.pacemaker = None;
                self.no_timer(ctx);
            }
            Vital::CheckAcks(check) => {
                self.check_acks = check;
                if let Some(pacemaker) = &mut self.pacemaker {
                    pacemaker.set_check_acks(check);
                }
            }
            Vital::Leave => {
                self.lifeline.leave();
                ctx.stop();
            }
        }
    }
}
