//! Processor time, and statistics over several rounds.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

/// The processor time of the calling thread. Unlike wall time, it does not increase while other threads use the
/// processor.
#[must_use]
pub fn thread_time() -> Duration {
    read(ClockId::CLOCK_THREAD_CPUTIME_ID)
}

/// The processor time of all threads of this process, including ended ones, in the program and in the kernel.
#[must_use]
pub fn process_time() -> Duration {
    read(ClockId::CLOCK_PROCESS_CPUTIME_ID)
}

fn read(clock: ClockId) -> Duration {
    clock_gettime(clock).map(Duration::from).unwrap_or_default()
}

/// The measurements of several rounds.
#[derive(Debug, Clone, Default)]
pub struct Rounds(Vec<f64>);

impl Rounds {
    /// Adds the measurement of a round.
    pub fn add(&mut self, value: f64) {
        let at = self.0.partition_point(|other| *other < value);
        self.0.insert(at, value);
    }

    /// The median, or 0 without measurements.
    #[must_use]
    pub fn median(&self) -> f64 {
        match self.0.len() {
            0 => 0.0,
            n => f64::midpoint(self.0[(n - 1) / 2], self.0[n / 2]),
        }
    }

    /// Half the distance from the smallest to the largest, in percent of the median.
    #[must_use]
    pub fn spread(&self) -> f64 {
        match (self.0.first(), self.0.last()) {
            (Some(least), Some(most)) => 50.0 * (most - least) / self.median(),
            _ => 0.0,
        }
    }
}
