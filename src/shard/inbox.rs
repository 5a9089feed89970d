//! [`Inbox`]: reads frames from a websocket and joins them to messages.
//!
//! Frames refer to the one buffer that the bytes were read into. When the shard has dropped all of them, the buffer is
//! used again, so that frames need no allocations. The buffer is as large as what one read finds.

use actix_http::ws::Item;
use awc::ws::{Codec, Frame};
use bytes::{Bytes, BytesMut};
use futures_util::FutureExt;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio_util::codec::Decoder;

use crate::event_path::event_path;

/// How many items one message to the shard may contain. Each message to the shard ends with a batch to the router,
/// which may wake another thread. So a shard with much unread data processes it in large steps; a read never waits for
/// more items.
const MOST_ITEMS: usize = 512;
/// The least and the most space for one read of the socket, in bytes.
const LEAST_SPACE: usize = 4 << 10;
const MOST_SPACE: usize = 64 << 10;

/// One item that a socket has read.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A complete text message; fragments are joined.
    Text(Bytes),
    /// A complete binary message; fragments are joined.
    Binary(Bytes),
    /// A ping, to be answered with the same payload.
    Ping(Bytes),
    /// The peer's close frame.
    Closed { code: Option<u16>, reason: String },
    /// The connection ended without a close frame, for this reason.
    Lost(String),
}

/// Reads a websocket.
pub(super) struct Inbox<R> {
    socket: R,
    /// Bytes that were read and are not decoded yet.
    buffer: BytesMut,
    /// The space for the next read, in bytes.
    space: usize,
    /// The largest capacity of the buffer that was seen. The capacity shrinks when frames are split off.
    size: usize,
    codec: Codec,
    fragments: Fragments,
    max_size: usize,
    /// How many items the last read returned.
    last_count: usize,
}

impl<R: AsyncRead + Unpin> Inbox<R> {
    /// `buffer` contains what was read from the socket before. `max_size` is the largest message, in bytes.
    pub(super) fn new(socket: R, buffer: BytesMut, max_size: usize) -> Self {
        let codec = Codec::new().client_mode().max_size(max_size);
        let (space, fragments) = (LEAST_SPACE, Fragments::new(max_size));
        Self { socket, size: buffer.capacity(), buffer, space, codec, fragments, max_size, last_count: 0 }
    }

    /// Waits for the next item, and returns it with the items that can be read without waiting. There are no items
    /// after [`Incoming::Closed`] and [`Incoming::Lost`].
    pub(super) async fn read(&mut self) -> Vec<Incoming> {
        let mut items = Vec::with_capacity(self.last_count);
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
            if at_end || items.len() >= MOST_ITEMS {
                break;
            }
        }
        self.last_count = items.len();
        event_path!("joins frames to messages");
        items
    }

    /// The next frame, if it has been read completely.
    fn next_frame(&mut self) -> Result<Option<Frame>, String> {
        let Some(length) = frame_length(&self.buffer) else { return Ok(None) };
        // Checked here as well, because the codec checks the length only after the complete frame is in the buffer.
        if length > self.max_size.saturating_add(LONGEST_HEADER) {
            return Err(format!("a frame of {length} bytes is longer than the {} that are allowed", self.max_size));
        }
        if self.buffer.len() < length {
            return Ok(None);
        }
        self.codec.decode(&mut self.buffer).map_err(|error| error.to_string())
    }

    /// Reads from the socket into the buffer. Returns whether there was something to read. If `may_wait`, waits for it.
    /// Otherwise items that were read before refer to the buffer, so that it is filled up and not reallocated.
    async fn read_more(&mut self, may_wait: bool) -> Result<bool, String> {
        let read = if may_wait {
            self.reserve_space();
            Some(self.socket.read_buf(&mut self.buffer).await)
        } else if self.buffer.len() < self.buffer.capacity() {
            self.socket.read_buf(&mut self.buffer).now_or_never()
        } else {
            None
        };
        match read {
            None => Ok(false),
            Some(Ok(0)) => Err("the peer ended the connection without a close frame".to_owned()),
            Some(Ok(read)) => {
                if read >= self.space {
                    self.space = (2 * self.space).min(MOST_SPACE);
                } else if read < self.space / 4 {
                    self.space = (self.space / 2).max(LEAST_SPACE);
                }
                Ok(true)
            }
            Some(Err(error)) => Err(error.to_string()),
        }
    }

    /// Reserves space for the next read, and for the rest of the frame that has begun.
    fn reserve_space(&mut self) {
        let frame = frame_length(&self.buffer).unwrap_or_default().saturating_sub(self.buffer.len());
        // Bounded, so that a peer cannot cause a large allocation by the header of a frame alone.
        let space = self.space.max(frame.min(MOST_SPACE));
        // A large buffer is freed when the reads have become small.
        if self.buffer.is_empty() && self.size > 8 * space {
            (self.buffer, self.size) = (BytesMut::new(), 0);
        }
        self.buffer.reserve(space);
        self.size = self.size.max(self.buffer.capacity());
    }
}

/// The longest header of a frame (RFC 6455 section 5.2).
const LONGEST_HEADER: usize = 14;

/// The length of the frame at the start of `data`, with its header. `None` if the header is incomplete.
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

