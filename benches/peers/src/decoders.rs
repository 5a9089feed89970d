//! The three decoders of payloads: Greenroom's, and two of twilight.

use std::hint::black_box;

use serde::de::DeserializeSeed;
use twilight_model::gateway::event::GatewayEventDeserializer;

use crate::corpus::{Corpus, Kind};

/// The number of payloads of each kind, and of the mix.
const PAYLOADS: usize = 2000;

/// A decoder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoder {
    /// Greenroom's, which the caller passes in.
    Greenroom,
    /// twilight-model with simd-json, as twilight's client calls it.
    TwilightSimdJson,
    /// twilight-model with serde_json, as twilight's client calls it.
    TwilightSerdeJson,
}

impl Decoder {
    /// All decoders.
    pub const ALL: [Self; 3] = [Self::Greenroom, Self::TwilightSimdJson, Self::TwilightSerdeJson];
}

/// The payloads of each kind, and those of the mix at the end.
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

/// Decodes each payload with the decoder (`ours` is Greenroom's) and drops the result.
///
/// simd-json writes into its input, so it gets copies, which are not measured; twilight owns a `String` at that point.
/// Twilight has checked before that it is UTF-8; here it is checked while it is measured.
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

/// The buffers that [`decode`] may write to.
#[must_use]
pub fn copies(decoder: Decoder, payloads: &[String]) -> Vec<Vec<u8>> {
    match decoder {
        Decoder::TwilightSimdJson => payloads.iter().map(|json| json.clone().into_bytes()).collect(),
        _ => Vec::new(),
    }
}

/// The average length of a payload.
#[must_use]
pub fn mean_length(payloads: &[String]) -> f64 {
    payloads.iter().map(String::len).sum::<usize>() as f64 / payloads.len() as f64
}
