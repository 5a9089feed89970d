//! The buffer that payloads are inflated into, used again for every one.

use crate::gateway::InflateError;

/// The first capacity, and what it is cut back to after a payload far larger than usual.
const USUAL_CAPACITY: usize = 64 << 10;
/// A buffer larger than this does not outlive the payload that needed it.
const KEPT_CAPACITY: usize = 1 << 20;

#[derive(Debug)]
pub(super) struct Output {
    pub(super) buffer: Vec<u8>,
    max_payload: usize,
}

impl Output {
    pub(super) const fn new(max_payload: usize) -> Self {
        Self { buffer: Vec::new(), max_payload }
    }

    /// Begins a payload.
    pub(super) fn clear(&mut self) {
        self.buffer.clear();
        if self.buffer.capacity() > KEPT_CAPACITY {
            self.buffer.shrink_to(USUAL_CAPACITY);
        }
    }

    pub(super) const fn is_full(&self) -> bool {
        self.buffer.len() == self.buffer.capacity()
    }

    /// Makes room where there is none: doubles the buffer, up to one byte above the longest payload allowed, the byte
    /// that shows that it is longer.
    pub(super) fn make_room(&mut self) -> Result<(), InflateError> {
        if !self.is_full() {
            return Ok(());
        }
        let room = self.max_payload.saturating_add(1).saturating_sub(self.buffer.len());
        if room == 0 {
            return Err(self.too_long());
        }
        self.buffer.reserve_exact(self.buffer.len().max(USUAL_CAPACITY).min(room));
        Ok(())
    }

    /// Checks that what is there is no longer than allowed.
    pub(super) const fn check(&self) -> Result<(), InflateError> {
        if self.buffer.len() > self.max_payload { Err(self.too_long()) } else { Ok(()) }
    }

    const fn too_long(&self) -> InflateError {
        InflateError::TooLong { limit: self.max_payload }
    }
}
