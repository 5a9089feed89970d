//! The budget of session starts: who may identify when, and whether at all (Discord's docs: "Rate Limiting", "Session Start Limit Object").
//!
//! Three rules, all of them about IDENTIFY (a RESUME costs nothing):
//!
//! * Shards with the same key, `shard_id % max_concurrency`, keep a window of five seconds between them; others need not wait for each other.
//! * A day has a thousand starts or more. Whoever spends them all has every session ended and the token reset, so that a
//!   reserve of them is never spent.
//! * A process that is started again and again is likely to be crashing; from the fourth start in a minute on it waits, twice as long each time.
//!
//! What was spent is remembered as [`IdentifyMemory`], which the owner of the ledger stores *before* a start is used. Discord's own count, as
//! `GET /gateway/bot` tells it, and the memory are both believed: the worse one counts.

use std::{
    collections::BTreeMap,
    fmt,
    time::{Duration, Instant, SystemTime},
};

use serde::{Deserialize, Serialize};

use crate::model::SessionStartLimit;

/// The span of Discord's daily limit.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Starts of the process within this span count as one storm.
const STORM: Duration = Duration::from_secs(60);
/// As many starts in [`STORM`] are taken for somebody trying things out.
const HARMLESS_STARTS: u32 = 3;
/// The longest wait that a storm of starts brings.
const LONGEST_CALM: Duration = Duration::from_secs(60);

/// What is remembered over restarts: moments, in milliseconds of the Unix epoch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifyMemory {
    /// Session starts of the last 24 hours.
    #[serde(default)]
    pub identifies: Vec<u64>,
    /// Starts of the process in the last minute.
    #[serde(default)]
    pub process_starts: Vec<u64>,
}

/// May a shard identify?
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentifyAnswer {
    /// Yes.
    Now,
    /// Not before this moment. Ask again then.
    At(Instant),
    /// Not with what is left of the day.
    Refused(IdentifyRefused),
}

/// The day's session starts are used up, but for the reserve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifyRefused {
    /// Starts left, the reserve included.
    pub left: u32,
    /// Starts kept back.
    pub reserve: u32,
    /// Starts allowed in 24 hours.
    pub total: u32,
    /// When the count starts anew.
    pub retry_after: Duration,
}

impl fmt::Display for IdentifyRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { left, reserve, total, retry_after } = self;
        write!(
            f,
            "{left} of the {total} session starts that Discord allows in 24 hours are left, and {reserve} are kept in reserve, as Discord \
             resets the token of a bot that spends them all; they are renewed in {} s. Something makes the bot identify too \
             often: look for a crash loop before you lower `identify_reserve`",
            retry_after.as_secs()
        )
    }
}

impl std::error::Error for IdentifyRefused {}

/// A session start that was entered, for as long as nobody has used it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifyGrant {
    key: u32,
    at: Instant,
    moment: u64,
    /// When the key's last start before this one was.
    before: Option<Instant>,
    /// How often Discord's count had been taken in.
    renewals: u64,
}

/// The ledger of session starts of one bot.
#[derive(Debug, Clone)]
pub struct IdentifyLedger {
    window: Duration,
    reserve: u32,
    memory: IdentifyMemory,
    limit: SessionStartLimit,
    /// How often Discord's count was taken in.
    renewals: u64,
    /// When Discord's count starts anew.
    resets_at: SystemTime,
    last: BTreeMap<u32, Instant>,
    not_before: Instant,
}

impl IdentifyLedger {
    /// A ledger for a process that starts now. `window` is the time between two starts of the same key (Discord's is 5 s), `reserve` the number of
    /// starts that are never spent (at most a tenth of the day's).
    #[must_use]
    pub fn new(window: Duration, reserve: u32, mut memory: IdentifyMemory, now: Instant, wall: SystemTime) -> Self {
        memory.process_starts.retain(|start| is_within(*start, STORM, wall));
        memory.process_starts.push(millis(wall));
        let storm = u32::try_from(memory.process_starts.len()).unwrap_or(u32::MAX).saturating_sub(HARMLESS_STARTS);
        let calm = match storm {
            0 => Duration::ZERO,
            storm => Duration::from_secs(1 << (storm - 1).min(16)).min(LONGEST_CALM),
        };
        // Until Discord has named its limits: one start, one at a time.
        let limit = SessionStartLimit { total: 1, remaining: 1, reset_after: millis_of(DAY), max_concurrency: 1 };
        let (last, not_before) = (BTreeMap::new(), now + calm);
        Self { window, reserve, memory, limit, renewals: 0, resets_at: wall + DAY, last, not_before }
    }

