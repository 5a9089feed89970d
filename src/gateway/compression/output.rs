//! Where payloads are inflated to, one behind the other.
//!
//! The repetitions of a payload may reach back into payloads before it. They stand in front of it in the same buffer. Where that is full the next payload
//! begins at its front again, and what was written before the turn is still there behind it: nothing is moved, and the buffer is hardly larger than the window.

use std::fmt;

use super::{Fault, InflateError};

/// What the usual buffer has beside the window: room for some dozens of payloads.
const ROOM: usize = 32 << 10;
/// What a payload finds free at the least, before the buffer has to grow.
const FREE: usize = 8 << 10;
/// How much larger than usual a buffer may be that outlives the payload that needed it.
const KEPT: usize = 512 << 10;
/// Repetitions are copied in pieces of this size, so that the last may go beyond.
const PIECE: usize = 16;
/// Repetitions up to this length are copied in one go where they do not overlap.
const SHORT: usize = 3 * PIECE;
/// What stands behind literals, so that a copy of some may go beyond them.
#[cfg(feature = "zstd")]
pub(super) const SLACK: usize = PIECE;
/// The longest step that room may be made for before its length is known.
pub(super) const UNSURE_STEP: usize = 3 + 258;

pub(super) struct Output {
    buffer: Vec<u8>,
    /// Where the payload begins, and where it ends so far.
    start: usize,
    end: usize,
    /// Where the last payload before the turn ended. What stands between `end` and it is older than what stands before `start`.
    turn: usize,
    /// How far back repetitions may reach.
    window: usize,
    max_payload: usize,
}

impl Output {
    pub(super) const fn new(window: usize, max_payload: usize) -> Self {
        Self { buffer: Vec::new(), start: 0, end: 0, turn: 0, window, max_payload }
    }

    /// What a fault means for who inflates.
    pub(super) fn error(&self, fault: Fault) -> InflateError {
        match fault {
            Fault::Corrupt(error) => InflateError::Corrupt { error: error.to_owned() },
            Fault::CutShort => InflateError::CutShort,
            Fault::TooLong => InflateError::TooLong { limit: self.max_payload },
        }
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
        (self.start, self.end, self.turn) = (0, 0, 0);
    }

    /// How far back repetitions may reach from now on.
    #[cfg(feature = "zstd")]
    pub(super) const fn set_window(&mut self, window: usize) {
        self.window = window;
    }

    /// Begins a payload.
    pub(super) fn begin(&mut self) {
        let usual = self.window + ROOM;
        self.start = self.end;
        if self.buffer.len() > usual + KEPT && self.end >= self.window {
            // Only the window stays of it. Within bounds: nothing is written beyond the buffer.
            let window = self.end - self.window..self.end;
            (self.start, self.end, self.turn) = (window.len(), window.len(), 0);
            self.buffer.copy_within(window, 0);
            self.buffer.truncate(usual);
            self.buffer.shrink_to_fit();
        } else if self.buffer.len() < self.end + FREE {
            // The window must not be reached by what is written in front of it.
            if self.end > self.window + SHORT {
                self.turn = self.end;
                (self.start, self.end) = (0, 0);
            } else {
                self.grow_to((2 * self.buffer.len()).min(usual).max(self.end + FREE));
            }
        }
    }

    /// Drops what has been written of the payload.
    pub(super) const fn take_back(&mut self) {
        self.end = self.start;
    }

    /// Appends data as it is.
    pub(super) fn extend(&mut self, data: &[u8]) -> Result<(), Fault> {
        let mut writer = self.writer();
        writer.extend(data)?;
        writer.finish()
    }

    /// Appends a byte so many times.
    #[cfg(feature = "zstd")]
    pub(super) fn fill(&mut self, byte: u8, count: usize) -> Result<(), Fault> {
        let mut writer = self.writer();
        writer.fill(byte, count)?;
        writer.finish()
    }

    /// Something that writes bytes and repetitions.
    pub(super) const fn writer(&mut self) -> Writer<'_> {
        Writer { at: self.end, output: self }
    }

    /// Makes the buffer so large that `end` is within it, unless no payload may be so long.
    #[cold]
    fn grow(&mut self, end: usize) -> Result<(), Fault> {
        if end - self.start > self.max_payload.saturating_add(UNSURE_STEP + SHORT) {
            return Err(Fault::TooLong);
        }
        // Twice as much, but no more than the longest payload needs.
        let most = self.start.saturating_add(self.max_payload);
        self.grow_to((2 * self.buffer.len()).min(most).max(end));
        Ok(())
    }

    fn grow_to(&mut self, size: usize) {
        self.buffer.reserve_exact(size.saturating_sub(self.buffer.len()));
        self.buffer.resize(size, 0);
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not what stands in it.
        f.debug_struct("Output").field("payload", &(self.start..self.end)).finish_non_exhaustive()
    }
}

/// Some literals and a repetition.
#[cfg(feature = "zstd")]
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Step {
    pub(super) literals: u32,
    /// How far back the repetition begins, and how long it is.
    pub(super) distance: u32,
    pub(super) length: u32,
}

/// Writes a block.
pub(super) struct Writer<'a> {
    output: &'a mut Output,
    at: usize,
}

