use flate2::{Compress, Compression, FlushCompress};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const LIMIT: usize = 1 << 16;

fn concat(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

/// An atom in the form that Discord's servers use for the names of fields.
fn atom(name: &str) -> Vec<u8> {
    concat(&[&[tag::SMALL_ATOM_UTF8, name.len() as u8], name.as_bytes()])
}

fn binary(bytes: &[u8]) -> Vec<u8> {
    concat(&[&[tag::BINARY], &(bytes.len() as u32).to_be_bytes(), bytes])
}

fn map(fields: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = concat(&[&[tag::MAP], &(fields.len() as u32).to_be_bytes()]);
    fields.iter().for_each(|(key, value)| bytes.extend(concat(&[key, value])));
    bytes
}

/// A payload with this data.
fn payload(data: &[u8]) -> Vec<u8> {
    let fields = [(atom("d"), data.to_vec()), (atom("op"), vec![tag::SMALL_INTEGER, 0])];
    concat(&[&[VERSION], &map(&fields)])
}

fn read(bytes: &[u8]) -> Result<(u8, Option<u64>, Option<String>, String), EnvelopeError> {
    let mut reader = Reader::new(LIMIT);
    let envelope = reader.read(bytes, |_| true)?;
    let data = String::from_utf8(envelope.data().to_vec()).unwrap();
    Ok((envelope.op, envelope.seq, envelope.name.map(str::to_owned), data))
}

/// The data of a payload with this data, as JSON.
fn data(term: &[u8]) -> Result<String, EnvelopeError> {
    read(&payload(term)).map(|(.., data)| data)
}

/// The error for a payload with this data.
fn problem(term: &[u8]) -> &'static str {
    match data(term) {
        Err(EnvelopeError::Term { problem, .. }) => problem,
        other => panic!("{other:?} for {term:?}"),
    }
}

#[test]
fn every_kind_of_term_is_converted() {
    let long = |tag: u8, name: &[u8]| concat(&[&[tag], &(name.len() as u16).to_be_bytes(), name]);
    let float = |text: &[u8]| concat(&[&[tag::FLOAT], text, &vec![0; 31 - text.len()]]);
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (atom("nil"), "null"),
        (atom("null"), "null"),
        (atom("true"), "true"),
        (atom("false"), "false"),
        (atom("online"), "\"online\""),
        (long(tag::ATOM_UTF8, "é".as_bytes()), "\"é\""),
        (long(tag::ATOM, b"nil"), "null"),
        (long(tag::ATOM, b"\xe9"), "\"é\""),
        (concat(&[&[tag::SMALL_ATOM, 4], b"true"]), "true"),
        (binary(b""), "\"\""),
        (binary("a\"b\\c\n\r\t\u{1}\u{1f} é \u{7f}".as_bytes()), "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u001f é \u{7f}\""),
        (vec![tag::SMALL_INTEGER, 255], "255"),
        (concat(&[&[tag::INTEGER], &(-7_i32).to_be_bytes()]), "-7"),
        (concat(&[&[tag::INTEGER], &i32::MIN.to_be_bytes()]), "-2147483648"),
        (concat(&[&[tag::SMALL_BIG, 8, 0], &u64::MAX.to_le_bytes()]), "18446744073709551615"),
        (concat(&[&[tag::SMALL_BIG, 8, 1], &(1_u64 << 63).to_le_bytes()]), "-9223372036854775808"),
        (concat(&[&[tag::SMALL_BIG, 7, 0], &112_233_445_566_778_u64.to_le_bytes()[..7]]), "112233445566778"),
        (vec![tag::SMALL_BIG, 0, 1], "0"),
        (
            concat(&[&[tag::LARGE_BIG, 0, 0, 0, 16, 0], &u128::MAX.to_le_bytes()]),
            "340282366920938463463374607431768211455",
        ),
        (concat(&[&[tag::NEW_FLOAT], &41_250.5_f64.to_be_bytes()]), "41250.5"),
        (concat(&[&[tag::NEW_FLOAT], &(-1e-9_f64).to_be_bytes()]), "-1e-9"),
        (float(b"1.50000000000000000000e+00"), "1.5"),
        (vec![tag::NIL], "[]"),
        (vec![tag::STRING, 0, 3, 1, 0, 200], "[1,0,200]"),
        (concat(&[&[tag::LIST, 0, 0, 0, 2], &atom("nil"), &[tag::NIL, tag::NIL]]), "[null,[]]"),
        (vec![tag::SMALL_TUPLE, 2, tag::SMALL_INTEGER, 0, tag::SMALL_INTEGER, 4], "[0,4]"),
        (vec![tag::LARGE_TUPLE, 0, 0, 0, 1, tag::NIL], "[[]]"),
        (map(&[]), "{}"),
        (
            map(&[
                (atom("nil"), vec![tag::NIL]),
                (binary(b"a\"b"), atom("nil")),
                (vec![tag::SMALL_INTEGER, 9], atom("x")),
            ]),
            r#"{"nil":[],"a\"b":null,"9":"x"}"#,
        ),
    ];
    for (term, json) in cases {
        assert_eq!(data(&term).as_deref(), Ok(json), "{term:?}");
        serde_json::from_str::<Value>(json).unwrap();
    }
}

