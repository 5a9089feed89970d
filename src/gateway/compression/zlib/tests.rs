use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use proptest::prelude::*;

use super::*;

const LIMIT: usize = 1 << 20;

/// Deflates with flate2.
fn deflate(context: &mut Compress, mut payload: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut data = Vec::with_capacity(payload.len() + 256);
    loop {
        let before = context.total_in();
        let status = context.compress_vec(payload, &mut data, flush).unwrap();
        payload = &payload[(context.total_in() - before) as usize..];
        if payload.is_empty() && (data.len() < data.capacity() || status == Status::StreamEnd) {
            return data;
        }
        data.reserve(4096);
    }
}

fn whole(payload: &[u8], level: u32) -> Vec<u8> {
    deflate(&mut Compress::new(Compression::new(level), true), payload, FlushCompress::Finish)
}

/// Texts that repeat themselves, near and far, as payloads do.
fn payload() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        "[a-z\"{}:,]{0,60}".prop_map(String::into_bytes),
        (any::<u8>(), 1_usize..400).prop_map(|(byte, count)| vec![byte; count]),
        (0_u8..4, 1_usize..300).prop_map(|(kind, count)| (0..count).map(|n| (n as u8 % (kind + 2)) + b'a').collect()),
        Just(
            br#"{"t":"PRESENCE_UPDATE","s":1,"op":0,"d":{"user":{"id":"182823713554228138"},"status":"online"#.to_vec()
        ),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

