//! The websocket of the pretended gateway. The one file that knows actix-web-actors, so that it can be replaced in a day.
//!
//! The actor decides nothing: it hands what it reads to the [`State`](super::shared::State) and writes what the state has
//! queued for it.

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

/// The greatest frame that is read. What is longer than a payload may be is refused, but with a close code.
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
        writer: Writer::new(upgrade.transport(), upgrade.speaks_etf(), split_every),
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

/// The state has queued something.
#[derive(Debug, Message)]
#[rtype(result = "()")]
struct Wake;

struct Socket {
    shared: Arc<Shared>,
    upgrade: Upgrade,
    writer: Writer,
    tcp: Option<TcpHandle>,
    id: ConnectionId,
    /// The parts of a fragmented message so far.
    fragments: BytesMut,
    /// Whether they are of a binary message.
    binary: bool,
    /// Payloads held back to be written in one go.
    held: Option<Vec<(Payload, Mangle)>>,
    /// Half open: nothing is read or written any more, and the TCP connection stays.
    silent: bool,
    /// A close frame has been sent.
    closing: bool,
}

type Context = ws::WebsocketContext<Socket>;

impl Actor for Socket {
    type Context = Context;

    fn started(&mut self, ctx: &mut Context) {
        let address = ctx.address();
        // The bound of the mailbox does not matter: at most one `Wake` is under way at any time.
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
    /// Not in `stopped`: an actor whose connection breaks is dropped without being stopped.
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

    /// Writes what waits.
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
            (Out::Later(time, later), _) => self.put_off(time, later, ctx),
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

    fn put_off(&self, time: Duration, later: Later, ctx: &mut Context) {
        ctx.run_later(time, move |socket, _| {
            socket.shared.act(|state| state.gateway().resume_later(socket.id, later, Instant::now()));
        });
    }

    /// Ends the TCP connection once what has been queued so far is written: the timer fires after the present poll, at
    /// whose end actix writes.
    fn hang_up(&mut self, ctx: &mut Context) {
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
            Cut::Drop => self.hang_up(ctx),
            Cut::Reset => {
                if let Some(tcp) = self.tcp.take() {
                    tcp.reset_on_close();
                }
                // A frame the encoder refuses makes actix drop the TCP stream on the spot, without the FIN of an orderly end.
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
                self.hang_up(ctx);
            }
            Ok(ws::Message::Pong(_) | ws::Message::Nop) => {}
            // The connection broke.
            Err(ws::ProtocolError::Io(_)) => ctx.stop(),
            // What no websocket client may send, or a frame that is far too long.
            Err(_) => self.shared.act(|state| state.gateway().undecodable(self.id)),
        }
    }

    /// The client's side of the TCP connection is closed. While the sandbox plays dead it does not notice.
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
