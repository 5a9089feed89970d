//! Tests of every compression through [`Inflater`].

mod bounds;
mod server;
mod zlib;
#[cfg(feature = "zstd")]
mod zstd;

use proptest::prelude::*;

use self::server::Server;
use super::*;

const LIMIT: usize = 1 << 20;

#[cfg(feature = "zstd")]
const STREAMS: &[Compression] = &[Compression::ZlibStream, Compression::ZstdStream];
#[cfg(not(feature = "zstd"))]
const STREAMS: &[Compression] = &[Compression::ZlibStream];

impl Inflater {
    fn output(&self) -> &output::Output {
        match &self.context {
            Context::None => panic!("without compression there is no output buffer"),
            Context::Zlib(zlib) => zlib.output(),
            #[cfg(feature = "zstd")]
            Context::Zstd(zstd) => zstd.output(),
        }
    }
}

fn pair(compression: Compression) -> (Server, Inflater) {
    (Server::new(compression), Inflater::new(compression, LIMIT))
}

/// Bytes that cannot be compressed.
fn noise(length: usize) -> Vec<u8> {
    (0..length as u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 ^ (n >> 7) as u8).collect()
}

/// Texts with near and distant repetitions, as in payloads. At least one byte, and less than a zstd block.
fn payload() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        "[a-z\"{}:,]{0,60}".prop_map(String::into_bytes),
        "[a-c]{0,400}".prop_map(String::into_bytes),
        (any::<u8>(), 1_usize..400).prop_map(|(byte, count)| vec![byte; count]),
        (any::<u8>(), 1_usize..9000).prop_map(|(byte, count)| vec![byte; if byte < 10 { count } else { 1 }]),
        Just(
            br#"{"t":"PRESENCE_UPDATE","s":1,"op":0,"d":{"user":{"id":"182823713554228138"},"status":"online"#.to_vec()
        ),
        Just(ZLIB_SUFFIX.to_vec()),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| [b"{", pieces.concat().as_slice()].concat())
}

#[test]
fn one_message_is_one_payload_and_the_stream_goes_on() {
    for compression in STREAMS {
        let (mut server, mut inflater) = pair(*compression);
        let payload = br#"{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{"content":"hello"}}"#;
        let (first, second) = (server.send(payload), server.send(payload));
        assert!(second.len() < first.len() / 2, "the second refers to the first");
        assert_eq!(inflater.binary(&first), Ok(Some(&payload[..])));
        assert_eq!(inflater.binary(&second), Ok(Some(&payload[..])));
        assert_eq!(inflater.bytes_in(), (first.len() + second.len()) as u64);
        assert_eq!(inflater.bytes_out(), 2 * payload.len() as u64);
    }
}

/// Every position of a cut, including those within the end of a payload.
#[test]
fn a_payload_may_come_in_parts() {
    let payload = br#"{"op":10,"d":{"heartbeat_interval":41250}}"#;
    for compression in STREAMS {
        let message = Server::new(*compression).send(payload);
        for cut in 1..message.len() {
            let (_, mut inflater) = pair(*compression);
            assert_eq!(inflater.binary(&message[..cut]), Ok(None), "{compression}, cut at {cut}");
            assert_eq!(inflater.binary(&message[cut..]), Ok(Some(&payload[..])), "{compression}, cut at {cut}");
        }
        let (_, mut inflater) = pair(*compression);
        let (last, first) = message.split_last().unwrap();
        for byte in first {
            assert_eq!(inflater.binary(&[*byte]), Ok(None));
            assert_eq!(inflater.binary(b""), Ok(None), "an empty message changes nothing");
        }
        assert_eq!(inflater.binary(&[*last]), Ok(Some(&payload[..])));
    }
}

#[test]
fn a_new_connection_works_only_after_a_reset() {
    for compression in STREAMS {
        let (mut server, mut inflater) = pair(*compression);
        inflater.binary(&server.send(b"first connection")).unwrap();
        // The connection ends inside a payload, after one byte of the suffix.
        let message = server.send(b"the beginning of");
        assert_eq!(inflater.binary(&message[..message.len() - 3]), Ok(None));
        inflater.reset();
        let mut server = Server::new(*compression);
        assert_eq!(inflater.binary(&server.send(b"second connection")), Ok(Some(&b"second connection"[..])));
        // The connection ends after an error.
        assert!(matches!(inflater.binary(&[7; 20]), Err(InflateError::Corrupt { .. })));
        inflater.reset();
        let mut server = Server::new(*compression);
        assert_eq!(inflater.binary(&server.send(b"third connection")), Ok(Some(&b"third connection"[..])));
        // Without a reset, the next connection must fail: the old state must not be used for it.
        assert!(inflater.binary(&Server::new(*compression).send(b"fourth")).is_err());
    }
}

#[test]
fn corrupt_data_is_an_error_and_not_a_panic() {
    for compression in STREAMS {
        let (mut server, mut inflater) = pair(*compression);
        inflater.binary(&server.send(b"{\"op\":10}")).unwrap();
        let mut message = server.send(b"{\"op\":11}");
        // A block type that does not exist in either format.
        message[0] = 7;
        assert!(matches!(inflater.binary(&message), Err(InflateError::Corrupt { .. })));
        let (_, mut inflater) = pair(*compression);
        assert!(matches!(inflater.binary(b"{\"op\":10}"), Err(InflateError::Corrupt { .. })), "no header");
    }
}

