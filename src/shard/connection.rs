//! The connection of a [`ShardActor`]: opening its socket, sending payloads, and handling what the socket reads.

use std::time::Instant;

use actix::{AsyncContext, Context, Handler, ResponseFuture};

use super::{
    actor::ShardActor,
    inbox::Incoming,
    socket::{Socket, SocketRead},
};
use crate::{
    actors::{Spawned, clock},
    gateway::{Input, Payload},
};

impl ShardActor {
    /// Opens a websocket to `url`, in place of an attempt that is under way.
    pub(super) fn connect(&mut self, url: String, ctx: &mut Context<Self>) {
        self.inflater.reset();
        self.cid = self.protocol.cid();
        let session = self.protocol.session().map(|session| session.id.clone());
        self.span = tracing::info_span!(parent: None, "shard", id = self.id, cid = self.cid, session);
        tracing::debug!(url, "connecting");
        let open =
            Socket::open(self.client.clone(), url, self.connect_options.clone(), self.cid, ctx.address().recipient());
        self.connecting = Some(Spawned::start(open, ctx, |opened, shard: &mut Self, ctx| {
            let span = shard.span.clone();
            let _in = span.enter();
            shard.connecting = None;
            match opened {
                Ok(socket) => {
                    shard.socket = Some(socket);
                    shard.handle_input(Input::Opened, ctx);
                }
                Err(cause) => shard.handle_input(Input::ConnectFailed(cause), ctx),
            }
            shard.forward_batch();
        }));
    }

    /// Queues a payload in the socket, if there is one.
    pub(super) fn send(&mut self, payload: Payload) {
        let size = payload.len() as u64;
        let Some(socket) = &self.socket else { return };
        if socket.send(payload) {
            self.entry.update(|info| {
                info.frames_out += 1;
                info.bytes_out += size;
            });
        } else {
            self.connection_failure = Some("the peer has stopped reading".to_owned());
        }
    }

    /// Handles one item that the socket has read.
    fn handle_incoming(&mut self, item: Incoming, now: Instant, ctx: &mut Context<Self>) {
        match item {
            Incoming::Text(text) => self.handle_message(&text, false, now, ctx),
            Incoming::Binary(data) => self.handle_message(&data, true, now, ctx),
            // The handler of `SocketRead` answers the last one.
            Incoming::Ping(_) => self.handle_input(Input::Traffic, ctx),
            Incoming::Closed { code, reason } => {
                tracing::debug!(code, reason, "closed by the peer");
                if let Some(socket) = self.socket.take() {
                    socket.answer_close(code);
                }
                self.handle_input(Input::PeerClosed { code, reason }, ctx);
            }
            Incoming::Lost(cause) => {
                self.socket = None;
                self.handle_input(Input::Lost(cause), ctx);
            }
        }
    }
}

impl Handler<SocketRead> for ShardActor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, SocketRead { cid, items }: SocketRead, ctx: &mut Self::Context) -> Self::Result {
        let span = self.span.clone();
        let _in = span.enter();
        self.recycler.begin(items.len());
        // The clock is read once for all items of a read.
        let now = clock::now();
        let mut ping = None;
        for item in items {
            // An item may end the connection. The items after it are then discarded, as are those of an earlier
            // connection.
            if self.socket.is_none() || self.cid != cid {
                break;
            }
            if let Incoming::Ping(payload) = &item {
                ping = Some(payload.clone());
            }
            self.handle_incoming(item, now, ctx);
        }
        // The answer to the last ping answers those before it (RFC 6455 section 5.5.3). If the queue is full, the pong
        // is left out: a peer that does not read is noticed by the timeout for writing.
        if let (Some(payload), Some(socket)) = (ping, &self.socket) {
            let _ = socket.pong(payload);
        }
        self.recycler.end();
        self.set_deadline_timer(ctx);
        self.send_awaited_heartbeat(ctx);
        let (delivered, reached) = (self.forward_batch(), self.barrier.take_reached());
        Box::pin(async move {
            if let Some(delivered) = delivered {
                let _ = delivered.await;
            }
            if let Some(reached) = reached {
                let _ = reached.send(());
            }
        })
    }
}
