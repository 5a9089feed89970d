//! The rules for each [`IdentifyGate`], as a test that any implementation can run.
//!
//! ```
//! # use greenroom::gate::{LocalGate, conformance};
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let gate = LocalGate::new();
//! conformance::check(|| gate.clone()).await.unwrap();
//! # }
//! ```

use std::{pin::pin, time::Duration};

use futures_util::future::{LocalBoxFuture, join_all, select};
use tokio::time::{Instant, timeout};

use super::{GateAsk, GateError, IdentifyGate};

/// The window between two permits of a key, unless [`check_with`] is given another one.
pub const WINDOW: Duration = Duration::from_millis(250);

/// How many shards ask at the same time where many do.
const MANY: u32 = 6;
/// How many keys are asked for at the same time.
const KEYS: u32 = 8;

/// The rule that a gate breaks.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Breach {
    /// Two asks with the same key were permitted within a window.
    #[error(
        "two shards of one key ({holders}) were permitted {gap:?} after each other, and the window is {window:?}: \
         Discord answers the second with op 9"
    )]
    TooSoon {
        /// Whether they asked the same instance of the gate.
        holders: &'static str,
        /// The time between them.
        gap: Duration,
        /// The least time that is allowed.
        window: Duration,
    },
    /// Asks with different keys waited for each other.
    #[error(
        "{keys} shards of {keys} keys took {took:?} to be permitted, and the window is {window:?}: \
         keys must not wait for each other"
    )]
    KeysWait {
        /// How many keys there were.
        keys: u32,
        /// How long all of them took.
        took: Duration,
        /// The window.
        window: Duration,
    },
    /// An ask whose future was dropped delayed the next one by a window.
    #[error(
        "a shard that gave up still holds its place: the next one was permitted after {waited:?}, and the window is \
         {window:?}. Dropping the future of `permit` must free what it holds"
    )]
    PlaceKept {
        /// How long the next one waited.
        waited: Duration,
        /// The window.
        window: Duration,
    },
    /// An ask was never answered.
    #[error("{left} of {of} shards of one key were not permitted within {waited:?}, and the window is {window:?}")]
    Starved {
        /// How many still wait.
        left: usize,
        /// How many have asked.
        of: usize,
        /// How long they have waited.
        waited: Duration,
        /// The window.
        window: Duration,
    },
    /// An ask was answered with an error.
    #[error("the gate failed: {0}")]
    Failed(#[source] GateError),
}

/// Tests a gate with windows of [`WINDOW`]. Takes about two seconds.
///
/// `instance` returns an instance of the gate. All instances must share the same state, as those of several bots or
/// processes do. The keys are random, so that a state can be used for several checks.
///
/// # Errors
/// The first [`Breach`] that was found.
pub async fn check<G: IdentifyGate>(instance: impl Fn() -> G) -> Result<(), Breach> {
    check_with(WINDOW, instance).await
}

/// As [`check`], with another window: longer if access to the state is slow. A quarter of the window must be longer
/// than an ask takes.
///
/// # Errors
/// The first [`Breach`] that was found.
pub async fn check_with<G: IdentifyGate>(window: Duration, instance: impl Fn() -> G) -> Result<(), Breach> {
    let check = Check { gates: [instance(), instance()], window, total: fastrand::u32(1 << 24..1 << 28) };
    // Each rule uses other keys, so that all can be tested at the same time.
    let rules: [LocalBoxFuture<'_, Result<(), Breach>>; 5] = [
        Box::pin(check.one_in_a_window()),
        Box::pin(check.two_instances_share()),
        Box::pin(check.keys_do_not_wait()),
        Box::pin(check.giving_up_frees_the_place()),
        Box::pin(check.every_ask_is_answered()),
    ];
    join_all(rules).await.into_iter().collect()
}

struct Check<G> {
    gates: [G; 2],
    window: Duration,
    /// The number of keys. The shards `key`, `key + total`, `key + 2 * total` ... have the same key.
    total: u32,
}

impl<G: IdentifyGate> Check<G> {
    /// An ask of the n-th shard with this key.
    fn ask(&self, key: u32, n: u32) -> GateAsk {
        // Shifted by a number that depends on the check, so that two checks use different keys.
        let key = (self.total / 2 + key) % self.total;
        GateAsk::new(key + n * self.total, self.total * 8, self.total, self.window)
    }

    /// How imprecise the measured times may be.
    fn tolerance(&self) -> Duration {
        self.window / 4
    }

    /// Waits for a permit. Returns when it came.
    async fn permit(&self, gate: usize, ask: GateAsk) -> Result<Instant, Breach> {
        // There are two gates.
        self.gates[gate % 2].permit(&ask).await.map_err(Breach::Failed)?;
        Ok(Instant::now())
    }

    /// Lets `count` shards of `key` ask at the same time, over `instances` instances. Returns when they were permitted,
    /// in order.
    async fn permit_many(&self, key: u32, count: u32, instances: usize) -> Result<Vec<Instant>, Breach> {
        let asks = (0..count).map(|n| self.permit(n as usize % instances, self.ask(key, n)));
        let mut permitted: Vec<Instant> = join_all(asks).await.into_iter().collect::<Result<_, _>>()?;
        permitted.sort_unstable();
        Ok(permitted)
    }

