//! The budget of session starts: which shard may identify, and when (Discord's docs: "Rate Limiting", "Session Start
//! Limit Object").
//!
//! Three rules limit IDENTIFY. A RESUME is not counted.
//!
//! * Shards with the same key, `shard_id % max_concurrency`, start at least five seconds apart. Shards with different
//!   keys do not wait for each other.
//! * Discord allows a limited number of starts in 24 hours, at least a thousand. It ends all sessions and resets the
//!   token of a bot that uses them all, so a reserve of starts is never used.
//! * A process that is started often has probably crashed. From the fourth process start within a minute on, the first
//!   session start waits, twice as long each time.
//!
//! The starts that were used are recorded in [`IdentifyMemory`], which the owner of the ledger stores *before* it uses
//! a start. There are two counts, this one and the one that `GET /gateway/bot` returns; the one that leaves fewer
//! starts applies.

use std::{
    collections::BTreeMap,
    fmt,
    time::{Duration, Instant, SystemTime},
};

use serde::{Deserialize, Serialize};

use crate::model::SessionStartLimit;

/// The period of Discord's limit.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Process starts within this period are counted together.
const RESTART_WINDOW: Duration = Duration::from_secs(60);
/// The number of process starts within [`RESTART_WINDOW`] that cause no wait, so that a developer can restart a bot.
const ALLOWED_RESTARTS: u32 = 3;
/// The longest wait that frequent process starts cause.
const LONGEST_RESTART_WAIT: Duration = Duration::from_secs(60);

/// What is stored across restarts. All times are milliseconds since the Unix epoch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifyMemory {
    /// Session starts of the last 24 hours.
    #[serde(default)]
    pub identifies: Vec<u64>,
    /// Starts of the process in the last minute.
    #[serde(default)]
    pub process_starts: Vec<u64>,
}

impl IdentifyMemory {
    /// Removes the entries that are more than a day in the future, and returns their number. A clock that was set back
    /// explains less than that, and they would count for as long as they are in the future.
    pub fn drop_future(&mut self, wall: SystemTime) -> usize {
        let latest = millis(wall).saturating_add(millis_of(DAY));
        let before = self.identifies.len() + self.process_starts.len();
        self.identifies.retain(|moment| *moment <= latest);
        self.process_starts.retain(|moment| *moment <= latest);
        before - self.identifies.len() - self.process_starts.len()
    }
}

/// The answer to whether a shard may identify.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentifyAnswer {
    /// It may identify now.
    Now,
    /// It may not identify before this moment. The caller checks again then.
    At(Instant),
    /// The starts that are left do not allow it.
    Refused(IdentifyRefused),
}

/// The session starts of the day are used up, except for the reserve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifyRefused {
    /// The number of starts left, the reserve included.
    pub left: u32,
    /// The number of starts kept in reserve.
    pub reserve: u32,
    /// The number of starts allowed in 24 hours.
    pub total: u32,
    /// The time until Discord's count restarts.
    pub retry_after: Duration,
}

impl fmt::Display for IdentifyRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { left, reserve, total, retry_after } = self;
        write!(
            f,
            "{left} of the {total} session starts that Discord allows in 24 hours are left, and {reserve} are kept in \
             reserve, because Discord resets the token of a bot that uses them all; the count restarts in {} s. The \
             bot identifies too often: look for a crash loop before you lower `identify_reserve`",
            retry_after.as_secs()
        )
    }
}

impl std::error::Error for IdentifyRefused {}

/// A session start that was recorded and can be given back while it is unused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifyGrant {
    key: u32,
    at: Instant,
    moment: u64,
    /// The key's previous start.
    before: Option<Instant>,
    /// The value of `renewals` when the start was recorded.
    renewals: u64,
}

/// The record of the session starts of one bot.
#[derive(Debug, Clone)]
pub struct IdentifyLedger {
    window: Duration,
    reserve: u32,
    memory: IdentifyMemory,
    limit: SessionStartLimit,
    /// How many times [`renew`](Self::renew) was called.
    renewals: u64,
    /// When Discord's count restarts.
    resets_at: SystemTime,
    last: BTreeMap<u32, Instant>,
    not_before: Instant,
}

