//! [`ShardRequest`]: a request of the supervisor to a shard.

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

/// A request of the supervisor to a shard.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(crate) enum ShardRequest {
    /// Send a command to Discord. The reply comes when it was sent or refused.
    Command { command: Command, reply: oneshot::Sender<Result<()>> },
    /// Close the connection and open another one; `resume`: keep the session.
    Reconnect { resume: bool },
    /// Inject a fault. The reply comes when that is done.
    #[cfg(feature = "sandbox")]
    Inject { fault: FaultInjection, reply: oneshot::Sender<Result<()>> },
    /// If the shard waits before a reconnect, end that pause.
    ReconnectNow,
    /// Whether a missing acknowledgement of a heartbeat ends the connection.
    CheckAcks(bool),
    /// Reply when a heartbeat is acknowledged that is sent from now on. Everything that Discord had sent before has
    /// then been received and delivered.
    ConfirmReceived(oneshot::Sender<()>),
    /// Deliver what was received, close the connection, and stop; `resumable`: so that the session can be resumed.
    Stop { resumable: bool },
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
                let id = self.next_command;
                self.next_command += 1;
                self.replies.insert(id, reply);
                if let Command::Presence(presence) = &command {
                    self.entry.set_presence(presence);
                }
                self.handle_input(Input::Command { id, command }, ctx);
            }
            ShardRequest::Reconnect { resume } => self.handle_input(Input::Reconnect { resume }, ctx),
            ShardRequest::ReconnectNow => self.handle_input(Input::ReconnectNow, ctx),
            ShardRequest::CheckAcks(check) => {
                self.protocol.set_check_acks(check);
                self.send_to_heartbeat(HeartbeatRequest::CheckAcks(check), ctx);
            }
            ShardRequest::ConfirmReceived(reply) => {
                self.barrier.request(reply);
                self.send_awaited_heartbeat(ctx);
            }
            ShardRequest::Stop { resumable } => self.handle_input(Input::Stop { resumable }, ctx),
            #[cfg(feature = "sandbox")]
            ShardRequest::Inject { fault, reply } => {
                let result = self.inject(fault, ctx);
                let _ = reply.send(result);
            }
            ShardRequest::Leave => self.leave(ctx),
            #[cfg(feature = "sandbox")]
            ShardRequest::CrashHeartbeat => {
                if let Some((heartbeat, _)) = &self.heartbeat {
                    heartbeat.do_send(Crash);
                }
            }
        }
        self.forward_batch();
    }
}

crashes!(ShardActor);