    /// Takes in what `GET /gateway/bot` says.
    pub fn renew(&mut self, limit: &SessionStartLimit, wall: SystemTime) {
        self.limit = *limit;
        self.renewals += 1;
        self.resets_at = wall + Duration::from_millis(limit.reset_after);
    }

    /// Session starts that are left until Discord's count starts anew, the reserve included.
    #[must_use]
    pub fn left(&self, wall: SystemTime) -> u32 {
        let day_began = self.day_began(wall);
        let spent = self.memory.identifies.iter().filter(|&&moment| moment >= millis(day_began)).count();
        let remembered = self.limit.total.saturating_sub(u32::try_from(spent).unwrap_or(u32::MAX));
        if wall >= self.resets_at { remembered } else { remembered.min(self.limit.remaining) }
    }

    /// Session starts that may still be spent.
    #[must_use]
    pub fn available(&self, wall: SystemTime) -> u32 {
        self.left(wall).saturating_sub(self.effective_reserve())
    }

    /// The refusal that stands when fewer than `needed` starts may be spent.
    #[must_use]
    pub fn refusal(&self, needed: u32, wall: SystemTime) -> Option<IdentifyRefused> {
        (self.available(wall) < needed).then(|| IdentifyRefused {
            left: self.left(wall),
            reserve: self.effective_reserve(),
            total: self.limit.total,
            retry_after: self.resets_at.duration_since(wall).unwrap_or(Duration::ZERO),
        })
    }

    /// Whether shard `shard` may start a session.
    #[must_use]
    pub fn ask(&self, shard: u32, now: Instant, wall: SystemTime) -> IdentifyAnswer {
        if let Some(refused) = self.refusal(1, wall) {
            return IdentifyAnswer::Refused(refused);
        }
        let free =
            self.last.get(&self.key(shard)).map_or(self.not_before, |last| (*last + self.window).max(self.not_before));
        if free <= now { IdentifyAnswer::Now } else { IdentifyAnswer::At(free) }
    }

    /// Enters that shard `shard` starts a session now.
    pub fn grant(&mut self, shard: u32, now: Instant, wall: SystemTime) -> IdentifyGrant {
        let (key, moment) = (self.key(shard), millis(wall));
        let before = self.last.insert(key, now);
        self.memory.identifies.retain(|moment| is_within(*moment, DAY, wall));
        self.memory.identifies.push(moment);
        self.limit.remaining = self.limit.remaining.saturating_sub(1);
        IdentifyGrant { key, at: now, moment, before, renewals: self.renewals }
    }

    /// Takes the entry of a start back that nobody has made.
    pub fn give_back(&mut self, grant: &IdentifyGrant) {
        let IdentifyGrant { key, at, moment, before, renewals } = *grant;
        // Should the key have had another start since, its window counts from that one.
        if self.last.get(&key) == Some(&at) {
            match before {
                Some(before) => self.last.insert(key, before),
                None => self.last.remove(&key),
            };
        }
        if let Some(entry) = self.memory.identifies.iter().rposition(|it| *it == moment) {
            self.memory.identifies.remove(entry);
        }
        // A count that Discord has told since knows nothing of a start that was not made.
        if self.renewals == renewals {
            self.limit.remaining = self.limit.remaining.saturating_add(1).min(self.limit.total);
        }
    }

    /// What is to be stored.
    #[must_use]
    pub fn memory(&self) -> &IdentifyMemory {
        &self.memory
    }

    /// How many keys there are, at least 1: shards with the same `shard_id % max_concurrency` have the same.
    #[must_use]
    pub fn max_concurrency(&self) -> u32 {
        self.limit.max_concurrency.max(1)
    }

    fn key(&self, shard: u32) -> u32 {
        shard % self.max_concurrency()
    }

    /// A bot with few starts a day needs some of them all the same.
    fn effective_reserve(&self) -> u32 {
        self.reserve.min(self.limit.total / 10)
    }

    /// When the span began that Discord counts in now.
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

/// Moments of the future come from a clock that was set back; they count, as they did happen.
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

