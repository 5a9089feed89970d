//! What every [`IdentifyGate`] must keep, as a test that any implementation can run.
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

/// The window of the asks, unless [`check_with`] is given another one.
pub const WINDOW: Duration = Duration::from_millis(250);

/// How many ask at once where many ask.
const CROWD: u32 = 6;
/// Keys that are asked for at once.
const KEYS: u32 = 8;

/// The rule that a gate has broken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Breach {
    /// Two asks with the same key passed within a window.
    #[error(
        "two shards of one key ({holders}) passed {gap:?} after each other, and the window is {window:?}: Discord answers the second with op 9"
    )]
    TooSoon {
        /// Whether they asked at the same instance of the gate.
        holders: &'static str,
        /// The time between them.
        gap: Duration,
        /// What it should be at least.
        window: Duration,
    },
    /// Asks with different keys waited for each other.
    #[error(
        "{keys} shards of {keys} keys took {took:?} to pass, and the window is {window:?}: keys must not wait for each other"
    )]
    KeysWait {
        /// How many keys there were.
        keys: u32,
        /// How long all of them took.
        took: Duration,
        /// The window.
        window: Duration,
    },
    /// An ask whose future was dropped cost the next one a window.
    #[error(
        "a shard that gave up still holds its place: the one behind it passed after {waited:?}, and the window is {window:?}. Dropping the \
         future of `permit` must free what it holds"
    )]
    PlaceKept {
        /// How long the one behind it waited.
        waited: Duration,
        /// The window.
        window: Duration,
    },
    /// An ask was never answered.
    #[error("{left} of {of} shards of one key had not passed after {waited:?}, and the window is {window:?}")]
    Starved {
        /// How many wait still.
        left: usize,
        /// How many had asked.
        of: usize,
        /// How long they were given.
        waited: Duration,
        /// The window.
        window: Duration,
    },
    /// An ask was answered with an error.
    #[error("the gate failed: {0}")]
    Failed(#[source] GateError),
}

/// Puts a gate to the test, with windows of [`WINDOW`]. It takes about two seconds.
///
/// `instance` gives an instance of the gate, each over the same shared state: what another bot or another process would have. The keys that are
/// asked for are made up anew every time, so that a state which was used before does no harm.
///
/// # Errors
/// The first [`Breach`] that was found.
pub async fn check<G: IdentifyGate>(instance: impl Fn() -> G) -> Result<(), Breach> {
    check_with(WINDOW, instance).await
}

/// As [`check`], with another window: longer for a gate whose state is far away. A quarter of it must be more than an ask takes.
///
/// # Errors
/// The first [`Breach`] that was found.
pub async fn check_with<G: IdentifyGate>(window: Duration, instance: impl Fn() -> G) -> Result<(), Breach> {
    let check = Check { gates: [instance(), instance()], window, total: fastrand::u32(1 << 24..1 << 28) };
    // The rules have keys of their own, so that they can be looked at together.
    let rules: [LocalBoxFuture<'_, Result<(), Breach>>; 5] = [
        Box::pin(check.one_in_a_window()),
        Box::pin(check.two_instances_share()),
        Box::pin(check.keys_do_not_wait()),
        Box::pin(check.giving_up_frees_the_place()),
        Box::pin(check.everybody_has_their_turn()),
    ];
    join_all(rules).await.into_iter().collect()
}

struct Check<G> {
    gates: [G; 2],
    window: Duration,
    /// As many keys as shards, so that each shard has the key of its number, but for those that ask as `total` more.
    total: u32,
}

impl<G: IdentifyGate> Check<G> {
    /// An ask of the n-th shard that has this key.
    fn ask(&self, key: u32, n: u32) -> GateAsk {
        // A key of one check is as good as any; those of two checks should not be the same.
        let key = (self.total / 2 + key) % self.total;
        GateAsk::new(key + n * self.total, self.total * 8, self.total, self.window)
    }

    /// What passing late by may be the machine's doing.
    fn tolerance(&self) -> Duration {
        self.window / 4
    }

    /// Passes, and says when.
    async fn pass(&self, gate: usize, ask: GateAsk) -> Result<Instant, Breach> {
        // There are two.
        self.gates[gate % 2].permit(&ask).await.map_err(Breach::Failed)?;
        Ok(Instant::now())
    }

