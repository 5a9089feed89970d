//! Huffman codes as tables to look symbols up in (RFC 1951, section 3.2.2).

use super::super::lengths::Lengths;

/// Bits of a symbol's code and of what follows it, together.
const TOTAL: u32 = 0x3f;
/// Where the length of the code alone stands; of a way to a subtable its width.
const CODE: u32 = 8;
/// Where the value stands: the byte, the smallest length or distance, the beginning of the subtable.
const VALUE: u32 = 16;

/// A byte, as it is.
pub(super) const BYTE: u32 = 1 << 15;
/// Neither a byte nor a length: the end of the block, or one of the next two.
pub(super) const SPECIAL: u32 = 1 << 14;
/// The codes that begin so are longer than the table is wide, and stand in a table of their own.
pub(super) const LONGER: u32 = 1 << 13;
/// No code begins so.
pub(super) const NO_CODE: u32 = 1 << 7;

/// What the next bits mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry(u32);

impl Entry {
    /// No code begins so.
    pub(super) const NONE: Self = Self(SPECIAL | NO_CODE);

    /// A symbol with this value, whose code so many further bits follow.
    pub(super) const fn of(value: u16, further: u32, marks: u32) -> Self {
        Self((value as u32) << VALUE | marks | further)
    }

    const fn with_code_of(self, length: usize) -> Self {
        // At most 15.
        let length = length as u32;
        Self(self.0 + (length << CODE | length))
    }

    #[inline(always)]
    pub(super) const fn is(self, mark: u32) -> bool {
        self.0 & mark != 0
    }

    #[inline(always)]
    pub(super) const fn value(self) -> usize {
        (self.0 >> VALUE) as usize
    }

    /// How many bits the symbol takes, with those that follow its code.
    #[inline(always)]
    pub(super) const fn bits(self) -> u32 {
        self.0 & TOTAL
    }

    #[inline(always)]
    const fn code_bits(self) -> u32 {
        self.0 >> CODE & 0x1f
    }

    /// The number that follows the code, out of the bits that begin with the code.
    #[inline(always)]
    pub(super) const fn further(self, bits: u64) -> usize {
        ((bits & ((1 << self.bits()) - 1)) >> self.code_bits()) as usize
    }
}

/// A code in a table of `N` entries, a power of two. Codes of up to `ROOT` bits are found at once, by the next bits as they are; those that are longer
/// in a subtable.
#[derive(Debug, Clone)]
pub(super) struct Table<const N: usize, const ROOT: usize> {
    entries: [Entry; N],
    mask: usize,
}

impl<const N: usize, const ROOT: usize> Table<N, ROOT> {
    /// A table without a code.
    pub(super) const fn new() -> Self {
        const { assert!(N.is_power_of_two() && N >= 2 << ROOT) };
        Self { entries: [Entry::NONE; N], mask: 0 }
    }

    /// What the next bits mean.
    #[inline(always)]
    pub(super) fn at(&self, bits: u64) -> Entry {
        // Within `N`, by the mask.
        self.entries[bits as usize & self.mask & (N - 1)]
    }

    /// What the next bits mean in the table that `way` leads to, which has been passed over.
    #[inline(always)]
    pub(super) fn below(&self, way: Entry, bits: u64) -> Entry {
        let place = way.value() + (bits as usize & ((1 << way.code_bits()) - 1));
        // Within `N`, by the mask.
        self.entries[place & (N - 1)]
    }

    fn put(&mut self, place: usize, entry: Entry) {
        // Within `N`, by the mask.
        self.entries[place & (N - 1)] = entry;
    }

    /// Makes the table of the code whose symbols have these lengths and mean `meanings`, of which there are as many or more. Says whether that is a
    /// code.
    ///
    /// Making tables is half of what a payload costs, as each has codes of its own. So it grows with the lengths: for codes of one bit more, what is there
    /// is doubled by a copy, and then they alone are written. Codes are counted upwards with their bits in reverse, which is how they stand in the data.
    pub(super) fn build(&mut self, lengths: &Lengths, meanings: &[Entry]) -> bool {
        let Some(longest) = lengths.longest() else {
            self.mask = 0;
            self.put(0, Entry::NONE);
            return true;
        };
        let free = (1..=longest).try_fold(1_usize, |free, length| (free << 1).checked_sub(lengths.of(length).len()));
        // A code that stands alone has one bit and leaves the other value of it free. Any other code uses all.
        let alone = longest == 1;
        let Some(free) = free.filter(|free| *free == 0 || alone) else { return false };

        let root = ROOT.min(longest);
        self.mask = (1 << root) - 1;
        let (mut code, mut size) = (0, 1);
        for length in 1..=root {
            // At most `1 << ROOT` entries are there afterwards.
            self.entries.copy_within(..size, size);
            size <<= 1;
            for symbol in lengths.of(length) {
                self.put(code, meaning(meanings, *symbol).with_code_of(length));
                code = next_code(code, size - 1);
            }
        }
        if free > 0 {
            self.put(1, Entry::NONE);
        }
        longest <= ROOT || self.build_below(lengths, longest, code, meanings)
    }

    /// Makes the subtables for the codes longer than `ROOT`, the first of which is `code`.
    fn build_below(&mut self, lengths: &Lengths, longest: usize, mut code: usize, meanings: &[Entry]) -> bool {
        let (mut prefix, mut start, mut end) = (usize::MAX, 0, 1 << ROOT);
        for length in ROOT + 1..=longest {
            let symbols = lengths.of(length);
            for (n, symbol) in symbols.iter().enumerate() {
                if code & self.mask != prefix {
                    prefix = code & self.mask;
                    start = end;
                    // As wide as all codes that begin so need.
                    let mut width = length - ROOT;
                    let mut taken = symbols.len() - n;
                    while taken < 1 << width {
                        width += 1;
                        taken = (taken << 1) + lengths.of(ROOT + width).len();
                    }
                    end = start + (1 << width);
                    if end > N {
                        return false;
                    }
                    let way = SPECIAL | LONGER | (width as u32) << CODE | ROOT as u32;
                    self.put(prefix, Entry((start as u32) << VALUE | way));
                }
                let entry = meaning(meanings, *symbol).with_code_of(length - ROOT);
                for place in (start + (code >> ROOT)..end).step_by(1 << (length - ROOT)) {
                    self.put(place, entry);
                }
                code = next_code(code, (1 << length) - 1);
            }
        }
        true
    }
}

fn meaning(meanings: &[Entry], symbol: u16) -> Entry {
    meanings.get(usize::from(symbol)).copied().unwrap_or(Entry::NONE)
}

/// The next code of the same length, `ones` being the last of it. After the last comes 0.
fn next_code(code: usize, ones: usize) -> usize {
    match (code ^ ones).checked_ilog2() {
        Some(bit) => code & ((1 << bit) - 1) | 1 << bit,
        None => 0,
    }
}
