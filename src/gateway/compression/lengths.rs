//! What Huffman codes are made of: how long the code of each symbol is.

/// How long a code may be.
pub(super) const LONGEST: usize = 15;

/// The most symbols that a code has: 288 bytes and lengths.
const MOST_SYMBOLS: usize = 288;

/// The symbols of a code by the lengths of their codes, or by the weights that zstd writes in place of lengths. Those of 0 have none.
#[derive(Debug, Clone)]
pub(super) struct Lengths {
    counts: [u16; LONGEST + 1],
    symbols: [[u16; MOST_SYMBOLS]; LONGEST + 1],
}

impl Lengths {
    pub(super) const fn new() -> Self {
        Self { counts: [0; LONGEST + 1], symbols: [[0; MOST_SYMBOLS]; LONGEST + 1] }
    }

    pub(super) const fn clear(&mut self) {
        self.counts = [0; LONGEST + 1];
    }

    /// The code of a symbol has this length. Symbols come in their order.
    #[inline(always)]
    pub(super) fn put(&mut self, symbol: usize, length: usize) {
        // Within bounds, by the mask.
        let length = length & LONGEST;
        let count = &mut self.counts[length];
        if let Some(place) = self.symbols[length].get_mut(usize::from(*count)) {
            // Below 288.
            *place = symbol as u16;
            *count += 1;
        }
    }

    /// The symbols whose codes have this length, in their order. None for one that no code has.
    #[inline]
    pub(super) fn of(&self, length: usize) -> &[u16] {
        let (count, symbols) = (self.counts.get(length).copied(), self.symbols.get(length));
        symbols.and_then(|symbols| symbols.get(..usize::from(count.unwrap_or_default()))).unwrap_or_default()
    }

    pub(super) fn longest(&self) -> Option<usize> {
        self.counts.iter().rposition(|count| *count != 0).filter(|longest| *longest > 0)
    }
}
