//! [`Socket`]: the websocket of a shard, over awc. It transports frames, whatever they contain.
//!
//! Two tasks run beside the shard's actor. The reader sends everything that one read finds as one message to the shard,
//! and waits for the answer. The writer takes messages from a small bounded queue. So a shard that waits for a slow
//! router stops *reading* and goes on *writing* heartbeats. Dropping the [`Socket`] ends both tasks and with them the
//! connection.
//!
//! awc leaves some rules of RFC 6455 to its user: the inbox joins fragments (up to `max_frame_size` bytes in all), the
//! shard answers pings and reports close frames to the protocol, and the inflater checks that text is UTF-8.

use std::time::Duration;

use actix::Recipient;
use awc::{
    error::{SendRequestError, WsClientError},
    ws::{CloseCode, CloseReason, Codec, Message},
};
use bytes::Bytes;
use futures_util::{SinkExt, sink::Sink};
use tokio::{io::AsyncRead, sync::mpsc, task::JoinHandle};
use tokio_util::codec::FramedWrite;

use super::inbox::{Inbox, Incoming};
#[cfg(feature = "sandbox")]
use crate::handle::Frame;
use crate::{
    event_path::event_path,
    gateway::Payload,
    tls::{self, TlsError},
};

/// What the socket has read. The answer comes when the shard is ready for more.
#[derive(Debug, actix::Message)]
#[rtype(result = "()")]
pub(super) struct SocketRead {
    pub(super) cid: u64,
    pub(super) items: Vec<Incoming>,
}

/// How many frames may wait to be written. The protocol sends at most 120 payloads in a minute, and may send all of
/// them at once; pongs and a close frame come on top. So a full queue means that the peer has stopped reading.
const QUEUED_FRAMES: usize = 192;

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
    queue: Option<mpsc::Sender<Message>>,
    reader: JoinHandle<()>,
    writer: JoinHandle<()>,
}

/// How long the answer to a close frame may take to be written.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

impl Socket {
    /// Opens a websocket. There is no timeout here: the protocol has a deadline, at which the shard drops this future.
    ///
    /// # Errors
    /// What went wrong, as a text for the log and for the reason of the reconnect.
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
        let (_response, framed) = request.connect().await.map_err(describe)?;
        let parts = framed.into_parts();
        let (read_half, write_half) = tokio::io::split(parts.io);
        let (queue, queued) = mpsc::channel(QUEUED_FRAMES);
        // The bytes that came with the response to the upgrade are the beginning of the stream.
        let inbox = Inbox::new(read_half, parts.read_buf, connect_options.max_frame_size);
        let reader = actix::spawn(read(inbox, cid, shard.clone()));
        let sink = FramedWrite::new(write_half, Codec::new().client_mode());
        let writer = actix::spawn(write(sink, queued, cid, shard, connect_options.write_timeout));
        Ok(Self { queue: Some(queue), reader, writer })
    }

    /// Queues a payload. `false` if the queue is full, or the connection has ended.
    pub(super) fn send(&self, payload: Payload) -> bool {
        self.queue(match payload {
            Payload::Text(text) => Message::Text(text.into()),
            Payload::Binary(bytes) => Message::Binary(bytes.into()),
        })
    }

    /// Queues the answer to a ping. The result is that of [`send`](Self::send).
    pub(super) fn pong(&self, payload: Bytes) -> bool {
        self.queue(Message::Pong(payload))
    }

    /// Queues a close frame. The reader goes on until the peer has answered or the socket is dropped. The result is
    /// that of [`send`](Self::send).
    pub(super) fn close(&self, code: u16, reason: &str) -> bool {
        let reason = CloseReason { code: CloseCode::from(code), description: Some(clip(reason).to_owned()) };
        self.queue(Message::Close(Some(reason)))
    }

    /// Queues any frame, for a fault injection.
    #[cfg(feature = "sandbox")]
    pub(super) fn send_frame(&self, frame: Frame) -> bool {
        match frame {
            Frame::Text(text) => self.send(Payload::Text(text)),
            Frame::Binary(data) => self.send(Payload::Binary(data)),
            Frame::Ping(payload) => self.queue(Message::Ping(payload.into())),
            Frame::Pong(payload) => self.pong(payload.into()),
            Frame::Close { code, reason } => self.close(code, &reason),
        }
    }

    fn queue(&self, message: Message) -> bool {
        self.queue.as_ref().is_some_and(|queue| queue.try_send(message).is_ok())
    }

    /// Answers the peer's close frame with the same code (RFC 6455 section 5.5.1), then drops the connection.
    pub(super) fn answer_close(mut self, code: Option<u16>) {
        self.close(code.unwrap_or(1000), "");
        // Without a sender the writer ends when it has written what is queued.
        self.queue = None;
        actix::spawn(async move {
            let _ = tokio::time::timeout(CLOSE_TIMEOUT, &mut self.writer).await;
        });
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.reader.abort();
        self.writer.abort();
    }
}

/// The text of an error. That of awc lacks the status of a refused upgrade.
fn describe(error: WsClientError) -> String {
    match error {
        WsClientError::InvalidResponseStatus(status) => format!("the upgrade was answered with {status}"),
        WsClientError::SendRequest(SendRequestError::Connect(error)) => tls::describe(&error),
        error => error.to_string(),
    }
}

/// The part of `reason` that fits in a close frame: a control frame has 125 bytes at most, two of which are the code
/// (RFC 6455 section 5.5).
fn clip(reason: &str) -> &str {
    let mut end = reason.len().min(123);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    &reason[..end]
}

async fn read(mut inbox: Inbox<impl AsyncRead + Unpin>, cid: u64, shard: Recipient<SocketRead>) {
    let mut is_open = true;
    while is_open {
        let items = inbox.read().await;
        is_open = !matches!(items.last(), Some(Incoming::Closed { .. } | Incoming::Lost(_)));
        event_path!("sends the messages of one read to the shard, and waits");
        if shard.send(SocketRead { cid, items }).await.is_err() {
            return;
        }
    }
}

async fn write<S>(
    sink: S,
    mut queued: mpsc::Receiver<Message>,
    cid: u64,
    shard: Recipient<SocketRead>,
    timeout: Duration,
) where
    S: Sink<Message>,
    S::Error: std::fmt::Display,
{
    let mut sink = std::pin::pin!(sink);
    while let Some(message) = queued.recv().await {
        let lost = match tokio::time::timeout(timeout, sink.send(message)).await {
            Ok(Ok(())) => continue,
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("the peer read nothing for {timeout:?}"),
        };
        // The shard may have ended.
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
