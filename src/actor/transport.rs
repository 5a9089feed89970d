//! The one websocket of a shard, over awc. It knows frames and nothing of Discord.
//!
//! A socket is two tasks beside its shard, never the actor itself: a reader which hands over all that one read of the
//! socket held, as one message, and waits until the shard took it; and a writer behind a small bounded queue. A shard
//! that is held up by a slow router thus stops *reading* and goes on *writing* (heartbeats above all). Dropping the
//! [`Socket`] ends both tasks and with them the connection.
//!
//! awc leaves to its user what follows from RFC 6455: fragments are joined here (up to `max_frame_size` in all), pings are answered by
//! the shard's writer, text is checked for UTF-8 where it is decoded, and a close frame is reported, not hidden.

use std::time::Duration;

use actix::Addr;
use actix_http::ws::Item;
use awc::{
    error::WsClientError,
    ws::{CloseCode, CloseReason, Codec, Frame, Message},
};
use bytes::{Bytes, BytesMut};
use futures_util::{FutureExt, SinkExt, StreamExt, sink::Sink, stream::Stream};
use tokio::{sync::mpsc, task::JoinHandle};

use super::shard::{FromSocket, ShardActor};
use crate::{diagnose, gateway::Payload, tls::TlsError};

/// Frames that may wait to be written. The protocol sends 120 payloads a minute at most, so that a full queue means
/// that the peer has stopped reading.
const OUTBOX: usize = 64;
/// What one message to the shard may hold, in frames and in bytes on the wire (beyond which the last frame may go). More stays in the socket's buffer until the
/// shard has taken this. A message wakes other threads, which is dear, so that a shard that has much to catch up on does it in large steps;
/// one that has not waits for nothing.
const BATCH_FRAMES: usize = 512;
const BATCH_BYTES: usize = 64 << 10;

/// What a socket tells its shard.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A whole text message, its fragments joined.
    Text(Bytes),
    /// A whole binary message, its fragments joined.
    Binary(Bytes),
    /// To be answered by [`Socket::pong`].
    Ping(Bytes),
    /// The peer's close frame.
    Closed { code: Option<u16>, reason: String },
    /// The connection is gone without one, and why.
    Lost(String),
}

impl Incoming {
    /// Its bytes on the wire, as far as they can be many.
    const fn len(&self) -> usize {
        match self {
            Self::Text(bytes) | Self::Binary(bytes) | Self::Ping(bytes) => bytes.len(),
            Self::Closed { .. } | Self::Lost(_) => 0,
        }
    }
}

/// How to open a socket.
#[derive(Debug, Clone)]
pub(crate) struct Dial {
    pub(crate) write_timeout: Duration,
    pub(crate) max_frame_size: usize,
    pub(crate) headers: Vec<(String, String)>,
}

/// An open websocket; dropping it drops the connection.
#[derive(Debug)]
pub(super) struct Socket {
    outbox: Option<mpsc::Sender<Message>>,
    reader: JoinHandle<()>,
    writer: JoinHandle<()>,
}

/// How long the last words on a socket may take.
const FAREWELL: Duration = Duration::from_secs(1);

impl Socket {
    /// Opens a websocket. How long that may take is the protocol's to say: it drops the attempt at its deadline.
    ///
    /// # Errors
    /// What went wrong, in words for the log and for the reason of the reconnect.
    pub(super) async fn open(
        client: Result<awc::Client, TlsError>,
        url: String,
        dial: Dial,
        cid: u64,
        shard: Addr<ShardActor>,
    ) -> Result<Self, String> {
        let mut request = client.map_err(|error| error.to_string())?.ws(&url).max_frame_size(dial.max_frame_size);
        for (name, value) in &dial.headers {
            request = request.set_header(name.as_str(), value.as_str());
        }
        let (_response, framed) = request.connect().await.map_err(in_words)?;
        let framed = framed.replace_codec(Codec::new().client_mode().max_size(dial.max_frame_size));
        let (sink, stream) = framed.split();
        let (outbox, queue) = mpsc::channel(OUTBOX);
        let reader = actix::spawn(read(stream, cid, shard.clone(), dial.max_frame_size));
        let writer = actix::spawn(write(sink, queue, cid, shard, dial.write_timeout));
        Ok(Self { outbox: Some(outbox), reader, writer })
    }

