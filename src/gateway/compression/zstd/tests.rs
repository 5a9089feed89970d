use std::collections::BTreeSet;

use proptest::prelude::*;
use zstd::stream::raw::{CParameter, DParameter, Decoder, Encoder, InBuffer, Operation, OutBuffer};

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
        Self::of(3, log)
    }

    fn of(level: i32, window_log: u32) -> Self {
        let mut encoder = Encoder::new(level).unwrap();
        encoder.set_parameter(CParameter::WindowLog(window_log)).unwrap();
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

/// Which ways of writing literals and sequences there are in the blocks of a message (RFC 8878, section 3.1.1.3).
fn ways(mut message: &[u8]) -> BTreeSet<String> {
    let mut ways = BTreeSet::new();
    if let Some(frame) = message.strip_prefix(&MAGIC) {
        // A descriptor and a window.
        message = &frame[2..];
    }
    while let Some(([a, b, c], rest)) = message.split_first_chunk::<3>() {
        let header = u32::from_le_bytes([*a, *b, *c, 0]);
        let size = if header >> 1 & 3 == 1 { 1 } else { (header >> 3) as usize };
        let (block, rest) = rest.split_at(size);
        message = rest;
        ways.insert(format!("block {}", header >> 1 & 3));
        if header >> 1 & 3 != 2 {
            continue;
        }
        let (kind, format) = (block[0] & 3, block[0] >> 2 & 3);
        ways.insert(format!("literals {kind}"));
        if kind > 1 {
            ways.insert(if format == 0 { "one stream" } else { "four streams" }.to_owned());
        }
        let mut literals = Literals::default();
        // A tree that is used again is not at hand here, and then nothing more is told.
        let Ok(sequences) = literals.read(block, MAX_BLOCK) else { continue };
        let modes = match sequences {
            [0] => continue,
            [..128, modes, ..] => modes,
            [128..=254, _, modes, ..] => modes,
            [_, _, _, modes, ..] => modes,
            _ => panic!("{sequences:x?}"),
        };
        ways.extend([6, 4, 2].map(|shift| format!("codes {}", modes >> shift & 3)));
    }
    ways
}

/// Texts that repeat themselves, near and far, as payloads do.
fn payload() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        "[a-z\"{}:,]{0,60}".prop_map(String::into_bytes),
        "[a-c]{0,400}".prop_map(String::into_bytes),
        (any::<u8>(), 1_usize..400).prop_map(|(byte, count)| vec![byte; count]),
        (any::<u8>(), 1_usize..400_000).prop_map(|(byte, count)| vec![byte; if byte < 10 { count } else { 1 }]),
        (0_u8..4, 1_usize..300).prop_map(|(kind, count)| (0..count).map(|n| (n as u8 % (kind + 2)) + b'a').collect()),
        Just(
            br#"{"t":"PRESENCE_UPDATE","s":1,"op":0,"d":{"user":{"id":"182823713554228138"},"status":"online"#.to_vec()
        ),
    ];
    prop::collection::vec(piece, 1..12).prop_map(|pieces| pieces.concat())
}

/// A payload of so many sequences and literals, of which each leans on what came long before.
fn leaning(n: u32, parts: u32) -> Vec<u8> {
    let part = |k: u32| {
        let far = (n + k).wrapping_mul(2_654_435_761) % (n + 1);
        format!("{{\"n\":{n},\"far\":\"{far:x}{:x}\",\"user\":{{\"id\":\"{}\"}}}}", far * 7, 182_823_713 + far)
    };
    (0..parts).map(part).collect::<String>().into_bytes()
}

#[test]
fn every_way_of_writing_is_read() {
    let mut seen = BTreeSet::new();
    for level in [-5, 1, 3, 9, 19] {
        let (mut server, mut inflater) = (Server::of(level, 18), stream());
        let noise = noise(3000);
        let mut send = |payload: &[u8]| {
            let message = server.send(payload);
            seen.extend(ways(&message));
            assert_eq!(inflater.binary(&message), Ok(Some(payload)), "level {level}");
        };
        for n in 0..300 {
            send(&leaning(n, 1 + n % 40));
        }
        // No two runs of literals have the same length, nor repetitions.
        let lengths: Vec<u8> = (0..60).flat_map(|n| [&noise[n * 13..n * 14], &noise[..2 * n]].concat()).collect();
        send(&lengths);
        send(&vec![b'a'; 300_000]);
        send(&noise);
        // Nothing to repeat, in few letters.
        let mut random = fastrand::Rng::with_seed(7);
        send(&(0..3000).map(|_| random.u8(32..96)).collect::<Vec<_>>());
        send(b"abababababababababababababababababababababababababababab");
        // One length of literals and of repetitions, again and again.
        let alike: Vec<u8> = (0..500_u32).flat_map(|n| [b"0123456789".as_slice(), &[n as u8]].concat()).collect();
        send(&alike);
        // A number of sequences that takes three bytes.
        send(&leaning(7, 40_000)[..1_000_000]);
    }
    let all = [
        "block 0",
        "block 1",
        "block 2",
        "literals 0",
        "literals 1",
        "literals 2",
        "literals 3",
        "one stream",
        "four streams",
        "codes 0",
        "codes 1",
        "codes 2",
        "codes 3",
    ];
    assert_eq!(seen, BTreeSet::from(all.map(str::to_owned)));
}

