//! Who else has a say in when a shard may identify.
//!
//! Discord counts session starts by token: shards with the same key, `shard_id % max_concurrency`, keep 5 s between their identifies, in
//! whatever process they run ([Session Start Limit](https://discord.com/developers/docs/events/gateway#session-start-limit-object)). One
//! process keeps that by itself. Several that share a token need a place where they meet, and that is an [`IdentifyGate`]:
//!
//! | gate | shared by |
//! |---|---|
//! | none (the default) | the shards of one bot; its queue and the day's budget are in memory and in a small file |
//! | [`LocalGate`] | several bots of one process |
//! | `RedisGate` (feature `redis`) | processes on several machines |
//! | your own | whoever you like; [`conformance`] tells whether it keeps the rules |
//!
//! A gate comes on top: whatever it says, a bot keeps its own window and the budget of the day.
//!
//! ```no_run
//! # use greenroom::prelude::*;
//! use greenroom::{async_trait, gate::{GateAsk, GateError, IdentifyGate}};
//!
//! /// Nobody identifies while we deploy.
//! struct NotNow;
//!
//! #[async_trait]
//! impl IdentifyGate for NotNow {
//!     async fn permit(&self, ask: &GateAsk) -> Result<(), GateError> {
//!         while std::path::Path::new("/run/deploying").exists() {
//!             println!("shard {} of {} waits for the deployment", ask.shard, ask.total);
//!             tokio::time::sleep(ask.window).await;
//!         }
//!         Ok(())
//!     }
//! }
//!
//! # struct Ping; impl EventHandler for Ping {}
//! # async fn run() -> greenroom::Result<()> {
//! Bot::from_env()?.handler(Ping).identify_gate(NotNow).run().await
//! # }
//! ```

pub mod conformance;
mod local;
#[cfg(feature = "redis")]
mod redis;

use std::{error::Error, fmt, sync::Arc, time::Duration};

use async_trait::async_trait;

pub use self::local::LocalGate;
#[cfg(feature = "redis")]
pub use self::redis::RedisGate;

/// What a shard that wants to identify says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct GateAsk {
    /// The shard's id, from 0.
    pub shard: u32,
    /// How many shards the bot is split into, over all its processes.
    pub total: u32,
    /// How many keys there are, as `GET /gateway/bot` says; at least 1.
    pub max_concurrency: u32,
    /// How long two identifies of the same key must be apart: Discord's 5 s, unless
    /// [`Bot::identify_window`](crate::Bot::identify_window) says otherwise.
    pub window: Duration,
}

impl GateAsk {
    /// The ask of shard `shard` of `total`. A `max_concurrency` of 0 counts as 1.
    #[must_use]
    pub const fn new(shard: u32, total: u32, max_concurrency: u32, window: Duration) -> Self {
        let max_concurrency = if max_concurrency == 0 { 1 } else { max_concurrency };
        Self { shard, total, max_concurrency, window }
    }

    /// The rate-limit key: shards with the same one must not identify within the same window, all others need not wait for each other.
    #[must_use]
    pub const fn key(&self) -> u32 {
        self.shard % self.max_concurrency
    }
}

/// A place where shards, bots and processes that share a token meet before they identify.
///
/// The bot asks for one shard of a key at a time, on the runtime of the user; no actor waits for the gate's code. It identifies as soon
/// as the gate answers `Ok`, within milliseconds.
///
/// * **One in a window.** Of all asks with the same [key](GateAsk::key), over everybody who shares the gate, one is answered `Ok`, and the
///   next not before [`window`](GateAsk::window) is over.
/// * **Keys do not wait for each other.**
/// * **Dropping the future gives up.** A shard may lose its connection while it waits. What was not answered must not cost the others a
///   window.
/// * **Everybody has their turn.** Not in any order, but in the end.
///
/// [`conformance::check`] puts an implementation to that test.
///
/// A gate that fails, panics, or does not answer within [`Bot::gate_timeout`](crate::Bot::gate_timeout) is told in the log and asked again
/// after a pause which grows as those of [`Bot::backoff`](crate::Bot::backoff) do. Until it says `Ok` nobody of that key identifies: a
/// gate that is broken stops session starts, and never lets two through.
#[async_trait]
pub trait IdentifyGate: Send + Sync + 'static {
    /// Waits until this shard may identify.
    ///
    /// # Errors
    /// Whatever keeps the gate from knowing. It will be asked again.
    async fn permit(&self, ask: &GateAsk) -> Result<(), GateError>;
}

#[async_trait]
impl<G: IdentifyGate + ?Sized> IdentifyGate for Arc<G> {
    async fn permit(&self, ask: &GateAsk) -> Result<(), GateError> {
        (**self).permit(ask).await
    }
}

/// Why a gate could not say whether a shard may identify.
pub struct GateError(Box<dyn Error + Send + Sync>);

impl GateError {
    /// An error with this cause: another error, or a text.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

impl fmt::Debug for GateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("GateError").field(&self.0).finish()
    }
}

impl fmt::Display for GateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for GateError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_follow_max_concurrency() {
        for (shard, max_concurrency, key) in [(0, 1, 0), (7, 1, 0), (7, 4, 3), (4, 4, 0), (7, 0, 0)] {
            assert_eq!(GateAsk::new(shard, 8, max_concurrency, Duration::ZERO).key(), key);
        }
    }

    #[test]
    fn an_error_says_what_its_cause_says() {
        assert_eq!(GateError::new("no network").to_string(), "no network");
        let io = GateError::new(std::io::Error::other("reset"));
        assert_eq!((io.to_string(), format!("{io:?}").contains("GateError")), ("reset".to_owned(), true));
    }
}