    /// When each shard starts, if all ask at once and each is served as soon as it may be.
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
    fn the_reserve_is_never_spent() {
        let now = Instant::now();
        let mut ledger = ledger(&limit(1000, 52, 16), 50, now);
        assert_eq!(ledger.available(wall()), 2);
        ledger.grant(0, now, wall());
        ledger.grant(1, now, wall());
        let IdentifyAnswer::Refused(refused) = ledger.ask(2, now, wall()) else { panic!("spent the reserve") };
        assert_eq!((refused.left, refused.reserve, refused.retry_after), (50, 50, Duration::from_secs(3600)));
        // With the reset of Discord's count they are back, and what was spent before it does not count.
        let later = wall() + Duration::from_secs(3601);
        assert_eq!(ledger.ask(2, now, later), IdentifyAnswer::Now);
        assert_eq!(ledger.left(later), 1000);
    }

    #[test]
    fn a_start_that_is_given_back_was_never_made() {
        let now = Instant::now();
        let mut ledger = ledger(&limit(1000, 52, 2), 50, now);
        ledger.grant(0, now, wall());
        let before = ledger.clone();
        // Of the same key, a window later.
        let later = now + WINDOW;
        let grant = ledger.grant(2, later, wall());
        assert!(matches!(ledger.ask(1, later, wall()), IdentifyAnswer::Refused(_)));
        ledger.give_back(&grant);
        assert_eq!((ledger.memory(), ledger.left(wall())), (before.memory(), 51));
        assert_eq!(ledger.ask(4, later, wall()), IdentifyAnswer::Now, "the window is as it was");
        // One that was made since keeps its window.
        let grant = ledger.grant(4, later, wall());
        ledger.renew(&limit(1000, 60, 2), wall());
        ledger.grant(4, later + WINDOW, wall());
        ledger.give_back(&grant);
        assert_eq!(ledger.ask(4, later + WINDOW, wall()), IdentifyAnswer::At(later + WINDOW * 2));
        // What Discord told since did not count it.
        assert_eq!(ledger.left(wall()), 59);
        // The first of its key.
        let grant = ledger.grant(1, now, wall());
        ledger.give_back(&grant);
        assert_eq!(ledger.ask(1, now, wall()), IdentifyAnswer::Now);
    }

    #[test]
    fn a_small_day_has_a_small_reserve() {
        let ledger = ledger(&limit(100, 100, 1), 50, Instant::now());
        assert_eq!(ledger.available(wall()), 90);
    }

    #[test]
    fn what_is_remembered_counts_even_if_discord_has_not_counted_it_yet() {
        let now = Instant::now();
        let identifies = vec![millis(wall()); 990];
        let memory = IdentifyMemory { identifies, process_starts: Vec::new() };
        let mut ledger = IdentifyLedger::new(WINDOW, 0, memory, now, wall());
        ledger.renew(&limit(1000, 1000, 1), wall());
        assert_eq!(ledger.left(wall()), 10);
    }

    #[test]
    fn what_was_spent_before_discords_day_began_does_not_count() {
        let now = Instant::now();
        // The count restarts in an hour, so that it began 23 hours ago.
        let long_ago = wall() - Duration::from_secs(23 * 3600 + 60);
        let memory = IdentifyMemory { identifies: vec![millis(long_ago); 500], process_starts: Vec::new() };
        let mut ledger = IdentifyLedger::new(WINDOW, 0, memory, now, wall());
        ledger.renew(&limit(1000, 1000, 1), wall());
        assert_eq!(ledger.left(wall()), 1000);
    }

    #[test]
    fn a_storm_of_restarts_is_slowed_down() {
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
        let calm = IdentifyLedger::new(WINDOW, 0, memory, now, wall() + STORM);
        assert_eq!(calm.memory().process_starts.len(), 1, "a minute later it is forgotten");
    }

    #[test]
    fn survives_storage() {
        let memory = IdentifyMemory { identifies: vec![1, 2], process_starts: vec![3] };
        let stored = serde_json::to_string(&memory).unwrap();
        assert_eq!(serde_json::from_str::<IdentifyMemory>(&stored).unwrap(), memory);
        assert_eq!(serde_json::from_str::<IdentifyMemory>("{}").unwrap(), IdentifyMemory::default());
    }

    proptest! {
        /// Whatever the shards and the restarts: no key starts twice in a window of one process, and never more than the day allows.
        #[test]
        fn never_over_the_limits(shards in prop::collection::vec(0u32..64, 1..200), concurrency in 1u32..16, total in 1u32..150) {
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