#[test]
fn blocks_of_every_kind_are_read() {
    let noise: Vec<u8> = (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let text = br#"{"t":"MESSAGE_CREATE","s":42,"op":0,"d":{"content":"hello hello hello","id":"1"}}"#.repeat(3000);
    for payload in [&b""[..], b"a", b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", &noise, &text] {
        for level in 0..=9 {
            let mut zlib = Zlib::new(LIMIT);
            assert_eq!(
                zlib.inflate(&whole(payload, level)),
                Ok(Reached::End),
                "level {level}, {} bytes",
                payload.len()
            );
            assert_eq!(zlib.output(), payload, "level {level}");
        }
    }
}

#[test]
fn the_checksum_counts() {
    let mut data = whole(b"a payload", 6);
    *data.last_mut().unwrap() ^= 1;
    assert!(matches!(Zlib::new(LIMIT).inflate(&data), Err(InflateError::Corrupt { .. })));
}

#[test]
fn headers_are_checked() {
    let data = whole(b"a payload", 6);
    for header in [[0x78, 0x9d], [0x77, 0x9c], [0x88, 0x1c], [0x78, 0xbb]] {
        let mut wrong = data.clone();
        wrong[..2].copy_from_slice(&header);
        assert!(matches!(Zlib::new(LIMIT).inflate(&wrong), Err(InflateError::Corrupt { .. })), "{header:?}");
    }
}

/// More than the buffer holds, so that the window moves many times; each payload leans on those before it.
#[test]
fn the_window_is_kept() {
    let mut context = Compress::new(Compression::default(), true);
    let mut zlib = Zlib::new(LIMIT);
    for n in 0..3000_u32 {
        let far = n.saturating_sub(n % 300);
        let payload =
            format!("{{\"n\":{n},\"far\":\"{far:x}{:x}\",\"user\":{{\"id\":\"182823713554228138\"}}}}", far * 77_777);
        let data = deflate(&mut context, payload.as_bytes(), FlushCompress::Sync);
        assert_eq!(zlib.inflate(&data), Ok(Reached::Flush));
        assert_eq!(zlib.output(), payload.as_bytes());
    }
}

/// A stream that is broken in some way, as made by hand: codes that are none, distances beyond the beginning, lengths without end.
#[test]
fn what_is_no_deflate_is_corrupt() {
    for data in [
        // A block of type 3.
        &[0x78, 0x9c, 0x07][..],
        // A stored block whose length is not repeated.
        &[0x78, 0x9c, 0x00, 0x05, 0x00, 0x05, 0x00],
        // A fixed block with the length 3 at the distance 1, at the very beginning.
        &[0x78, 0x9c, 0x03, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00],
        // A dynamic block with codes for 288 symbols.
        &[0x78, 0x9c, 0xfd, 0xff, 0xff, 0xff, 0xff, 0xff],
    ] {
        let mut theirs = Decompress::new(true);
        assert!(
            theirs.decompress_vec(data, &mut Vec::with_capacity(1000), FlushDecompress::Sync).is_err(),
            "{data:x?}"
        );
        assert!(matches!(Zlib::new(LIMIT).inflate(data), Err(InflateError::Corrupt { .. })), "{data:x?}");
    }
}

proptest! {
    #[test]
    fn streams_come_back(payloads in prop::collection::vec(payload(), 1..30), level in 0_u32..10) {
        let mut context = Compress::new(Compression::new(level), true);
        let mut zlib = Zlib::new(LIMIT);
        for payload in payloads {
            let data = deflate(&mut context, &payload, FlushCompress::Sync);
            // What is cut anywhere is not there yet, or was flushed, and never harms.
            let reached = zlib.inflate(&data);
            if data.is_empty() {
                continue;
            }
            prop_assert_eq!(reached, Ok(Reached::Flush));
            prop_assert_eq!(zlib.output(), &payload[..]);
        }
    }

    #[test]
    fn what_is_cut_is_waited_for(payloads in prop::collection::vec(payload(), 1..6), place: prop::sample::Index) {
        let mut context = Compress::new(Compression::default(), true);
        let mut zlib = Zlib::new(LIMIT);
        for payload in payloads.iter().filter(|payload| !payload.is_empty()) {
            let data = deflate(&mut context, payload, FlushCompress::Sync);
            let cut = &data[..place.index(data.len())];
            // Without its suffix, which ends a flush, data is cut wherever it is cut: or all of it was there.
            match zlib.inflate(cut).unwrap() {
                Reached::Flush => prop_assert!(cut.is_empty() || zlib.output().len() <= payload.len()),
                Reached::CutShort => {
                    prop_assert_eq!(zlib.output(), b"");
                    prop_assert_eq!(zlib.inflate(&data).unwrap(), Reached::Flush);
                    prop_assert_eq!(zlib.output(), &payload[..]);
                    continue;
                }
                Reached::End => prop_assert!(false, "no stream has ended"),
            }
            break;
        }
    }

    /// Whatever is changed in a stream: what we make of it is what zlib makes of it, or both find it corrupt.
    #[test]
    fn broken_streams_are_judged_as_zlib_judges_them(payload in payload(), level in 0_u32..10, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut data = whole(&payload, level);
        for (place, byte) in changes {
            let place = place.index(data.len());
            data[place] = byte;
        }
        let mut theirs = Vec::with_capacity(LIMIT);
        let verdict = Decompress::new(true).decompress_vec(&data, &mut theirs, FlushDecompress::Finish);
        let mut zlib = Zlib::new(LIMIT);
        match (zlib.inflate(&data), verdict) {
            (Ok(Reached::End), Ok(Status::StreamEnd)) => prop_assert_eq!(zlib.output(), &theirs[..]),
            (Ok(Reached::CutShort | Reached::Flush), Ok(Status::Ok | Status::BufError)) => {}
            // Where the data ends early, it may already be clear to one that it could go on in no way.
            (Err(_), Err(_) | Ok(Status::Ok | Status::BufError)) | (Ok(Reached::CutShort | Reached::Flush), Err(_)) => {}
            (ours, verdict) => prop_assert!(false, "{:?}, zlib {:?}", ours, verdict),
        }
    }

    #[test]
    fn noise_never_panics(noise in prop::collection::vec(any::<u8>(), 0..300)) {
        let data = [&[0x78, 0x9c], &noise[..]].concat();
        let _ = Zlib::new(4096).inflate(&data);
        let dynamic = [&[0x78, 0x9c, noise.first().copied().unwrap_or(0) & 0xf8 | 0x04], &noise[..]].concat();
        let _ = Zlib::new(4096).inflate(&dynamic);
    }
}