/// Joins the fragments of a message (RFC 6455 section 5.4), up to `max_size` bytes in all.
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

    /// Takes a frame. Returns an item unless the frame is a fragment before the last one, or a pong.
    fn join(&mut self, frame: Frame) -> Option<Incoming> {
        let (part, is_last) = match frame {
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
        if !is_last {
            return None;
        }
        let message = self.buffer.split().freeze();
        Some(if self.binary { Incoming::Binary(message) } else { Incoming::Text(message) })
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
        // A control frame may come between two fragments.
        assert!(matches!(fragments.join(Frame::Ping(Bytes::new())), Some(Incoming::Ping(_))));
        match fragments.join(part(Item::Last(Bytes::from_static(b"o")))) {
            Some(Incoming::Text(text)) => assert_eq!(text, "hello"),
            other => panic!("{other:?}"),
        }
        // The next message has its own kind.
        fragments.join(part(Item::FirstBinary(Bytes::from_static(b"\x01"))));
        match fragments.join(part(Item::Last(Bytes::from_static(b"\x02")))) {
            Some(Incoming::Binary(data)) => assert_eq!(&data[..], [1, 2]),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_fragmented_message_that_is_too_long_ends_the_connection() {
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

    fn binary_data(items: &[Incoming]) -> Vec<&[u8]> {
        items
            .iter()
            .map(|item| match item {
                Incoming::Binary(data) => &data[..],
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[tokio::test]
    async fn a_read_returns_all_complete_frames_and_an_incomplete_one_waits() {
        let (mut peer, socket) = tokio::io::duplex(1 << 20);
        // The first bytes came with the response to the upgrade.
        let first = frame(b"one");
        let mut inbox = Inbox::new(socket, BytesMut::from(&first[..2]), 1 << 20);
        let long = vec![7; 100_000];
        let mut rest = first[2..].to_vec();
        rest.extend(frame(b""));
        rest.extend(frame(&[1; 300]));
        let incomplete = frame(&long);
        rest.extend(&incomplete[..3]);
        peer.write_all(&rest).await.unwrap();
        let items = inbox.read().await;
        assert_eq!(binary_data(&items), [&b"one"[..], b"", &[1; 300]]);
        peer.write_all(&incomplete[3..50_000]).await.unwrap();
        assert!(inbox.read().now_or_never().is_none());
        peer.write_all(&incomplete[50_000..]).await.unwrap();
        assert_eq!(binary_data(&inbox.read().await), [&long[..]]);
        drop(peer);
        assert!(matches!(&inbox.read().await[..], [Incoming::Lost(_)]));
    }

    #[tokio::test]
    async fn a_read_is_bounded_and_the_next_returns_the_rest() {
        let (mut peer, socket) = tokio::io::duplex(1 << 20);
        let mut inbox = Inbox::new(socket, BytesMut::new(), 1 << 20);
        let many: Vec<u8> = (0..2000_u16).flat_map(|n| frame(&n.to_be_bytes())).collect();
        peer.write_all(&many).await.unwrap();
        let (mut seen, mut reads) = (Vec::new(), 0);
        while seen.len() < 2000 {
            let items = inbox.read().await;
            assert!(items.len() <= MOST_ITEMS);
            seen.extend(binary_data(&items).into_iter().map(|data| u16::from_be_bytes(data.try_into().unwrap())));
            reads += 1;
        }
        assert!(seen.is_sorted() && reads >= 4, "{reads}");
    }

    #[tokio::test]
    async fn the_buffer_grows_with_the_reads_and_is_freed() {
        let (mut peer, socket) = tokio::io::duplex(1 << 20);
        let mut inbox = Inbox::new(socket, BytesMut::new(), 1 << 20);
        let some: Vec<u8> = (0..1000).flat_map(|_| frame(&[1; 200])).collect();
        peer.write_all(&some).await.unwrap();
        let mut seen = 0;
        while seen < 1000 {
            seen += inbox.read().await.len();
        }
        assert_eq!(inbox.space, MOST_SPACE);
        // The same buffer is used again.
        let size = inbox.size;
        for _ in 0..20 {
            peer.write_all(&some).await.unwrap();
            let mut seen = 0;
            while seen < 1000 {
                seen += inbox.read().await.len();
            }
        }
        assert!(inbox.size <= size.max(2 * MOST_SPACE), "{} after {size}", inbox.size);
        for _ in 0..20 {
            peer.write_all(&frame(b"little")).await.unwrap();
            assert_eq!(inbox.read().await.len(), 1);
        }
        assert!(inbox.space == LEAST_SPACE && inbox.size <= 8 * LEAST_SPACE, "{}, {}", inbox.space, inbox.size);
    }

    /// The length in its header is refused, before memory is allocated for it.
    #[tokio::test]
    async fn a_frame_that_is_too_long_is_refused_at_once() {
        for header in [&[0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0][..], &[0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255]] {
            let (mut peer, socket) = tokio::io::duplex(1 << 10);
            let mut inbox = Inbox::new(socket, BytesMut::new(), 1 << 20);
            peer.write_all(header).await.unwrap();
            match &inbox.read().await[..] {
                [Incoming::Lost(why)] => assert!(why.contains("1048576"), "{why}"),
                other => panic!("{other:?}"),
            }
            assert!(inbox.size <= 2 * LEAST_SPACE);
        }
    }

    #[tokio::test]
    async fn nothing_comes_after_a_close_frame() {
        let (mut peer, socket) = tokio::io::duplex(1 << 10);
        let mut inbox = Inbox::new(socket, BytesMut::new(), 1 << 20);
        let mut sent = frame(b"last");
        sent.extend([0x88, 2, 0x0f, 0xa0]);
        sent.extend(frame(b"too late"));
        peer.write_all(&sent).await.unwrap();
        let items = inbox.read().await;
        assert!(matches!(&items[..], [Incoming::Binary(_), Incoming::Closed { code: Some(4000), .. }]), "{items:?}");
    }
}
