//! Payloads in Erlang's external term format.

use greenroom::__internals::EnvelopeReader;
use greenroom::gateway::Encoding;
use serde::de::IgnoredAny;

/// The first bytes of terms, and atoms. Bytes are given as characters where UTF-8 has them as one byte.
pub const TOKENS: &[&str] = &[
    "w\u{3}nil",
    "w\u{4}true",
    "w\u{5}false",
    "m\0\0\0\u{2}op",
    "m\0\0\0\u{1}d",
    "m\0\0\0\u{1}s",
    "m\0\0\0\u{1}t",
    "a\0",
    "a\n",
    "b\0\0\0\u{1}",
    "t\0\0\0\u{1}",
    "l\0\0\0\u{2}",
    "j",
    "h\u{2}",
    "k\0\u{3}abc",
    "n\u{8}\0\0\0\0\0\0\0\0\0",
    "F?\0\0\0\0\0\0\0",
    "c1.5\0\0",
    "d\0\u{3}nil",
    "P\0\0\0\0",
];

const LIMIT: usize = 1 << 16;

/// Reads a payload. The result must be JSON and not exceed the limit.
pub fn run(data: &[u8]) {
    let mut reader = EnvelopeReader::new(Encoding::Etf, LIMIT);
    // Twice, because the buffers are reused.
    for wanted in [true, true, false] {
        let Ok(envelope) = reader.read(data, |_| wanted) else { continue };
        let json = envelope.data();
        assert!(json.len() <= LIMIT.max("null".len()), "{} bytes", json.len());
        // Whether binaries are UTF-8 is checked only when the data is parsed.
        let Ok(text) = std::str::from_utf8(json) else { continue };
        if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
            panic!("{error} in {text}");
        }
    }
}
