//! The time for decoding an event from JSON, for Greenroom and twilight: `cargo bench -p greenroom-peers --features
//! peers --bench decode`.
//!
//! The processor time of one thread, as the median of interleaved rounds. A name selects an event: `--
//! PRESENCE_UPDATE`.

#![allow(clippy::print_stdout, clippy::expect_used, reason = "a bench prints, and stops at what must not be")]

mod ours;

use greenroom_peers::decoders::{Decoder, copies, decode, mean_length, payloads};
use greenroom_peers::statistics::{Rounds, thread_time};

const ROUNDS: usize = 21;
/// The limit in `DESIGN.md`, as a ratio of twilight with simd-json.
const TARGET: f64 = 0.6;

fn main() {
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    println!("decode, ns an event (± spread), MB/s of greenroom, and greenroom's part of twilight's time");
    println!(
        "{:<24} {:>6} {:>14} {:>6} {:>14} {:>14} {:>10} {:>10}",
        "", "bytes", "greenroom", "MB/s", "simd-json", "serde_json", "of simd", "of serde"
    );
    for (name, payloads) in payloads() {
        if only.as_deref().is_some_and(|only| only != name) {
            continue;
        }
        let mut rounds = [(); 3].map(|()| Rounds::default());
        for _ in 0..ROUNDS {
            for (decoder, rounds) in Decoder::ALL.into_iter().zip(&mut rounds) {
                let mut copies = copies(decoder, &payloads);
                let before = thread_time();
                decode(decoder, ours::decode, &payloads, &mut copies);
                rounds.add((thread_time() - before).as_nanos() as f64 / payloads.len() as f64);
            }
        }
        let [ours, simd, serde] = &rounds;
        let bytes = mean_length(&payloads);
        let cell = |rounds: &Rounds| format!("{:.0} ±{:.0}%", rounds.median(), rounds.spread());
        println!(
            "{name:<24} {bytes:>6.0} {:>14} {:>6.0} {:>14} {:>14} {:>10.2} {:>10.2}",
            cell(ours),
            bytes / ours.median() * 1000.0,
            cell(simd),
            cell(serde),
            ours.median() / simd.median(),
            ours.median() / serde.median(),
        );
        if name == "mixed" {
            let ratio = ours.median() / simd.median();
            let verdict = if ratio <= TARGET { "met" } else { "MISSED" };
            println!("target: mixed at most {TARGET} of twilight-model with simd-json: {verdict} ({ratio:.2})");
        }
    }
}
