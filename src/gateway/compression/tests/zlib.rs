//! zlib-stream: the end of a payload.

use super::*;

fn stream() -> Inflater {
    Inflater::new(Compression::ZlibStream, LIMIT)
}

#[test]
fn a_stream_that_ends_is_an_error() {
    let mut message = Server::zlib(6).end(b"the end");
    message.extend_from_slice(&ZLIB_SUFFIX);
    assert_eq!(stream().binary(&message), Err(InflateError::Ended));
}

#[test]
fn headers_are_checked() {
    let message = Server::zlib(6).send(b"a payload");
    for header in [[0x78, 0x9d], [0x77, 0x9c], [0x88, 0x1c], [0x78, 0xbb]] {
        let wrong = [&header, &message[2..]].concat();
        assert!(matches!(stream().binary(&wrong), Err(InflateError::Corrupt { .. })), "{header:?}");
    }
}

/// In an uncompressed block the bytes of the suffix are data.
#[test]
fn a_suffix_in_the_data_does_not_complete_a_payload() {
    let payload = [b"{\"a\":", &ZLIB_SUFFIX[..], b"}", &ZLIB_SUFFIX[..], &ZLIB_SUFFIX[..]].concat();
    let message = Server::zlib(0).send(&payload);
    let found = message.windows(ZLIB_SUFFIX.len()).filter(|bytes| *bytes == ZLIB_SUFFIX).count();
    assert!(found >= 4, "in the data, and at the end: {found}");
    for cut in 1..message.len() {
        let mut inflater = stream();
        assert_eq!(inflater.binary(&message[..cut]), Ok(None), "cut at {cut}");
        assert_eq!(inflater.binary(&message[cut..]), Ok(Some(&payload[..])), "cut at {cut}");
    }
    send_in_parts(&mut Server::zlib(0), &mut stream(), &payload, &[1]);
}

/// A bit writer in the order of deflate.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    /// A Huffman code, beginning with its highest bit.
    fn code(&mut self, code: u32, length: u32) {
        self.0.extend((0..length).rev().map(|bit| code >> bit & 1 == 1));
    }

    /// A literal of the fixed code.
    fn literal(&mut self, byte: u8) {
        match u32::from(byte) {
            low @ ..144 => self.code(0x30 + low, 8),
            high => self.code(0x190 + high - 144, 9),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let byte = |bits: &[bool]| bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
        self.0.chunks(8).map(byte).collect()
    }
}

/// The bytes of the suffix may also occur within Huffman codes.
#[test]
fn a_suffix_within_codes_does_not_complete_a_payload() {
    let (mut server, mut inflater) = pair(Compression::ZlibStream);
    let before = noise(5000);
    assert_eq!(inflater.binary(&server.send(&before)), Ok(Some(&before[..])));

    let mut block = Bits::default();
    // Not the last block; fixed codes.
    block.0.extend([false, true, false]);
    (0..4).for_each(|_| block.literal(200));
    // Three bytes from 4097 bytes back. The code of the distance has three zeros at its end, and eleven extra bits
    // follow.
    block.code(1, 7);
    block.code(0b11000, 5);
    block.code(0, 11);
    // Two zeros, then ones.
    block.literal(0x0f);
    block.literal(0xff);
    block.literal(0xff);
    // The end of the block, and the empty block of a flush.
    block.code(0, 7);
    block.code(0, 3);
    let message = [block.bytes(), ZLIB_SUFFIX.to_vec()].concat();
    let at = message.windows(ZLIB_SUFFIX.len()).position(|bytes| bytes == ZLIB_SUFFIX).unwrap();
    let cut = at + ZLIB_SUFFIX.len();
    assert!(cut < message.len(), "the suffix is not at the end: {message:x?}");

    let begin = before.len() + 4 - 4097;
    let payload = [&[200; 4], &before[begin..begin + 3], &[0x0f, 0xff, 0xff]].concat();
    assert_eq!(inflater.binary(&message[..cut]), Ok(None));
    assert_eq!(inflater.binary(&message[cut..]), Ok(Some(&payload[..])));
}
