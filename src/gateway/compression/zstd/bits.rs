//! Data that is read from its end, the highest bit first (RFC 8878, section 4.1).

use super::super::Fault;

/// How many bytes are loaded at once, and how many of their bits have surely not been read yet.
const WORD: usize = 8;
pub(super) const LOADED: u32 = 57;

/// What is wrong where data to be read from its end does not say where that is.
pub(super) const UNMARKED: &str = "data to be read from its end has no mark of it";
/// What is wrong where something else ends than the data does.
pub(super) const UNFINISHED: &str = "data to be read from its end does not end at its beginning";

/// What has not been read yet of some data.
#[derive(Debug, Clone, Copy)]
pub(super) struct BitsBack<'a> {
    data: &'a [u8],
    /// How many bits are left. Below zero if more were taken than there were.
    left: i32,
    /// Those of them that are loaded, from the highest on. Behind the last there may be anything.
    bits: u64,
}

impl<'a> BitsBack<'a> {
    /// The bits below the highest that is set, which is the mark of the end that reading begins at.
    pub(super) fn new(data: &'a [u8]) -> Result<Self, Fault> {
        match data.last() {
            Some(last @ 1..) => {
                // A block is far shorter than 2^31 bits.
                let left = 8 * data.len() as i32 - last.leading_zeros().cast_signed() - 1;
                Ok(Self { data, left, bits: 0 })
            }
            _ => Err(Fault::Corrupt(UNMARKED)),
        }
    }

    /// Loads bits, [`LOADED`] at the least where there are so many.
    #[inline(always)]
    pub(super) fn load(&mut self) {
        self.bits = self.word();
    }

    /// The next bits, as many as are loaded, from the highest on.
    #[inline(always)]
    pub(super) fn word(&self) -> u64 {
        // The last word before what has been read, or the first of all.
        let end = ((self.left + 7) >> 3).max(WORD as i32) as usize;
        let word = match self.data.get(end - WORD..end).and_then(|word| word.first_chunk()) {
            Some(word) => u64::from_le_bytes(*word),
            None => self.short(),
        };
        word.wrapping_shl((8 * end as i32 - self.left).cast_unsigned())
    }

    /// All of data that is shorter than a word.
    #[cold]
    #[inline(never)]
    fn short(&self) -> u64 {
        let mut word = [0; WORD];
        word.iter_mut().zip(self.data).for_each(|(to, from)| *to = *from);
        u64::from_le_bytes(word)
    }

    /// The next bits, from the highest on.
    #[inline(always)]
    pub(super) const fn peek(&self) -> u64 {
        self.bits
    }

    /// Passes over up to 63 bits.
    #[inline(always)]
    pub(super) const fn skip(&mut self, count: u32) {
        self.bits = self.bits.wrapping_shl(count);
        self.left -= count.cast_signed();
    }

    /// Passes over bits that need not be loaded. Nothing is loaded afterwards.
    #[inline(always)]
    pub(super) const fn pass(&mut self, count: u32) {
        self.left -= count.cast_signed();
    }

    /// A number of up to 32 bits, which must be loaded.
    #[inline(always)]
    pub(super) const fn take(&mut self, count: u32) -> u32 {
        // In two steps, as there may be none.
        let number = self.bits >> 1 >> (63 - count);
        self.skip(count);
        number as u32
    }

    /// How many bits are left, below zero if more were taken than there were.
    #[inline(always)]
    pub(super) const fn left(&self) -> i32 {
        self.left
    }

    /// Checks that all were taken and no more.
    pub(super) const fn finish(&self) -> Result<(), Fault> {
        if self.left == 0 { Ok(()) } else { Err(Fault::Corrupt(UNFINISHED)) }
    }
}
