use proptest::prelude::*;
use zstd::stream::raw::{CParameter, Encoder};

use super::super::{Compression, Inflater};
use super::*;

const LIMIT: usize = 1 << 20;

/// Discord's end of the connection: one stream, each payload flushed.
struct Server(Encoder<'static>);

impl Server {
    fn new() -> Self {
        Self::with_window(18)
    }

    fn with_window(log: u32) -> Self {
        let mut encoder = Encoder::new(3).unwrap();
        encoder.set_parameter(CParameter::WindowLog(log)).unwrap();
        Self(encoder)
    }

    fn send(&mut self, payload: &[u8]) -> Vec<u8> {
        self.write(payload, |encoder, output| encoder.flush(output))
    }

    /// Ends the frame, which Discord never does.
    fn end(&mut self, payload: &[u8]) -> Vec<u8> {
        let message = self.write(payload, |encoder, output| encoder.finish(output, false));
        self.0.reinit().unwrap();
        message
    }

    fn write(
        &mut self,
        payload: &[u8],
        finish: fn(&mut Encoder<'static>, &mut OutBuffer<'_, Vec<u8>>) -> std::io::Result<usize>,
    ) -> Vec<u8> {
        let mut message = Vec::with_capacity(payload.len() + 1024);
        let mut input = InBuffer::around(payload);
        while input.pos() < payload.len() {
            let position = message.len();
            self.0.run(&mut input, &mut OutBuffer::around_pos(&mut message, position)).unwrap();
            message.reserve(1024);
        }
        loop {
            let position = message.len();
            if finish(&mut self.0, &mut OutBuffer::around_pos(&mut message, position)).unwrap() == 0 {
                return message;
            }
            message.reserve(1024);
        }
    }
}

fn stream() -> Inflater {
    Inflater::new(Compression::ZstdStream, LIMIT)
}

/// Bytes that do not compress.
fn noise(length: usize) -> Vec<u8> {
    (0..length as u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 ^ (n >> 7) as u8).collect()
}

#[test]
fn one_message_is_one_payload_and_the_context_goes_on() {
    let (mut server, mut inflater) = (Server::new(), stream());
    let payload = br#"{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{"content":"hello"}}"#;
    let (first, second) = (server.send(payload), server.send(payload));
    assert!(first.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]), "the frame header is at the start");
    assert!(second.len() < first.len() / 2, "the second leans on the first");
    assert_eq!(inflater.binary(&first), Ok(Some(&payload[..])));
    assert_eq!(inflater.binary(&second), Ok(Some(&payload[..])));
    assert_eq!(inflater.bytes_in(), (first.len() + second.len()) as u64);
    assert_eq!(inflater.bytes_out(), 2 * payload.len() as u64);
}

/// Every place to cut. Discord does not, but a proxy may.
#[test]
fn a_payload_may_come_in_parts() {
    let payload = br#"{"op":10,"d":{"heartbeat_interval":41250}}"#;
    let message = Server::new().send(payload);
    for cut in 1..message.len() {
        let mut inflater = stream();
        assert_eq!(inflater.binary(&message[..cut]), Ok(None), "cut at {cut}");
        assert_eq!(inflater.binary(&message[cut..]), Ok(Some(&payload[..])), "cut at {cut}");
    }
    // One of many blocks, cut within one of them.
    let payload = noise(700_000);
    let message = Server::new().send(&payload);
    let mut inflater = stream();
    let parts: Vec<_> = message.chunks(99_991).collect();
    for part in &parts[..parts.len() - 1] {
        assert_eq!(inflater.binary(part).map(|payload| payload.is_some()), Ok(false));
    }
    assert_eq!(inflater.binary(parts[parts.len() - 1]), Ok(Some(&payload[..])));
}

#[test]
fn frames_may_end_and_others_begin() {
    let (mut server, mut inflater) = (Server::new(), stream());
    for _ in 0..2 {
        assert_eq!(inflater.binary(&server.end(b"a frame of its own")), Ok(Some(&b"a frame of its own"[..])));
    }
    let both = [server.end(b"two frames "), server.end(b"in one message")].concat();
    assert_eq!(inflater.binary(&both), Ok(Some(&b"two frames in one message"[..])));
}

