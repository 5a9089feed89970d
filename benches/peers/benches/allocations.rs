//! The number and size of allocations for decoding an event from JSON: `cargo bench -p greenroom-peers --features peers
//! --bench allocations`.
//!
//! Separate from `decode`, because counting slows each allocation down.

#![allow(clippy::print_stdout, clippy::expect_used, reason = "a bench prints, and stops at what must not be")]

mod ours;

use std::alloc::System;

use greenroom_peers::decoders::{Decoder, copies, decode, mean_length, payloads};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    println!("allocations and allocated bytes an event");
    println!(
        "{:<24} {:>6} {:>16} {:>22} {:>22}",
        "", "bytes", "greenroom", "twilight, simd-json", "twilight, serde_json"
    );
    for (name, payloads) in payloads() {
        let cells = Decoder::ALL.map(|decoder| {
            let mut copies = copies(decoder, &payloads);
            let region = Region::new(ALLOCATOR);
            decode(decoder, ours::decode, &payloads, &mut copies);
            let change = region.change();
            let each = |total: usize| total as f64 / payloads.len() as f64;
            format!("{:.1} {:>6.0} B", each(change.allocations + change.reallocations), each(change.bytes_allocated))
        });
        println!("{name:<24} {:>6.0} {:>16} {:>22} {:>22}", mean_length(&payloads), cells[0], cells[1], cells[2]);
    }
}
