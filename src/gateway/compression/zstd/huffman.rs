//! The code that literals are written in (RFC 8878, section 4.2).

use std::slice::ChunksExactMut;

use super::super::{Fault, lengths::Lengths};
use super::bits::BitsBack;
use super::fse::{Fse, Meaning};

/// How long a code may be.
const LONGEST: u32 = 11;
/// How many states the code of weights may have, as a power of two.
const WEIGHTS_LOG: u32 = 6;
/// The most weights that are written; that of the last symbol follows from them.
const MOST_WEIGHTS: usize = 255;
/// How many symbols are read at once, and how many weights: no more than are surely loaded.
const AT_ONCE: usize = 5;
const WEIGHTS_AT_ONCE: usize = 8;

const WEIGHTS: [Meaning; LONGEST as usize + 1] = {
    let mut meanings = [Meaning { value: 0, further: 0 }; LONGEST as usize + 1];
    let mut weight = 0;
    while weight < meanings.len() {
        meanings[weight].value = weight as u32;
        weight += 1;
    }
    meanings
};

/// A code of bytes, as a table to look them up in by the next bits.
#[derive(Debug, Clone)]
pub(super) struct Huffman {
    /// The byte, above how long its code is.
    entries: [u16; 1 << LONGEST],
    /// How long the longest code is. 0 where there is no code.
    longest: u32,
    gathered: Lengths,
    weights: Fse<{ 1 << WEIGHTS_LOG }>,
}

impl Default for Huffman {
    fn default() -> Self {
        Self { entries: [0; 1 << LONGEST], longest: 0, gathered: Lengths::new(), weights: Fse::default() }
    }
}

impl Huffman {
    pub(super) const fn reset(&mut self) {
        self.longest = 0;
    }

    pub(super) const fn is_there(&self) -> bool {
        self.longest > 0
    }

