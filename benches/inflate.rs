//! The costs of compressions and encodings per event, for the same events: decompressing zlib and zstd, and reading
//! JSON and ETF, wanted and not wanted. The ratios are significant; the corpus is generated with the shares and sizes
//! of a busy bot's events.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use eetf::{Atom, BigInteger, Binary, FixInteger, List, Map, Term};
use flate2::{Compress, FlushCompress};
use greenroom::{
    __internals::{EnvelopeReader, Inflater},
    event::{Event, EventKind},
    gateway::{Compression, Encoding},
};
use serde_json::{Value, json};
use zstd::stream::raw::{CParameter, Encoder, InBuffer, Operation, OutBuffer};

const EVENTS: usize = 2000;
const LIMIT: usize = 64 << 20;

/// 45 % presences, 40 % messages, 15 % typing, with varying ids, names and texts.
fn corpus() -> Vec<Value> {
    let mut random = fastrand::Rng::with_seed(5);
    let mut id = move || format!("1{:017}", random.u64(0..100_000_000_000_000_000));
    let words = ["stage", "curtain", "light", "again", "tomorrow", "who", "the", "fourth", "wall", "ok"];
    (0..EVENTS)
        .map(|n| {
            let text = (0..n % 23).map(|word| words[(n * 7 + word * word) % words.len()]).collect::<Vec<_>>().join(" ");
            let roles: Vec<_> = (0..n % 5).map(|_| id()).collect();
            let (name, data) = match n % 20 {
                0..9 => (
                    "PRESENCE_UPDATE",
                    json!({"user": {"id": id()}, "status": "online", "guild_id": id(),
                        "client_status": {"desktop": "online"},
                        "activities": [{"type": 0, "name": words[n % 10], "id": format!("{n:x}ff"),
                        "created_at": 1_700_000_000_000_u64 + n as u64,
                        "timestamps": {"start": 1_700_000_000_000_u64}, "state": text, "details": words[n % 7]}]}),
                ),
                9..17 => (
                    "MESSAGE_CREATE",
                    json!({"type": 0, "tts": false, "timestamp": "2026-08-11T12:34:56.789000+00:00", "pinned": false,
                        "nonce": id(), "mentions": [], "mention_roles": [], "mention_everyone": false,
                        "member": {"roles": roles, "premium_since": null,
                        "pending": false, "nick": words[n % 9], "mute": false,
                        "joined_at": "2020-01-02T03:04:05.678000+00:00",
                        "flags": 0, "deaf": false, "communication_disabled_until": null, "banner": null,
                        "avatar": null}, "id": id(),
                        "flags": 0, "embeds": [], "edited_timestamp": null, "content": text, "components": [],
                        "channel_id": id(),
                        "author": {"username": words[n % 8], "public_flags": 0, "id": id(), "global_name": words[n % 6],
                        "discriminator": "0",
                        "avatar": format!("{:032x}", n as u128 * 0x9e37_79b9_7f4a_7c15_f39c_0c55)},
                        "attachments": [], "guild_id": id()}),
                ),
                _ => (
                    "TYPING_START",
                    json!({"user_id": id(), "timestamp": 1_700_000_000 + n, "channel_id": id(), "guild_id": id(),
                        "member": {"user": {"id": id(), "username": words[n % 8], "discriminator": "0", "avatar": null,
                        "global_name": words[n % 6]}, "roles": roles, "joined_at": "2020-01-02T03:04:05.678000+00:00",
                        "mute": false, "deaf": false, "flags": 0, "nick": null}}),
                ),
            };
            json!({"t": name, "s": n + 1, "op": 0, "d": data})
        })
        .collect()
}

