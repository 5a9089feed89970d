use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn scan(payload: &str) -> Result<Envelope<'_>, EnvelopeError> {
    Envelope::scan(payload.as_bytes())
}

#[test]
fn the_fields_are_found_in_discords_order() {
    let payload = r#"{"t":"MESSAGE_CREATE","s":42,"op":0,"d":{"content":"{\"a\":[}","id":"1"}}"#;
    let data = Data::whole(br#"{"content":"{\"a\":[}","id":"1"}"#);
    assert_eq!(scan(payload), Ok(Envelope { op: 0, seq: Some(42), name: Some("MESSAGE_CREATE"), data }));
}

#[test]
fn order_white_space_and_other_fields_do_not_matter() {
    let payloads = [
        r#"{"d":{"x":1},"op":0,"s":3,"t":"X"}"#,
        r#"{"op":0,"d":{"x":1},"t":"X","s":3}"#,
        r#"{"s":3,"t":"X","d":{"x":1},"op":0}"#,
        "\n{ \"d\" :\t{\"x\":1} ,\r\n \"op\" : 0 , \"s\": 3, \"t\" :\"X\" } \n",
        r#"{"a":[1,{"op":7}],"d":{"x":1},"b":"\"op\":7","op":0,"c":{"d":{}},"s":3,"e":-1.5e3,"t":"X","f":null}"#,
    ];
    for payload in payloads {
        let expected = Envelope { op: 0, seq: Some(3), name: Some("X"), data: Data::whole(br#"{"x":1}"#) };
        assert_eq!(scan(payload), Ok(expected), "{payload}");
    }
}

/// Discord's docs omit `s`, `t` and `d` in examples; its servers send them as null.
#[test]
fn absent_and_null_fields_are_equal() {
    let expected = Ok(Envelope { op: 11, seq: None, name: None, data: Data::NULL });
    assert_eq!(scan(r#"{"op":11}"#), expected);
    assert_eq!(scan(r#"{"t":null,"s":null,"op":11,"d":null}"#), expected);
    assert_eq!(scan(r#"{"op":9,"d":false}"#).map(|envelope| envelope.data()), Ok(&b"false"[..]));
    assert_eq!(scan(r#"{"op":1,"d":251}"#).map(|envelope| envelope.data()), Ok(&b"251"[..]));
}

#[test]
fn invalid_numbers_are_ignored() {
    assert_eq!(scan(r#"{"op":0,"s":-1}"#).map(|envelope| envelope.seq), Ok(None));
    assert_eq!(scan(r#"{"op":0,"s":1.5}"#).map(|envelope| envelope.seq), Ok(None));
    assert_eq!(scan(r#"{"op":0,"s":18446744073709551616}"#).map(|envelope| envelope.seq), Ok(None));
    assert_eq!(scan(r#"{"op":0,"s":18446744073709551615}"#).map(|envelope| envelope.seq), Ok(Some(u64::MAX)));
    for opcode in ["256", "-1", "null", "\"0\"", "1.0", "{}"] {
        assert_eq!(scan(&format!(r#"{{"op":{opcode}}}"#)), Err(EnvelopeError::NoOpcode), "{opcode}");
    }
    assert_eq!(scan(r#"{"op":255}"#).map(|envelope| envelope.op), Ok(255));
}

#[test]
fn invalid_payloads_are_refused_with_the_position() {
    let cases = [
        ("", EnvelopeError::Truncated { length: 0 }),
        ("{}", EnvelopeError::NoOpcode),
        ("[]", EnvelopeError::Syntax { position: 0 }),
        ("{\"op\"}", EnvelopeError::Syntax { position: 5 }),
        ("{\"op\":}", EnvelopeError::Syntax { position: 6 }),
        ("{\"op\":0 1}", EnvelopeError::Syntax { position: 8 }),
        ("{\"op\":0,}", EnvelopeError::Syntax { position: 8 }),
        ("{\"op\":0}}", EnvelopeError::Syntax { position: 8 }),
        ("{op:0}", EnvelopeError::Syntax { position: 1 }),
        ("{\"op\":0", EnvelopeError::Truncated { length: 7 }),
        ("{\"op\":0,\"d\":{\"x\":[1,2}", EnvelopeError::Truncated { length: 22 }),
        ("{\"op\":0,\"t\":\"X", EnvelopeError::Truncated { length: 14 }),
        ("{\"op\":0,\"d\":\"\\", EnvelopeError::Truncated { length: 14 }),
    ];
    for (payload, error) in cases {
        assert_eq!(scan(payload), Err(error), "{payload}");
    }
    let name = b"{\"op\":0,\"t\":\"A\xff\"}";
    assert_eq!(Envelope::scan(name), Err(EnvelopeError::Syntax { position: 14 }));
}

#[test]
fn the_end_of_the_data_is_not_searched_for_in_discords_order() {
    let scan = |payload: &'static str, wanted: bool| {
        Envelope::scan_wanted(payload.as_bytes(), |name| {
            assert_eq!(name, "X");
            wanted
        })
    };
    let head = Envelope { op: 0, seq: Some(3), name: Some("X"), data: Data::NULL };
    let data = r#"{"x":[1,{}]}"#;
    for behind in ["", " ", r#","t":"Y""#] {
        let payload: &str = format!(r#"{{"t":"X","s":3,"op":0,"d":{data}{behind}}}"#).leak();
        let open = scan(payload, true).unwrap();
        assert_eq!(open.unread(), Data { json: format!("{data}{behind}").as_bytes(), open: true });
        assert_eq!(open.data(), data.as_bytes());
        assert_eq!(scan(payload, false), Ok(head));
    }
    // A later field may be needed, or there is no name to call `wanted` with.
    for other in [
        r#"{"t":"X","s":3,"d":{"x":[1,{}]},"op":0}"#,
        r#"{"d":{"x":[1,{}]},"t":"X","s":3,"op":0}"#,
        r#"{"t":"X","s":3,"op":0,"d":{"x":[1,{}]}} "#,
        r#"{"t":"X", "s":3,"op":0,"d":{"x":[1,{}]}}"#,
        r#"{"t":"X","s":3,"op":0,"d": {"x":[1,{}]},"other":1}"#,
        r#"{"t":"X","s":3,"x":"\"","op":0,"d":{"x":[1,{}]}}"#,
    ] {
        assert_eq!(scan(other, false), Ok(Envelope { data: Data::whole(data.as_bytes()), ..head }));
    }
    let hello = Envelope::scan_wanted(br#"{"t":null,"s":null,"op":10,"d":{}}"#, |_| false);
    assert_eq!(hello.map(|hello| hello.data()), Ok(&b"{}"[..]));
    let cut = r#"{"t":"X","s":3,"op":0,"d":{"x":[1,{}]"#;
    assert_eq!(scan(cut, false), Err(EnvelopeError::Truncated { length: cut.len() }));
}

/// Invalid data is reported by its parser. Nothing that follows is returned as a part of it.
#[test]
fn the_data_is_returned_alone_whatever_follows() {
    for behind in ["", r#","t":"Y""#, r#","secret":"s","op":7"#, " ", "}", "]x"] {
        for (data, expected) in [
            (r#"{"x":[1,{}]}"#, r#"{"x":[1,{}]}"#),
            (r#"[1,"]"]"#, r#"[1,"]"]"#),
            (r#""a\"b""#, r#""a\"b""#),
            ("251", "251"),
            ("null", "null"),
            // Without an end.
            (r#"{"x":[1"#, "{"),
            (r#"{"x":{"y":"#, "{"),
            ("[[1", "["),
        ] {
            let payload = format!(r#"{{"t":"X","s":3,"op":0,"d":{data}{behind}}}"#);
            let envelope = Envelope::scan_wanted(payload.as_bytes(), |_| true).unwrap();
            let returned = std::str::from_utf8(envelope.data()).unwrap();
            assert_eq!(returned, expected, "{payload}");
            assert_eq!(envelope.read::<Value>().is_ok(), expected == data, "{payload}");
        }
    }
}

/// Strings and escapes at every position relative to a block of 64 bytes.
#[test]
fn strings_are_found_at_every_position_of_a_block() {
    for padding in 0..140 {
        for inner in [r#""}""#, r#""\"}""#, r#""\\""#, r#""\\\"}]""#, r#""\\\\""#, r#""é{""#, "{\"[\":{}}", "[[],[{}]]"]
        {
            let data = format!(r#"{{"{}":{inner}}}"#, "x".repeat(padding));
            let payload = format!(r#"{{"d":{data},"op":0}}"#);
            assert_eq!(scan(&payload).map(|envelope| envelope.data()), Ok(data.as_bytes()), "{payload}");
        }
    }
}

#[test]
fn deep_nesting_uses_no_stack() {
    let data = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let payload = format!(r#"{{"d":{data},"op":0}}"#);
    assert_eq!(scan(&payload).map(|envelope| envelope.data().len()), Ok(400_000));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[\\PC\"\\\\{}\\[\\]]{0,90}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec(("[\\PC\"\\\\]{0,20}", inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    /// The scan finds the same fields as serde_json, for any data and any order of the fields.
    #[test]
    fn the_scan_agrees_with_serde_json(
        data in any_json(), extra in any_json(), op in any::<u8>(), seq in any::<Option<u64>>(),
        order in Just(["op", "s", "t", "d", "extra"]).prop_shuffle(), pretty in any::<bool>(),
    ) {
        let to_string = if pretty { serde_json::to_string_pretty } else { serde_json::to_string };
        let write = |value: &Value| to_string(value).unwrap();
        let fields: Vec<String> = order.iter().map(|key| {
            let value = match *key {
                "op" => json!(op),
                "s" => json!(seq),
                "t" => json!("SOME_EVENT"),
                "d" => data.clone(),
                _ => extra.clone(),
            };
            format!("\"{key}\":{}", write(&value))
        }).collect();
        let payload = format!("{{{}}}", fields.join(","));
        let envelope = scan(&payload).unwrap();
        prop_assert_eq!(envelope.op, op);
        prop_assert_eq!(envelope.seq, seq);
        prop_assert_eq!(envelope.name, Some("SOME_EVENT"));
        let expected = write(&data);
        prop_assert_eq!(envelope.data(), expected.as_bytes());
    }

    #[test]
    fn noise_never_panics(noise in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Envelope::scan(&noise);
    }

    #[test]
    fn damaged_payloads_never_panic(data in any_json(), cut in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut payload = json!({"d": data, "op": 0, "s": 1, "t": "X"}).to_string().into_bytes();
        let at = cut.index(payload.len());
        payload[at] = byte;
        let _ = Envelope::scan(&payload);
        payload.truncate(at);
        prop_assert!(Envelope::scan(&payload).is_err());
    }
}
