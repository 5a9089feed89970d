use flate2::{Compress, FlushCompress};
use proptest::prelude::*;

use super::*;

const LIMIT: usize = 1 << 20;

/// Discord's end of the connection: one stream, each payload flushed.
struct Server(Compress);

impl Server {
    fn new() -> Self {
        Self(Compress::new(flate2::Compression::default(), true))
    }

    fn send(&mut self, payload: &[u8]) -> Vec<u8> {
        self.deflate(payload, FlushCompress::Sync)
    }

    fn deflate(&mut self, mut payload: &[u8], flush: FlushCompress) -> Vec<u8> {
        let mut message = Vec::with_capacity(payload.len() + 256);
        loop {
            let before = self.0.total_in();
            self.0.compress_vec(payload, &mut message, flush).unwrap();
            payload = &payload[(self.0.total_in() - before) as usize..];
            if payload.is_empty() && message.len() < message.capacity() {
                return message;
            }
            message.reserve(4096);
        }
    }
}

impl Inflater {
    fn output_capacity(&self) -> usize {
        match &self.context {
            Context::None => 0,
            Context::Zlib(zlib) => zlib.output_capacity(),
            #[cfg(feature = "zstd")]
            Context::Zstd(zstd) => zstd.output_capacity(),
        }
    }
}

fn stream() -> Inflater {
    Inflater::new(Compression::ZlibStream, LIMIT)
}

#[test]
fn one_message_is_one_payload_and_the_context_goes_on() {
    let (mut server, mut inflater) = (Server::new(), stream());
    let first = server.send(b"{\"op\":10}");
    let second = server.send(b"{\"op\":10}");
    assert!(second.len() < first.len(), "the second leans on the first");
    assert_eq!(inflater.binary(&first), Ok(Some(&b"{\"op\":10}"[..])));
    assert_eq!(inflater.binary(&second), Ok(Some(&b"{\"op\":10}"[..])));
    assert_eq!(inflater.bytes_in(), (first.len() + second.len()) as u64);
    assert_eq!(inflater.bytes_out(), 18);
}

/// Every place to cut, also within the suffix.
#[test]
fn a_payload_may_come_in_parts() {
    let mut server = Server::new();
    let message = server.send(b"{\"op\":10,\"d\":{\"heartbeat_interval\":41250}}");
    for cut in 1..message.len() {
        let mut inflater = stream();
        assert_eq!(inflater.binary(&message[..cut]), Ok(None), "cut at {cut}");
        let payload = inflater.binary(&message[cut..]).unwrap().unwrap();
        assert_eq!(payload, b"{\"op\":10,\"d\":{\"heartbeat_interval\":41250}}", "cut at {cut}");
    }
    let mut inflater = stream();
    let (last, first) = message.split_last().unwrap();
    for byte in first {
        assert_eq!(inflater.binary(&[*byte]), Ok(None));
    }
    assert!(inflater.binary(&[*last]).unwrap().is_some());
}

#[test]
fn a_new_connection_needs_a_reset_and_after_it_works() {
    let mut inflater = stream();
    let mut server = Server::new();
    inflater.binary(&server.send(b"first connection")).unwrap();
    assert_eq!(inflater.binary(&server.send(b"the beginning of")[..4]), Ok(None));
    inflater.reset();
    let mut server = Server::new();
    assert_eq!(inflater.binary(&server.send(b"second connection")), Ok(Some(&b"second connection"[..])));
}