#[test]
fn the_fields_are_found_in_any_order_and_with_any_kind_of_name() {
    let op = || (atom("op"), vec![tag::SMALL_INTEGER, 0]);
    let seq = || (binary(b"s"), concat(&[&[tag::INTEGER], &70_000_i32.to_be_bytes()]));
    let name = || (atom("t"), atom("MESSAGE_CREATE"));
    let other = || (vec![tag::SMALL_INTEGER, 1], map(&[(atom("op"), vec![tag::SMALL_INTEGER, 9])]));
    let content = || (binary(b"d"), map(&[(atom("id"), binary(b"7"))]));
    for fields in [
        [op(), seq(), name(), other(), content()],
        [content(), name(), op(), seq(), other()],
        [other(), content(), seq(), (atom("t"), binary(b"MESSAGE_CREATE")), op()],
    ] {
        let expected = (0, Some(70_000), Some("MESSAGE_CREATE".to_owned()), r#"{"id":"7"}"#.to_owned());
        assert_eq!(read(&concat(&[&[VERSION], &map(&fields)])), Ok(expected));
    }
    let nils = [(atom("t"), atom("nil")), (atom("s"), atom("nil")), (atom("op"), vec![tag::SMALL_INTEGER, 11])];
    let none = (11, None, None, "null".to_owned());
    assert_eq!(read(&concat(&[&[VERSION], &map(&nils)])), Ok(none.clone()));
    assert_eq!(read(&concat(&[&[VERSION], &map(&nils[2..])])), Ok(none));
}

#[test]
fn data_that_is_not_wanted_is_skipped() {
    let fields = [
        (atom("t"), atom("TYPING_START")),
        (atom("op"), vec![tag::SMALL_INTEGER, 0]),
        (atom("d"), binary(&[b'x'; 100])),
    ];
    let bytes = concat(&[&[VERSION], &map(&fields)]);
    let mut reader = Reader::new(LIMIT);
    let mut names = Vec::new();
    let envelope = reader.read(&bytes, |name| {
        names.push(name.to_owned());
        false
    });
    assert_eq!(envelope.map(|it| it.data().to_vec()), Ok(b"null".to_vec()));
    assert_eq!(names, ["TYPING_START"]);
    // A payload that is not a dispatch has no name, so `wanted` is not called and the data is kept.
    assert_eq!(reader.read(&payload(&[tag::NIL]), |_| false).map(|it| it.data().to_vec()), Ok(b"[]".to_vec()));
}

/// Terms that are made to use up memory, stack or time. Announced lengths are not trusted.
#[test]
fn hostile_terms_are_refused_early() {
    let huge = u32::MAX.to_be_bytes();
    for tag in [tag::LIST, tag::MAP, tag::LARGE_TUPLE, tag::BINARY, tag::LARGE_BIG] {
        let found = problem(&concat(&[&[tag], &huge]));
        assert!(["it is truncated", "it has fewer elements than it announces"].contains(&found), "{tag}: {found}");
    }
    // Deeply nested lists, each of which announces many elements.
    let nested = concat(&[&[tag::LIST, 0, 0, 0xff, 0xff]]).repeat(1000);
    assert_eq!(problem(&nested), "it has fewer elements than it announces");
    assert_eq!(problem(&concat(&[&[tag::SMALL_BIG, 17, 0], &[1; 17]])), "a number is too large");
    assert_eq!(problem(&[tag::SMALL_BIG, 1, 2, 1]), "a number has an invalid sign");
    assert_eq!(problem(&concat(&[&[tag::NEW_FLOAT], &f64::NAN.to_be_bytes()])), "a float is invalid");
    assert_eq!(problem(&concat(&[&[tag::NEW_FLOAT], &f64::INFINITY.to_be_bytes()])), "a float is invalid");
    assert_eq!(problem(&concat(&[&[tag::FLOAT], &[b'x'; 31]])), "a float is invalid");
    assert_eq!(
        problem(&[tag::LIST, 0, 0, 0, 1, tag::NIL, tag::SMALL_INTEGER, 1]),
        "the tail of a list is not the empty list"
    );
    assert_eq!(problem(&map(&[(vec![tag::NIL], vec![tag::NIL])])), "the key of a map is not a string");
    for unknown in [0, 68, 77, 82, 88, 89, 90, 101, 102, 103, 112, 113, 114, 117, 120, tag::COMPRESSED, 255] {
        assert_eq!(problem(&[unknown]), "the kind of term is not supported", "{unknown}");
    }
    let cases: [(&[u8], &str); 5] = [
        (&[], "the version is not 131"),
        (b"{\"op\":0}", "the version is not 131"),
        (&[VERSION], "it is truncated"),
        (&[VERSION, tag::NIL], "it is not a map"),
        (&concat(&[&payload(&[tag::NIL]), &[tag::NIL]]), "bytes follow the payload"),
    ];
    for (bytes, expected) in cases {
        match read(bytes) {
            Err(error @ EnvelopeError::Term { problem, .. }) => {
                assert_eq!(problem, expected);
                assert!(error.is_corrupt());
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(read(&concat(&[&[VERSION], &map(&[])])), Err(EnvelopeError::NoOpcode));
    assert!(!EnvelopeError::NoOpcode.is_corrupt());
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| concat(&[&[tag::LIST, 0, 0, 0, 1].repeat(depth), &[tag::NIL], &vec![tag::NIL; depth]]);
    let deepest = MAX_DEPTH as usize - 1;
    assert_eq!(data(&nested(deepest)).map(|json| json.len()), Ok(2 * (deepest + 1)));
    serde_json::from_str::<Value>(&data(&nested(deepest)).unwrap()).unwrap();
    assert_eq!(problem(&nested(deepest + 1)), "it is nested too deeply");
    assert_eq!(problem(&nested(1_000_000)), "it is nested too deeply");
    // Data that is not wanted is skipped at any depth.
    let fields = [(atom("t"), atom("X")), (atom("op"), vec![tag::SMALL_INTEGER, 0]), (atom("d"), nested(1_000_000))];
    let bytes = concat(&[&[VERSION], &map(&fields)]);
    assert!(Reader::new(LIMIT).read(&bytes, |_| false).is_ok());
}

#[test]
fn the_length_of_the_json_is_bounded() {
    let too_long = Err(EnvelopeError::TooLong { limit: LIMIT });
    assert_eq!(data(&binary(&[b'x'; LIMIT - 2])).map(|json| json.len()), Ok(LIMIT));
    assert_eq!(data(&binary(&[b'x'; LIMIT])), too_long);
    // One byte of a term can become six bytes of JSON.
    let mut reader = Reader::new(LIMIT);
    assert!(reader.read(&payload(&binary(&[1; LIMIT - 10])), |_| true).is_err());
    assert!(reader.json.capacity() <= 2 * LIMIT, "{}", reader.json.capacity());
    let many = concat(&[&[tag::LIST], &(LIMIT as u32 - 10).to_be_bytes(), &[tag::NIL; LIMIT - 10], &[tag::NIL]]);
    assert_eq!(data(&many), too_long);
}

fn compressed(term: &[u8]) -> Vec<u8> {
    let mut zlib = Compress::new(Compression::default(), true);
    let mut out = Vec::with_capacity(term.len() + 1024);
    zlib.compress_vec(term, &mut out, FlushCompress::Finish).unwrap();
    concat(&[&[VERSION, tag::COMPRESSED], &(term.len() as u32).to_be_bytes(), &out])
}

#[test]
fn compressed_terms_are_read_within_the_same_bounds() {
    let plain = payload(&binary(b"hello"));
    let bytes = compressed(&plain[1..]);
    assert_eq!(read(&bytes), read(&plain));
    let mut reader = Reader::new(LIMIT);
    for _ in 0..2 {
        assert!(reader.read(&bytes, |_| true).is_ok());
        assert!(reader.read(&bytes[..bytes.len() - 5], |_| true).unwrap_err().is_corrupt());
    }
    let mut wrong_length = bytes.clone();
    wrong_length[2..6].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(read(&wrong_length), read(&plain), "the announced length is ignored");
    let bomb = compressed(&payload(&binary(&vec![b'x'; 10 * LIMIT]))[1..]);
    assert!(bomb.len() < LIMIT / 4);
    assert_eq!(read(&bomb), Err(EnvelopeError::TooLong { limit: LIMIT }));
    assert!(read(&[VERSION, tag::COMPRESSED]).unwrap_err().is_corrupt());
}

#[test]
fn a_large_buffer_is_shrunk() {
    let mut reader = Reader::new(8 << 20);
    assert!(reader.read(&payload(&binary(&vec![b'x'; 5 << 20])), |_| true).is_ok());
    assert!(reader.read(&payload(&[tag::NIL]), |_| true).is_ok());
    assert!(reader.json.capacity() <= SHRINK_ABOVE);
}

#[test]
fn sent_keys_are_binaries_and_lists_stay_lists() {
    let bytes = write_known(2, &json!({"shard": [0, 4], "odd": [-1, 5]}));
    let found = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    assert!(found(&binary(b"op")) && found(&binary(b"d")) && found(&binary(b"shard")));
    assert!(!bytes.contains(&tag::STRING), "{bytes:?}");
    let json: Value = serde_json::from_str(&read(&bytes).unwrap().3).unwrap();
    assert_eq!(json, json!({"shard": [0, 4], "odd": [-1, 5]}));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-300_i64..300).prop_map(Value::from),
        // Floats have few digits, because serde_json may read others with a difference in the last digit.
        any::<i32>().prop_map(|number| Value::from(f64::from(number) / 8.0)),
        "\\PC{0,40}".prop_map(Value::from),
        "[\\x00-\\x7f]{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec(("\\PC{0,20}", inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Values are unchanged after they are written as ETF and read again.
    #[test]
    fn json_survives_etf(value in any_json(), op in any::<u8>()) {
        let bytes = write(op, &value).unwrap();
        let (found, .., json) = read(&bytes).unwrap();
        prop_assert_eq!(found, op);
        prop_assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), value);
    }

    #[test]
    fn noise_never_panics_and_stays_in_bounds(
        noise in prop::collection::vec(any::<u8>(), 0..300),
        whole in any::<bool>(),
    ) {
        let mut reader = Reader::new(1000);
        let bytes = if whole { concat(&[&[VERSION], &noise]) } else { payload(&noise) };
        let _ = reader.read(&bytes, |_| true);
        prop_assert!(reader.json.capacity() <= 4000, "{}", reader.json.capacity());
    }

    /// A term with one changed byte, or a truncated one: reading never panics, and truncation is always detected.
    #[test]
    fn damaged_terms_never_panic(value in any_json(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = write(0, &value).unwrap();
        let at = at.index(bytes.len());
        prop_assert!(read(&bytes[..at]).unwrap_err().is_corrupt());
        bytes[at] = byte;
        let mut reader = Reader::new(LIMIT);
        if let Ok(envelope) = reader.read(&bytes, |_| true) {
            // The output is valid JSON, except for strings that are not UTF-8.
            if let Ok(text) = std::str::from_utf8(envelope.data()) {
                prop_assert!(serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(), "{}", text);
            }
        }
    }
}