    /// Reads a code as a block brings it along, and gives what is behind it (section 4.2.1).
    pub(super) fn read<'a>(&mut self, data: &'a [u8]) -> Result<&'a [u8], Fault> {
        const CUT_SHORT: Fault = Fault::Corrupt("the code of literals is cut short");
        self.gathered.clear();
        let (header, data) = data.split_first().ok_or(CUT_SHORT)?;
        let header = usize::from(*header);
        let (symbols, behind) = if header < 128 {
            let (weights, behind) = data.split_at_checked(header).ok_or(CUT_SHORT)?;
            (self.compressed_weights(weights)?, behind)
        } else {
            let count = header - 127;
            let (weights, behind) = data.split_at_checked(count.div_ceil(2)).ok_or(CUT_SHORT)?;
            for symbol in 0..count {
                // Within bounds: there are two in each byte.
                let weights = weights[symbol / 2];
                let weight = usize::from(if symbol % 2 == 0 { weights >> 4 } else { weights & 15 });
                if weight >= WEIGHTS.len() {
                    return Err(Fault::Corrupt("a literal weighs too much"));
                }
                self.gathered.put(symbol, weight);
            }
            (count, behind)
        };
        self.build(symbols)?;
        Ok(behind)
    }

    /// Reads weights and says how many there are (section 4.2.1.2).
    fn compressed_weights(&mut self, data: &[u8]) -> Result<usize, Fault> {
        let data = self.weights.read(data, WEIGHTS_LOG, &WEIGHTS)?;
        let mut bits = BitsBack::new(data)?;
        let (code, gathered) = (&self.weights, &mut self.gathered);
        bits.load();
        let mut state = code.first(&mut bits);
        let mut other = code.first(&mut bits);
        let mut symbol = 0;
        while symbol < MOST_WEIGHTS {
            bits.load();
            for _ in 0..WEIGHTS_AT_ONCE {
                let weight = code.at(state);
                gathered.put(symbol, weight.value() as usize);
                symbol += 1;
                // Two states take turns, and the end is where one of them finds too few bits.
                state = weight.next(bits.take(weight.next_bits()).into());
                if bits.left() < 0 {
                    gathered.put(symbol, code.at(other).value() as usize);
                    return Ok(symbol + 1);
                }
                (state, other) = (other, state);
            }
        }
        Err(Fault::Corrupt("the code of literals has too many symbols"))
    }

    /// Makes the table of the weights that were gathered, and of the one that is not written: it is what is missing in the sum (section 4.2.1.3).
    fn build(&mut self, last: usize) -> Result<(), Fault> {
        const NO_CODE: Fault = Fault::Corrupt("the weights of literals make no code");
        self.longest = 0;
        let heavy = |weight: u32| self.gathered.of(weight as usize).len() << weight >> 1;
        let sum: usize = (1..=LONGEST).map(heavy).sum();
        let longest = sum.checked_ilog2().ok_or(NO_CODE)? + 1;
        let missing = (1 << longest) - sum;
        if longest > LONGEST || !missing.is_power_of_two() || last > MOST_WEIGHTS {
            return Err(NO_CODE);
        }
        let last_weight = missing.ilog2() + 1;
        self.gathered.put(last, last_weight as usize);
        let mut end = 0;
        for weight in 1..=longest {
            let code_bits = (longest + 1 - weight) as u16;
            let symbols = self.gathered.of(weight as usize);
            let width = 1 << (weight - 1);
            let places = self.entries.get_mut(end..end + symbols.len() * width).ok_or(NO_CODE)?;
            end += places.len();
            let entries = symbols.iter().map(|symbol| symbol << 8 | code_bits);
            // Most are so long.
            match width {
                1 => places.iter_mut().zip(entries).for_each(|(place, entry)| *place = entry),
                2 => fill::<2>(places, entries),
                4 => fill::<4>(places, entries),
                8 => fill::<8>(places, entries),
                _ => places.chunks_exact_mut(width).zip(entries).for_each(|(places, entry)| places.fill(entry)),
            }
        }
        self.longest = longest;
        Ok(())
    }

    /// Reads as many symbols as `to` has room for, which is all of `data`.
    pub(super) fn stream(&self, data: &[u8], to: &mut [u8]) -> Result<(), Fault> {
        self.end_stream(BitsBack::new(data)?, to.chunks_exact_mut(AT_ONCE))
    }

    /// Reads four streams at once, so that none waits for another. The last may be shorter than the others, which are equally long.
    pub(super) fn streams(&self, data: [&[u8]; 4], to: [&mut [u8]; 4]) -> Result<(), Fault> {
        let [a, b, c, d] = data.map(BitsBack::new);
        let (mut a, mut b, mut c, mut d) = (a?, b?, c?, d?);
        let mut groups = to.map(|to| to.chunks_exact_mut(AT_ONCE));
        let [to_a, to_b, to_c, to_d] = &mut groups;
        // The shortest comes first, so that no other is ahead of it by a group.
        for (((to_d, to_a), to_b), to_c) in to_d.zip(to_a).zip(to_b).zip(to_c) {
            a.load();
            b.load();
            c.load();
            d.load();
            for n in 0..AT_ONCE {
                to_a[n] = self.symbol(&mut a);
                to_b[n] = self.symbol(&mut b);
                to_c[n] = self.symbol(&mut c);
                to_d[n] = self.symbol(&mut d);
            }
        }
        [a, b, c, d].into_iter().zip(groups).try_for_each(|(bits, groups)| self.end_stream(bits, groups))
    }

    /// Reads a stream to its end.
    fn end_stream(&self, mut bits: BitsBack<'_>, mut groups: ChunksExactMut<'_, u8>) -> Result<(), Fault> {
        for group in &mut groups {
            bits.load();
            group.iter_mut().for_each(|place| *place = self.symbol(&mut bits));
        }
        bits.load();
        groups.into_remainder().iter_mut().for_each(|place| *place = self.symbol(&mut bits));
        bits.finish()
    }

    /// The next symbol. Its bits must be loaded.
    #[inline(always)]
    fn symbol(&self, bits: &mut BitsBack<'_>) -> u8 {
        // Within the table, by the mask. There is a code, and it is no longer than the table is wide.
        let entry = self.entries[(bits.peek() >> (64 - self.longest)) as usize & ((1 << LONGEST) - 1)];
        bits.skip(u32::from(entry & 0xff));
        (entry >> 8) as u8
    }
}

/// Writes each entry `N` times.
fn fill<const N: usize>(places: &mut [u16], entries: impl Iterator<Item = u16>) {
    places.as_chunks_mut::<N>().0.iter_mut().zip(entries).for_each(|(places, entry)| *places = [entry; N]);
}
