//! Encodes payloads into websocket frames: JSON or ETF, compression (gateway.md section 4), faults. It does not depend
//! on a websocket library.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use flate2::{Compress, Compression, FlushCompress};
use serde_json::Value;
use zstd::stream::raw::{CParameter, Encoder, InBuffer, Operation, OutBuffer};

use super::mangle::Mangle;
use crate::sandbox::compatible;

/// Longer payloads are compressed if IDENTIFY requested payload compression, in bytes.
const COMPRESS_FROM: usize = 1024;
/// Shorter payloads are not split without a fault, in bytes.
const SPLIT_FROM: usize = 64;

/// A payload without its envelope.
#[derive(Debug, Clone)]
pub(in crate::sandbox) enum Payload {
    /// Op 0.
    Dispatch(Dispatch),
    /// Any other opcode.
    Control { op: u8, data: Cow<'static, str> },
    /// Sent as it is. Used by faults.
    Raw(String),
}

/// A dispatch and its sequence number.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Dispatch {
    pub(in crate::sandbox) seq: u64,
    pub(in crate::sandbox) name: Cow<'static, str>,
    pub(in crate::sandbox) data: Arc<str>,
}

/// A websocket frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sandbox) enum Frame {
    Text(String),
    Binary(Bytes),
    FirstText(Bytes),
    FirstBinary(Bytes),
    Continue(Bytes),
    Last(Bytes),
}

/// The `compress` parameter of the URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum Transport {
    Plain,
    Zlib,
    Zstd,
}

impl Transport {
    pub(in crate::sandbox) fn named(name: &str) -> Option<Self> {
        match name {
            "zlib-stream" => Some(Self::Zlib),
            "zstd-stream" => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// Parses a client's message in the encoding of its connection. ETF must come in binary messages.
pub(in crate::sandbox) fn parse(message: &[u8], binary: bool, etf: bool) -> Option<Value> {
    match (etf, binary) {
        #[cfg(feature = "etf")]
        (true, true) => super::etf::read(message),
        (true, _) => None,
        (false, _) => serde_json::from_slice(message).ok(),
    }
}

/// The compressor of a connection.
enum Stream {
    Plain,
    Zlib(Box<Compress>),
    Zstd(Box<Encoder<'static>>),
}

impl Stream {
    fn new(transport: Transport) -> Self {
        match transport {
            Transport::Plain => Self::Plain,
            Transport::Zlib => Self::Zlib(Box::new(Compress::new(Compression::fast(), true))),
            Transport::Zstd => zstd_stream().map_or(Self::Plain, |stream| Self::Zstd(Box::new(stream))),
        }
    }

    /// The payload compressed as the next message of the stream; `None` without a stream.
    fn compress(&mut self, payload: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Plain => None,
            Self::Zlib(stream) => Some(deflate(stream, payload, FlushCompress::Sync)),
            Self::Zstd(stream) => Some(zstd_flush(stream, payload)),
        }
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain => "Plain",
            Self::Zlib(_) => "Zlib",
            Self::Zstd(_) => "Zstd",
        })
    }
}

/// The sending side of a connection.
#[derive(Debug)]
pub(in crate::sandbox) struct Writer {
    stream: Stream,
    /// Whether payloads are ETF in binary messages.
    etf: bool,
    /// Whether payload compression is on, which IDENTIFY requests.
    pub(in crate::sandbox) compress_payloads: bool,
    split_every: u64,
    written: u64,
}

impl Writer {
    /// Every `split_every`-th payload of a zlib stream is split over two messages, as Discord does at times. 0: none
    /// is.
    pub(in crate::sandbox) fn new(transport: Transport, etf: bool, split_every: u64) -> Self {
        let split_every = if transport == Transport::Zlib { split_every } else { 0 };
        Self { stream: Stream::new(transport), etf, compress_payloads: false, split_every, written: 0 }
    }

