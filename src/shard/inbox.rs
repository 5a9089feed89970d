//! What comes over a websocket: bytes, frames, messages.
//!
//! Frames lie in the one buffer that they were read into. It is read into again when the shard is done with all of them, so that nothing is
//! allocated for them, and it is as large as what is there at a time.

use actix_http::ws::Item;
use awc::ws::{Codec, Frame};
use bytes::{Bytes, BytesMut};
use futures_util::FutureExt;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio_util::codec::Decoder;

use crate::event_path::event_path;

/// What one message to the shard may hold. A message wakes other threads, which is dear, so that a shard that has much to catch up on does it in
/// large steps; one that has not waits for nothing.
const BATCH_FRAMES: usize = 512;
/// How much room a read of the socket finds at the least and at the most, in bytes; more where a frame needs it.
const LEAST_ROOM: usize = 4 << 10;
const MOST_ROOM: usize = 64 << 10;

/// What a socket tells its shard.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A whole text message, its fragments joined.
    Text(Bytes),
    /// A whole binary message, its fragments joined.
    Binary(Bytes),
    /// To be answered with the same payload.
    Ping(Bytes),
    /// The peer's close frame.
    Closed { code: Option<u16>, reason: String },
    /// The connection is gone without one, and why.
    Lost(String),
}

/// What comes over the socket.
pub(super) struct Inbox<R> {
    from: R,
    /// What has been read and is no frame yet.
    buffer: BytesMut,
    /// How much room the next read is to find.
    room: usize,
    /// How large the buffer is, as far as that is known.
    size: usize,
    codec: Codec,
    fragments: Fragments,
    max_size: usize,
    /// How many items the last batch had.
    last: usize,
}

impl<R: AsyncRead + Unpin> Inbox<R> {
    pub(super) fn new(from: R, buffer: BytesMut, max_size: usize) -> Self {
        let codec = Codec::new().client_mode().max_size(max_size);
        let (room, fragments) = (LEAST_ROOM, Fragments::new(max_size));
        Self { from, size: buffer.capacity(), buffer, room, codec, fragments, max_size, last: 0 }
    }

    /// Waits until something is there, and takes all of it that is there already. Nothing comes after [`Incoming::Closed`] and [`Incoming::Lost`].
    pub(super) async fn batch(&mut self) -> Vec<Incoming> {
        let mut items = Vec::with_capacity(self.last);
        loop {
            match self.next_frame() {
                Ok(Some(frame)) => items.extend(self.fragments.join(frame)),
                Ok(None) => match self.read_more(items.is_empty()).await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(lost) => items.push(Incoming::Lost(lost)),
                },
                Err(lost) => items.push(Incoming::Lost(lost)),
            }
            let at_end = matches!(items.last(), Some(Incoming::Closed { .. } | Incoming::Lost(_)));
            if at_end || items.len() >= BATCH_FRAMES {
                break;
            }
        }
        self.last = items.len();
        event_path!("joins frames to messages");
        items
    }

    /// A frame, if all of one has been read.
    fn next_frame(&mut self) -> Result<Option<Frame>, String> {
        let Some(length) = frame_length(&self.buffer) else { return Ok(None) };
        // The codec would first read all of it.
        if length > self.max_size.saturating_add(LONGEST_HEADER) {
            return Err(format!("a frame of {length} bytes is longer than the {} that are allowed", self.max_size));
        }
        if self.buffer.len() < length {
            return Ok(None);
        }
        self.codec.decode(&mut self.buffer).map_err(|error| error.to_string())
    }

    /// Reads what there is, and whether there was something. With frames in the buffer that nobody has taken yet there must be room left in it, and it does
    /// not wait.
    async fn read_more(&mut self, is_unused: bool) -> Result<bool, String> {
        let read = if is_unused {
            self.make_room();
            Some(self.from.read_buf(&mut self.buffer).await)
        } else if self.buffer.len() < self.buffer.capacity() {
            self.from.read_buf(&mut self.buffer).now_or_never()
        } else {
            None
        };
        match read {
            None => Ok(false),
            Some(Ok(0)) => Err("the peer ended the connection without a close frame".to_owned()),
            Some(Ok(read)) => {
                if read >= self.room {
                    self.room = (2 * self.room).min(MOST_ROOM);
                } else if read < self.room / 4 {
                    self.room = (self.room / 2).max(LEAST_ROOM);
                }
                Ok(true)
            }
            Some(Err(error)) => Err(error.to_string()),
        }
    }

    /// Makes room for the next read, and for the frame that is being read.
    fn make_room(&mut self) {
        let frame = frame_length(&self.buffer).unwrap_or_default().saturating_sub(self.buffer.len());
        // What is announced is believed step by step.
        let room = self.room.max(frame.min(MOST_ROOM));
        // A buffer that was large once is given back when little comes.
        if self.buffer.is_empty() && self.size > 8 * room {
            (self.buffer, self.size) = (BytesMut::new(), 0);
        }
        self.buffer.reserve(room);
        self.size = self.size.max(self.buffer.capacity());
    }
}

/// The longest header of a frame (RFC 6455 section 5.2).
const LONGEST_HEADER: usize = 14;

