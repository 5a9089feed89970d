//! JSON and ETF are two ways to say the same (SEEDS V04), and what the sandbox takes as ETF.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::{fs, path::Path};

use crate::raw::{ALL, Got, Raw, identify};
use awc::ws::Message;
use eetf::{Atom, Binary, FixInteger, List, Map, Term};
use greenroom::{
    __internals::EnvelopeReader,
    event::{Event, EventKind},
    gateway::Encoding,
    sandbox::Sandbox,
};
use serde_json::{Value, json};

const LIMIT: usize = 1 << 20;

/// A term as Discord's servers write it: fields are named by atoms, ids are numbers, and Erlang makes a string of every
/// list of small numbers. Written by hand to keep the order of the fields, so that also data that nobody types is the
/// same.
fn write(value: &Value, key: &str, out: &mut Vec<u8>) {
    let atom = |out: &mut Vec<u8>, name: &str| {
        out.extend([119, u8::try_from(name.len()).unwrap()]);
        out.extend(name.as_bytes());
    };
    let big = |out: &mut Vec<u8>, negative: bool, number: u64| {
        out.extend([110, 8, u8::from(negative)]);
        out.extend(number.to_le_bytes());
    };
    let length = |out: &mut Vec<u8>, tag: u8, length: usize| {
        out.push(tag);
        out.extend(u32::try_from(length).unwrap().to_be_bytes());
    };
    let byte = |value: &Value| u8::try_from(value.as_u64()?).ok();
    match value {
        Value::Null => atom(out, "nil"),
        Value::Bool(yes) => atom(out, if *yes { "true" } else { "false" }),
        Value::Number(number) => match (byte(value), number.as_i64(), number.as_u64()) {
            (Some(byte), ..) => out.extend([97, byte]),
            (_, Some(number), _) => match i32::try_from(number) {
                Ok(number) => {
                    out.push(98);
                    out.extend(number.to_be_bytes());
                }
                Err(_) => big(out, number < 0, number.unsigned_abs()),
            },
            (.., Some(number)) => big(out, false, number),
            _ => {
                out.push(70);
                out.extend(number.as_f64().unwrap().to_be_bytes());
            }
        },
        Value::String(text) => match text.parse::<u64>() {
            Ok(id) if text.len() >= 17 && (key == "id" || key.ends_with("_id")) => big(out, false, id),
            _ => {
                length(out, 109, text.len());
                out.extend(text.as_bytes());
            }
        },
        Value::Array(values) if values.is_empty() => out.push(106),
        Value::Array(values) => match values.iter().map(byte).collect::<Option<Vec<u8>>>() {
            Some(bytes) => {
                out.push(107);
                out.extend(u16::try_from(bytes.len()).unwrap().to_be_bytes());
                out.extend(bytes);
            }
            None => {
                length(out, 108, values.len());
                values.iter().for_each(|value| write(value, "", out));
                out.push(106);
            }
        },
        Value::Object(fields) => {
            length(out, 116, fields.len());
            for (key, value) in fields {
                atom(out, key);
                write(value, key, out);
            }
        }
    }
}

fn from_server(value: &Value) -> Vec<u8> {
    let mut bytes = vec![131];
    write(value, "", &mut bytes);
    bytes
}

/// What a client sends: fields named by binaries.
fn from_client(value: &Value) -> Vec<u8> {
    fn binary(text: &str) -> Term {
        Binary { bytes: text.as_bytes().to_vec() }.into()
    }
    fn term(value: &Value) -> Term {
        match value {
            Value::Null => Atom::from("nil").into(),
            Value::Bool(yes) => Atom::from(yes.to_string()).into(),
            Value::Number(number) => FixInteger::from(number.as_i64().unwrap() as i32).into(),
            Value::String(text) => binary(text),
            Value::Array(values) => List { elements: values.iter().map(term).collect() }.into(),
            Value::Object(fields) => {
                Map { map: fields.iter().map(|(key, value)| (binary(key), term(value))).collect() }.into()
            }
        }
    }
    let mut bytes = Vec::new();
    term(value).encode(&mut bytes).unwrap();
    bytes
}