    /// Queues a message. `false` when the peer has stopped reading, or the socket is gone.
    pub(super) fn send(&self, payload: Payload) -> bool {
        self.say(match payload {
            Payload::Text(text) => Message::Text(text.into()),
            Payload::Binary(bytes) => Message::Binary(bytes.into()),
        })
    }

    /// Answers a ping.
    pub(super) fn pong(&self, payload: Bytes) -> bool {
        self.say(Message::Pong(payload))
    }

    /// Queues a close frame. The reader goes on until the peer has answered or the socket is dropped.
    pub(super) fn close(&self, code: u16, reason: &str) -> bool {
        let reason = CloseReason { code: CloseCode::from(code), description: Some(clip(reason).to_owned()) };
        self.say(Message::Close(Some(reason)))
    }

    /// Queues any frame, for a drill.
    pub(super) fn frame(&self, frame: diagnose::Frame) -> bool {
        use diagnose::Frame;
        match frame {
            Frame::Text(text) => self.send(Payload::Text(text)),
            Frame::Binary(data) => self.send(Payload::Binary(data)),
            Frame::Ping(payload) => self.say(Message::Ping(payload.into())),
            Frame::Pong(payload) => self.pong(payload.into()),
            Frame::Close { code, reason } => self.close(code, &reason),
        }
    }

    fn say(&self, message: Message) -> bool {
        self.outbox.as_ref().is_some_and(|outbox| outbox.try_send(message).is_ok())
    }

    /// Answers the peer's close frame with the same code (RFC 6455 section 5.5.1), then drops the connection.
    pub(super) fn farewell(mut self, code: Option<u16>) {
        self.close(code.unwrap_or(1000), "");
        // Without an outbox the writer ends by itself, once it has written what is left.
        self.outbox = None;
        actix::spawn(async move {
            let _ = tokio::time::timeout(FAREWELL, &mut self.writer).await;
        });
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.reader.abort();
        self.writer.abort();
    }
}

/// awc says that the answer to the upgrade was not 101, but not what it was.
fn in_words(error: WsClientError) -> String {
    match error {
        WsClientError::InvalidResponseStatus(status) => format!("the upgrade was answered with {status}"),
        error => error.to_string(),
    }
}

/// A control frame carries 125 bytes, two of which are the code (RFC 6455 section 5.5).
fn clip(reason: &str) -> &str {
    let mut end = reason.len().min(123);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    &reason[..end]
}

async fn read<S, E>(stream: S, cid: u64, shard: Addr<ShardActor>, max_size: usize)
where
    S: Stream<Item = Result<Frame, E>>,
    E: std::fmt::Display,
{
    let mut stream = std::pin::pin!(stream);
    let mut fragments = Fragments::new(max_size);
    let mut open = true;
    while open {
        let mut items = Vec::new();
        let (mut frames, mut bytes) = (0, 0);
        let mut next = Some(stream.next().await);
        while let Some(frame) = next {
            let item = match frame {
                Some(Ok(frame)) => fragments.join(frame),
                Some(Err(error)) => Some(Incoming::Lost(error.to_string())),
                None => Some(Incoming::Lost("the peer ended the connection without a close frame".to_owned())),
            };
            frames += 1;
            if let Some(item) = item {
                open = !matches!(item, Incoming::Closed { .. } | Incoming::Lost(_));
                bytes += item.len();
                items.push(item);
            }
            let full = frames >= BATCH_FRAMES || bytes >= BATCH_BYTES;
            // Only what is there already.
            next = if open && !full { stream.next().now_or_never() } else { None };
        }
        if !items.is_empty() && shard.send(FromSocket { cid, items }).await.is_err() {
            return;
        }
    }
}

