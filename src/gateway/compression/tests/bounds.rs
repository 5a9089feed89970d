//! The limits of the memory and the time that decompression takes.

use std::time::{Duration, Instant};

use super::super::output::SHRINK_ABOVE;
use super::*;

#[test]
fn payloads_over_the_limit_are_refused() {
    for compression in STREAMS {
        let message = Server::new(*compression).send(&vec![0; LIMIT + 1]);
        assert!(message.len() < LIMIT / 100, "the message is small");
        let (_, mut inflater) = pair(*compression);
        assert_eq!(inflater.binary(&message), Err(InflateError::TooLong { limit: LIMIT }));
        assert!(inflater.output().capacity() <= LIMIT + 1, "the limit, and one byte that exceeds it");

        let message = Server::new(*compression).send(&vec![0; LIMIT]);
        let (_, mut inflater) = pair(*compression);
        assert_eq!(inflater.binary(&message).unwrap().map(<[u8]>::len), Some(LIMIT));
    }
    let message = Server::zlib(6).end(&vec![0; LIMIT + 1]);
    let mut inflater = Inflater::new(Compression::Payload, LIMIT);
    assert_eq!(inflater.binary(&message), Err(InflateError::TooLong { limit: LIMIT }));
    assert!(inflater.output().capacity() <= LIMIT + 1);
}

/// The decompression of a payload that exceeds the limit stops at the limit.
#[test]
fn decompression_stops_at_the_limit() {
    for compression in STREAMS {
        let message = Server::new(*compression).send(&vec![0; 64 << 20]);
        let mut inflater = Inflater::new(*compression, 100_000);
        assert_eq!(inflater.binary(&message), Err(InflateError::TooLong { limit: 100_000 }));
        assert!(inflater.output().capacity() <= 100_001);
        assert!(inflater.output().read < message.len() as u64 / 20, "most of it is not read");
    }
}

/// A payload without an end must not fill the memory.
#[test]
fn incomplete_payloads_are_bounded() {
    for compression in STREAMS {
        let message = Server::new(*compression).send(&noise(1500));
        let mut inflater = Inflater::new(*compression, 1000);
        assert_eq!(inflater.binary(&message[..900]), Ok(None));
        assert_eq!(inflater.binary(&message[900..]), Err(InflateError::TooLong { limit: 1000 }));
        assert_eq!(inflater.text(&[b' '; 1001]), Err(InflateError::TooLong { limit: 1000 }));
    }
    // Empty blocks do not complete a payload and take no memory.
    let (mut server, mut inflater) = pair(Compression::ZlibStream);
    inflater.binary(&server.send(b"{}")).unwrap();
    let capacity = inflater.output().capacity();
    for _ in 0..1000 {
        assert_eq!(inflater.binary(&[0, 0, 0, 0xff, 0xff]), Ok(None));
    }
    assert_eq!(inflater.output().capacity(), capacity);
    assert_eq!(inflater.binary(&server.send(b"{}")), Ok(Some(&b"{}"[..])));
}

#[test]
fn large_payloads_are_accepted_and_their_memory_is_freed() {
    let large = noise(5_000_000);
    for compression in STREAMS {
        let mut server = Server::new(*compression);
        let mut inflater = Inflater::new(*compression, 8 << 20);
        let mut send = |payload: &[u8]| {
            assert_eq!(inflater.binary(&server.send(payload)), Ok(Some(payload)));
            inflater.output().capacity()
        };
        assert!(send(b"small") <= 16 << 10, "small payloads use little memory");
        let grown = send(&large);
        assert_eq!(send(&large), grown, "the next large payload uses the same memory");
        send(b"small");
        assert!(send(b"small") <= SHRINK_ABOVE);
        send(&large);
        inflater.reset();
        assert!(inflater.output().capacity() <= SHRINK_ABOVE);
    }
}

/// The payloads of a connection are decompressed into the same buffer.
#[test]
fn payloads_share_the_buffer() {
    for compression in STREAMS {
        let (mut server, mut inflater) = pair(*compression);
        let mut position = |length: usize| {
            let payload = noise(length);
            inflater.binary(&server.send(&payload)).unwrap().map(<[u8]>::as_ptr)
        };
        let first = position(SHRINK_ABOVE - 1);
        for length in (1..SHRINK_ABOVE).step_by(999) {
            assert_eq!(position(length), first, "{compression}, {length} bytes");
        }
    }
}

/// Each byte is decompressed once, however many messages a payload has, so the time is linear in the input and the
/// output.
#[test]
fn every_byte_is_decompressed_once() {
    let started = Instant::now();
    let payload = vec![b' '; 60 << 20];
    let message = Server::zlib(9).send(&payload);
    assert!(message.len() < 70_000, "{}", message.len());
    let mut inflater = Inflater::new(Compression::ZlibStream, 64 << 20);
    let (last, first) = message.as_chunks::<4>().0.split_last().unwrap();
    for part in first {
        assert_eq!(inflater.binary(part), Ok(None));
    }
    let rest = message.as_chunks::<4>().1;
    let whole = inflater.binary(&[last, rest].concat()).unwrap().map(<[u8]>::len);
    assert_eq!(whole, Some(payload.len()));
    assert_eq!(inflater.output().read, message.len() as u64, "no byte is read twice");
    assert_eq!(inflater.bytes_in(), message.len() as u64);
    // In a debug build it takes at most a second; other tests may run at the same time.
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
}

/// The same for zstd, whose payloads can be divided within a block.
#[cfg(feature = "zstd")]
#[test]
fn every_byte_of_zstd_is_decompressed_once() {
    let (mut server, mut inflater) = pair(Compression::ZstdStream);
    let payload = noise(120_000);
    for _ in 0..5 {
        send_in_parts(&mut server, &mut inflater, &payload, &[4]);
    }
    assert_eq!(inflater.output().read, inflater.bytes_in(), "no byte is read twice");
}
