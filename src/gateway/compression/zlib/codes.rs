//! The codes of a block: those that every block may use, and those that it brings along (RFC 1951, sections 3.2.5 to 3.2.7).

use std::sync::LazyLock;

use super::super::{
    Fault,
    bits::Bits,
    lengths::{LONGEST, Lengths},
};
use super::huffman::{BYTE, Entry, SPECIAL, Table};

/// What ends a block.
const END: usize = 256;
/// The most bytes and lengths, and the most distances, that a block can bring codes for.
const SYMBOLS_MAX: usize = 286;
const DISTANCES_MAX: usize = 30;

/// The codes of one block.
#[derive(Debug, Clone)]
pub(super) struct Codes {
    /// Bytes, lengths, and the end of the block.
    pub(super) symbols: Table<2048, 9>,
    pub(super) distances: Table<1024, 7>,
    /// The code that the lengths of the others are written in.
    lengths: Table<256, 7>,
    /// What the first two are made of.
    gathered: [Lengths; 2],
}

/// The codes that need not be sent.
pub(super) static FIXED: LazyLock<Box<Codes>> = LazyLock::new(|| {
    let mut codes = Box::new(Codes::new());
    let [symbols, distances] = &mut codes.gathered;
    for symbol in 0..288 {
        let length = match symbol {
            144..256 => 9,
            256..280 => 7,
            _ => 8,
        };
        symbols.put(symbol, length);
    }
    (0..32).for_each(|symbol| distances.put(symbol, 5));
    codes.symbols.build(symbols, &SYMBOLS);
    codes.distances.build(distances, &DISTANCES);
    codes
});

impl Codes {
    pub(super) const fn new() -> Self {
        Self {
            symbols: Table::new(),
            distances: Table::new(),
            lengths: Table::new(),
            gathered: [Lengths::new(), Lengths::new()],
        }
    }

