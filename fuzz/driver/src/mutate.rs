//! Mutates inputs, without feedback about the code that they reach, which a fuzzer has.

use fastrand::Rng;

/// The longest input.
const LONGEST: usize = 8 << 10;
/// The largest number of changes of an input.
const CHANGES: usize = 6;

/// A mutated seed.
#[must_use]
pub fn mutate(random: &mut Rng, seeds: &[Vec<u8>], tokens: &[&str]) -> Vec<u8> {
    let mut data = pick(random, seeds).to_vec();
    // Long seeds are sometimes truncated: short inputs run faster, and changes of them have more effect.
    if data.len() > 512 && random.u8(..4) == 0 {
        let piece = span(random, &data, 512);
        data = piece.to_vec();
    }
    for _ in 0..random.usize(1..=CHANGES) {
        change(random, &mut data, seeds, tokens);
    }
    data.truncate(LONGEST);
    data
}

fn change(random: &mut Rng, data: &mut Vec<u8>, seeds: &[Vec<u8>], tokens: &[&str]) {
    let at = random.usize(..=data.len());
    match random.u8(..9) {
        0 => {
            if let Some(byte) = data.get_mut(at) {
                *byte ^= 1 << random.u8(..8);
            }
        }
        1 => {
            if let Some(byte) = data.get_mut(at) {
                *byte = random.u8(..);
            }
        }
        2 => data.truncate(at),
        3 => {
            let end = at + random.usize(..=16.min(data.len() - at));
            data.drain(at..end);
        }
        4 => {
            let again = span(random, data, 64).to_vec();
            data.splice(at..at, again);
        }
        5 => {
            // The end of another seed.
            let other = pick(random, seeds);
            let from = random.usize(..=other.len());
            data.truncate(at);
            data.extend_from_slice(other.get(from..).unwrap_or_default());
        }
        6 => {
            let other = pick(random, seeds);
            let piece = span(random, other, 128).to_vec();
            data.splice(at..at, piece);
        }
        7 => {
            // Replaces the next digit.
            if let Some(digit) = data.iter_mut().skip(at).find(|byte| byte.is_ascii_digit()) {
                *digit = b'0' + random.u8(..10);
            }
        }
        _ => {
            if let Some(token) = random.choice(tokens) {
                let over = if random.bool() { token.len().min(data.len() - at) } else { 0 };
                data.splice(at..at + over, token.bytes());
            }
        }
    }
}

fn pick<'a>(random: &mut Rng, seeds: &'a [Vec<u8>]) -> &'a [u8] {
    random.choice(seeds).map_or(&[], Vec::as_slice)
}

/// A range of at most `longest` bytes.
fn span<'a>(random: &mut Rng, data: &'a [u8], longest: usize) -> &'a [u8] {
    let from = random.usize(..=data.len());
    let length = random.usize(..=longest.min(data.len() - from));
    data.get(from..from + length).unwrap_or_default()
}
