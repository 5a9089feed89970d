//! The envelope of a payload, compared with a parser that builds a tree.

use std::collections::BTreeSet;
use std::fmt;

use greenroom::__internals::{Envelope, EnvelopeReader};
use greenroom::gateway::Encoding;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

/// The tokens that payloads are made of.
pub const TOKENS: &[&str] = &[
    "{\"t\":\"",
    "\",\"s\":",
    ",\"op\":0,\"d\":",
    "\"op\":",
    "\"s\":",
    "\"t\":",
    "\"d\":",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\\"",
    "null",
    "255",
    "256",
    "-1",
    "18446744073709551616",
    "\"RESUMED\"",
    " ",
    "\n",
    "{\"d\":{\"op\":1}}",
    "\u{0}",
];

/// Scans a payload.
pub fn run(data: &[u8]) {
    let scanned = Envelope::scan(data);
    let names = serde_json::from_slice::<Names>(data);
    let is_unique = names.is_ok_and(|Names(names)| names.len() == names.iter().collect::<BTreeSet<_>>().len());
    let mut reader = EnvelopeReader::new(Encoding::Json, usize::MAX);
    for wanted in [true, false] {
        let read = reader.read(data, |_| wanted);
        // A dispatch in Discord's form is not scanned to its end, so some invalid ones are accepted, and the first of
        // several equal fields counts.
        if let Ok(scanned) = &scanned
            && is_unique
        {
            let read = read.unwrap_or_else(|error| panic!("scanned but not read: {error}"));
            assert_eq!((read.op, read.seq, read.name), (scanned.op, scanned.seq, scanned.name));
            if wanted {
                assert_eq!(read.data(), scanned.data(), "the data differs");
            }
        }
    }
    let Ok(Value::Object(fields)) = serde_json::from_slice::<Value>(data) else { return };
    // Names with escapes are compared without decoding them. The last of several equal fields counts for both.
    if data.contains(&b'\\') {
        return;
    }
    let op = fields.get("op").and_then(Value::as_u64).and_then(|op| u8::try_from(op).ok());
    match (scanned, op) {
        (Ok(scanned), Some(op)) => {
            assert_eq!(scanned.op, op);
            assert_eq!(scanned.seq, fields.get("s").and_then(Value::as_u64), "s");
            assert_eq!(scanned.name, fields.get("t").and_then(Value::as_str), "t");
            let data = serde_json::from_slice::<Value>(scanned.data()).ok();
            assert_eq!(data.as_ref(), Some(fields.get("d").unwrap_or(&Value::Null)), "d");
        }
        (Err(_), None) => {}
        (scanned, op) => panic!("op {op:?} in the tree, but {scanned:?}"),
    }
}

/// The names of the fields of an object, without decoding escapes.
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamesVisitor;

        impl<'de> Visitor<'de> for NamesVisitor {
            type Value = Names;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some((name, IgnoredAny)) = map.next_entry()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }

        deserializer.deserialize_map(NamesVisitor)
    }
}
