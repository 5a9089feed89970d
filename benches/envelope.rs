//! The cost of an event that is not wanted, besides its decompression: the scan of its envelope. The limit is a
//! microsecond for a payload of 1 KiB. The full parse of the same bytes is measured for comparison.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use greenroom::__internals::Envelope;

/// A message as Discord sends it, of exactly 1024 bytes, with `t`, `s` and `op` before or after the data.
fn payload(data_last: bool) -> String {
    let message = |text: &str| {
        let data = format!(
            concat!(
                r#"{{"type":0,"tts":false,"timestamp":"2026-08-11T12:34:56.789000+00:00","pinned":false,"#,
                r#""nonce":"1271234567890123456","#,
                r#""mentions":[],"mention_roles":[],"mention_everyone":false,"#,
                r#""member":{{"roles":["112233445566778899","#,
                r#""223344556677889900"],"premium_since":null,"pending":false,"nick":"Al","mute":false,"#,
                r#""joined_at":"2020-01-02T03:04:05.678000+00:00","flags":0,"deaf":false,"#,
                r#""communication_disabled_until":null,"#,
                r#""banner":null,"avatar":null}},"id":"1271234567890123457","flags":0,"embeds":[],"#,
                r#""edited_timestamp":null,"#,
                r#""content":"{}","components":[],"channel_id":"998877665544332211","author":{{"username":"alice","#,
                r#""public_flags":0,"primary_guild":null,"id":"887766554433221100","global_name":"Alice","#,
                r#""discriminator":"0","#,
                r#""avatar":"0123456789abcdef0123456789abcdef"}},"attachments":[],"channel_type":0,"#,
                r#""guild_id":"776655443322110099"}}"#
            ),
            text
        );
        if data_last {
            format!(r#"{{"t":"MESSAGE_CREATE","s":123456,"op":0,"d":{data}}}"#)
        } else {
            format!(r#"{{"d":{data},"op":0,"s":123456,"t":"MESSAGE_CREATE"}}"#)
        }
    };
    let text = r#"he said \"hello\" and "#;
    let missing = 1024_usize.saturating_sub(message(text).len());
    let payload = message(&format!("{text}{}", "x".repeat(missing)));
    assert_eq!(payload.len(), 1024);
    payload
}

fn envelope(c: &mut Criterion) {
    let mut group = c.benchmark_group("envelope");
    group.throughput(Throughput::Bytes(1024));
    for (name, data_last) in [("scan_1KiB_data_last", true), ("scan_1KiB_data_first", false)] {
        let payload = payload(data_last);
        group.bench_function(name, |b| {
            b.iter(|| Envelope::scan(black_box(payload.as_bytes())).map(|envelope| (envelope.op, envelope.seq)));
        });
    }
    let payload = payload(true);
    group.bench_function("serde_json_value_1KiB", |b| {
        b.iter(|| serde_json::from_slice::<serde_json::Value>(black_box(payload.as_bytes())));
    });
    group.finish();
}

criterion_group!(benches, envelope);
criterion_main!(benches);