/// The examples that are checked in, one for each event.
fn fixtures() -> Vec<(EventKind, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/events");
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let fixture = |path: &Path| {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let kind = EventKind::from_name(name).unwrap_or_else(|| panic!("{name} is no event"));
        (kind, serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
    };
    files.map(|file| fixture(&file.unwrap().path())).collect()
}

/// SEEDS V04.
#[test]
fn every_fixture_decodes_to_the_same_value_from_json_and_etf() {
    let fixtures = fixtures();
    assert!(!fixtures.is_empty());
    let (mut json, mut etf) = (EnvelopeReader::new(Encoding::Json, LIMIT), EnvelopeReader::new(Encoding::Etf, LIMIT));
    for (kind, data) in fixtures {
        let name = kind.name();
        let payload = json!({"t": name, "s": 7, "op": 0, "d": data});
        let (text, bytes) = (payload.to_string(), from_server(&payload));
        let from_json = json.read(text.as_bytes(), |_| true).unwrap();
        let from_etf = etf.read(&bytes, |_| true).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((from_etf.op, from_etf.seq, from_etf.name), (from_json.op, from_json.seq, from_json.name), "{name}");
        let event = Event::decode(kind, from_json.data()).unwrap();
        let same = Event::decode(kind, from_etf.data()).unwrap_or_else(|error| panic!("{error}"));
        assert!(same == event, "{name}: {same:#?}\nis not\n{event:#?}");
        let cut = etf.read(&bytes[..bytes.len() / 2], |_| true);
        assert!(cut.is_err_and(|error| error.is_corrupt()), "{name}");
    }
}

async fn etf(sandbox: &Sandbox, query: &str) -> (Raw, EnvelopeReader) {
    (Raw::open(sandbox, &format!("/?v=10&encoding=etf{query}")).await, EnvelopeReader::new(Encoding::Etf, LIMIT))
}

/// The next message, which must be a term: its opcode, its name and its data.
async fn next(raw: &mut Raw, reader: &mut EnvelopeReader) -> (u8, Option<String>, Value) {
    // The raw client knows JSON only, and takes what it cannot read for garbage.
    let Got::Garbage(bytes) = raw.next().await else { panic!("a binary message was expected") };
    let envelope = reader.read(&bytes, |_| true).unwrap();
    (envelope.op, envelope.name.map(str::to_owned), serde_json::from_slice(envelope.data()).unwrap())
}

#[actix::test]
async fn the_sandbox_speaks_etf() {
    let sandbox = Sandbox::start().await.unwrap();
    let (mut raw, mut reader) = etf(&sandbox, "").await;
    let (op, _, hello) = next(&mut raw, &mut reader).await;
    assert_eq!((op, &hello["heartbeat_interval"]), (10, &json!(41_250)));
    raw.message(Message::Binary(from_client(&json!({"op": 1, "d": null})).into())).await;
    assert_eq!(next(&mut raw, &mut reader).await.0, 11);
    // Payload compression is not for ETF: it is switched off.
    let mut identify = identify(&sandbox, ALL);
    identify["d"]["compress"] = json!(true);
    raw.message(Message::Binary(from_client(&identify).into())).await;
    let (_, name, ready) = next(&mut raw, &mut reader).await;
    assert_eq!(name.as_deref(), Some("READY"));
    assert!(ready["user"]["id"].is_u64(), "ids are numbers: {ready}");
    let (_, name, guild) = next(&mut raw, &mut reader).await;
    assert_eq!((name.as_deref(), &guild["name"]), (Some("GUILD_CREATE"), &json!("Greenroom")));
}

/// gateway.md sections 3 and 11: what costs a client of ETF its connection.
#[actix::test]
async fn the_sandbox_takes_nothing_but_etf_from_who_asked_for_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let heartbeat = json!({"op": 1, "d": null});
    let atoms = from_server(&heartbeat);
    let long = |length: usize| {
        let frame = from_client(&json!({"op": 1, "d": null, "pad": ""})).len();
        from_client(&json!({"op": 1, "d": null, "pad": "x".repeat(length - frame)}))
    };
    let cases: [(Message, Option<u16>); 7] = [
        (Message::Binary(from_client(&heartbeat).into()), None),
        (Message::Text(heartbeat.to_string().into()), Some(4002)),
        (Message::Binary(heartbeat.to_string().into()), Some(4002)),
        (Message::Binary(atoms.into()), Some(4002)),
        (Message::Binary(from_client(&heartbeat)[..10].to_vec().into()), Some(4002)),
        (Message::Binary(long(4096).into()), None),
        (Message::Binary(long(4097).into()), Some(4002)),
    ];
    for (n, (message, code)) in cases.into_iter().enumerate() {
        let (mut raw, mut reader) = etf(&sandbox, "").await;
        next(&mut raw, &mut reader).await;
        raw.message(message).await;
        match code {
            None => assert_eq!(next(&mut raw, &mut reader).await.0, 11, "case {n}"),
            Some(code) => assert_eq!(raw.closed().await, Some(code), "case {n}"),
        }
    }
}

/// gateway.md section 4.2: a frame that never ends, a message for each payload.
#[actix::test]
async fn zstd_streams_have_one_context_and_a_message_for_each_payload() {
    use zstd::stream::raw::{Decoder, InBuffer, Operation, OutBuffer};
    let sandbox = Sandbox::builder().split_every(1).start().await.unwrap();
    let mut raw = Raw::open(&sandbox, "/?v=10&encoding=json&compress=zstd-stream").await;
    let mut stream = Decoder::new().unwrap();
    let mut first = true;
    for op in [10, 11, 11] {
        let Got::Garbage(message) = raw.next().await else { panic!() };
        assert_eq!(message.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]), first, "the frame header comes once");
        first = false;
        let mut out = Vec::with_capacity(4096);
        let wanted = stream.run(&mut InBuffer::around(&message), &mut OutBuffer::around(&mut out)).unwrap();
        assert_ne!(wanted, 0, "the frame has not ended");
        let payload: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(payload["op"], op);
        raw.send(json!({"op": 1, "d": null})).await;
    }
}
