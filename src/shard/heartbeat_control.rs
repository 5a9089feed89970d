//! The messages between a [`ShardActor`] and its [`HeartbeatActor`].

use actix::{Actor, Addr, AsyncContext, Context, Handler};

use super::{
    actor::ShardActor,
    heartbeat::{HeartbeatActor, HeartbeatDue, HeartbeatRequest},
};
use crate::{
    actors::{Exit, ExitGuard, Spawned, clock},
    gateway::{Input, ShardState},
};

impl ShardActor {
    /// Sends the heartbeat that is due.
    fn send_heartbeat(&mut self, generation: u64, ctx: &mut Context<Self>) {
        self.heartbeat_at = Some(clock::now());
        self.handle_input(Input::Beat { generation }, ctx);
    }

    /// Sends a heartbeat beside the timer, if its acknowledgement was requested and the session is active.
    pub(super) fn send_awaited_heartbeat(&mut self, ctx: &mut Context<Self>) {
        if self.barrier.needs_heartbeat() && self.protocol.state() == ShardState::Active {
            self.barrier.awaited_heartbeat_sent();
            self.handle_input(Input::Beat { generation: self.protocol.generation() }, ctx);
            self.send_to_heartbeat(HeartbeatRequest::Sent, ctx);
        }
    }

    /// Sends a request to the heartbeat actor. For a HELLO a new one is started if there is none.
    pub(super) fn send_to_heartbeat(&mut self, request: HeartbeatRequest, ctx: &mut Context<Self>) {
        let heartbeat = match (&self.heartbeat, &request) {
            (Some((heartbeat, _)), _) if heartbeat.connected() => heartbeat.clone(),
            (_, HeartbeatRequest::Hello { .. }) => self.start_heartbeat(ctx),
            // There was no HELLO yet, or the heartbeat actor has died. In that case its exit ends the connection.
            _ => return,
        };
        if heartbeat.try_send(request).is_err() {
            self.connection_failure = Some("the heartbeat does not answer".to_owned());
        }
    }

    fn start_heartbeat(&mut self, ctx: &mut Context<Self>) -> Addr<HeartbeatActor> {
        let (exit_guard, exit) = ExitGuard::new();
        let heartbeat = HeartbeatActor {
            source: self.forwarder.source().clone(),
            shard: ctx.address().recipient(),
            router: self.router.clone(),
            observed: self.filter.heartbeats,
            check_acks: self.protocol.config().check_acks,
            state: None,
            timer: None,
            exit_guard,
        }
        .start();
        // Replaces the wait for the exit of the former heartbeat actor, which must not end this connection.
        let exited = Spawned::start(exit, ctx, |exit, shard: &mut Self, ctx| {
            if exit == Exit::Died {
                let span = shard.span.clone();
                let _in = span.enter();
                tracing::error!("the heartbeat died; it is replaced, and the session resumed");
                shard.heartbeat = None;
                shard.handle_input(Input::Reconnect { resume: true }, ctx);
                shard.forward_batch();
            }
        });
        self.heartbeat = Some((heartbeat.clone(), exited));
        heartbeat
    }
}

impl Handler<HeartbeatDue> for ShardActor {
    type Result = ();

    fn handle(&mut self, due: HeartbeatDue, ctx: &mut Self::Context) {
        let span = self.span.clone();
        let _in = span.enter();
        let (HeartbeatDue::Beat { generation } | HeartbeatDue::Zombie { generation }) = due;
        // It was sent before the present HELLO came.
        if generation != self.protocol.generation() {
            return;
        }
        self.barrier.heartbeat_sent();
        match due {
            HeartbeatDue::Beat { generation } => self.send_heartbeat(generation, ctx),
            // The shard waits for the router, or did so since the last heartbeat. The acknowledgement may then be among
            // the bytes that it has not read yet.
            HeartbeatDue::Zombie { generation } if self.forwarder.blocks_reading(self.heartbeat_at) => {
                self.send_heartbeat(generation, ctx);
            }
            HeartbeatDue::Zombie { generation } => self.handle_input(Input::Zombie { generation }, ctx),
        }
        self.forward_batch();
    }
}
