//! [`LocalGate`]: a gate in memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use tokio::{sync::Semaphore, time::Instant};

use super::{GateAsk, GateError, IdentifyGate};

/// A gate for several bots of one process that share a token. Clones are the same gate. Asks are permitted in order.
///
/// ```no_run
/// # use greenroom::prelude::*;
/// use greenroom::gate::LocalGate;
///
/// # struct Ping;
/// # #[event_handler] impl EventHandler for Ping {}
/// # async fn run(token: &str) -> greenroom::Result<()> {
/// let gate = LocalGate::new();
/// let low = Bot::new(token).sharding(Sharding::shards([0, 1], 4)).handler(Ping).identify_gate(gate.clone());
/// let high = Bot::new(token).sharding(Sharding::shards([2, 3], 4)).handler(Ping).identify_gate(gate);
/// let (low, high) = (low.spawn().await?, high.spawn().await?);
/// # drop((low, high)); Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct LocalGate {
    keys: Arc<Mutex<HashMap<u32, Arc<Key>>>>,
}

#[derive(Debug)]
struct Key {
    /// Held by the ask that waits for the end of the window. The others wait for the semaphore, which is fair.
    turn: Semaphore,
    last: Mutex<Option<Instant>>,
}

impl Key {
    fn new() -> Self {
        Self { turn: Semaphore::new(1), last: Mutex::new(None) }
    }

    /// When the window of the last permit ends, if there was one.
    fn free_at(&self, window: Duration) -> Option<Instant> {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.and_then(|last| last.checked_add(window))
    }
}

impl LocalGate {
    /// A gate without former permits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn key(&self, key: u32) -> Arc<Key> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(keys.entry(key).or_insert_with(|| Arc::new(Key::new())))
    }
}

#[async_trait]
impl IdentifyGate for LocalGate {
    async fn permit(&self, ask: &GateAsk) -> Result<(), GateError> {
        let key = self.key(ask.key());
        // Released when this future ends or is dropped.
        let _turn = key.turn.acquire().await.map_err(GateError::new)?;
        if let Some(at) = key.free_at(ask.window) {
            tokio::time::sleep_until(at).await;
        }
        *key.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_window_is_that_of_the_ask_and_asks_are_permitted_in_order() {
        let gate = LocalGate::new();
        let began = Instant::now();
        let pass = |shard| {
            let gate = gate.clone();
            async move {
                gate.permit(&GateAsk::new(shard, 8, 2, Duration::from_secs(5))).await.unwrap();
                (shard, began.elapsed().as_secs())
            }
        };
        let passed = futures_util::future::join_all((0..6).map(pass)).await;
        assert_eq!(passed, [(0, 0), (1, 0), (2, 5), (3, 5), (4, 10), (5, 10)]);
        gate.permit(&GateAsk::new(0, 8, 2, Duration::ZERO)).await.unwrap();
        assert_eq!(began.elapsed().as_secs(), 10, "no window, no wait");
    }
}