#[test]
fn a_new_connection_needs_a_reset_and_after_it_works() {
    let mut inflater = stream();
    let mut server = Server::new();
    inflater.binary(&server.send(b"first connection")).unwrap();
    assert_eq!(inflater.binary(&server.send(b"the beginning of")[..4]), Ok(None));
    inflater.reset();
    assert_eq!(inflater.binary(&Server::new().send(b"second connection")), Ok(Some(&b"second connection"[..])));
    assert!(matches!(inflater.binary(&[7; 20]), Err(InflateError::Corrupt { .. })));
    inflater.reset();
    assert_eq!(inflater.binary(&Server::new().send(b"third connection")), Ok(Some(&b"third connection"[..])));
}

#[test]
fn corrupt_data_is_an_error_and_not_a_panic() {
    let (mut server, mut inflater) = (Server::new(), stream());
    inflater.binary(&server.send(b"{\"op\":10}")).unwrap();
    let mut message = server.send(b"{\"op\":11}");
    // A block of a kind that does not exist.
    message[0] = 7;
    assert!(matches!(inflater.binary(&message), Err(InflateError::Corrupt { .. })));
    assert!(matches!(stream().binary(b"{\"op\":10}"), Err(InflateError::Corrupt { .. })));
}

#[test]
fn large_payloads_pass_and_their_memory_is_given_back() {
    let payload = noise(5_000_000);
    let mut inflater = Zstd::new(8 << 20);
    let mut server = Server::new();
    assert_eq!(inflater.inflate(&server.send(&payload)), Ok(true));
    assert!(inflater.output() == payload);
    assert_eq!(inflater.inflate(&server.send(b"small")), Ok(true));
    assert_eq!(inflater.output(), b"small");
    assert!(inflater.output_capacity() <= 1 << 20);
}

#[test]
fn bombs_go_off_within_the_limit() {
    let message = Server::new().send(&vec![0; LIMIT + 1]);
    assert!(message.len() < LIMIT / 100, "it is a bomb");
    let mut inflater = Zstd::new(LIMIT);
    assert_eq!(inflater.inflate(&message), Err(InflateError::TooLong { limit: LIMIT }));
    assert!(inflater.output_capacity() <= LIMIT + 1);
    assert_eq!(stream().binary(&Server::new().send(&vec![0; LIMIT])).unwrap().map(<[u8]>::len), Some(LIMIT));
    // Parts of one payload count together.
    let mut inflater = Zstd::new(1000);
    let message = Server::new().send(&noise(1500));
    assert_eq!(inflater.inflate(&message[..900]), Ok(false));
    assert_eq!(inflater.inflate(&message[900..]), Err(InflateError::TooLong { limit: 1000 }));
}

/// The window is the context's memory, which the peer chooses.
#[test]
fn windows_over_8_mib_are_refused() {
    assert_eq!(stream().binary(&Server::with_window(23).send(b"8 MiB")), Ok(Some(&b"8 MiB"[..])));
    assert!(matches!(stream().binary(&Server::with_window(24).send(b"16 MiB")), Err(InflateError::Corrupt { .. })));
}

proptest! {
    /// However the server's bytes are cut into messages, the same payloads come out.
    #[test]
    fn cuts_do_not_matter(payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..600), 1..8), size in 1_usize..97) {
        let (mut server, mut inflater) = (Server::new(), stream());
        for payload in &payloads {
            let message = server.send(payload);
            let parts = message.chunks(size).count();
            for (n, part) in message.chunks(size).enumerate() {
                let whole = inflater.binary(part).unwrap();
                prop_assert_eq!(whole, (n + 1 == parts).then_some(&payload[..]));
            }
        }
    }

    #[test]
    fn noise_never_panics(messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..20), header in any::<bool>()) {
        let mut inflater = Inflater::new(Compression::ZstdStream, 4096);
        for mut message in messages {
            if header {
                message.splice(0..0, [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x40]);
            }
            if inflater.binary(&message).is_err() {
                inflater.reset();
            }
        }
    }

    #[test]
    fn damaged_streams_never_panic(payload in prop::collection::vec(any::<u8>(), 1..600), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let (mut server, mut inflater) = (Server::new(), stream());
        let mut message = server.send(&payload);
        let at = at.index(message.len());
        message[at] = byte;
        if let Ok(Some(out)) = inflater.binary(&message) {
            prop_assert!(out.len() <= LIMIT);
        }
    }
}
