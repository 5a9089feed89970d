//! [`Traffic`]: counts what a shard receives.

use std::time::SystemTime;

use crate::state::ShardEntry;

/// The traffic since the last update of the shard's entry. The entry is updated once for each read of the socket, since
/// an update takes a lock and reads the system's clock.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    frames: u64,
    bytes: u64,
    bytes_inflated: u64,
    events: u64,
}

impl Traffic {
    /// Counts a message of `bytes` bytes, as it was received.
    pub(super) const fn frame(&mut self, bytes: usize) {
        self.frames += 1;
        self.bytes += bytes as u64;
    }

    /// Counts a payload of `bytes` bytes, as it was inflated.
    pub(super) const fn payload(&mut self, bytes: usize, is_dispatch: bool) {
        self.bytes_inflated += bytes as u64;
        self.events += is_dispatch as u64;
    }

    /// Adds the counts to those of `entry`, and starts again from 0.
    pub(super) fn add_to(&mut self, entry: &ShardEntry) {
        let Self { frames, bytes, bytes_inflated, events } = std::mem::take(self);
        if (frames, bytes_inflated) == (0, 0) {
            return;
        }
        entry.update(|info| {
            info.frames_in += frames;
            info.bytes_in += bytes;
            info.bytes_inflated += bytes_inflated;
            info.events += events;
            if events > 0 {
                info.last_event_at = Some(SystemTime::now());
            }
        });
    }
}