/// More than the buffer holds, so that payloads begin at its front again many times, and each leans on those before it.
#[test]
fn the_window_is_kept() {
    for log in [10, 14, 18] {
        let (mut server, mut inflater) = (Server::of(19, log), Zstd::new(LIMIT));
        for n in 0..3000 {
            // Some are larger than the window, and some than the buffer.
            let payload = leaning(n, if n % 500 == 499 { 9000 } else { 1 + n % 25 });
            assert_eq!(inflater.inflate(&server.send(&payload)), Ok(true), "window {log}, payload {n}");
            assert!(inflater.output() == payload, "window {log}, payload {n}");
        }
    }
}

/// A shard with little to do takes little, and none takes much more than the window.
#[test]
fn the_buffer_is_hardly_larger_than_the_window() {
    let (mut server, mut inflater) = (Server::new(), Zstd::new(8 << 20));
    let mut send = |payload: &[u8]| {
        inflater.inflate(&server.send(payload)).unwrap();
        inflater.output_capacity()
    };
    assert!(send(b"hello") <= 16 << 10);
    let most = (0..3000).map(|n| send(&leaning(n, 10))).max();
    assert!(most <= Some((256 << 10) + (32 << 10)), "{most:?}");
}

/// What Discord never sends, and is known nevertheless.
#[test]
fn frames_that_end_may_say_their_length_and_have_a_checksum() {
    for payload in [leaning(1, 1), leaning(1, 3), leaning(9, 2000)] {
        let mut encoder = Encoder::new(3).unwrap();
        encoder.set_parameter(CParameter::ChecksumFlag(true)).unwrap();
        encoder.set_pledged_src_size(Some(payload.len() as u64)).unwrap();
        let mut server = Server(encoder);
        let message = server.end(&payload);
        let mut inflater = stream();
        assert_eq!(inflater.binary(&message), Ok(Some(&payload[..])));
        // Another follows.
        assert_eq!(inflater.binary(&Server::new().send(b"more")), Ok(Some(&b"more"[..])));
    }
}

/// As made by hand.
#[test]
fn what_is_no_zstd_is_corrupt() {
    let cases: [(&str, &[u8]); 17] = [
        ("there is no zstd frame", &[0x28, 0xb5, 0x2f, 0xfe]),
        ("a frame's header has a bit that is reserved", &[0x28, 0xb5, 0x2f, 0xfd, 0x08, 0x40]),
        ("a frame wants a dictionary", &[0x28, 0xb5, 0x2f, 0xfd, 0x01, 0x40, 0x05]),
        ("a frame's window is larger than 8 MiB", &[0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x69, 0x19, 0, 0, b'a', b'b', b'c']),
        (
            "a frame is longer than it says",
            &[0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x04, 0x18, 0, 0, b'a', b'b', b'c', 0x19, 0, 0, b'a', b'b', b'c'],
        ),
        ("a frame is shorter than it says", &[0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x04, 0x19, 0, 0, b'a', b'b', b'c']),
        // From here on a block behind a header with a window of 1 KiB.
        ("a block of a kind that does not exist", &[0x06, 0, 0]),
        ("a block is longer than blocks may be", &[0x08, 0x20, 0]),
        ("literals are cut short", &[0x0c, 0, 0, 0x10]),
        ("there are more literals than a block has bytes", &[0x24, 0, 0, 0xf4, 0xff, 0, 0]),
        ("literals are written in a code that was not sent", &[0x34, 0, 0, 0x13, 0x40, 0, 0x01, 0, 0]),
        ("the weights of literals make no code", &[0x34, 0, 0, 0x12, 0x80, 0, 0x80, 0, 0]),
        ("a literal weighs too much", &[0x34, 0, 0, 0x12, 0x80, 0, 0x80, 0xf0, 0]),
        ("there is something behind a block that has no sequences", &[0x24, 0, 0, 0x08, b'a', 0x00, 0x07]),
        ("the modes of sequences have bits that are reserved", &[0x24, 0, 0, 0x08, b'a', 0x01, 0x01]),
        ("sequences are written in a code that was not sent", &[0x2c, 0, 0, 0x08, b'a', 0x01, 0xfc, 0x01]),
        ("data to be read from its end has no mark of it", &[0x2c, 0, 0, 0x08, b'a', 0x01, 0x00, 0x00]),
    ];
    for (error, data) in cases {
        let message = if data.len() > 3 && data[..3] == MAGIC[..3] {
            data.to_vec()
        } else {
            [&MAGIC, &[0x00, 0x00][..], data].concat()
        };
        let wanted = Err(InflateError::Corrupt { error: error.to_owned() });
        assert_eq!(stream().binary(&message), wanted, "{message:x?}");
        let mut context = Decoder::new().unwrap();
        context.set_parameter(DParameter::WindowLogMax(23)).unwrap();
        let theirs =
            context.run(&mut InBuffer::around(&message), &mut OutBuffer::around(&mut Vec::with_capacity(4096)));
        // A frame that is shorter than it says may be so for it.
        assert!(theirs.is_err() || error.contains("shorter"), "{error}");
    }
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
    // What ends a payload is written before it is known whether it is too long.
    assert!(inflater.output_capacity() < LIMIT + 512);
    assert_eq!(stream().binary(&Server::new().send(&vec![0; LIMIT])).unwrap().map(<[u8]>::len), Some(LIMIT));
    // Parts of one payload count together.
    let mut inflater = Zstd::new(1000);
    let message = Server::new().send(&noise(1500));
    assert_eq!(inflater.inflate(&message[..900]), Ok(false));
    assert_eq!(inflater.inflate(&message[900..]), Err(InflateError::TooLong { limit: 1000 }));
}

