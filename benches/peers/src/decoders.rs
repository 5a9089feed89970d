//! The three ways from the bytes of a payload to an event: ours, and twilight's two.

use std::hint::black_box;

use serde::de::DeserializeSeed;
use twilight_model::gateway::event::GatewayEventDeserializer;

use crate::corpus::{Corpus, Kind};

/// Payloads of each kind, and of the mix.
const PAYLOADS: usize = 2000;

/// Who decodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoder {
    /// Ours, which whoever measures brings along.
    Greenroom,
    /// twilight-model with simd-json, as twilight's client calls it.
    TwilightSimdJson,
    /// twilight-model with serde_json, as twilight's client calls it.
    TwilightSerdeJson,
}

impl Decoder {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Greenroom, Self::TwilightSimdJson, Self::TwilightSerdeJson];
}

/// The payloads of each kind, and last those of the mix.
#[must_use]
pub fn payloads() -> Vec<(&'static str, Vec<String>)> {
    let mut corpus = Corpus::new(7);
    let mut sets: Vec<(&str, Vec<String>)> = Kind::MIX
        .iter()
        .map(|(kind, _)| (kind.name(), (0..PAYLOADS).map(|_| corpus.of(*kind).json).collect()))
        .collect();
    sets.push(("mixed", (0..PAYLOADS * 5).map(|_| corpus.mixed().json).collect()));
    sets
}

/// Decodes each payload, with `ours` if that is the decoder, and drops what came out.
///
/// simd-json writes into its input, so it is given copies, which are not counted: twilight has a `String` of its own at that
/// place. That this is UTF-8 twilight has checked before; we check it in here.
///
/// # Panics
/// If a payload cannot be decoded.
#[allow(clippy::expect_used, reason = "a bench stops at what must not be")]
pub fn decode(decoder: Decoder, ours: fn(&str), payloads: &[String], copies: &mut [Vec<u8>]) {
    match decoder {
        Decoder::Greenroom => payloads.iter().for_each(|json| ours(json)),
        Decoder::TwilightSimdJson => {
            for (json, copy) in payloads.iter().zip(copies) {
                let event = GatewayEventDeserializer::from_json(json).expect("a payload has an opcode").into_owned();
                let mut json = simd_json::Deserializer::from_slice(copy).expect("the corpus is JSON");
                black_box(event.deserialize(&mut json).expect("the corpus decodes"));
            }
        }
        Decoder::TwilightSerdeJson => {
            for json in payloads {
                let event = GatewayEventDeserializer::from_json(json).expect("a payload has an opcode");
                let mut json = serde_json::Deserializer::from_str(json);
                black_box(event.deserialize(&mut json).expect("the corpus decodes"));
            }
        }
    }
}

/// What [`decode`] may write into.
#[must_use]
pub fn copies(decoder: Decoder, payloads: &[String]) -> Vec<Vec<u8>> {
    match decoder {
        Decoder::TwilightSimdJson => payloads.iter().map(|json| json.clone().into_bytes()).collect(),
        _ => Vec::new(),
    }
}

/// The mean length of a payload.
#[must_use]
pub fn mean_length(payloads: &[String]) -> f64 {
    payloads.iter().map(String::len).sum::<usize>() as f64 / payloads.len() as f64
}
