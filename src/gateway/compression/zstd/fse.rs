//! Finite state entropy: codes in which a state says a symbol and how many bits lead to the next (RFC 8878, section 4.1).

use super::super::{Fault, bits::Bits};
use super::bits::BitsBack;

/// The most symbols of any such code: those of the lengths of matches.
const MOST_SYMBOLS: usize = 53;
/// The most states of any such code.
const MOST_STATES: usize = 512;
/// How many states of a symbol are written at once.
const RUN: usize = 8;

/// What a symbol means: a number, and how many bits follow that are added to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) value: u32,
    pub(super) further: u8,
}

/// What a state says, in one word so that it takes one register: from the lowest bits on, the first of the states that may be next, how many bits say which of
/// them it is, how many come before those and are added to the value, and the value.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State(u64);

impl State {
    const fn new(Meaning { value, further }: Meaning, next: u16, next_bits: u32) -> Self {
        Self(next as u64 | (next_bits as u64) << 16 | (further as u64) << 24 | (value as u64) << 32)
    }

    #[inline(always)]
    pub(super) const fn value(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// How many bits follow, to be added to the value.
    #[inline(always)]
    pub(super) const fn further(self) -> u32 {
        self.0 as u32 >> 24
    }

    /// The value with the bits that follow, of which only the last count.
    #[inline(always)]
    pub(super) const fn value_with(self, bits: u64) -> u32 {
        self.value() + (bits & ((1 << self.further()) - 1)) as u32
    }

    /// How many bits lead to the next state.
    #[inline(always)]
    pub(super) const fn next_bits(self) -> u32 {
        (self.0 >> 16) as u32 & 0xff
    }

    /// The next state, to which these bits lead, of which only the last count.
    #[inline(always)]
    pub(super) const fn next(self, bits: u64) -> usize {
        ((self.0 & 0xffff) + (bits & ((1 << self.next_bits()) - 1))) as usize
    }
}

/// A code of up to `N` states, a power of two.
#[derive(Debug, Clone)]
pub(super) struct Fse<const N: usize> {
    states: [State; N],
    /// How many states there are, as a power of two.
    log: u32,
}

impl<const N: usize> Default for Fse<N> {
    fn default() -> Self {
        Self { states: [State::default(); N], log: 0 }
    }
}

impl<const N: usize> Fse<N> {
    /// Which state reading begins in. Its bits must be loaded.
    pub(super) const fn first(&self, bits: &mut BitsBack<'_>) -> usize {
        bits.take(self.log) as usize
    }

    #[inline(always)]
    pub(super) fn at(&self, state: usize) -> State {
        // Within `N`, by the mask.
        self.states[state & (N - 1)]
    }

    /// A code with a single symbol, which takes no bits.
    pub(super) fn set_single(&mut self, symbol: u8, meanings: &[Meaning]) -> Result<(), Fault> {
        let meaning = meanings.get(usize::from(symbol)).ok_or(Fault::Corrupt("a symbol that does not exist"))?;
        self.states[0] = State::new(*meaning, 0, 0);
        self.log = 0;
        Ok(())
    }

