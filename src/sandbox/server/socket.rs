//! The websockets of the gateway. Only this file depends on actix-web-actors.
//!
//! The actor makes no decisions: it passes messages to the [`State`](super::State) and writes what the state queued.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix::{Actor, ActorContext, AsyncContext, Handler, Message, StreamHandler};
use actix_http::ws::Item;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_web_actors::ws;
use bytes::{Bytes, BytesMut};

use super::http::{broken_off, plain};
use super::shared::Shared;
use super::tcp::TcpHandle;
use crate::sandbox::gateway::{
    ConnectionId, Cut, Frame, Later, Mangle, Out, Payload, SocketSignal, Upgrade, UpgradeAnswer, Writer, hold_back,
};

/// The largest frame that is read, in bytes. It is larger than a payload may be, so that a close code can be sent for
/// one that is too large.
const MAX_FRAME: usize = 1 << 20;

/// `GET /`, `GET /gateway` and the resume URLs.
pub(super) async fn connect(
    request: HttpRequest,
    stream: web::Payload,
    shared: web::Data<Shared>,
) -> actix_web::Result<HttpResponse> {
    let tcp = request.conn_data::<TcpHandle>().cloned();
    match shared.act(|state| state.gateway().answer_upgrade(request.path())) {
        UpgradeAnswer::Accept => {}
        UpgradeAnswer::Refuse(status) => return Ok(plain(status, "refused on purpose")),
        UpgradeAnswer::Ignore => std::future::pending::<()>().await,
        UpgradeAnswer::Reset => {
            if let Some(tcp) = &tcp {
                tcp.reset_on_close();
            }
            return Ok(broken_off());
        }
    }
    let header = |name: &str| request.headers().get(name)?.to_str().ok().map(str::to_owned);
    let query = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let upgrade = Upgrade {
        url: request.uri().to_string(),
        path: request.path().to_owned(),
        query: query.map(web::Query::into_inner).unwrap_or_default(),
        host: header("host"),
        user_agent: header("user-agent"),
    };
    let split_every = shared.look(|state| state.settings.split_every);
    let socket = Socket {
        shared: shared.into_inner(),
        writer: Writer::new(upgrade.transport(), upgrade.is_etf(), split_every),
        upgrade,
        tcp,
        id: 0,
        fragments: BytesMut::new(),
        binary: false,
        held: None,
        silent: false,
        closing: false,
    };
    ws::WsResponseBuilder::new(socket, &request, stream).frame_size(MAX_FRAME).start()
}

/// The state has queued something for this socket.
#[derive(Debug, Message)]
#[rtype(result = "()")]
struct Wake;

struct Socket {
    shared: Arc<Shared>,
    upgrade: Upgrade,
    writer: Writer,
    tcp: Option<TcpHandle>,
    id: ConnectionId,
    /// The fragments of a message so far.
    fragments: BytesMut,
    /// Whether they belong to a binary message.
    binary: bool,
    /// Payloads that are held back to be written together.
    held: Option<Vec<(Payload, Mangle)>>,
    /// Half open: nothing more is read or written, and the TCP connection stays open.
    silent: bool,
    /// Whether a close frame has been sent.
    closing: bool,
}

type Context = ws::WebsocketContext<Socket>;

impl Actor for Socket {
    type Context = Context;

    fn started(&mut self, ctx: &mut Context) {
        let address = ctx.address();
        // `do_send` ignores the bound of the mailbox; at most one `Wake` is in it at any time.
        let tcp = self.tcp.clone();
        let notify = Box::new(move |signal| match (signal, &tcp) {
            (SocketSignal::Abort, Some(tcp)) => tcp.abort(),
            _ => address.do_send(Wake),
        });
        self.id = self.shared.act(|state| state.gateway().opened(&self.upgrade, Instant::now(), notify));
        let patience = self.shared.look(|state| state.settings.patience());
        ctx.run_later(patience, Self::check_beat);
    }
}

impl Drop for Socket {
    /// Not in `stopped`: actix drops an actor whose connection breaks without calling `stopped`.
    fn drop(&mut self) {
        if self.id != 0 {
            self.shared.act(|state| state.gateway().gone(self.id, Instant::now()));
        }
    }
}

impl Socket {
    fn check_beat(&mut self, ctx: &mut Context) {
        if let Some(again) = self.shared.act(|state| state.gateway().check_beat(self.id, Instant::now())) {
            ctx.run_later(again, Self::check_beat);
        }
    }

    /// Writes what is queued.
    fn flush(&mut self, ctx: &mut Context) {
        let (queue, hold) = self.shared.act(|state| {
            let shard = state.hub.connections.get(&self.id).and_then(|it| it.shard);
            let queue = state.hub.drain(self.id);
            let hold = if queue.is_empty() { None } else { hold_back(&mut state.rules, shard) };
            let mangled = queue.into_iter().map(|out| {
                let mangle = if matches!(out, Out::Payload(_)) {
                    Mangle::next(&mut state.rules, shard)
                } else {
                    Mangle::default()
                };
                (out, mangle)
            });
            (mangled.collect::<Vec<_>>(), hold)
        });
        if let (Some(time), None) = (hold, &self.held) {
            self.held = Some(Vec::new());
            ctx.run_later(time, Self::release);
        }
        for (out, mangle) in queue {
            self.carry_out(out, mangle, ctx);
        }
    }