async fn write<S>(sink: S, mut queue: mpsc::Receiver<Message>, cid: u64, shard: Addr<ShardActor>, timeout: Duration)
where
    S: Sink<Message>,
    S::Error: std::fmt::Display,
{
    let mut sink = std::pin::pin!(sink);
    while let Some(message) = queue.recv().await {
        let lost = match tokio::time::timeout(timeout, sink.send(message)).await {
            Ok(Ok(())) => continue,
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("the peer took nothing for {timeout:?}"),
        };
        // A shard that is gone has no use for the news.
        let _ = shard.send(FromSocket { cid, items: vec![Incoming::Lost(lost)] }).await;
        return;
    }
}

/// Joins the fragments of a message (RFC 6455 section 5.4), with a cap on the whole.
#[derive(Debug)]
struct Fragments {
    buffer: BytesMut,
    binary: bool,
    max_size: usize,
}

impl Fragments {
    fn new(max_size: usize) -> Self {
        Self { buffer: BytesMut::new(), binary: false, max_size }
    }

    fn join(&mut self, frame: Frame) -> Option<Incoming> {
        let (part, last) = match frame {
            Frame::Text(text) => return Some(Incoming::Text(text)),
            Frame::Binary(data) => return Some(Incoming::Binary(data)),
            Frame::Ping(payload) => return Some(Incoming::Ping(payload)),
            Frame::Pong(_) => return None,
            Frame::Close(reason) => {
                let code = reason.as_ref().map(|reason| reason.code.into());
                let reason = reason.and_then(|reason| reason.description).unwrap_or_default();
                return Some(Incoming::Closed { code, reason });
            }
            Frame::Continuation(Item::FirstText(part)) => {
                self.binary = false;
                self.buffer.clear();
                (part, false)
            }
            Frame::Continuation(Item::FirstBinary(part)) => {
                self.binary = true;
                self.buffer.clear();
                (part, false)
            }
            Frame::Continuation(Item::Continue(part)) => (part, false),
            Frame::Continuation(Item::Last(part)) => (part, true),
        };
        if self.buffer.len() + part.len() > self.max_size {
            return Some(Incoming::Lost(format!("a fragmented message passed {} bytes", self.max_size)));
        }
        self.buffer.extend_from_slice(&part);
        if !last {
            return None;
        }
        let whole = self.buffer.split().freeze();
        Some(if self.binary { Incoming::Binary(whole) } else { Incoming::Text(whole) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(item: Item) -> Frame {
        Frame::Continuation(item)
    }

    #[test]
    fn fragments_are_joined_in_order() {
        let mut fragments = Fragments::new(64);
        assert!(fragments.join(part(Item::FirstText(Bytes::from_static(b"he")))).is_none());
        assert!(fragments.join(part(Item::Continue(Bytes::from_static(b"ll")))).is_none());
        // A control frame may stand between two fragments.
        assert!(matches!(fragments.join(Frame::Ping(Bytes::new())), Some(Incoming::Ping(_))));
        match fragments.join(part(Item::Last(Bytes::from_static(b"o")))) {
            Some(Incoming::Text(text)) => assert_eq!(text, "hello"),
            other => panic!("{other:?}"),
        }
        // The next message starts afresh, with its own kind.
        fragments.join(part(Item::FirstBinary(Bytes::from_static(b"\x01"))));
        match fragments.join(part(Item::Last(Bytes::from_static(b"\x02")))) {
            Some(Incoming::Binary(data)) => assert_eq!(&data[..], [1, 2]),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn fragments_without_end_are_cut_off() {
        let mut fragments = Fragments::new(8);
        fragments.join(part(Item::FirstText(Bytes::from_static(b"12345"))));
        assert!(matches!(fragments.join(part(Item::Continue(Bytes::from_static(b"6789")))), Some(Incoming::Lost(_))));
    }

    #[test]
    fn a_close_reason_is_clipped_to_a_control_frame() {
        assert_eq!(clip("bye"), "bye");
        assert!(clip(&"ü".repeat(100)).len() <= 123);
    }
}