    /// Appends the frames of one payload.
    pub(in crate::sandbox) fn write(&mut self, payload: &Payload, mangle: Mangle, frames: &mut Vec<Frame>) {
        for _ in 0..=usize::from(mangle.duplicate) {
            let mut text = if mangle.compatible { compatible_envelope(payload) } else { envelope(payload, mangle) };
            #[cfg(feature = "etf")]
            if self.etf {
                let mut term = super::etf::write(&text);
                if mangle.bad_json {
                    term.truncate(term.len() / 2);
                }
                self.frame(term, mangle, frames);
                continue;
            }
            if mangle.bad_json {
                let half = (0..=text.len() / 2).rfind(|at| text.is_char_boundary(*at)).unwrap_or(0);
                text.truncate(half);
            }
            self.frame(text.into_bytes(), mangle, frames);
        }
    }

    fn frame(&mut self, payload: Vec<u8>, mangle: Mangle, frames: &mut Vec<Frame>) {
        self.written += 1;
        if let Some(mut bytes) = self.stream.compress(&payload) {
            if mangle.corrupt {
                corrupt(&mut bytes);
            }
            let spontaneous =
                self.split_every > 0 && bytes.len() >= SPLIT_FROM && self.written.is_multiple_of(self.split_every);
            let parts = mangle.split.or(spontaneous.then_some(2)).unwrap_or(1);
            for part in cut(&Bytes::from(bytes), parts) {
                binary(part, mangle, frames);
            }
        } else if self.compress_payloads && payload.len() > COMPRESS_FROM {
            let mut one = Compress::new(Compression::fast(), true);
            let mut bytes = deflate(&mut one, &payload, FlushCompress::Finish);
            if mangle.corrupt {
                corrupt(&mut bytes);
            }
            binary(Bytes::from(bytes), mangle, frames);
        } else if self.etf {
            let mut term = payload;
            if mangle.corrupt {
                corrupt(&mut term);
            }
            binary(Bytes::from(term), mangle, frames);
        } else if let Some(count) = mangle.fragments {
            fragments(&Bytes::from(payload), count, Frame::FirstText, frames);
        } else if mangle.corrupt {
            // This connection has no compression; six bytes with a zlib header and no valid block take the place of the
            // payload.
            frames.push(Frame::Binary(Bytes::from_static(&[0x78, 0x9c, 0xff, 0xff, 0xff, 0xff])));
        } else {
            // Payloads that are neither compressed nor ETF were built from a `String`.
            frames.push(Frame::Text(String::from_utf8(payload).unwrap_or_default()));
        }
    }
}

/// `{"t":…,"s":…,"op":…,"d":…}`, in Discord's order.
fn envelope(payload: &Payload, mangle: Mangle) -> String {
    let more = if mangle.unknown_fields { r#","z":{"new":[1,"two",null]}"# } else { "" };
    let (head, data): (String, &str) = match payload {
        Payload::Raw(text) => return text.clone(),
        Payload::Control { op, data } => (format!(r#""t":null,"s":null,"op":{op}"#), data),
        Payload::Dispatch(it) => (format!(r#""t":"{}","s":{},"op":0"#, it.name, it.seq), &it.data),
    };
    let mut text = String::with_capacity(head.len() + data.len() + more.len() + 8);
    let parts: [&str; 5] =
        if mangle.data_first { [r#"{"d":"#, data, more, ",", &head] } else { ["{", &head, more, r#","d":"#, data] };
    for part in parts {
        text.push_str(part);
    }
    text.push('}');
    text
}

/// `{"op":…,"t":…,"s":…,"d":…}`. Payloads other than dispatches have no `t` and `s`, and no `d` that is `null`.
fn compatible_envelope(payload: &Payload) -> String {
    match payload {
        Payload::Raw(text) => text.clone(),
        Payload::Control { op, data } if data == "null" => format!(r#"{{"op":{op}}}"#),
        Payload::Control { op, data } => format!(r#"{{"op":{op},"d":{data}}}"#),
        Payload::Dispatch(Dispatch { seq, name, data }) => {
            format!(r#"{{"op":0,"t":"{name}","s":{seq},"d":{}}}"#, compatible::dispatch(name, data))
        }
    }
}

fn deflate(stream: &mut Compress, input: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut out = Vec::with_capacity(input.len() / 2 + 64);
    let start = stream.total_in();
    loop {
        let done = usize::try_from(stream.total_in() - start).unwrap_or(usize::MAX);
        let rest = input.get(done..).unwrap_or_default();
        // Compressing into a vector fails only if `flush` is misused.
        let status = stream.compress_vec(rest, &mut out, flush);
        if status.is_err() || out.len() < out.capacity() {
            return out;
        }
        out.reserve(out.capacity().max(64));
    }
}

/// A stream with a window of 256 KiB, as observed at Discord.
fn zstd_stream() -> Option<Encoder<'static>> {
    let mut stream = Encoder::new(1).ok()?;
    stream.set_parameter(CParameter::WindowLog(18)).ok()?;
    Some(stream)
}

/// Compresses `input`. The output ends with a flush, not with the end of a frame.
fn zstd_flush(stream: &mut Encoder<'static>, input: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(input.len() / 2 + 64);
    let mut buffer = InBuffer::around(input);
    loop {
        if out.len() == out.capacity() {
            out.reserve(out.capacity());
        }
        let position = out.len();
        let mut output = OutBuffer::around_pos(&mut out, position);
        // Compressing into memory fails only if the stream is misused.
        let left = if buffer.pos() < input.len() {
            stream.run(&mut buffer, &mut output).map(|_| 1)
        } else {
            stream.flush(&mut output)
        };
        if !matches!(left, Ok(1..)) {
            return out;
        }
    }
}

/// Makes compressed data invalid without changing the `00 00 FF FF` at its end. Wrong bytes in the middle of a block
/// may still decode to some text, so the first byte becomes 7: it begins no zlib stream, no block, no zstd frame and no
/// version of ETF.
fn corrupt(bytes: &mut [u8]) {
    let end = bytes.len().saturating_sub(4);
    if let Some(first) = bytes.iter_mut().take(end).next() {
        *first = 7;
    }
    let middle = end / 2;
    for byte in bytes.iter_mut().take(end).skip(middle).take(8) {
        *byte = !*byte;
    }
}

fn cut(bytes: &Bytes, parts: usize) -> Vec<Bytes> {
    let size = bytes.len().div_ceil(parts.max(1)).max(1);
    (0..bytes.len()).step_by(size).map(|start| bytes.slice(start..bytes.len().min(start + size))).collect()
}

fn binary(bytes: Bytes, mangle: Mangle, frames: &mut Vec<Frame>) {
    match mangle.fragments {
        Some(count) => fragments(&bytes, count, Frame::FirstBinary, frames),
        None => frames.push(Frame::Binary(bytes)),
    }
}

fn fragments(bytes: &Bytes, count: usize, first: fn(Bytes) -> Frame, frames: &mut Vec<Frame>) {
    let parts = cut(bytes, count.max(2));
    let last = parts.len().saturating_sub(1);
    for (index, part) in parts.into_iter().enumerate() {
        match index {
            0 => frames.push(first(part)),
            _ if index == last => frames.push(Frame::Last(part)),
            _ => frames.push(Frame::Continue(part)),
        }
    }
    if last == 0 {
        frames.push(Frame::Last(Bytes::new()));
    }
}

#[cfg(test)]
mod tests {
    use flate2::{Decompress, FlushDecompress};

    use super::*;

    fn dispatch(seq: u64, data: &str) -> Payload {
        Payload::Dispatch(Dispatch { seq, name: Cow::Borrowed("MESSAGE_CREATE"), data: Arc::from(data) })
    }

    fn inflate(stream: &mut Decompress, bytes: &[u8]) -> String {
        let mut out = Vec::with_capacity(1 << 20);
        stream.decompress_vec(bytes, &mut out, FlushDecompress::Sync).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_stream_has_one_context_and_ends_each_payload_with_a_flush() {
        let (mut writer, mut frames) = (Writer::new(Transport::Zlib, false, 0), Vec::new());
        writer.write(&dispatch(1, r#"{"a":1}"#), Mangle::default(), &mut frames);
        writer.write(&dispatch(2, &format!("\"{}\"", "x".repeat(300_000))), Mangle::default(), &mut frames);
        let [Frame::Binary(first), Frame::Binary(second)] = &frames[..] else { panic!("{frames:?}") };
        assert_eq!(first[0], 0x78, "the zlib header is at the start");
        assert!(first.ends_with(&[0, 0, 0xff, 0xff]) && second.ends_with(&[0, 0, 0xff, 0xff]));
        let mut stream = Decompress::new(true);
        assert_eq!(inflate(&mut stream, first), r#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"a":1}}"#);
        assert_eq!(inflate(&mut stream, second).len(), 300_000 + r#"{"t":"MESSAGE_CREATE","s":2,"op":0,"d":""}"#.len());
    }

    #[test]
    fn a_payload_can_be_split_over_messages_and_frames() {
        let (mut writer, mut frames) = (Writer::new(Transport::Zlib, false, 0), Vec::new());
        writer.write(&dispatch(1, r#"{"a":1}"#), Mangle { split: Some(3), ..Mangle::default() }, &mut frames);
        assert_eq!(frames.len(), 3);
        let whole: Vec<u8> = frames
            .iter()
            .flat_map(|frame| match frame {
                Frame::Binary(part) => part.to_vec(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert!(inflate(&mut Decompress::new(true), &whole).contains(r#""a":1"#));

        let (mut writer, mut frames) = (Writer::new(Transport::Plain, false, 0), Vec::new());
        writer.write(&dispatch(1, "null"), Mangle { fragments: Some(5), ..Mangle::default() }, &mut frames);
        assert_eq!(frames.len(), 5);
        assert!(matches!((&frames[0], &frames[4]), (Frame::FirstText(_), Frame::Last(_))));
    }

    #[test]
    fn payload_compression_makes_each_large_payload_its_own_stream() {
        let (mut writer, mut frames) = (Writer::new(Transport::Plain, false, 0), Vec::new());
        writer.compress_payloads = true;
        let big = format!("\"{}\"", "y".repeat(5000));
        for data in ["1", &big, &big] {
            writer.write(&dispatch(1, data), Mangle::default(), &mut frames);
        }
        let [Frame::Text(small), Frame::Binary(first), Frame::Binary(second)] = &frames[..] else {
            panic!("{frames:?}")
        };
        assert!(small.ends_with("\"d\":1}"));
        for bytes in [first, second] {
            assert!(inflate(&mut Decompress::new(true), bytes).contains("yyyy"));
        }
    }

    #[test]
    fn envelopes_with_faults() {
        let text = |mangle| envelope(&dispatch(7, "[]"), mangle);
        assert_eq!(
            text(Mangle { data_first: true, ..Mangle::default() }),
            r#"{"d":[],"t":"MESSAGE_CREATE","s":7,"op":0}"#
        );
        let odd: Value = serde_json::from_str(&text(Mangle { unknown_fields: true, ..Mangle::default() })).unwrap();
        assert_eq!(odd["z"]["new"][1], "two");
        let (mut writer, mut frames) = (Writer::new(Transport::Plain, false, 0), Vec::new());
        writer.write(&dispatch(7, "[]"), Mangle { bad_json: true, duplicate: true, ..Mangle::default() }, &mut frames);
        assert_eq!(frames.len(), 2);
        let Frame::Text(bad) = &frames[0] else { panic!() };
        assert!(serde_json::from_str::<Value>(bad).is_err());
    }

    #[test]
    fn corrupt_data_does_not_inflate() {
        let (mut writer, mut frames) = (Writer::new(Transport::Zlib, false, 0), Vec::new());
        let data = format!("\"{}\"", (0..200).map(|n| n.to_string()).collect::<String>());
        writer.write(&dispatch(1, &data), Mangle { corrupt: true, ..Mangle::default() }, &mut frames);
        let Frame::Binary(bytes) = &frames[0] else { panic!() };
        let mut out = Vec::with_capacity(1 << 16);
        assert!(Decompress::new(true).decompress_vec(bytes, &mut out, FlushDecompress::Sync).is_err());
    }
}
