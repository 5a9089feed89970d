//! Where payloads are inflated to, one behind the other.
//!
//! A payload's repetitions may reach 32 KiB back, into payloads before it. They stand in front of it in the same buffer; when that is full, the last of them
//! move to its beginning.

use super::Fault;

/// How far back a repetition may reach.
const WINDOW: usize = 32 << 10;
/// The usual buffer: the window and room for some dozens of payloads.
const USUAL: usize = WINDOW + (64 << 10);
/// What a payload finds free at the least, before the buffer has to grow.
const FREE: usize = 16 << 10;
/// A larger buffer does not outlive the payload that needed it.
const KEPT: usize = 1 << 20;
/// The most that one symbol writes.
pub(super) const LONGEST_STEP: usize = 258;
/// Repetitions are copied in pieces of this size, so that the last may go beyond.
const PIECE: usize = 16;
/// What is always free: bytes before the next repetition, it, and what goes beyond it.
const SLACK: usize = 3 + LONGEST_STEP + SHORT;
/// Repetitions up to this length are copied in one go where they do not overlap.
const SHORT: usize = 3 * PIECE;

#[derive(Debug)]
pub(super) struct Output {
    buffer: Vec<u8>,
    /// Where the payload begins. What stands before is the window.
    start: usize,
    end: usize,
    max_payload: usize,
}

impl Output {
    pub(super) const fn new(max_payload: usize) -> Self {
        Self { buffer: Vec::new(), start: 0, end: 0, max_payload }
    }

    pub(super) const fn max_payload(&self) -> usize {
        self.max_payload
    }

    pub(super) fn payload(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.buffer.capacity()
    }

    /// Forgets everything.
    pub(super) const fn reset(&mut self) {
        (self.start, self.end) = (0, 0);
    }

    /// Begins a payload.
    pub(super) fn begin(&mut self) {
        self.start = self.end;
        if self.buffer.len() < self.end + FREE || self.buffer.len() > KEPT {
            let window = self.end.saturating_sub(WINDOW)..self.end;
            (self.start, self.end) = (window.len(), window.len());
            // Within bounds: nothing is written beyond the buffer.
            self.buffer.copy_within(window, 0);
            if self.buffer.len() != USUAL {
                self.buffer.resize(USUAL, 0);
                self.buffer.shrink_to_fit();
            }
        }
    }

    /// Drops what has been written of the payload.
    pub(super) const fn take_back(&mut self) {
        self.end = self.start;
    }

    /// Appends data as it is.
    pub(super) fn extend(&mut self, data: &[u8]) -> Result<(), Fault> {
        if self.end - self.start + data.len() > self.max_payload {
            return Err(Fault::TooLong);
        }
        self.grow(self.end + data.len())?;
        let room = self.buffer.get_mut(self.end..self.end + data.len()).ok_or(Fault::TooLong)?;
        room.copy_from_slice(data);
        self.end += data.len();
        Ok(())
    }

    /// Something that writes bytes and repetitions.
    pub(super) const fn writer(&mut self) -> Writer<'_> {
        Writer { at: self.end, output: self }
    }

    /// Makes the buffer so large that there is [`SLACK`] behind `end`.
    fn grow(&mut self, end: usize) -> Result<(), Fault> {
        if end - self.start > self.max_payload + SLACK {
            return Err(Fault::TooLong);
        }
        if self.buffer.len() < end + SLACK {
            // Twice as much, but no more than the longest payload needs.
            let most = self.start.saturating_add(self.max_payload).saturating_add(2 * SLACK);
            let size = (2 * self.buffer.len()).min(most).max(end + SLACK);
            self.buffer.reserve_exact(size - self.buffer.len());
            self.buffer.resize(size, 0);
        }
        Ok(())
    }
}

/// Writes a block.
pub(super) struct Writer<'a> {
    output: &'a mut Output,
    at: usize,
}

impl Writer<'_> {
    /// Sees to it that three bytes and a repetition can be written.
    #[inline(always)]
    pub(super) fn make_room(&mut self) -> Result<(), Fault> {
        if self.output.buffer.len() < self.at + SLACK { self.output.grow(self.at) } else { Ok(()) }
    }

    #[inline(always)]
    pub(super) fn push(&mut self, byte: u8) {
        // Always there, as `make_room` has been called.
        if let Some(place) = self.output.buffer.get_mut(self.at) {
            *place = byte;
        }
        self.at += 1;
    }

    /// Writes again what stands so far back.
    #[inline(always)]
    pub(super) fn repeat(&mut self, distance: usize, length: usize) -> Result<(), Fault> {
        let Some(from) = self.at.checked_sub(distance) else {
            return Err(Fault::Corrupt("a repetition of what was not there"));
        };
        let (at, buffer) = (self.at, self.output.buffer.as_mut_slice());
        self.at += length;
        if distance >= SHORT && length <= SHORT {
            // Most are such, and one copy of a fixed size is the fastest.
            if let Some((before, behind)) = buffer.split_at_mut_checked(at)
                && let (Some(source), Some(place)) = (before.get(from..from + SHORT), behind.get_mut(..SHORT))
            {
                place.copy_from_slice(source);
            }
        } else if distance >= PIECE {
            let mut done = 0;
            while done < length {
                let piece = buffer.get(from + done..).and_then(|rest| rest.first_chunk::<PIECE>()).copied();
                let place = buffer.get_mut(at + done..).and_then(|rest| rest.first_chunk_mut::<PIECE>());
                if let (Some(piece), Some(place)) = (piece, place) {
                    *place = piece;
                }
                done += PIECE;
            }
        } else if let Some(places) = buffer.get_mut(from..at + length) {
            for n in distance..places.len() {
                // Within bounds, and `distance` is at least 1.
                places[n] = places[n - distance];
            }
        }
        Ok(())
    }

    /// Ends the block.
    pub(super) fn finish(self) -> Result<(), Fault> {
        let output = self.output;
        output.end = self.at;
        if output.end - output.start > output.max_payload { Err(Fault::TooLong) } else { Ok(()) }
    }
}
