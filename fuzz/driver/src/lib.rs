//! The fuzz targets. Each has a function `run` that panics if an input reveals a defect.
//!
//! The fuzzer (`fuzz/fuzz_targets`) and the driver (`examples/fuzz.rs`), which needs neither a fuzzer nor a nightly
//! compiler, call the same functions.

#![expect(clippy::panic, reason = "a target tells its finding by a panic")]

pub mod envelope;
#[cfg(feature = "etf")]
pub mod etf;
pub mod event;
pub mod json;
pub mod limits;
pub mod mutate;
pub mod seeds;
pub mod sessions;

/// A fuzz target.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The name, which is also that of its file in `fuzz/fuzz_targets` and of its folder in `fuzz/seeds`.
    pub name: &'static str,
    /// The function that handles an input.
    pub run: fn(&[u8]),
    /// The tokens that inputs are made of.
    pub tokens: &'static [&'static str],
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "json", run: json::run, tokens: json::TOKENS },
    Target { name: "envelope", run: envelope::run, tokens: envelope::TOKENS },
    #[cfg(feature = "etf")]
    Target { name: "etf", run: etf::run, tokens: etf::TOKENS },
    Target { name: "event", run: event::run, tokens: event::TOKENS },
    Target { name: "limits", run: limits::run, tokens: limits::TOKENS },
    Target { name: "sessions", run: sessions::run, tokens: sessions::TOKENS },
];
