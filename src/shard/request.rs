//! [`ShardRequest`]: what the supervisor can ask of a shard.

use actix::{Handler, Message};
use tokio::sync::oneshot;

use super::{actor::ShardActor, heartbeat::HeartbeatRequest};
#[cfg(feature = "sandbox")]
use crate::{actors::Crash, handle::FaultInjection};
use crate::{
    actors::crashes,
    error::Result,
    gateway::{Command, Input},
};

/// What the supervisor asks of a shard.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(crate) enum ShardRequest {
    Command {
        command: Command,
        reply: oneshot::Sender<Result<()>>,
    },
    Reconnect {
        resume: bool,
    },
    #[cfg(feature = "sandbox")]
    Inject {
        fault: FaultInjection,
        reply: oneshot::Sender<Result<()>>,
    },
    ReconnectNow,
    CheckAcks(bool),
    /// Answer when a heartbeat is acknowledged that is sent from now on. All that Discord had sent before has then been
    /// received.
    Settle(oneshot::Sender<()>),
    Stop {
        resumable: bool,
    },
    /// Stop at once, without closing the connection.
    Leave,
    /// Make the heartbeat of this shard panic.
    #[cfg(feature = "sandbox")]
    CrashHeartbeat,
}

impl Handler<ShardRequest> for ShardActor {
    type Result = ();

    fn handle(&mut self, request: ShardRequest, ctx: &mut Self::Context) {
        let span = self.span.clone();
        let _in = span.enter();
        match request {
            ShardRequest::Command { command, reply } => {
                let id = self.next_reply;
                self.next_reply += 1;
                self.replies.insert(id, reply);
                if let Command::Presence(presence) = &command {
                    self.entry.set_presence(presence);
                }
                self.feed(Input::Command { id, command }, ctx);
            }
            ShardRequest::Reconnect { resume } => self.feed(Input::Reconnect { resume }, ctx),
            ShardRequest::ReconnectNow => self.feed(Input::ReconnectNow, ctx),
            ShardRequest::CheckAcks(check) => {
                self.protocol.set_check_acks(check);
                self.tell_heartbeat(HeartbeatRequest::CheckAcks(check), ctx);
            }
            ShardRequest::Settle(reply) => {
                self.barrier.ask(reply);
                self.settle(ctx);
            }
            ShardRequest::Stop { resumable } => self.feed(Input::Stop { resumable }, ctx),
            #[cfg(feature = "sandbox")]
            ShardRequest::Inject { fault, reply } => {
                let taken = self.inject(fault, ctx);
                let _ = reply.send(taken);
            }
            ShardRequest::Leave => self.leave(ctx),
            #[cfg(feature = "sandbox")]
            ShardRequest::CrashHeartbeat => {
                if let Some((heartbeat, _)) = &self.heartbeat {
                    heartbeat.do_send(Crash);
                }
            }
        }
        self.dispatch_batch();
    }
}

crashes!(ShardActor);