impl Writer<'_> {
    /// Sees to it that so many bytes can be written, and a repetition may go beyond them.
    #[inline(always)]
    pub(super) fn make_room(&mut self, step: usize) -> Result<(), Fault> {
        let end = self.at + step + SHORT;
        if self.output.buffer.len() < end { self.output.grow(end) } else { Ok(()) }
    }

    #[inline(always)]
    pub(super) fn push(&mut self, byte: u8) {
        // Always there, as `make_room` has been called.
        if let Some(place) = self.output.buffer.get_mut(self.at) {
            *place = byte;
        }
        self.at += 1;
    }

    /// Writes data as it is.
    pub(super) fn extend(&mut self, data: &[u8]) -> Result<(), Fault> {
        self.make_room(data.len())?;
        if let Some(place) = self.output.buffer.get_mut(self.at..self.at + data.len()) {
            place.copy_from_slice(data);
        }
        self.at += data.len();
        Ok(())
    }

    /// Writes a byte so many times.
    #[cfg(feature = "zstd")]
    fn fill(&mut self, byte: u8, count: usize) -> Result<(), Fault> {
        self.make_room(count)?;
        if let Some(place) = self.output.buffer.get_mut(self.at..self.at + count) {
            place.fill(byte);
        }
        self.at += count;
        Ok(())
    }

    /// Writes again what stands so far back. There must be room.
    #[inline(always)]
    pub(super) fn repeat(&mut self, distance: usize, length: usize) -> Result<(), Fault> {
        repeat(&mut self.output.buffer, self.output.turn, self.at, distance, length)?;
        self.at += length;
        Ok(())
    }

    /// Takes some steps, with literals that [`SLACK`] stands behind, and gives what is left of them.
    #[cfg(feature = "zstd")]
    pub(super) fn put<'a>(&mut self, steps: &[Step], literals: &'a [u8]) -> Result<&'a [u8], Fault> {
        let (in_all, of_literals) = steps.iter().fold((0, 0), |(all, of_literals), step| {
            (all + (step.literals + step.length) as usize, of_literals + step.literals as usize)
        });
        if of_literals + SLACK > literals.len() {
            return Err(Fault::Corrupt("a sequence has more literals than are there"));
        }
        self.make_room(in_all)?;
        let Self { output: Output { buffer, turn, .. }, at } = self;
        let buffer = buffer.as_mut_slice();
        let (mut to, mut read) = (*at, 0);
        for step in steps {
            let (count, distance, length) = (step.literals as usize, step.distance as usize, step.length as usize);
            let piece = literals.get(read..).and_then(|rest| rest.first_chunk::<PIECE>());
            let place = buffer.get_mut(to..).and_then(|place| place.first_chunk_mut::<PIECE>());
            if let (Some(piece), Some(place)) = (piece, place) {
                // Most are no more.
                *place = *piece;
            }
            if count > PIECE
                && let (Some(piece), Some(place)) = (literals.get(read..read + count), buffer.get_mut(to..to + count))
            {
                place.copy_from_slice(piece);
            }
            read += count;
            to += count;
            repeat(buffer, *turn, to, distance, length)?;
            to += length;
        }
        *at = to;
        Ok(literals.get(read..).unwrap_or_default())
    }

    /// How much has been written.
    #[cfg(feature = "zstd")]
    pub(super) const fn written(&self) -> usize {
        self.at - self.output.end
    }

    /// Ends the block.
    pub(super) fn finish(self) -> Result<(), Fault> {
        let output = self.output;
        output.end = self.at;
        if output.end - output.start > output.max_payload { Err(Fault::TooLong) } else { Ok(()) }
    }
}

/// Copies to `at` what begins so far before it. As much may be written behind it as a copy of [`SHORT`] bytes does.
#[inline(always)]
fn repeat(buffer: &mut [u8], turn: usize, at: usize, distance: usize, length: usize) -> Result<(), Fault> {
    let mut from = at.wrapping_sub(distance);
    // What is no distance at all would wrap as well.
    if from >= at {
        match before_turn(turn, at, distance) {
            Some((before, back)) if length <= back => from = before,
            _ => return repeat_across_turn(buffer, turn, at, distance, length),
        }
    }
    let apart = from.abs_diff(at);
    if apart >= SHORT && length <= SHORT {
        // Most are such, and one copy of a fixed size is the fastest.
        copy::<SHORT>(buffer, from, at);
    } else if apart >= PIECE {
        let mut done = 0;
        while done < length {
            copy::<PIECE>(buffer, from + done, at + done);
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

/// Copies `N` bytes.
#[inline(always)]
fn copy<const N: usize>(buffer: &mut [u8], from: usize, to: usize) {
    let piece = buffer.get(from..).and_then(|rest| rest.first_chunk::<N>()).copied();
    let place = buffer.get_mut(to..).and_then(|rest| rest.first_chunk_mut::<N>());
    // Both are there, as there is room.
    if let (Some(piece), Some(place)) = (piece, place) {
        *place = piece;
    }
}

/// Where that is which is so far before `at` that it was written before the turn, and how much there is up to the turn. `None` for what has been written over.
#[inline(always)]
fn before_turn(turn: usize, at: usize, distance: usize) -> Option<(usize, usize)> {
    let back = distance.checked_sub(at).filter(|back| *back > 0)?;
    turn.checked_sub(back).filter(|from| *from >= at + SHORT).map(|from| (from, back))
}

/// Copies to `at` what begins before the turn and ends behind it.
#[cold]
#[inline(never)]
fn repeat_across_turn(buffer: &mut [u8], turn: usize, at: usize, distance: usize, length: usize) -> Result<(), Fault> {
    const NOTHING: Fault = Fault::Corrupt("a repetition of what was not there");
    let (from, before) = before_turn(turn, at, distance).ok_or(NOTHING)?;
    // Within bounds: the turn is, and there is room.
    buffer.copy_within(from..from + before, at);
    repeat(buffer, turn, at + before, distance, length - before)
}
