//! A gateway client of the plainest kind: it does what a test tells it and nothing of its own accord.
// Shared by several tests, each of which uses a part.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, clippy::needless_pass_by_value, missing_docs, unreachable_pub)]

use std::pin::Pin;
use std::time::Duration;

use actix_http::ws::Item;
use awc::error::WsProtocolError;
use awc::ws::{CloseReason, Frame, Message};
use flate2::{Decompress, FlushDecompress};
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use greenroom::sandbox::Sandbox;
use serde_json::{Value, json};

/// Every intent there is.
pub const ALL: u64 = 53_608_447;
/// The entry, uncompressed.
pub const PLAIN: &str = "/?v=10&encoding=json";
/// What happens at once happens within this.
pub const SOON: Duration = Duration::from_secs(5);
/// What has not happened after this will not happen.
pub const NEVER: Duration = Duration::from_millis(150);

/// What came from the server.
#[derive(Debug, PartialEq)]
pub enum Got {
    Payload(Value),
    /// A close frame and its code.
    Closed(Option<u16>),
    /// The connection ended without one; by RST if true.
    Gone,
    Reset,
    /// Something that is no payload.
    Garbage(Vec<u8>),
    /// Nothing, for [`NEVER`].
    Nothing,
}

pub struct Raw {
    sink: Pin<Box<dyn Sink<Message, Error = WsProtocolError>>>,
    stream: Pin<Box<dyn Stream<Item = Result<Frame, WsProtocolError>>>>,
    inflate: Option<Decompress>,
    compressed: Vec<u8>,
    fragments: Vec<u8>,
    binary: bool,
    /// How many websocket messages came so far.
    pub messages: usize,
    /// How many of them were compressed payloads of their own.
    pub compressed_messages: usize,
    /// How many frames of fragmented messages came so far.
    pub fragment_frames: usize,
}

impl Raw {
    pub async fn open(sandbox: &Sandbox, path: &str) -> Self {
        Self::at(&format!("{}{path}", sandbox.gateway_url())).await
    }

    pub async fn at(url: &str) -> Self {
        Self::try_at(url).await.unwrap()
    }

    pub async fn try_at(url: &str) -> Result<Self, awc::error::WsClientError> {
        let client = awc::Client::builder().max_http_version(awc::http::Version::HTTP_11).finish();
        let (_, socket) = client.ws(url).max_frame_size(16 << 20).connect().await?;
        let (sink, stream) = socket.split();
        let (sink, stream) = (Box::pin(sink), Box::pin(stream));
        let inflate = url.contains("compress=zlib-stream").then(|| Decompress::new(true));
        let (compressed, fragments) = (Vec::new(), Vec::new());
        Ok(Self {
            sink,
            stream,
            inflate,
            compressed,
            fragments,
            binary: false,
            messages: 0,
            compressed_messages: 0,
            fragment_frames: 0,
        })
    }

    pub async fn send(&mut self, payload: Value) {
        self.text(&payload.to_string()).await;
    }

    pub async fn text(&mut self, text: &str) {
        self.sink.send(Message::Text(text.to_owned().into())).await.unwrap();
    }

    pub async fn message(&mut self, message: Message) {
        self.sink.send(message).await.unwrap();
    }

    pub async fn close(&mut self, code: u16) {
        self.sink.send(Message::Close(Some(CloseReason { code: code.into(), description: None }))).await.unwrap();
    }

    /// The next thing, whatever it is, within [`SOON`].
    pub async fn next(&mut self) -> Got {
        self.within(SOON).await
    }

    pub async fn within(&mut self, limit: Duration) -> Got {
        tokio::time::timeout(limit, self.read()).await.unwrap_or(Got::Nothing)
    }

    /// Asserts that nothing comes.
    pub async fn silence(&mut self) {
        let got = self.within(NEVER).await;
        assert_eq!(got, Got::Nothing);
    }

    /// The next thing, which must be a payload.
    pub async fn payload(&mut self) -> Value {
        match self.next().await {
            Got::Payload(payload) => payload,
            other => panic!("a payload was expected, not {:.300}", format!("{other:?}")),
        }
    }

    /// The next dispatch of this name. Payloads before it are skipped.
    pub async fn dispatch_after_others(&mut self, name: &str) -> Value {
        loop {
            let payload = self.payload().await;
            if payload["t"] == name {
                return payload;
            }
        }
    }