    fn carry_out(&mut self, out: Out, mangle: Mangle, ctx: &mut Context) {
        if self.silent || self.closing {
            return;
        }
        match (out, &mut self.held) {
            (Out::Payload(payload), Some(held)) => held.push((payload, mangle)),
            (Out::Payload(payload), None) => self.write(&payload, mangle, ctx),
            (Out::CompressPayloads, _) => self.writer.compress_payloads = true,
            (Out::Close { code, reason }, _) => {
                self.release(ctx);
                ctx.close(Some(ws::CloseReason { code: code.into(), description: Some(reason) }));
                self.closing = true;
                let patience = self.shared.look(|state| state.settings.close_patience);
                ctx.run_later(patience, |socket, ctx| socket.cut(Cut::Drop, ctx));
            }
            (Out::Cut(cut), _) => self.cut(cut, ctx),
            (Out::Later(time, later), _) => self.delay(time, later, ctx),
        }
    }

    /// Writes the payloads that were held back.
    fn release(&mut self, ctx: &mut Context) {
        for (payload, mangle) in self.held.take().into_iter().flatten() {
            self.write(&payload, mangle, ctx);
        }
    }

    fn write(&mut self, payload: &Payload, mangle: Mangle, ctx: &mut Context) {
        let mut frames = Vec::new();
        self.writer.write(payload, mangle, &mut frames);
        for frame in frames {
            ctx.write_raw(match frame {
                Frame::Text(text) => ws::Message::Text(text.into()),
                Frame::Binary(bytes) => ws::Message::Binary(bytes),
                Frame::FirstText(bytes) => ws::Message::Continuation(Item::FirstText(bytes)),
                Frame::FirstBinary(bytes) => ws::Message::Continuation(Item::FirstBinary(bytes)),
                Frame::Continue(bytes) => ws::Message::Continuation(Item::Continue(bytes)),
                Frame::Last(bytes) => ws::Message::Continuation(Item::Last(bytes)),
            });
        }
    }

    fn delay(&self, time: Duration, later: Later, ctx: &mut Context) {
        ctx.run_later(time, move |socket, _| {
            socket.shared.act(|state| state.gateway().resume_later(socket.id, later, Instant::now()));
        });
    }

    /// Ends the TCP connection after what was written so far: the timer fires after the current poll, at whose end
    /// actix writes.
    fn end_after_write(&mut self, ctx: &mut Context) {
        self.silent = true;
        ctx.run_later(Duration::from_millis(1), |socket, ctx| {
            if let Some(tcp) = &socket.tcp {
                tcp.shut_down();
            }
            ctx.stop();
        });
    }

    fn cut(&mut self, cut: Cut, ctx: &mut Context) {
        match cut {
            Cut::Silence => self.silent = true,
            Cut::Drop => self.end_after_write(ctx),
            Cut::Reset => {
                if let Some(tcp) = self.tcp.take() {
                    tcp.reset_on_close();
                }
                // The encoder refuses this frame, which makes actix drop the TCP stream at once, without a FIN.
                ctx.write_raw(ws::Message::Continuation(Item::Continue(Bytes::new())));
            }
        }
    }
}

impl Handler<Wake> for Socket {
    type Result = ();

    fn handle(&mut self, _: Wake, ctx: &mut Context) {
        self.flush(ctx);
    }
}

impl StreamHandler<Result<ws::Message, ws::ProtocolError>> for Socket {
    fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, ctx: &mut Context) {
        if self.silent {
            return;
        }
        match message {
            Ok(ws::Message::Text(text)) => self.received(text.as_bytes(), false),
            Ok(ws::Message::Binary(bytes)) => self.received(&bytes, true),
            Ok(ws::Message::Continuation(item)) => self.continued(item),
            Ok(ws::Message::Ping(bytes)) => ctx.pong(&bytes),
            Ok(ws::Message::Close(reason)) => {
                let (code, text) = reason.map_or((None, None), |it| (Some(it.code.into()), it.description));
                let text = text.unwrap_or_default();
                self.shared.act(|state| state.gateway().client_closed(self.id, code, &text));
                if !self.closing {
                    ctx.close(code.map(|code| ws::CloseReason { code: code.into(), description: None }));
                }
                self.end_after_write(ctx);
            }
            Ok(ws::Message::Pong(_) | ws::Message::Nop) => {}
            Err(ws::ProtocolError::Io(_)) => ctx.stop(),
            // An invalid websocket message, or a frame that is too large.
            Err(_) => self.shared.act(|state| state.gateway().undecodable(self.id)),
        }
    }

    /// The client closed its side of the TCP connection. A half-open connection does not get here.
    fn finished(&mut self, ctx: &mut Context) {
        ctx.stop();
    }
}

impl Socket {
    fn received(&self, message: &[u8], binary: bool) {
        self.shared.act(|state| state.gateway().received(self.id, message, binary, Instant::now()));
    }

    fn continued(&mut self, item: Item) {
        if matches!(item, Item::FirstText(_) | Item::FirstBinary(_)) {
            self.binary = matches!(item, Item::FirstBinary(_));
        }
        let (part, whole) = match item {
            Item::FirstText(part) | Item::FirstBinary(part) => {
                self.fragments.clear();
                (part, false)
            }
            Item::Continue(part) => (part, false),
            Item::Last(part) => (part, true),
        };
        if self.fragments.len() + part.len() <= MAX_FRAME {
            self.fragments.extend_from_slice(&part);
        }
        if whole {
            let message = self.fragments.split();
            self.received(&message, self.binary);
        }
    }
}
