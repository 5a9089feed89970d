//! Inflating (RFC 1950 and 1951), for streams of which each message is a block or two.
//!
//! What inflating costs here is not what it costs elsewhere. A payload is two hundred bytes on the wire and brings Huffman codes of its own: half of the time goes
//! into their tables, and next to nothing into a checksum that comes only at the end of a stream that never ends. So the tables are small
//! and quickly made, the checksum is left to streams that do end, and the window of 32 KiB that distances point into is simply what stands
//! before the payload in its buffer. It takes less than three quarters of the time of zlib-rs on Discord's messages, and inflating is a quarter of what an event costs, and more
//! where few events are wanted. The sandbox, which deflates, does so with flate2, and the tests hold this to it.

mod codes;
mod huffman;

use self::codes::{Codes, FIXED, no_code};
use self::huffman::{BYTE, LONGER, NO_CODE, SPECIAL};
use super::bits::Bits;
use super::lengths::LONGEST;
use super::output::{Output, UNSURE_STEP};
use super::{Fault, InflateError};

/// How far back a repetition may reach.
const WINDOW: usize = 32 << 10;

/// A zlib context with its output.
#[derive(Debug)]
pub(in crate::gateway) struct Zlib {
    /// Whether the header has been read.
    begun: bool,
    codes: Box<Codes>,
    output: Output,
}

/// How far some data went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) enum Reached {
    /// The end of the zlib stream.
    End,
    /// A place where the stream was flushed.
    Flush,
    /// Neither: it is to be inflated again once there is more of it.
    CutShort,
}

impl Zlib {
    pub(in crate::gateway) fn new(max_payload: usize) -> Self {
        Self { begun: false, codes: Box::new(Codes::new()), output: Output::new(WINDOW, max_payload) }
    }

    /// Forgets the context: what comes next begins with a zlib header.
    pub(in crate::gateway) fn reset(&mut self) {
        self.begun = false;
        self.output.reset();
    }

    /// Inflates data into [`output`](Self::output). Of data that is [cut short](Reached::CutShort) nothing is kept. After an error only a
    /// [`reset`](Self::reset) helps.
    pub(in crate::gateway) fn inflate(&mut self, data: &[u8]) -> Result<Reached, InflateError> {
        self.output.begin();
        let begun = self.begun;
        let mut bits = Bits::new(data);
        self.blocks(&mut bits).or_else(|fault| match fault {
            Fault::CutShort => {
                self.begun = begun;
                self.output.take_back();
                Ok(Reached::CutShort)
            }
            fault => Err(self.output.error(fault)),
        })
    }

    /// What the last call inflated.
    pub(in crate::gateway) fn output(&self) -> &[u8] {
        self.output.payload()
    }

    #[cfg(test)]
    pub(super) fn output_capacity(&self) -> usize {
        self.output.capacity()
    }

    fn blocks(&mut self, bits: &mut Bits<'_>) -> Result<Reached, Fault> {
        let is_whole = !self.begun;
        if is_whole {
            check_header(bits.bytes(2)?)?;
            self.begun = true;
        }
        loop {
            bits.load();
            if bits.are_fewer_than(1) {
                return Ok(Reached::Flush);
            }
            let is_last = bits.take(1)? == 1;
            match bits.take(2)? {
                0 => stored_block(bits, &mut self.output)?,
                1 => coded_block(bits, &FIXED, &mut self.output)?,
                2 => {
                    self.codes.read(bits)?;
                    coded_block(bits, &self.codes, &mut self.output)?;
                }
                _ => return Err(Fault::Corrupt("a block of a kind that does not exist")),
            }
            if is_last {
                let sum = bits.bytes(4)?;
                // What came in earlier calls is not at hand any more.
                if is_whole && sum != adler32(self.output.payload()).to_be_bytes() {
                    return Err(Fault::Corrupt("the checksum is not that of the data"));
                }
                return Ok(Reached::End);
            }
        }
    }
}

/// The two bytes that a zlib stream begins with (RFC 1950, section 2.2).
fn check_header(header: &[u8]) -> Result<(), Fault> {
    let corrupt = Fault::Corrupt("there is no zlib header");
    let [method, flags] = *header else { return Err(corrupt) };
    let is_deflate = method & 0x0f == 8 && method >> 4 <= 7;
    let has_dictionary = flags & 0x20 != 0;
    if is_deflate && !has_dictionary && u16::from_be_bytes([method, flags]) % 31 == 0 { Ok(()) } else { Err(corrupt) }
}

/// A block that is not compressed.
fn stored_block(bits: &mut Bits<'_>, output: &mut Output) -> Result<(), Fault> {
    let [a, b, c, d] = *bits.bytes(4)? else { return Err(Fault::CutShort) };
    let length = u16::from_le_bytes([a, b]);
    if length != !u16::from_le_bytes([c, d]) {
        return Err(Fault::Corrupt("the length of a block is not sure"));
    }
    output.extend(bits.bytes(usize::from(length))?)
}

/// A block of bytes and repetitions.
fn coded_block(outer: &mut Bits<'_>, codes: &Codes, output: &mut Output) -> Result<(), Fault> {
    // A copy, so that it stays in registers.
    let mut bits = *outer;
    let mut writer = output.writer();
    loop {
        writer.make_room(UNSURE_STEP)?;
        bits.load();
        let mut entry = codes.symbols.at(bits.peek());
        // Bytes come in groups, and what is loaded holds three of them.
        if entry.is(BYTE) {
            bits.skip(entry.bits());
            writer.push(entry.value() as u8);
            entry = codes.symbols.at(bits.peek());
            if entry.is(BYTE) {
                bits.skip(entry.bits());
                writer.push(entry.value() as u8);
                entry = codes.symbols.at(bits.peek());
                if entry.is(BYTE) {
                    bits.skip(entry.bits());
                    bits.check()?;
                    writer.push(entry.value() as u8);
                    continue;
                }
            }
            bits.load();
        }
        if entry.is(SPECIAL) {
            if entry.is(LONGER) {
                bits.skip(entry.bits());
                entry = codes.symbols.below(entry, bits.peek());
                if entry.is(BYTE) {
                    bits.skip(entry.bits());
                    bits.check()?;
                    writer.push(entry.value() as u8);
                    continue;
                }
            }
            if entry.is(NO_CODE) {
                return Err(no_code(&bits, LONGEST as i32));
            }
            if entry.is(SPECIAL) {
                bits.skip(entry.bits());
                bits.check()?;
                *outer = bits;
                return writer.finish();
            }
        }
        let length = entry.value() + entry.further(bits.peek());
        bits.skip(entry.bits());
        let mut entry = codes.distances.at(bits.peek());
        if entry.is(LONGER) {
            bits.skip(entry.bits());
            entry = codes.distances.below(entry, bits.peek());
        }
        if entry.is(SPECIAL) {
            return Err(no_code(&bits, LONGEST as i32));
        }
        let distance = entry.value() + entry.further(bits.peek());
        bits.skip(entry.bits());
        bits.check()?;
        writer.repeat(distance, length)?;
    }
}

/// The checksum at the end of a zlib stream (RFC 1950, section 8.2).
fn adler32(data: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    /// After so many bytes the sums still fit.
    const STEP: usize = 5552;
    let (mut sum, mut sums) = (1, 0);
    for step in data.chunks(STEP) {
        for byte in step {
            sum += u32::from(*byte);
            sums += sum;
        }
        sum %= MODULUS;
        sums %= MODULUS;
    }
    sums << 16 | sum
}

#[cfg(test)]
mod tests;