impl IdentifyLedger {
    /// A ledger for a process that starts now. `window` is the time between two starts with the same key (Discord's is
    /// 5 s). `reserve` is the number of starts that are never used; at most a tenth of the daily starts are reserved.
    #[must_use]
    pub fn new(window: Duration, reserve: u32, mut memory: IdentifyMemory, now: Instant, wall: SystemTime) -> Self {
        memory.process_starts.retain(|start| start.abs_diff(millis(wall)) < millis_of(RESTART_WINDOW));
        memory.process_starts.push(millis(wall));
        let excess = u32::try_from(memory.process_starts.len()).unwrap_or(u32::MAX).saturating_sub(ALLOWED_RESTARTS);
        let wait = match excess {
            0 => Duration::ZERO,
            excess => Duration::from_secs(1 << (excess - 1).min(16)).min(LONGEST_RESTART_WAIT),
        };
        // Until Discord's limits are received, one start is allowed.
        let limit = SessionStartLimit { total: 1, remaining: 1, reset_after: millis_of(DAY), max_concurrency: 1 };
        let (last, not_before) = (BTreeMap::new(), now + wait);
        // A longer window would exceed the range of the clock.
        let window = window.min(DAY);
        Self { window, reserve, memory, limit, renewals: 0, resets_at: wall + DAY, last, not_before }
    }

    /// Takes over the limits that `GET /gateway/bot` returned.
    pub fn renew(&mut self, limit: &SessionStartLimit, wall: SystemTime) {
        self.limit = *limit;
        self.renewals += 1;
        // The period is a day: a longer time is an error of the server.
        self.resets_at = wall + Duration::from_millis(limit.reset_after).min(DAY);
    }

    /// The number of session starts left until Discord's count restarts, the reserve included.
    #[must_use]
    pub fn left(&self, wall: SystemTime) -> u32 {
        let day_began = self.day_began(wall);
        let used = self.memory.identifies.iter().filter(|&&moment| moment >= millis(day_began)).count();
        let by_memory = self.limit.total.saturating_sub(u32::try_from(used).unwrap_or(u32::MAX));
        if wall >= self.resets_at { by_memory } else { by_memory.min(self.limit.remaining) }
    }

    /// The number of session starts that Discord allows in 24 hours.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.limit.total
    }

    /// The number of session starts left, without the reserve.
    #[must_use]
    pub fn available(&self, wall: SystemTime) -> u32 {
        self.left(wall).saturating_sub(self.effective_reserve())
    }

    /// The error that applies if fewer than `needed` starts may be used, else `None`.
    #[must_use]
    pub fn refusal(&self, needed: u32, wall: SystemTime) -> Option<IdentifyRefused> {
        (self.available(wall) < needed).then(|| IdentifyRefused {
            left: self.left(wall),
            reserve: self.effective_reserve(),
            total: self.limit.total,
            // If the clock was set back, `resets_at` may be years ahead.
            retry_after: self.resets_at.duration_since(wall).unwrap_or(Duration::ZERO).min(DAY),
        })
    }

    /// Whether the shard may start a session now, later or not at all.
    #[must_use]
    pub fn ask(&self, shard: u32, now: Instant, wall: SystemTime) -> IdentifyAnswer {
        if let Some(refused) = self.refusal(1, wall) {
            return IdentifyAnswer::Refused(refused);
        }
        let free =
            self.last.get(&self.key(shard)).map_or(self.not_before, |last| (*last + self.window).max(self.not_before));
        if free <= now { IdentifyAnswer::Now } else { IdentifyAnswer::At(free) }
    }

    /// Records that the shard starts a session now.
    pub fn grant(&mut self, shard: u32, now: Instant, wall: SystemTime) -> IdentifyGrant {
        let (key, moment) = (self.key(shard), millis(wall));
        let before = self.last.insert(key, now);
        self.memory.identifies.retain(|moment| is_within(*moment, DAY, wall));
        self.memory.identifies.push(moment);
        self.limit.remaining = self.limit.remaining.saturating_sub(1);
        IdentifyGrant { key, at: now, moment, before, renewals: self.renewals }
    }

    /// Removes the record of a start that was not used.
    pub fn give_back(&mut self, grant: &IdentifyGrant) {
        let IdentifyGrant { key, at, moment, before, renewals } = *grant;
        // If the key has had another start since, its window counts from that one.
        if self.last.get(&key) == Some(&at) {
            match before {
                Some(before) => self.last.insert(key, before),
                None => self.last.remove(&key),
            };
        }
        if let Some(entry) = self.memory.identifies.iter().rposition(|it| *it == moment) {
            self.memory.identifies.remove(entry);
        }
        // If Discord's count was received after the start was recorded, it does not include the unused start.
        if self.renewals == renewals {
            self.limit.remaining = self.limit.remaining.saturating_add(1).min(self.limit.total);
        }
    }

    /// The state to store.
    #[must_use]
    pub fn memory(&self) -> &IdentifyMemory {
        &self.memory
    }

    /// The number of keys, at least 1. Shards with the same `shard_id % max_concurrency` share a key.
    #[must_use]
    pub fn max_concurrency(&self) -> u32 {
        self.limit.max_concurrency.max(1)
    }

    fn key(&self, shard: u32) -> u32 {
        shard % self.max_concurrency()
    }

    /// Limits the reserve to a tenth of the daily starts, so that a small limit is not reserved entirely.
    fn effective_reserve(&self) -> u32 {
        self.reserve.min(self.limit.total / 10)
    }

    /// When the period began that Discord's count covers at `wall`.
    fn day_began(&self, wall: SystemTime) -> SystemTime {
        let mut resets_at = self.resets_at;
        while resets_at <= wall {
            resets_at += DAY;
        }
        resets_at - DAY
    }
}