    /// Reads the codes that a block brings along.
    pub(super) fn read(&mut self, outer: &mut Bits<'_>) -> Result<(), Fault> {
        /// In which order the lengths of the code of lengths are sent.
        const ORDER: [u8; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

        // A copy, so that it stays in registers.
        let mut bits = *outer;
        bits.load();
        let symbols = bits.take(5)? + 257;
        let distances = bits.take(5)? + 1;
        let given = bits.take(4)? + 4;
        if symbols > SYMBOLS_MAX || distances > DISTANCES_MAX {
            return Err(Fault::Corrupt("a block has codes for too many symbols"));
        }
        let mut lengths = [0; ORDER.len()];
        for place in ORDER.iter().take(given) {
            if bits.are_fewer_than(3) {
                bits.load();
            }
            // Within bounds: each place is one of the nineteen.
            lengths[usize::from(*place)] = bits.take(3)?;
        }
        let [gathered, _] = &mut self.gathered;
        gathered.clear();
        lengths.into_iter().enumerate().for_each(|(symbol, length)| gathered.put(symbol, length));
        if !self.lengths.build(gathered, &LENGTHS) {
            return Err(Fault::Corrupt("the lengths of a block's codes have no code"));
        }
        let has_end = self.gather(&mut bits, symbols, symbols + distances)?;
        *outer = bits;
        if !has_end {
            return Err(Fault::Corrupt("a block has no code for its end"));
        }
        let [symbols, distances] = &self.gathered;
        if !self.symbols.build(symbols, &SYMBOLS) || !self.distances.build(distances, &DISTANCES) {
            return Err(Fault::Corrupt("the lengths of a block's codes make no code"));
        }
        Ok(())
    }

    /// Gathers the lengths of the codes for so many symbols, and behind them, up to `all`, those for distances. A run may begin in one and end in the other. Says
    /// whether the end of the block has a code.
    ///
    /// No two of them are alike and most come alone, so that a single one is put in its place without a branch that would have to be foretold.
    fn gather(&mut self, outer: &mut Bits<'_>, symbols: usize, all: usize) -> Result<bool, Fault> {
        self.gathered.iter_mut().for_each(Lengths::clear);
        // A copy, so that it stays in registers.
        let mut bits = *outer;
        let (mut at, mut former, mut has_end) = (0, NO_LENGTH, false);
        while at < all {
            bits.load();
            let entry = self.lengths.at(bits.peek());
            if entry.is(SPECIAL) {
                return Err(no_code(&bits, 7));
            }
            let meaning = entry.value();
            let run = (meaning >> RUN) + entry.further(bits.peek());
            bits.skip(entry.bits());
            bits.check()?;
            let length = if meaning & FORMER == 0 { meaning & LONGEST } else { former };
            if length == NO_LENGTH {
                return Err(Fault::Corrupt("a block's first length repeats another"));
            }
            let (beginning, end) = (at, at + run);
            if end > all {
                return Err(Fault::Corrupt("a block has more lengths than symbols"));
            }
            (at, former) = (end, length);
            has_end |= length > 0 && beginning <= END && END < end;
            if run == 1 {
                let is_distance = beginning >= symbols;
                let symbol = beginning - if is_distance { symbols } else { 0 };
                self.gathered[usize::from(is_distance)].put(symbol, length);
            } else if length > 0 {
                let [of_symbols, of_distances] = &mut self.gathered;
                (beginning..end.min(symbols)).for_each(|symbol| of_symbols.put(symbol, length));
                (beginning.max(symbols)..end).for_each(|symbol| of_distances.put(symbol - symbols, length));
            }
        }
        *outer = bits;
        Ok(has_end)
    }
}

/// What it means that the next bits begin no code of up to `longest` bits.
pub(super) const fn no_code(bits: &Bits<'_>, longest: i32) -> Fault {
    if bits.are_fewer_than(longest) { Fault::CutShort } else { Fault::Corrupt("a code that is none") }
}

/// What the symbols of bytes and lengths mean.
const SYMBOLS: [Entry; 288] = {
    const SMALLEST: [u16; 29] = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ];
    let mut symbols = [Entry::NONE; 288];
    let mut n = 0;
    while n < END {
        symbols[n] = Entry::of(n as u16, 0, BYTE);
        n += 1;
    }
    symbols[END] = Entry::of(0, 0, SPECIAL);
    n = 0;
    while n < SMALLEST.len() {
        let further = if n < 8 || n == 28 { 0 } else { n as u32 / 4 - 1 };
        symbols[END + 1 + n] = Entry::of(SMALLEST[n], further, 0);
        n += 1;
    }
    symbols
};

/// What the symbols of distances mean.
const DISTANCES: [Entry; 32] = {
    let mut symbols = [Entry::NONE; 32];
    let (mut n, mut smallest) = (0, 1);
    while n < DISTANCES_MAX {
        let further = if n < 4 { 0 } else { n as u32 / 2 - 1 };
        symbols[n] = Entry::of(smallest, further, 0);
        smallest += 1 << further;
        n += 1;
    }
    symbols
};

/// Of what a symbol of lengths means: the length is the former one, and not the one in its lowest bits.
const FORMER: usize = 1 << 4;
/// Where the shortest run stands.
const RUN: u32 = 5;
/// What comes before the first length.
const NO_LENGTH: usize = LONGEST + 1;

/// What the symbols of lengths mean: a length and how often it comes.
const LENGTHS: [Entry; 19] = {
    let mut symbols = [Entry::NONE; 19];
    let mut n = 0;
    while n < symbols.len() {
        let (meaning, run, further) = match n {
            16 => (FORMER, 3, 2),
            17 => (0, 3, 3),
            18 => (0, 11, 7),
            length => (length, 1, 0),
        };
        symbols[n] = Entry::of((run << RUN | meaning) as u16, further, 0);
        n += 1;
    }
    symbols
};
