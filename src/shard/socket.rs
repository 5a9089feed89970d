//! The one websocket of a shard, over awc. It knows frames and nothing of Discord.
//!
//! A socket is two tasks beside its shard, never the actor itself: a reader which hands over all that the socket held,
//! as one message, and waits until the shard took it; and a writer behind a small bounded queue. A shard
//! that is held up by a slow router thus stops *reading* and goes on *writing* (heartbeats above all). Dropping the
//! [`Socket`] ends both tasks and with them the connection.
//!
//! awc leaves to its user what follows from RFC 6455: fragments are joined here (up to `max_frame_size` in all), pings are answered by
//! the shard's writer, text is checked for UTF-8 where it is decoded, and a close frame is reported, not hidden.

use std::time::Duration;

use actix::Recipient;
use awc::{
    error::WsClientError,
    ws::{CloseCode, CloseReason, Codec, Message},
};
use bytes::Bytes;
use futures_util::{SinkExt, sink::Sink};
use tokio::{io::AsyncRead, sync::mpsc, task::JoinHandle};
use tokio_util::codec::FramedWrite;

use super::inbox::{Inbox, Incoming};
#[cfg(feature = "sandbox")]
use crate::handle::Frame;
use crate::{event_path::event_path, gateway::Payload, tls::TlsError};

/// What the socket has read. It is answered when the shard is ready for more.
#[derive(Debug, actix::Message)]
#[rtype(result = "()")]
pub(super) struct SocketRead {
    pub(super) cid: u64,
    pub(super) items: Vec<Incoming>,
}

/// Frames that may wait to be written. The protocol sends 120 payloads a minute at most, so that a full queue means
/// that the peer has stopped reading.
const OUTBOX: usize = 64;

/// How to open a socket.
#[derive(Debug, Clone)]
pub(crate) struct ConnectOptions {
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
        connect_options: ConnectOptions,
        cid: u64,
        shard: Recipient<SocketRead>,
    ) -> Result<Self, String> {
        let mut request =
            client.map_err(|error| error.to_string())?.ws(&url).max_frame_size(connect_options.max_frame_size);
        for (name, value) in &connect_options.headers {
            request = request.set_header(name.as_str(), value.as_str());
        }
        let (_response, framed) = request.connect().await.map_err(in_words)?;
        let parts = framed.into_parts();
        let (from, to) = tokio::io::split(parts.io);
        let (outbox, queue) = mpsc::channel(OUTBOX);
        // What came with the answer to the upgrade is the beginning of the stream.
        let inbox = Inbox::new(from, parts.read_buf, connect_options.max_frame_size);
        let reader = actix::spawn(read(inbox, cid, shard.clone()));
        let sink = FramedWrite::new(to, Codec::new().client_mode());
        let writer = actix::spawn(write(sink, queue, cid, shard, connect_options.write_timeout));
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

    /// Queues any frame, for a fault injection.
    #[cfg(feature = "sandbox")]
    pub(super) fn frame(&self, frame: Frame) -> bool {
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

async fn read(mut inbox: Inbox<impl AsyncRead + Unpin>, cid: u64, shard: Recipient<SocketRead>) {
    let mut open = true;
    while open {
        let items = inbox.batch().await;
        open = !matches!(items.last(), Some(Incoming::Closed { .. } | Incoming::Lost(_)));
        event_path!("sends the messages of one read to the shard, and waits");
        if shard.send(SocketRead { cid, items }).await.is_err() {
            return;
        }
    }
}

async fn write<S>(
    sink: S,
    mut queue: mpsc::Receiver<Message>,
    cid: u64,
    shard: Recipient<SocketRead>,
    timeout: Duration,
) where
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
        let _ = shard.send(SocketRead { cid, items: vec![Incoming::Lost(lost)] }).await;
        return;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_close_reason_is_clipped_to_a_control_frame() {
        assert_eq!(clip("bye"), "bye");
        assert!(clip(&"ü".repeat(100)).len() <= 123);
    }
}