fn term(value: &Value, key: &str) -> Term {
    match value {
        Value::Null => Atom::from("nil").into(),
        Value::Bool(yes) => Atom::from(yes.to_string()).into(),
        Value::Number(number) => {
            let number = number.as_i64().unwrap_or_default();
            i32::try_from(number)
                .map_or_else(|_| BigInteger::from(number).into(), |small| FixInteger::from(small).into())
        }
        Value::String(text) => match text.parse::<u64>() {
            Ok(id) if key == "id" || key.ends_with("_id") => BigInteger::from(id).into(),
            _ => Binary { bytes: text.as_bytes().to_vec() }.into(),
        },
        Value::Array(values) => List { elements: values.iter().map(|value| term(value, "")).collect() }.into(),
        Value::Object(fields) => {
            let field = |(key, value): (&String, &Value)| (Term::from(Atom::from(key.as_str())), term(value, key));
            Map { map: fields.iter().map(field).collect() }.into()
        }
    }
}

fn etf(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    term(value, "").encode(&mut bytes).unwrap_or_default();
    bytes
}

fn zlib(payloads: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut stream = Compress::new(flate2::Compression::default(), true);
    let message = |payload: &Vec<u8>| {
        let mut out = Vec::with_capacity(2 * payload.len() + 1024);
        stream.compress_vec(payload, &mut out, FlushCompress::Sync).map(|_| out).unwrap_or_default()
    };
    payloads.iter().map(message).collect()
}

fn zstd(payloads: &[Vec<u8>]) -> std::io::Result<Vec<Vec<u8>>> {
    let mut stream = Encoder::new(3)?;
    stream.set_parameter(CParameter::WindowLog(18))?;
    let message = |payload: &Vec<u8>| {
        let mut out = Vec::with_capacity(2 * payload.len() + 1024);
        let mut output = OutBuffer::around(&mut out);
        stream.run(&mut InBuffer::around(payload), &mut output)?;
        stream.flush(&mut output)?;
        Ok(out)
    };
    payloads.iter().map(message).collect()
}

fn inflate(c: &mut Criterion) {
    let corpus = corpus();
    let json: Vec<Vec<u8>> = corpus.iter().map(|payload| payload.to_string().into_bytes()).collect();
    let terms: Vec<Vec<u8>> = corpus.iter().map(etf).collect();
    let mean = |messages: &[Vec<u8>]| messages.iter().map(Vec::len).sum::<usize>() / messages.len();
    let mut group = c.benchmark_group("wire");
    group.throughput(Throughput::Elements(EVENTS as u64));
    for (encoding, payloads) in [("json", &json), ("etf", &terms)] {
        for (compression, messages) in
            [(Compression::ZlibStream, zlib(payloads)), (Compression::ZstdStream, zstd(payloads).unwrap_or_default())]
        {
            let (from, to) = (mean(payloads), mean(&messages));
            group.bench_function(format!("inflate {encoding} {compression}, {from} bytes from {to}"), |b| {
                let mut inflater = Inflater::new(compression, LIMIT);
                b.iter(|| {
                    inflater.reset();
                    for message in &messages {
                        black_box(inflater.binary(black_box(message)).is_ok_and(|payload| payload.is_some()));
                    }
                });
            });
        }
    }
    for (encoding, payloads) in [(Encoding::Json, &json), (Encoding::Etf, &terms)] {
        for (what, wanted) in [("nobody wants", false), ("wanted", true)] {
            group.bench_function(format!("envelope {encoding}, {what}"), |b| {
                let mut reader = EnvelopeReader::new(encoding, LIMIT);
                b.iter(|| {
                    for payload in payloads {
                        black_box(
                            reader.read(black_box(payload), |_| wanted).map(|envelope| envelope.data().len()).ok(),
                        );
                    }
                });
            });
        }
        group.bench_function(format!("envelope and event {encoding}"), |b| {
            let mut reader = EnvelopeReader::new(encoding, LIMIT);
            b.iter(|| {
                for payload in payloads {
                    let envelope = reader.read(black_box(payload), |_| true).ok();
                    let decode = |it: greenroom::__internals::Envelope<'_>| {
                        Event::decode(EventKind::from_name(it.name?)?, it.data()).ok()
                    };
                    black_box(envelope.and_then(decode).is_some());
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, inflate);
criterion_main!(benches);
