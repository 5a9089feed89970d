//! Data bit by bit, the lowest of each byte first (RFC 1951, section 3.1.1; RFC 8878, section 4.1.1).

use super::Fault;

/// What has not been read yet of some data.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bits<'a> {
    data: &'a [u8],
    /// The next byte to be loaded.
    at: usize,
    /// Loaded bits. Above `count` there are those of the next byte, or zeros.
    bits: u64,
    /// How many are loaded. Below zero if more were taken than there are.
    count: i32,
}

impl<'a> Bits<'a> {
    pub(super) const fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, bits: 0, count: 0 }
    }

    /// Loads bits, 56 at the least where there are so many: enough for a length and its distance with all that follows them, or for three bytes.
    #[inline(always)]
    pub(super) fn load(&mut self) {
        match self.data.get(self.at..).and_then(|rest| rest.first_chunk::<8>()) {
            Some(word) => {
                self.bits |= u64::from_le_bytes(*word) << self.count;
                self.at += ((63 - self.count) >> 3) as usize;
                self.count |= 56;
            }
            None => *self = self.load_last(),
        }
    }

    /// By value, so that the others stay in registers.
    #[cold]
    #[inline(never)]
    fn load_last(mut self) -> Self {
        while self.count < 56
            && let Some(byte) = self.data.get(self.at)
        {
            self.bits |= u64::from(*byte) << self.count;
            self.at += 1;
            self.count += 8;
        }
        self
    }

    /// The next bits, from the lowest on.
    #[inline(always)]
    pub(super) const fn peek(&self) -> u64 {
        self.bits
    }

    /// Passes over bits. Whether there were so many is for [`check`](Self::check) to say.
    #[inline(always)]
    pub(super) const fn skip(&mut self, count: u32) {
        self.bits >>= count;
        self.count -= count.cast_signed();
    }

    /// Whether all bits that were taken were there.
    #[inline(always)]
    pub(super) const fn check(&self) -> Result<(), Fault> {
        if self.count < 0 { Err(Fault::CutShort) } else { Ok(()) }
    }

    /// A number of some bits, which must be loaded.
    pub(super) fn take(&mut self, count: u32) -> Result<usize, Fault> {
        let number = self.bits & ((1 << count) - 1);
        self.skip(count);
        self.check()?;
        Ok(number as usize)
    }

    /// Whether fewer than so many bits are there.
    pub(super) const fn are_fewer_than(&self, count: i32) -> bool {
        self.count < count
    }

    /// Passes over what is left of a byte, and over that many bytes, which are given.
    pub(super) fn bytes(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        let bytes = self.rest().get(..count).ok_or(Fault::CutShort)?;
        self.at += count;
        Ok(bytes)
    }

    /// Passes over what is left of a byte, and gives all bytes behind it.
    pub(super) fn rest(&mut self) -> &'a [u8] {
        // Never below zero after a successful `take`.
        self.at = self.at.saturating_sub((self.count >> 3).unsigned_abs() as usize);
        (self.bits, self.count) = (0, 0);
        self.data.get(self.at..).unwrap_or_default()
    }
}
