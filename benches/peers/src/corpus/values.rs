//! Random names, texts, hashes and times.

use fastrand::Rng;
use serde_json::{Map, Value};

const NAMES: &[&str] = &[
    "mika", "luna", "raven", "ghost", "pixel", "frost", "nova", "echo", "storm", "zen", "milo", "ivy", "jax", "kira",
    "leo", "nyx", "orion", "quinn", "sage", "wolf",
];
const WORDS: &[&str] = &[
    "the",
    "a",
    "is",
    "that",
    "you",
    "i",
    "it",
    "and",
    "to",
    "game",
    "play",
    "lol",
    "what",
    "this",
    "server",
    "please",
    "thanks",
    "not",
    "how",
    "can",
    "we",
    "when",
    "tomorrow",
    "update",
    "really",
    "someone",
    "help",
    "bot",
    "role",
    "channel",
    "anyone",
    "yeah",
    "nice",
    "😂",
    "wait",
    "où",
    "heute",
    "それ",
    "https://example.com/watch?v=dQw4w9WgXcQ",
    "<@&613425648685547541>",
    "<:blob:816220558187118592>",
    "\"quoted\"",
];

pub(super) fn name(rng: &mut Rng) -> String {
    let first = NAMES[rng.usize(..NAMES.len())];
    match rng.u8(0..4) {
        0 => first.to_owned(),
        1 => format!("{first}_{}", NAMES[rng.usize(..NAMES.len())]),
        2 => format!("{first}{}", rng.u16(0..1000)),
        _ => format!("{first} {} ✦", NAMES[rng.usize(..NAMES.len())]),
    }
}

/// This number of random words.
pub(super) fn text(rng: &mut Rng, words: usize) -> String {
    let mut text = String::new();
    for n in 0..words {
        if n > 0 {
            text.push(if rng.u8(..) < 8 { '\n' } else { ' ' });
        }
        text.push_str(WORDS[rng.usize(..WORDS.len())]);
    }
    text
}

/// The hash of an image.
pub(super) fn hash(rng: &mut Rng) -> String {
    format!("{:032x}", rng.u128(..))
}

/// A time in recent years, with microseconds.
pub(super) fn time(rng: &mut Rng) -> String {
    format!(
        "20{}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}+00:00",
        rng.u8(18..27),
        rng.u8(1..13),
        rng.u8(1..29),
        rng.u8(0..24),
        rng.u8(0..60),
        rng.u8(0..60),
        rng.u32(0..1000) * 1000,
    )
}

/// The value in this percentage of cases, else null.
pub(super) fn sometimes(rng: &mut Rng, percent: u8, value: impl FnOnce(&mut Rng) -> Value) -> Value {
    if rng.u8(0..100) < percent { value(rng) } else { Value::Null }
}

/// Removes null values, for objects in which Discord omits keys.
pub(super) fn present(value: Value) -> Value {
    match value {
        Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>().into(),
        value => value,
    }
}
