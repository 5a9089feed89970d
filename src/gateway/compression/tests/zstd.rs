//! zstd-stream: frames, blocks and windows.

use ::zstd::stream::raw::{CParameter, Encoder};

use super::*;

fn stream() -> Inflater {
    Inflater::new(Compression::ZstdStream, LIMIT)
}

/// The window determines the memory of the decompressor, and the peer chooses it.
#[test]
fn windows_over_8_mib_are_refused() {
    assert_eq!(stream().binary(&Server::zstd(3, 23).send(b"8 MiB")), Ok(Some(&b"8 MiB"[..])));
    let refused = stream().binary(&Server::zstd(3, 24).send(b"16 MiB")).map(|_| ());
    assert!(matches!(refused, Err(InflateError::Corrupt { .. })), "{refused:?}");
}

/// A payload of many blocks that is divided within one of them.
#[test]
fn a_payload_of_many_blocks_may_come_in_parts() {
    let payload = noise(700_000);
    send_in_parts(&mut Server::zstd(3, 18), &mut stream(), &payload, &[99_991]);
}

#[test]
fn a_frame_may_follow_another() {
    let (mut server, mut inflater) = pair(Compression::ZstdStream);
    for _ in 0..2 {
        assert_eq!(inflater.binary(&server.end(b"a frame of its own")), Ok(Some(&b"a frame of its own"[..])));
    }
    let both = [server.end(b"two frames "), server.end(b"in one message")].concat();
    assert_eq!(inflater.binary(&both), Ok(Some(&b"two frames in one message"[..])));
}

/// Frames that Discord does not send, but that are valid.
#[test]
fn frames_may_have_a_length_and_a_checksum() {
    for payload in [noise(10), noise(3000), vec![b'a'; 300_000]] {
        let mut encoder = Encoder::new(3).unwrap();
        encoder.set_parameter(CParameter::ChecksumFlag(true)).unwrap();
        encoder.set_pledged_src_size(Some(payload.len() as u64)).unwrap();
        let mut message = Server::Zstd(encoder).end(&payload);
        let mut inflater = stream();
        assert_eq!(inflater.binary(&message), Ok(Some(&payload[..])));
        // Another frame follows.
        assert_eq!(inflater.binary(&Server::zstd(3, 18).send(b"more")), Ok(Some(&b"more"[..])));
        *message.last_mut().unwrap() ^= 1;
        assert!(matches!(stream().binary(&message), Err(InflateError::Corrupt { .. })), "the checksum is verified");
    }
}

#[test]
fn an_empty_block_is_ignored() {
    // A window of 1 KiB; a compressed block without bytes; a raw block of two bytes.
    let message = [&[0x28, 0xb5, 0x2f, 0xfd, 0, 0, 4, 0, 0, 2 << 3, 0, 0][..], b"hi"].concat();
    assert_eq!(stream().binary(&message), Ok(Some(&b"hi"[..])));
}

/// Frames written by hand.
#[test]
fn invalid_frames_are_corrupt() {
    const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
    let cases: [(&str, &[u8]); 6] = [
        ("a header with a bit that is reserved", &[0x08, 0x40]),
        ("a frame that wants a dictionary", &[0x01, 0x40, 0x05]),
        ("a frame longer than it says", &[0x20, 0x04, 0x18, 0, 0, b'a', b'b', b'c', 0x19, 0, 0, b'a', b'b', b'c']),
        ("a block of a kind that does not exist", &[0x00, 0x00, 0x06, 0, 0]),
        ("a block longer than blocks may be", &[0x00, 0x00, 0x08, 0x20, 0]),
        ("literals in a code that was not sent", &[0x00, 0x00, 0x34, 0, 0, 0x13, 0x40, 0, 0x01, 0, 0]),
    ];
    for (what, data) in cases {
        let message = [&MAGIC, data].concat();
        let read = stream().binary(&message).map(|payload| payload.map(<[u8]>::to_vec));
        assert!(matches!(read, Err(InflateError::Corrupt { .. })), "{what}: {read:?}");
    }
}
