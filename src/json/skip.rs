//! Finds where a JSON value ends.
//!
//! Most of what Discord sends is skipped. Skipping byte by byte takes more than a microsecond for a kibibyte, because
//! every byte is a branch that the processor cannot predict. Objects and arrays are therefore scanned 64 bytes at a
//! time, in the way of simdjson: bit masks mark quotes, backslashes and brackets, a prefix xor of the quotes marks the
//! bytes inside strings, and the brackets outside of strings are counted. If the value cannot end in a block, its
//! brackets are counted all at once. `wide` turns the comparisons into vector instructions, so that no unsafe code is
//! needed here.

use wide::u8x16;

use super::text::string_end;

/// The number of bytes that are scanned at once: one for each bit of a mask.
const BLOCK: usize = 64;

/// The position after the value that begins at `start`, or `None` if the input ends first. Only the extent of the value
/// is found; its content is not checked.
pub(crate) fn value_end(input: &[u8], start: usize) -> Option<usize> {
    match input.get(start)? {
        b'{' | b'[' => container_end(input, start),
        b'"' => string_end(input, start + 1),
        _ => scalar_end(input, start),
    }
}

/// The position after a number, `true`, `false` or `null`.
fn scalar_end(input: &[u8], start: usize) -> Option<usize> {
    let rest = input.get(start..)?;
    let length = rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r'))?;
    (length > 0).then_some(start + length)
}

/// The position after the bracket that closes the one at `start`.
fn container_end(input: &[u8], start: usize) -> Option<usize> {
    let mut depth: u32 = 0;
    let mut text = Text::default();
    let mut position = start;
    loop {
        let mut padded = [0; BLOCK];
        let (block, last) = match input.get(position..)?.split_first_chunk::<BLOCK>() {
            Some((block, _)) => (block, false),
            None => {
                let rest = input.get(position..)?;
                for (to, from) in padded.iter_mut().zip(rest) {
                    *to = *from;
                }
                (&padded, true)
            }
        };
        let masks = Masks::of(block);
        let outside = !text.inside(masks.quotes, masks.escapes.then(|| backslashes(block)));
        let (opening, closing) = (masks.opening & outside, masks.closing & outside);
        if depth > closing.count_ones() {
            // In whatever order the brackets are, the value does not end in this block.
            depth = depth + opening.count_ones() - closing.count_ones();
        } else {
            let mut brackets = opening | closing;
            while brackets != 0 {
                let bracket = brackets & brackets.wrapping_neg();
                if opening & bracket != 0 {
                    depth += 1;
                } else if depth <= 1 {
                    return Some(position + bracket.trailing_zeros() as usize + 1);
                } else {
                    depth -= 1;
                }
                brackets ^= bracket;
            }
        }
        if last {
            return None;
        }
        position += BLOCK;
    }
}

/// The positions of the structural bytes of a block: bit n stands for byte n.
struct Masks {
    quotes: u64,
    /// Brackets of objects and lists.
    opening: u64,
    closing: u64,
    /// Whether there is a backslash.
    escapes: bool,
}

impl Masks {
    #[inline]
    fn of(block: &[u8; BLOCK]) -> Self {
        let (mut quotes, mut opening, mut closing, mut escapes) = (0, 0, 0, u8x16::splat(0));
        let (chunks, _) = block.as_chunks::<16>();
        for (n, chunk) in chunks.iter().enumerate() {
            let bytes = u8x16::new(*chunk);
            // Bit 5 is the only difference between `[` and `{` and between `]` and `}`. Setting it turns no other byte
            // into a brace.
            let folded = bytes | u8x16::splat(0x20);
            quotes |= u64::from(bytes.simd_eq(u8x16::splat(b'"')).to_bitmask()) << (16 * n);
            opening |= u64::from(folded.simd_eq(u8x16::splat(b'{')).to_bitmask()) << (16 * n);
            closing |= u64::from(folded.simd_eq(u8x16::splat(b'}')).to_bitmask()) << (16 * n);
            escapes |= bytes.simd_eq(u8x16::splat(b'\\'));
        }
        Self { quotes, opening, closing, escapes: escapes.to_bitmask() != 0 }
    }
}

/// The positions of the backslashes. Few blocks have one.
#[cold]
fn backslashes(block: &[u8; BLOCK]) -> u64 {
    block.iter().rev().fold(0, |mask, byte| mask << 1 | u64::from(*byte == b'\\'))
}

/// The state about strings that is carried from one block to the next.
#[derive(Default)]
struct Text {
    /// All ones if the last block ended inside a string, else 0.
    open: u64,
    /// Whether the last block ended with a backslash that escapes the first byte of the next.
    escaping: bool,
}

impl Text {
    /// Marks the bytes of a block that are inside a string, including the opening quote.
    #[inline]
    fn inside(&mut self, quotes: u64, backslashes: Option<u64>) -> u64 {
        let quotes = match backslashes {
            None if !self.escaping => quotes,
            backslashes => quotes & !self.escaped(backslashes.unwrap_or_default()),
        };
        let mut inside = quotes;
        for shift in [1, 2, 4, 8, 16, 32] {
            inside ^= inside << shift;
        }
        inside ^= self.open;
        self.open = if inside >> 63 == 1 { u64::MAX } else { 0 };
        inside
    }

    /// Marks the bytes that a backslash escapes. Few blocks have one, so this loops over the backslashes.
    #[cold]
    fn escaped(&mut self, backslashes: u64) -> u64 {
        let mut escaped = u64::from(self.escaping);
        self.escaping = false;
        let mut left = backslashes & !escaped;
        while left != 0 {
            let bit = left & left.wrapping_neg();
            left ^= bit;
            if bit >> 63 == 1 {
                self.escaping = true;
            } else {
                escaped |= bit << 1;
                left &= !(bit << 1);
            }
        }
        escaped
    }
}