#[test]
fn an_empty_block_is_passed_over_as_libzstd_does() {
    // A window of 1 KiB; a compressed block of no bytes; a raw one of two.
    let message = [&[0x28, 0xb5, 0x2f, 0xfd, 0, 0, 4, 0, 0, 2 << 3, 0, 0][..], b"hi"].concat();
    assert_eq!(stream().binary(&message), Ok(Some(&b"hi"[..])));
    assert_eq!(theirs(&[message]).as_deref(), Some(&b"hi"[..]));
}

/// The window is the context's memory, which the peer chooses.
#[test]
fn windows_over_8_mib_are_refused() {
    assert_eq!(stream().binary(&Server::with_window(23).send(b"8 MiB")), Ok(Some(&b"8 MiB"[..])));
    assert!(matches!(stream().binary(&Server::with_window(24).send(b"16 MiB")), Err(InflateError::Corrupt { .. })));
}

/// What libzstd makes of a stream of messages, if it takes all of it.
fn theirs(messages: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut context = Decoder::new().unwrap();
    let mut output = Vec::with_capacity(2 * LIMIT);
    for message in messages {
        let mut input = InBuffer::around(message);
        while input.pos() < message.len() {
            let written = output.len();
            context.run(&mut input, &mut OutBuffer::around_pos(&mut output, written)).ok()?;
            if output.len() == output.capacity() {
                return None;
            }
        }
    }
    Some(output)
}

proptest! {
    #[test]
    fn streams_come_back(payloads in prop::collection::vec(payload(), 1..20), level in -7_i32..20, window in 10_u32..20) {
        let (mut server, mut inflater) = (Server::of(level, window), Inflater::new(Compression::ZstdStream, 8 << 20));
        for payload in payloads {
            let message = server.send(&payload);
            if !payload.is_empty() {
                prop_assert_eq!(inflater.binary(&message), Ok(Some(&payload[..])));
            }
        }
    }

    /// A byte that is not what it was: what libzstd takes we take, and make the same of it.
    #[test]
    fn damage_is_seen_as_libzstd_sees_it(
        payloads in prop::collection::vec(payload(), 1..5),
        level in -3_i32..12,
        at in any::<prop::sample::Index>(),
        bit in 0_u32..8,
    ) {
        let mut server = Server::of(level, 14);
        let mut messages: Vec<_> = payloads.iter().filter(|payload| !payload.is_empty()).map(|payload| server.send(payload)).collect();
        let length: usize = messages.iter().map(Vec::len).sum();
        prop_assume!(length > 0);
        let mut at = at.index(length);
        // The sixth byte is the window. What is beyond a smaller one libzstd may have written over, and we not yet.
        prop_assume!(at != 5);
        for message in &mut messages {
            if let Some(byte) = message.get_mut(at) {
                *byte ^= 1 << bit;
                break;
            }
            at -= message.len();
        }
        let mut ours = Ok(Vec::new());
        let mut inflater = Zstd::new(2 * LIMIT);
        let mut last = 0;
        for message in &messages {
            match inflater.inflate(message) {
                Ok(_) => {
                    let output = inflater.output();
                    let whole = ours.as_mut().unwrap();
                    // The parts of a payload are all shown again.
                    whole.truncate(whole.len() - last);
                    whole.extend_from_slice(output);
                    last = if inflater.partial { output.len() } else { 0 };
                }
                Err(error) => {
                    ours = Err(error);
                    break;
                }
            }
        }
        let theirs = theirs(&messages);
        if let (Ok(ours), Some(theirs)) = (&ours, &theirs) {
            // libzstd writes what it has of a block that is not whole.
            prop_assert!(theirs.starts_with(ours), "{} and {}", ours.len(), theirs.len());
        }
        // libzstd looks neither for the mark nor for the end of each of four streams.
        let is_stricter = matches!(
            &ours,
            Err(InflateError::Corrupt { error }) if [bits::UNMARKED, bits::UNFINISHED].contains(&error.as_str())
        );
        prop_assert!(ours.is_ok() || is_stricter || theirs.is_none(), "only libzstd takes it: {:?}", ours);
    }

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