#[test]
fn large_payloads_pass_and_their_memory_is_given_back() {
    let payload: Vec<u8> = (0..5_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let mut inflater = Inflater::new(Compression::ZlibStream, 8 << 20);
    let mut server = Server::new();
    let message = server.send(&payload);
    assert_eq!(inflater.binary(&message).unwrap().unwrap(), payload);
    let message = server.send(b"small");
    assert_eq!(inflater.binary(&message), Ok(Some(&b"small"[..])));
    assert!(inflater.output_capacity() <= 1 << 20);
}

#[test]
fn bombs_go_off_within_the_limit() {
    let message = Server::new().send(&vec![0; LIMIT + 1]);
    assert!(message.len() < LIMIT / 100, "it is a bomb");
    let mut inflater = stream();
    assert_eq!(inflater.binary(&message), Err(InflateError::TooLong { limit: LIMIT }));
    assert!(inflater.output_capacity() <= LIMIT + (64 << 10), "the limit, and the window");

    let message = Server::new().send(&vec![0; LIMIT]);
    assert_eq!(stream().binary(&message).unwrap().map(<[u8]>::len), Some(LIMIT));
}

/// A peer that never sends the suffix must not fill the memory.
#[test]
fn waiting_parts_are_bounded_too() {
    let mut inflater = Inflater::new(Compression::ZlibStream, 1000);
    assert_eq!(inflater.binary(&[1; 600]), Ok(None));
    assert_eq!(inflater.binary(&[1; 600]), Err(InflateError::TooLong { limit: 1000 }));
    assert_eq!(inflater.text(&[b' '; 1001]), Err(InflateError::TooLong { limit: 1000 }));
}

#[test]
fn corrupt_data_is_an_error_and_not_a_panic() {
    let mut inflater = stream();
    inflater.binary(&Server::new().send(b"{\"op\":10}")).unwrap();
    // A block of a type that does not exist.
    let message = [0x07, 0x55, 0x55, 0x55, 0, 0, 0xff, 0xff];
    assert!(matches!(inflater.binary(&message), Err(InflateError::Corrupt { .. })));
    assert!(stream().binary(&[0x12, 0x34, 0, 0, 0xff, 0xff]).is_err());
}

#[test]
fn a_stream_that_ends_is_an_error() {
    let mut message = Server::new().deflate(b"the end", FlushCompress::Finish);
    message.extend_from_slice(&ZLIB_SUFFIX);
    assert_eq!(stream().binary(&message), Err(InflateError::Ended));
}

#[test]
fn payload_compression_mixes_text_and_independent_streams() {
    let mut inflater = Inflater::new(Compression::Payload, LIMIT);
    assert_eq!(inflater.text(b"{\"op\":10}"), Ok(Some(&b"{\"op\":10}"[..])));
    for _ in 0..2 {
        let message = Server::new().deflate(b"READY", FlushCompress::Finish);
        assert_eq!(message[0], b'x');
        assert_eq!(inflater.binary(&message), Ok(Some(&b"READY"[..])));
        assert_eq!(inflater.text(b"{\"op\":11}"), Ok(Some(&b"{\"op\":11}"[..])));
    }
    let message = Server::new().deflate(b"a payload that is cut", FlushCompress::Finish);
    assert_eq!(inflater.binary(&message[..message.len() / 2]), Err(InflateError::CutShort));
    // The next is independent of the broken one.
    assert_eq!(inflater.binary(&Server::new().deflate(b"READY", FlushCompress::Finish)), Ok(Some(&b"READY"[..])));
}

#[test]
fn without_compression_messages_are_payloads() {
    let mut inflater = Inflater::new(Compression::None, LIMIT);
    assert_eq!(inflater.text(b"{}"), Ok(Some(&b"{}"[..])));
    assert_eq!(inflater.binary(b"{}"), Ok(Some(&b"{}"[..])));
    assert_eq!((inflater.bytes_in(), inflater.bytes_out()), (4, 4));
}

#[test]
fn names_are_read_and_written() {
    let all = Built { etf: true, zstd: true };
    for compression in [Compression::None, Compression::Payload, Compression::ZlibStream, Compression::ZstdStream] {
        assert_eq!(Compression::named(compression.as_str(), all), Ok(compression));
        assert_eq!(compression.as_str().parse(), Compression::named(compression.as_str(), BUILT));
    }
    let error = Compression::named("zstd-stream", Built { etf: false, zstd: false }).unwrap_err();
    assert!(error.to_string().contains("feature `zstd`"), "{error}");
    let error = "gzip".parse::<Compression>().unwrap_err();
    assert!(error.to_string().contains("\"gzip\"") && error.to_string().contains("zlib-stream"), "{error}");
}

proptest! {
    /// However the server's bytes are cut into messages, the same payloads come out, as long as no message ends beyond
    /// the end of a payload.
    #[test]
    fn cuts_do_not_matter(payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..600), 1..8), size in 1_usize..97) {
        let (mut server, mut inflater) = (Server::new(), stream());
        for payload in &payloads {
            let message = server.send(payload);
            let mut whole = None;
            let parts = message.chunks(size).count();
            for (n, part) in message.chunks(size).enumerate() {
                let is_last = n + 1 == parts;
                let made = inflater.binary(part).unwrap();
                prop_assert_eq!(made.is_some(), is_last);
                whole = made.map(<[u8]>::to_vec);
            }
            prop_assert_eq!(whole.as_ref(), Some(payload));
        }
    }

    #[test]
    fn noise_never_panics(messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..20), kind in 0_u8..3) {
        let compression = [Compression::None, Compression::Payload, Compression::ZlibStream][usize::from(kind)];
        let mut inflater = Inflater::new(compression, 4096);
        for mut message in messages {
            message.extend_from_slice(&ZLIB_SUFFIX);
            if inflater.binary(&message).is_err() {
                inflater.reset();
            }
        }
    }
}