fn millis(moment: SystemTime) -> u64 {
    millis_of(moment.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default())
}

fn millis_of(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// Whether the moment is less than `span` ago. A moment in the future was recorded before the clock was set back. It
/// counts, because the event did happen.
fn is_within(moment: u64, span: Duration, wall: SystemTime) -> bool {
    millis(wall).saturating_sub(moment) < millis_of(span)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WINDOW: Duration = Duration::from_secs(5);

    fn limit(total: u32, remaining: u32, max_concurrency: u32) -> SessionStartLimit {
        SessionStartLimit { total, remaining, reset_after: 3_600_000, max_concurrency }
    }

    fn wall() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000)
    }

    fn ledger(limit: &SessionStartLimit, reserve: u32, now: Instant) -> IdentifyLedger {
        let mut ledger = IdentifyLedger::new(WINDOW, reserve, IdentifyMemory::default(), now, wall());
        ledger.renew(limit, wall());
        ledger
    }

    /// When each shard starts if all request a start at once and each starts as soon as it may.
    fn schedule(shards: u32, max_concurrency: u32) -> Vec<Duration> {
        let begin = Instant::now();
        let mut ledger = ledger(&limit(1000, 1000, max_concurrency), 0, begin);
        let mut now = begin;
        let mut starts = Vec::new();
        for shard in 0..shards {
            if let IdentifyAnswer::At(at) = ledger.ask(shard, now, wall()) {
                now = at;
            }
            assert_eq!(ledger.ask(shard, now, wall()), IdentifyAnswer::Now);
            ledger.grant(shard, now, wall());
            starts.push(now - begin);
        }
        starts
    }

    #[test]
    fn shards_of_one_key_keep_the_window() {
        let s = Duration::from_secs;
        assert_eq!(schedule(4, 1), [s(0), s(5), s(10), s(15)]);
        assert_eq!(schedule(4, 2), [s(0), s(0), s(5), s(5)]);
        assert_eq!(schedule(8, 8), [s(0); 8]);
    }

    #[test]
    fn the_reserve_is_never_used() {
        let now = Instant::now();
        let mut ledger = ledger(&limit(1000, 52, 16), 50, now);
        assert_eq!(ledger.available(wall()), 2);
        ledger.grant(0, now, wall());
        ledger.grant(1, now, wall());
        let IdentifyAnswer::Refused(refused) = ledger.ask(2, now, wall()) else { panic!("used the reserve") };
        assert_eq!((refused.left, refused.reserve, refused.retry_after), (50, 50, Duration::from_secs(3600)));
        // When Discord's count restarts, the starts are available again and earlier ones do not count.
        let later = wall() + Duration::from_secs(3601);
        assert_eq!(ledger.ask(2, now, later), IdentifyAnswer::Now);
        assert_eq!(ledger.left(later), 1000);
    }

    #[test]
    fn a_window_without_end_is_a_day() {
        let now = Instant::now();
        let mut ledger = IdentifyLedger::new(Duration::MAX, 0, IdentifyMemory::default(), now, wall());
        ledger.renew(&limit(1000, 1000, 1), wall());
        ledger.grant(0, now, wall());
        assert_eq!(ledger.ask(1, now, wall()), IdentifyAnswer::At(now + DAY));
    }

    /// Neither an answer that cannot be right nor a clock that is set back stops a shard for years.
    #[test]
    fn the_wait_for_discords_count_is_a_day_at_most() {
        let now = Instant::now();
        let endless = SessionStartLimit { reset_after: u64::MAX, ..limit(1000, 0, 1) };
        let years = Duration::from_secs(20 * 365 * 24 * 3600);
        for (limit, wall) in [(endless, wall()), (limit(1000, 0, 1), wall() - years)] {
            let IdentifyAnswer::Refused(refused) = ledger(&limit, 0, now).ask(0, now, wall) else {
                panic!("none is left")
            };
            assert_eq!(refused.retry_after, DAY);
        }
    }

    #[test]
    fn a_start_that_is_given_back_does_not_count() {
        let now = Instant::now();
        let mut ledger = ledger(&limit(1000, 52, 2), 50, now);
        ledger.grant(0, now, wall());
        let before = ledger.clone();
        // A start with the same key, one window later.
        let later = now + WINDOW;
        let grant = ledger.grant(2, later, wall());
        assert!(matches!(ledger.ask(1, later, wall()), IdentifyAnswer::Refused(_)));
        ledger.give_back(&grant);
        assert_eq!((ledger.memory(), ledger.left(wall())), (before.memory(), 51));
        assert_eq!(ledger.ask(4, later, wall()), IdentifyAnswer::Now, "the window is unchanged");
        // A start that was made in between keeps its window.
        let grant = ledger.grant(4, later, wall());
        ledger.renew(&limit(1000, 60, 2), wall());
        ledger.grant(4, later + WINDOW, wall());
        ledger.give_back(&grant);
        assert_eq!(ledger.ask(4, later + WINDOW, wall()), IdentifyAnswer::At(later + WINDOW * 2));
        // The count received from Discord does not include the start that was given back.
        assert_eq!(ledger.left(wall()), 59);
        // The first start of its key.
        let grant = ledger.grant(1, now, wall());
        ledger.give_back(&grant);
        assert_eq!(ledger.ask(1, now, wall()), IdentifyAnswer::Now);
    }

    #[test]
    fn the_reserve_is_at_most_a_tenth_of_the_limit() {
        let ledger = ledger(&limit(100, 100, 1), 50, Instant::now());
        assert_eq!(ledger.available(wall()), 90);
    }

    #[test]
    fn stored_starts_count_even_if_discord_has_not_counted_them_yet() {
        let now = Instant::now();
        let identifies = vec![millis(wall()); 990];
        let memory = IdentifyMemory { identifies, process_starts: Vec::new() };
        let mut ledger = IdentifyLedger::new(WINDOW, 0, memory, now, wall());
        ledger.renew(&limit(1000, 1000, 1), wall());
        assert_eq!(ledger.left(wall()), 10);
    }

    #[test]
    fn starts_before_discords_period_began_do_not_count() {
        let now = Instant::now();
        // The count restarts in an hour, so it began 23 hours ago.
        let long_ago = wall() - Duration::from_secs(23 * 3600 + 60);
        let memory = IdentifyMemory { identifies: vec![millis(long_ago); 500], process_starts: Vec::new() };
        let mut ledger = IdentifyLedger::new(WINDOW, 0, memory, now, wall());
        ledger.renew(&limit(1000, 1000, 1), wall());
        assert_eq!(ledger.left(wall()), 1000);
    }

    #[test]
    fn frequent_restarts_wait_longer_each_time() {
        let now = Instant::now();
        let mut memory = IdentifyMemory::default();
        let mut waits = Vec::new();
        for _ in 0..12 {
            let mut ledger = IdentifyLedger::new(WINDOW, 0, memory, now, wall());
            ledger.renew(&limit(1000, 1000, 1), wall());
            waits.push(match ledger.ask(0, now, wall()) {
                IdentifyAnswer::At(at) => (at - now).as_secs(),
                answer => u64::from(answer != IdentifyAnswer::Now),
            });
            memory = ledger.memory().clone();
        }
        assert_eq!(waits, [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        let later = IdentifyLedger::new(WINDOW, 0, memory, now, wall() + RESTART_WINDOW);
        assert_eq!(later.memory().process_starts.len(), 1, "after a minute the earlier starts do not count");
    }

    #[test]
    fn the_memory_survives_storage() {
        let memory = IdentifyMemory { identifies: vec![1, 2], process_starts: vec![3] };
        let stored = serde_json::to_string(&memory).unwrap();
        assert_eq!(serde_json::from_str::<IdentifyMemory>(&stored).unwrap(), memory);
        assert_eq!(serde_json::from_str::<IdentifyMemory>("{}").unwrap(), IdentifyMemory::default());
    }

    proptest! {
        /// For any sequence of shards, two starts with one key are at least a window apart, and no more starts are made
        /// than the limit allows.
        #[test]
        fn the_limits_are_never_exceeded(
            shards in prop::collection::vec(0u32..64, 1..200),
            concurrency in 1u32..16,
            total in 1u32..150,
        ) {
            let mut now = Instant::now();
            let mut wall = wall();
            let mut remaining = total;
            let mut ledger = ledger(&limit(total, remaining, concurrency), 5, now);
            let mut last: BTreeMap<u32, Instant> = BTreeMap::new();
            for shard in shards {
                match ledger.ask(shard, now, wall) {
                    IdentifyAnswer::Refused(_) => continue,
                    IdentifyAnswer::At(at) => { wall += at - now; now = at; }
                    IdentifyAnswer::Now => {}
                }
                prop_assert_eq!(ledger.ask(shard, now, wall), IdentifyAnswer::Now);
                ledger.grant(shard, now, wall);
                if let Some(before) = last.insert(shard % concurrency, now) {
                    prop_assert!(now - before >= WINDOW);
                }
                prop_assert!(remaining > 0);
                remaining -= 1;
            }
        }
    }
}