/// How long the frame is that begins so, with its header, or `None` if that has not been read.
fn frame_length(data: &[u8]) -> Option<usize> {
    let [_, length, rest @ ..] = data else { return None };
    let masked = if length & 0x80 == 0 { 0 } else { 4 };
    let (header, length) = match length & 0x7f {
        126 => (4, u64::from(u16::from_be_bytes(*rest.first_chunk()?))),
        127 => (10, u64::from_be_bytes(*rest.first_chunk()?)),
        length => (2, u64::from(length)),
    };
    Some(usize::try_from(length).unwrap_or(usize::MAX).saturating_add(header + masked))
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
    use tokio::io::AsyncWriteExt;

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

    /// A frame as a server sends it.
    fn frame(payload: &[u8]) -> Vec<u8> {
        let mut frame = vec![0x82];
        match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
            (Ok(length @ ..126), _) => frame.push(length),
            (_, Ok(length)) => {
                frame.push(126);
                frame.extend(length.to_be_bytes());
            }
            _ => {
                frame.push(127);
                frame.extend((payload.len() as u64).to_be_bytes());
            }
        }
        frame.extend(payload);
        frame
    }

    fn texts(items: &[Incoming]) -> Vec<&[u8]> {
        items
            .iter()
            .map(|item| match item {
                Incoming::Binary(data) => &data[..],
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[tokio::test]
    async fn what_is_there_comes_together_and_what_is_cut_waits() {
        let (mut peer, socket) = tokio::io::duplex(1 << 20);
        // The first bytes came with the answer to the upgrade.
        let first = frame(b"one");
        let mut inbox = Inbox::new(socket, BytesMut::from(&first[..2]), 1 << 20);
        let long = vec![7; 100_000];
        let mut rest = first[2..].to_vec();
        rest.extend(frame(b""));
        rest.extend(frame(&[1; 300]));
        let cut = frame(&long);
        rest.extend(&cut[..3]);
        peer.write_all(&rest).await.unwrap();
        let items = inbox.batch().await;
        assert_eq!(texts(&items), [&b"one"[..], b"", &[1; 300]]);
        peer.write_all(&cut[3..50_000]).await.unwrap();
        assert!(inbox.batch().now_or_never().is_none());
        peer.write_all(&cut[50_000..]).await.unwrap();
        assert_eq!(texts(&inbox.batch().await), [&long[..]]);
        drop(peer);
        assert!(matches!(&inbox.batch().await[..], [Incoming::Lost(_)]));
    }

    #[tokio::test]
    async fn a_batch_is_bounded_and_the_rest_comes_next() {
        let (mut peer, socket) = tokio::io::duplex(1 << 20);
        let mut inbox = Inbox::new(socket, BytesMut::new(), 1 << 20);
        let many: Vec<u8> = (0..2000_u16).flat_map(|n| frame(&n.to_be_bytes())).collect();
        peer.write_all(&many).await.unwrap();
        let (mut seen, mut batches) = (Vec::new(), 0);
        while seen.len() < 2000 {
            let items = inbox.batch().await;
            assert!(items.len() <= BATCH_FRAMES);
            seen.extend(texts(&items).into_iter().map(|data| u16::from_be_bytes(data.try_into().unwrap())));
            batches += 1;
        }
        assert!(seen.is_sorted() && batches >= 4, "{batches}");
    }

    #[tokio::test]
    async fn the_buffer_grows_with_what_comes_and_is_given_back() {
        let (mut peer, socket) = tokio::io::duplex(1 << 20);
        let mut inbox = Inbox::new(socket, BytesMut::new(), 1 << 20);
        let some: Vec<u8> = (0..1000).flat_map(|_| frame(&[1; 200])).collect();
        peer.write_all(&some).await.unwrap();
        let mut seen = 0;
        while seen < 1000 {
            seen += inbox.batch().await.len();
        }
        assert_eq!(inbox.room, MOST_ROOM);
        // The same memory is read into again.
        let size = inbox.size;
        for _ in 0..20 {
            peer.write_all(&some).await.unwrap();
            let mut seen = 0;
            while seen < 1000 {
                seen += inbox.batch().await.len();
            }
        }
        assert!(inbox.size <= size.max(2 * MOST_ROOM), "{} after {size}", inbox.size);
        for _ in 0..20 {
            peer.write_all(&frame(b"little")).await.unwrap();
            assert_eq!(inbox.batch().await.len(), 1);
        }
        assert!(inbox.room == LEAST_ROOM && inbox.size <= 8 * LEAST_ROOM, "{}, {}", inbox.room, inbox.size);
    }

    /// It is refused by what it announces, before it takes the memory.
    #[tokio::test]
    async fn a_frame_that_is_too_long_is_refused_at_once() {
        for announced in
            [&[0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0][..], &[0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255]]
        {
            let (mut peer, socket) = tokio::io::duplex(1 << 10);
            let mut inbox = Inbox::new(socket, BytesMut::new(), 1 << 20);
            peer.write_all(announced).await.unwrap();
            match &inbox.batch().await[..] {
                [Incoming::Lost(why)] => assert!(why.contains("1048576"), "{why}"),
                other => panic!("{other:?}"),
            }
            assert!(inbox.size <= 2 * LEAST_ROOM);
        }
    }

    #[tokio::test]
    async fn nothing_comes_after_a_close_frame() {
        let (mut peer, socket) = tokio::io::duplex(1 << 10);
        let mut inbox = Inbox::new(socket, BytesMut::new(), 1 << 20);
        let mut said = frame(b"last");
        said.extend([0x88, 2, 0x0f, 0xa0]);
        said.extend(frame(b"too late"));
        peer.write_all(&said).await.unwrap();
        let items = inbox.batch().await;
        assert!(matches!(&items[..], [Incoming::Binary(_), Incoming::Closed { code: Some(4000), .. }]), "{items:?}");
    }
}