    /// Lets so many shards of `key` ask at once, each at one of the instances, and says when they passed, in order.
    async fn crowd(&self, key: u32, count: u32, instances: usize) -> Result<Vec<Instant>, Breach> {
        let asks = (0..count).map(|n| self.pass(n as usize % instances, self.ask(key, n)));
        let mut passed: Vec<Instant> = join_all(asks).await.into_iter().collect::<Result<_, _>>()?;
        passed.sort_unstable();
        Ok(passed)
    }

    fn apart(&self, passed: &[Instant], holders: &'static str) -> Result<(), Breach> {
        for pair in passed.windows(2) {
            let gap = pair[1] - pair[0];
            if gap + self.tolerance() < self.window {
                return Err(Breach::TooSoon { holders, gap, window: self.window });
            }
        }
        Ok(())
    }

    async fn one_in_a_window(&self) -> Result<(), Breach> {
        self.apart(&self.crowd(1, 3, 1).await?, "asking at one instance")
    }

    async fn two_instances_share(&self) -> Result<(), Breach> {
        self.apart(&self.crowd(2, 4, 2).await?, "asking at two instances")
    }

    async fn keys_do_not_wait(&self) -> Result<(), Breach> {
        let began = Instant::now();
        join_all((0..KEYS).map(|n| self.pass(n as usize, self.ask(100 + n, 0))))
            .await
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        let took = began.elapsed();
        // One after the other they would take a window less than there are keys.
        if took > self.window * (KEYS / 2) {
            return Err(Breach::KeysWait { keys: KEYS, took, window: self.window });
        }
        Ok(())
    }

    async fn giving_up_frees_the_place(&self) -> Result<(), Breach> {
        let began = self.pass(0, self.ask(3, 0)).await?;
        // Three that wait and give up, one of them at the other instance, after they had time to take their place.
        let waiting = join_all((1..4).map(|n| self.pass(n as usize, self.ask(3, n))));
        let given_up = tokio::time::sleep(self.window / 2);
        select(pin!(waiting), pin!(given_up)).await;
        let waited = self.pass(1, self.ask(3, 4)).await? - began;
        // With a place that is kept it would be two windows at the least.
        if waited > self.window * 2 - self.tolerance() {
            return Err(Breach::PlaceKept { waited, window: self.window });
        }
        Ok(())
    }

    async fn everybody_has_their_turn(&self) -> Result<(), Breach> {
        let patience = self.window * CROWD * 3;
        let asks = (0..CROWD).map(|n| timeout(patience, self.pass(n as usize, self.ask(4, n))));
        let mut left = 0;
        for passed in join_all(asks).await {
            match passed {
                Ok(passed) => drop(passed?),
                Err(_) => left += 1,
            }
        }
        if left > 0 {
            return Err(Breach::Starved { left, of: CROWD as usize, waited: patience, window: self.window });
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

    /// What can be wrong with a gate.
    #[derive(Clone)]
    enum Wrong {
        /// Lets everybody through.
        Open,
        /// Takes all keys for one.
        OneKey(LocalGate),
        /// Each instance is alone.
        Alone(LocalGate),
        /// Hands out turns that are lost with those who give up.
        Numbers(Arc<AtomicU32>, LocalGate),
        /// Never answers the third.
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
        assert!(
            matches!(check(|| Wrong::Alone(gate())).await, Err(Breach::TooSoon { holders, .. }) if holders.contains("two"))
        );
        let numbers = shared(Wrong::Numbers(Arc::default(), gate()));
        assert!(matches!(check(numbers).await, Err(Breach::PlaceKept { .. })));
        let forgetful = shared(Wrong::Forgetful(Arc::default(), gate()));
        assert!(matches!(check(forgetful).await, Err(Breach::Starved { left: 1, of: 6, .. })));
        assert!(matches!(check(shared(Wrong::Fails)).await, Err(Breach::Failed(_))));
        let one_key = check(shared(Wrong::OneKey(gate()))).await;
        assert!(matches!(one_key, Err(Breach::KeysWait { .. })), "{one_key:?}");
    }
}