    /// Checks that there is a window between each two times.
    fn check_gaps(&self, permitted: &[Instant], holders: &'static str) -> Result<(), Breach> {
        for pair in permitted.windows(2) {
            let gap = pair[1] - pair[0];
            if gap + self.tolerance() < self.window {
                return Err(Breach::TooSoon { holders, gap, window: self.window });
            }
        }
        Ok(())
    }

    async fn one_in_a_window(&self) -> Result<(), Breach> {
        self.check_gaps(&self.permit_many(1, 3, 1).await?, "asking one instance")
    }

    async fn two_instances_share(&self) -> Result<(), Breach> {
        self.check_gaps(&self.permit_many(2, 4, 2).await?, "asking two instances")
    }

    async fn keys_do_not_wait(&self) -> Result<(), Breach> {
        let began = Instant::now();
        join_all((0..KEYS).map(|n| self.permit(n as usize, self.ask(100 + n, 0))))
            .await
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        let took = began.elapsed();
        // One after the other they would take `KEYS - 1` windows.
        if took > self.window * (KEYS / 2) {
            return Err(Breach::KeysWait { keys: KEYS, took, window: self.window });
        }
        Ok(())
    }

    async fn giving_up_frees_the_place(&self) -> Result<(), Breach> {
        let began = self.permit(0, self.ask(3, 0)).await?;
        // Three that wait, over both instances, and give up after half a window.
        let waiting = join_all((1..4).map(|n| self.permit(n as usize, self.ask(3, n))));
        let given_up = tokio::time::sleep(self.window / 2);
        select(pin!(waiting), pin!(given_up)).await;
        let waited = self.permit(1, self.ask(3, 4)).await? - began;
        // If one of them still held its place, it would take at least two windows.
        if waited > self.window * 2 - self.tolerance() {
            return Err(Breach::PlaceKept { waited, window: self.window });
        }
        Ok(())
    }

    async fn every_ask_is_answered(&self) -> Result<(), Breach> {
        let limit = self.window * MANY * 3;
        let asks = (0..MANY).map(|n| timeout(limit, self.permit(n as usize, self.ask(4, n))));
        let mut left = 0;
        for permitted in join_all(asks).await {
            match permitted {
                Ok(permitted) => drop(permitted?),
                Err(_) => left += 1,
            }
        }
        if left > 0 {
            return Err(Breach::Starved { left, of: MANY as usize, waited: limit, window: self.window });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };

    use async_trait::async_trait;

    use super::*;
    use crate::gate::LocalGate;

    /// Gates that break a rule.
    #[derive(Clone)]
    enum Wrong {
        /// Permits every ask at once.
        Open,
        /// Treats all keys as one.
        OneKey(LocalGate),
        /// The instances share no state.
        Alone(LocalGate),
        /// Assigns turns in advance, also to those that give up.
        Numbers(Arc<AtomicU32>, LocalGate),
        /// Never answers the third ask.
        Forgetful(Arc<AtomicU32>, LocalGate),
        Fails,
    }

    #[async_trait]
    impl IdentifyGate for Wrong {
        async fn permit(&self, ask: &GateAsk) -> Result<(), GateError> {
            match self {
                Self::Open => Ok(()),
                Self::OneKey(gate) => gate.permit(&GateAsk::new(0, 1, 1, ask.window)).await,
                Self::Alone(gate) => gate.permit(ask).await,
                Self::Numbers(taken, _) if ask.key() == (ask.max_concurrency / 2 + 3) % ask.max_concurrency => {
                    let before = taken.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(ask.window * before).await;
                    Ok(())
                }
                Self::Forgetful(count, _)
                    if ask.key() == (ask.max_concurrency / 2 + 4) % ask.max_concurrency
                        && count.fetch_add(1, Ordering::Relaxed) == 2 =>
                {
                    std::future::pending().await
                }
                Self::Numbers(_, gate) | Self::Forgetful(_, gate) => gate.permit(ask).await,
                Self::Fails => Err(GateError::new("out of order")),
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_good_gate_passes() {
        let gate = LocalGate::new();
        check(|| gate.clone()).await.unwrap();
        check(|| gate.clone()).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn every_broken_rule_is_named() {
        let shared = |wrong: Wrong| move || wrong.clone();
        let gate = LocalGate::new;
        assert!(matches!(check(shared(Wrong::Open)).await, Err(Breach::TooSoon { .. })));
        let alone = check(|| Wrong::Alone(gate())).await;
        assert!(matches!(alone, Err(Breach::TooSoon { holders, .. }) if holders.contains("two")));
        let numbers = shared(Wrong::Numbers(Arc::default(), gate()));
        assert!(matches!(check(numbers).await, Err(Breach::PlaceKept { .. })));
        let forgetful = shared(Wrong::Forgetful(Arc::default(), gate()));
        assert!(matches!(check(forgetful).await, Err(Breach::Starved { left: 1, of: 6, .. })));
        assert!(matches!(check(shared(Wrong::Fails)).await, Err(Breach::Failed(_))));
        let one_key = check(shared(Wrong::OneKey(gate()))).await;
        assert!(matches!(one_key, Err(Breach::KeysWait { .. })), "{one_key:?}");
    }
}