    /// The next payload, which must be a dispatch of this name.
    pub async fn dispatch(&mut self, name: &str) -> Value {
        let payload = self.payload().await;
        assert_eq!(payload["t"], name, "{:.300}", payload.to_string());
        payload
    }

    /// The code of the close frame, which must be the next thing.
    pub async fn closed(&mut self) -> Option<u16> {
        match self.next().await {
            Got::Closed(code) => code,
            other => panic!("a close frame was expected, not {other:?}"),
        }
    }

    /// Skips HELLO, identifies, and returns READY.
    pub async fn log_in(&mut self, identify: Value) -> Value {
        assert_eq!(self.payload().await["op"], 10);
        self.send(identify).await;
        self.dispatch("READY").await
    }

    async fn read(&mut self) -> Got {
        loop {
            let (bytes, binary) = match self.stream.next().await {
                None => return Got::Gone,
                Some(Err(error)) => {
                    return if format!("{error:?}").contains("ConnectionReset") { Got::Reset } else { Got::Gone };
                }
                Some(Ok(Frame::Text(bytes))) => (bytes.to_vec(), false),
                Some(Ok(Frame::Binary(bytes))) => (bytes.to_vec(), true),
                Some(Ok(Frame::Close(reason))) => return Got::Closed(reason.map(|it| it.code.into())),
                Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => continue,
                Some(Ok(Frame::Continuation(item))) => match self.join(item) {
                    Some(whole) => whole,
                    None => continue,
                },
            };
            self.messages += 1;
            let text = match (&mut self.inflate, binary) {
                (Some(stream), true) => {
                    self.compressed.extend_from_slice(&bytes);
                    if !self.compressed.ends_with(&[0, 0, 0xff, 0xff]) {
                        continue;
                    }
                    let compressed = std::mem::take(&mut self.compressed);
                    match inflate(stream, &compressed) {
                        Some(text) => text,
                        None => return Got::Garbage(compressed),
                    }
                }
                (None, true) => {
                    self.compressed_messages += 1;
                    match inflate(&mut Decompress::new(true), &bytes) {
                        Some(text) => text,
                        None => return Got::Garbage(bytes),
                    }
                }
                (Some(_), false) => panic!("a text frame in a compressed stream"),
                (None, false) => bytes,
            };
            return match serde_json::from_slice(&text) {
                Ok(payload) => Got::Payload(payload),
                Err(_) => Got::Garbage(text),
            };
        }
    }

    fn join(&mut self, item: Item) -> Option<(Vec<u8>, bool)> {
        self.fragment_frames += 1;
        let (part, last) = match item {
            Item::FirstText(part) => {
                self.binary = false;
                (part, false)
            }
            Item::FirstBinary(part) => {
                self.binary = true;
                (part, false)
            }
            Item::Continue(part) => (part, false),
            Item::Last(part) => (part, true),
        };
        self.fragments.extend_from_slice(&part);
        last.then(|| (std::mem::take(&mut self.fragments), self.binary))
    }
}

fn inflate(stream: &mut Decompress, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len() * 4 + 1024);
    let mut rest = bytes;
    loop {
        let before = stream.total_in();
        stream.decompress_vec(rest, &mut out, FlushDecompress::Sync).ok()?;
        rest = &rest[usize::try_from(stream.total_in() - before).unwrap()..];
        if rest.is_empty() && out.len() < out.capacity() {
            return Some(out);
        }
        out.reserve(out.capacity());
    }
}

/// An IDENTIFY that is in order.
pub fn identify(sandbox: &Sandbox, intents: u64) -> Value {
    let properties = json!({"os": "linux", "browser": "raw", "device": "raw"});
    json!({"op": 2, "d": {"token": sandbox.token(), "intents": intents, "properties": properties}})
}

/// The same with changes to its `d`.
pub fn identify_with(sandbox: &Sandbox, intents: u64, more: Value) -> Value {
    let mut payload = identify(sandbox, intents);
    for (key, value) in more.as_object().unwrap() {
        payload["d"][key] = value.clone();
    }
    payload
}

/// A RESUME of the session that this READY began.
pub fn resume(sandbox: &Sandbox, ready: &Value, seq: u64) -> Value {
    json!({"op": 6, "d": {"token": sandbox.token(), "session_id": ready["d"]["session_id"], "seq": seq}})
}
