//! What a shard has received since it posted that last.

use std::time::SystemTime;

use crate::state::ShardEntry;

/// Counted payload by payload, and posted once for each read of the socket: the entry has a lock, and the time of the day is a look at
/// the system's clock.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    frames: u64,
    bytes: u64,
    inflated: u64,
    events: u64,
}

impl Traffic {
    /// A message of so many bytes, as it came.
    pub(super) const fn frame(&mut self, bytes: usize) {
        self.frames += 1;
        self.bytes += bytes as u64;
    }

    /// What was in it.
    pub(super) const fn payload(&mut self, bytes: usize, dispatch: bool) {
        self.inflated += bytes as u64;
        self.events += dispatch as u64;
    }

    /// Adds what was counted to what is posted, and counts anew.
    pub(super) fn entry(&mut self, entry: &ShardEntry) {
        let Self { frames, bytes, inflated, events } = std::mem::take(self);
        if (frames, inflated) == (0, 0) {
            return;
        }
        entry.update(|info| {
            info.frames_in += frames;
            info.bytes_in += bytes;
            info.bytes_inflated += inflated;
            info.events += events;
            if events > 0 {
                info.last_event_at = Some(SystemTime::now());
            }
        });
    }
}
