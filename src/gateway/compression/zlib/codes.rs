//! The codes of a block: those that every block may use, and those that it brings along (RFC 1951, sections 3.2.5 to 3.2.7).

use std::sync::LazyLock;

use super::{
    Fault,
    bits::Bits,
    huffman::{BYTE, Entry, SPECIAL, Table},
};

/// What ends a block.
const END: usize = 256;
/// The most bytes and lengths, and the most distances, that a block can bring codes for.
const SYMBOLS_MAX: usize = 286;
const DISTANCES_MAX: usize = 30;
/// The longest run that a length can be given in.
const LONGEST_RUN: usize = 138;

/// The codes of one block.
#[derive(Debug, Clone)]
pub(super) struct Codes {
    /// Bytes, lengths, and the end of the block.
    pub(super) symbols: Table<2048, 9>,
    pub(super) distances: Table<1024, 7>,
    /// The code that the lengths of the others are written in.
    lengths: Table<256, 7>,
}

/// The codes that need not be sent.
pub(super) static FIXED: LazyLock<Box<Codes>> = LazyLock::new(|| {
    let mut codes = Box::new(Codes::new());
    let lengths: [u8; 288] = std::array::from_fn(|symbol| match symbol {
        144..256 => 9,
        256..280 => 7,
        _ => 8,
    });
    codes.symbols.build(&lengths, &SYMBOLS);
    codes.distances.build(&[5; 32], &DISTANCES);
    codes
});

impl Codes {
    pub(super) const fn new() -> Self {
        Self { symbols: Table::new(), distances: Table::new(), lengths: Table::new() }
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
            lengths[usize::from(*place)] = bits.take(3)? as u8;
        }
        if !self.lengths.build(&lengths, &LENGTHS) {
            return Err(Fault::Corrupt("the lengths of a block's codes have no code"));
        }

        let all = symbols + distances;
        // Wide enough for a run that begins at the last place.
        let mut lengths = [0_u8; SYMBOLS_MAX + DISTANCES_MAX + LONGEST_RUN];
        let mut at = 0;
        while at < all {
            bits.load();
            let entry = self.lengths.at(bits.peek());
            if entry.is(SPECIAL) {
                return Err(no_code(&bits, 7));
            }
            let further = entry.further(bits.peek());
            bits.skip(entry.bits());
            bits.check()?;
            match entry.value() {
                length @ 0..16 => {
                    // Within bounds: `at` is below `all`.
                    lengths[at] = length as u8;
                    at += 1;
                }
                16 => {
                    let former = at.checked_sub(1).and_then(|before| lengths.get(before)).copied();
                    let former = former.ok_or(Fault::Corrupt("a block's first length repeats another"))?;
                    lengths.iter_mut().skip(at).take(3 + further).for_each(|length| *length = former);
                    at += 3 + further;
                }
                17 => at += 3 + further,
                _ => at += 11 + further,
            }
        }
        *outer = bits;
        let given = lengths.get(..all).filter(|_| at == all).and_then(|given| given.split_at_checked(symbols));
        let (symbols, distances) = given.ok_or(Fault::Corrupt("a block has more lengths than symbols"))?;
        if symbols.get(END).is_none_or(|length| *length == 0) {
            return Err(Fault::Corrupt("a block has no code for its end"));
        }
        if !self.symbols.build(symbols, &SYMBOLS) || !self.distances.build(distances, &DISTANCES) {
            return Err(Fault::Corrupt("the lengths of a block's codes make no code"));
        }
        Ok(())
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

/// What the symbols of lengths mean: a length, or one of three kinds of runs.
const LENGTHS: [Entry; 19] = {
    let mut symbols = [Entry::NONE; 19];
    let mut n = 0;
    while n < symbols.len() {
        let further = match n {
            16 => 2,
            17 => 3,
            18 => 7,
            _ => 0,
        };
        symbols[n] = Entry::of(n as u16, further, 0);
        n += 1;
    }
    symbols
};