    /// Reads a code as a block brings it along, of at most `1 << max_log` states, and gives what is behind it (section 4.1.1).
    pub(super) fn read<'a>(&mut self, data: &'a [u8], max_log: u32, meanings: &[Meaning]) -> Result<&'a [u8], Fault> {
        const CORRUPT: Fault = Fault::Corrupt("the shares of a code's symbols make no code");
        let mut bits = Bits::new(data);
        let mut shares = [0; MOST_SYMBOLS];
        let mut symbols = 0;
        bits.load();
        let log = bits.take(4).map_err(|_| CORRUPT)? as u32 + 5;
        if log > max_log {
            return Err(CORRUPT);
        }
        let mut left = 1_usize << log;
        while left > 0 {
            bits.load();
            // One of `left + 2` numbers. The lowest of them have a bit less where they need not all.
            let width = log2(left + 1);
            let short = bits.peek() as usize & ((1 << width) - 1);
            let long = bits.peek() as usize & ((2 << width) - 1);
            let unused = (2 << width) - (left + 2);
            let is_short = short < unused;
            let above = long - if long >> width == 0 { 0 } else { unused };
            bits.skip(width + u32::from(!is_short));
            let number = if is_short { short } else { above };
            bits.check().map_err(|_| CORRUPT)?;
            // At most 513; zero stands for the share that is less than one.
            let share = number as i16 - 1;
            *shares.get_mut(symbols).ok_or(CORRUPT)? = share;
            symbols += 1;
            left = left.checked_sub(usize::from(share.unsigned_abs())).ok_or(CORRUPT)?;
            if share == 0 {
                // How many more have none, three at a time.
                loop {
                    bits.load();
                    let more = bits.take(2).map_err(|_| CORRUPT)?;
                    symbols += more;
                    if more < 3 {
                        break;
                    }
                }
            }
        }
        let shares = shares.get(..symbols).ok_or(CORRUPT)?;
        self.build(shares, log, meanings)?;
        Ok(bits.rest())
    }

    /// Makes a code of the symbols' shares of `1 << log` states, of which there are no more than `N`. A share of -1 is one that is less than one state
    /// (section 4.1.1).
    pub(super) fn build(&mut self, shares: &[i16], log: u32, meanings: &[Meaning]) -> Result<(), Fault> {
        let meanings = meanings.get(..shares.len()).ok_or(Fault::Corrupt("a symbol that does not exist"))?;
        let size = N.min(1 << log);
        let mask = size - 1;
        let step = (size >> 1) + (size >> 3) + 3;
        // The symbols in their order, as often as they have states, and how far each is with its states, from which follows where they lead.
        let mut in_order = [0; MOST_STATES + RUN];
        let mut next = [0; MOST_SYMBOLS];
        let mut written = 0;
        for (symbol, (share, next)) in shares.iter().zip(&mut next).enumerate() {
            *next = share.unsigned_abs();
            let end = written + usize::from((*share).max(0).cast_unsigned());
            // Few have more states than a run, and what goes beyond is written over.
            while let Some(run) = in_order.get_mut(written..).and_then(|rest| rest.first_chunk_mut::<RUN>()) {
                *run = [symbol as u8; RUN];
                written += RUN;
                if written >= end {
                    break;
                }
            }
            written = end;
        }
        if written < size {
            insert_rare(&mut in_order, shares, written, size, step);
        }
        // Each is a step behind the one before it, so that of a state it follows which it is.
        let back = inverse(step);
        for (place, state) in self.states.iter_mut().enumerate().take(size) {
            let symbol = usize::from(in_order[place.wrapping_mul(back) & mask & (MOST_STATES - 1)]);
            let (Some(meaning), Some(next)) = (meanings.get(symbol), next.get_mut(symbol)) else {
                return Err(Fault::Corrupt("a symbol that does not exist"));
            };
            let next_bits = log - log2(usize::from(*next));
            *state = State::new(*meaning, (*next << next_bits).wrapping_sub(size as u16), next_bits);
            *next += 1;
        }
        self.log = log;
        Ok(())
    }
}

/// Puts the symbols that have less than a state between the others: each has a state nevertheless, from the last on.
#[cold]
fn insert_rare(in_order: &mut [u8], shares: &[i16], others: usize, size: usize, step: usize) {
    let all = in_order.to_vec();
    let mut others_in_order = all.iter();
    let rare: Vec<u8> = (0..).zip(shares).filter(|(_, share)| **share == -1).map(|(symbol, _)| symbol).collect();
    for (n, symbol) in in_order.iter_mut().enumerate().take(size) {
        let place = (n * step) & (size - 1);
        let from = if place < others { others_in_order.next() } else { rare.get(size - 1 - place) };
        *symbol = from.copied().unwrap_or_default();
    }
}

/// The logarithm of a number up to that of states and one. It is looked up, as not every processor that we build for counts zeros quickly.
#[inline(always)]
fn log2(number: usize) -> u32 {
    const LOGARITHMS: [u8; 2 * MOST_STATES] = {
        let mut logarithms = [0; 2 * MOST_STATES];
        let mut n = 1;
        while n < logarithms.len() {
            logarithms[n] = n.ilog2() as u8;
            n += 1;
        }
        logarithms
    };
    // Within bounds, by the mask.
    u32::from(LOGARITHMS[number & (2 * MOST_STATES - 1)])
}

/// What an odd number is to be multiplied with for a product whose lower bits, sixteen and more, are 1.
const fn inverse(odd: usize) -> usize {
    // Right in three bits, and with each step in twice as many.
    let mut inverse = odd;
    let mut bits = 3;
    while bits < 16 {
        inverse = inverse.wrapping_mul(2_usize.wrapping_sub(odd.wrapping_mul(inverse)));
        bits *= 2;
    }
    inverse
}