#[test]
fn payload_compression_mixes_text_and_independent_streams() {
    let whole = |payload: &[u8]| Server::zlib(6).end(payload);
    let mut inflater = Inflater::new(Compression::Payload, LIMIT);
    assert_eq!(inflater.text(b"{\"op\":10}"), Ok(Some(&b"{\"op\":10}"[..])));
    for _ in 0..2 {
        let message = whole(b"READY");
        assert_eq!(message[0], b'x');
        assert_eq!(inflater.binary(&message), Ok(Some(&b"READY"[..])));
        assert_eq!(inflater.text(b"{\"op\":11}"), Ok(Some(&b"{\"op\":11}"[..])));
    }
    let message = whole(b"a payload that is cut");
    assert_eq!(inflater.binary(&message[..message.len() / 2]), Err(InflateError::Truncated));
    // The next payload does not depend on the corrupt one.
    assert_eq!(inflater.binary(&whole(b"READY")), Ok(Some(&b"READY"[..])));
    let mut message = whole(b"a payload with another checksum");
    *message.last_mut().unwrap() ^= 1;
    assert!(matches!(inflater.binary(&message), Err(InflateError::Corrupt { .. })));
}

#[test]
fn without_compression_messages_are_payloads() {
    let mut inflater = Inflater::new(Compression::None, LIMIT);
    assert_eq!(inflater.text(b"{}"), Ok(Some(&b"{}"[..])));
    assert_eq!(inflater.binary(b"{}"), Ok(Some(&b"{}"[..])));
    assert_eq!((inflater.bytes_in(), inflater.bytes_out()), (4, 4));
}

/// Sends a payload in several messages, and checks that it is returned for the last of them.
fn send_in_parts(server: &mut Server, inflater: &mut Inflater, payload: &[u8], sizes: &[usize]) {
    let message = server.send(payload);
    let mut rest = message.as_slice();
    let mut sizes = sizes.iter().cycle();
    while !rest.is_empty() {
        let (part, behind) = rest.split_at((*sizes.next().unwrap()).min(rest.len()));
        rest = behind;
        let made = inflater.binary(part).unwrap();
        assert_eq!(made, rest.is_empty().then_some(payload), "{} bytes are left", rest.len());
    }
}

proptest! {
    /// The payloads do not depend on how the bytes are divided into messages, as long as no message contains the end of
    /// one payload and the beginning of the next.
    #[test]
    fn the_division_into_messages_does_not_matter(
        payloads in prop::collection::vec(payload(), 1..12),
        sizes in prop::collection::vec(1_usize..97, 1..5),
        level in 0_u32..10,
    ) {
        let mut inflater = Inflater::new(Compression::ZlibStream, LIMIT);
        let mut server = Server::zlib(level);
        for payload in &payloads {
            send_in_parts(&mut server, &mut inflater, payload, &sizes);
        }
        #[cfg(feature = "zstd")]
        {
            let mut inflater = Inflater::new(Compression::ZstdStream, LIMIT);
            // Up to this level, libzstd writes such payloads in one block.
            let mut server = Server::zstd(level.min(9) as i32 - 3, 18);
            for payload in &payloads {
                send_in_parts(&mut server, &mut inflater, payload, &sizes);
            }
        }
    }

    /// Payloads are unchanged after compression and decompression, at every level and window size.
    #[test]
    fn payloads_are_restored(
        payloads in prop::collection::vec(payload(), 1..20),
        level in 0_u32..20,
        window in 10_u32..20,
    ) {
        let mut streams = vec![(Compression::ZlibStream, Server::zlib(level.min(9)))];
        #[cfg(feature = "zstd")]
        streams.push((Compression::ZstdStream, Server::zstd(level as i32, window)));
        #[cfg(not(feature = "zstd"))]
        let _ = window;
        for (compression, mut server) in streams {
            let mut inflater = Inflater::new(compression, LIMIT);
            for payload in &payloads {
                let message = server.send(payload);
                prop_assert_eq!(inflater.binary(&message), Ok(Some(&payload[..])));
            }
        }
    }

    #[test]
    fn noise_never_panics(
        messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..20),
        header in any::<bool>(),
    ) {
        for compression in [Compression::None, Compression::Payload].iter().chain(STREAMS) {
            let mut inflater = Inflater::new(*compression, 4096);
            for message in &messages {
                let zstd = [&[0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x40], message.as_slice()].concat();
                let zlib = [&[0x78, 0x9c], message.as_slice(), &ZLIB_SUFFIX].concat();
                let message = match (header, compression) {
                    (false, _) => message,
                    (true, Compression::ZstdStream) => &zstd,
                    (true, _) => &zlib,
                };
                match inflater.binary(message) {
                    Ok(payload) => prop_assert!(payload.is_none_or(|payload| payload.len() <= 4096)),
                    Err(_) => inflater.reset(),
                }
            }
        }
    }

    #[test]
    fn damaged_streams_never_panic(payload in payload(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        for compression in STREAMS {
            let (mut server, mut inflater) = pair(*compression);
            let mut message = server.send(&payload);
            let at = at.index(message.len());
            message[at] = byte;
            if let Ok(Some(out)) = inflater.binary(&message) {
                prop_assert!(out.len() <= LIMIT);
            }
            inflater.reset();
            let after = Server::new(*compression).send(b"after it");
            prop_assert_eq!(inflater.binary(&after), Ok(Some(&b"after it"[..])));
        }
    }
}
