//! Gates: how processes that share a token coordinate when their shards identify.
//!
//! Discord counts session starts by token: there must be 5 s between two identifies of shards with the same key,
//! `shard_id % max_concurrency`, in whatever processes they run ([Session Start
//! Limit](https://discord.com/developers/docs/events/gateway#session-start-limit-object)). One bot observes that by
//! itself. Several bots that share a token need an [`IdentifyGate`] that they share as well:
//!
//! | gate | shared by |
//! |---|---|
//! | none (the default) | the shards of one bot; its queue and the day's budget are in memory and in a small file |
//! | [`LocalGate`] | several bots of one process |
//! | `RedisGate` (feature `redis`) | processes on several machines |
//! | your own | what you need; [`conformance`] tests whether it follows the rules |
//!
//! A gate is an additional condition: each bot observes its own window and the budget of the day as well.
//!
//! ```no_run
//! # use greenroom::prelude::*;
//! use greenroom::{async_trait, gate::{GateAsk, GateError, IdentifyGate}};
//!
//! /// No shard identifies during a deployment.
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
//! # struct Ping;
//! # #[event_handler] impl EventHandler for Ping {}
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

/// The request of a shard to identify.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct GateAsk {
    /// The shard's id, from 0.
    pub shard: u32,
    /// How many shards the bot is split into, over all its processes.
    pub total: u32,
    /// The number of keys, from `GET /gateway/bot`; at least 1.
    pub max_concurrency: u32,
    /// The least time between two identifies of the same key: 5 s, as Discord requires, unless
    /// [`Bot::identify_window`](crate::Bot::identify_window) sets another time.
    pub window: Duration,
}

impl GateAsk {
    /// The ask of shard `shard` of `total`. A `max_concurrency` of 0 counts as 1.
    #[must_use]
    pub const fn new(shard: u32, total: u32, max_concurrency: u32, window: Duration) -> Self {
        let max_concurrency = if max_concurrency == 0 { 1 } else { max_concurrency };
        Self { shard, total, max_concurrency, window }
    }

    /// The rate-limit key: shards with the same key must not identify within one window. Shards with different keys do
    /// not wait for each other.
    #[must_use]
    pub const fn key(&self) -> u32 {
        self.shard % self.max_concurrency
    }
}

/// Coordinates the identifies of shards, bots and processes that share a token.
///
/// The bot asks for one shard of a key at a time. The code of the gate runs on the runtime of the user. The shard
/// identifies within milliseconds after the gate has answered `Ok`.
///
/// * **One in a window.** Of all asks with the same [key](GateAsk::key), from all bots that share the gate, one is
///   answered `Ok`, and the next one not before [`window`](GateAsk::window) is over.
/// * **Keys do not wait for each other.**
/// * **Dropping the future withdraws the ask.** A shard may lose its connection while it waits. An ask that was not
///   answered must not delay the others by a window.
/// * **Every ask is answered** some time, in any order.
///
/// [`conformance::check`] tests an implementation for these rules.
///
/// If a gate fails, panics, or does not answer within [`Bot::gate_timeout`](crate::Bot::gate_timeout), that is logged,
/// and it is asked again after a pause that grows like those of [`Bot::backoff`](crate::Bot::backoff). Until it answers
/// `Ok`, no shard with that key identifies. So a broken gate delays session starts, and does not permit two at once.
#[async_trait]
pub trait IdentifyGate: Send + Sync + 'static {
    /// Waits until this shard may identify.
    ///
    /// # Errors
    /// Any reason why the gate cannot answer. It is then asked again.
    async fn permit(&self, ask: &GateAsk) -> Result<(), GateError>;
}

#[async_trait]
impl<G: IdentifyGate + ?Sized> IdentifyGate for Arc<G> {
    async fn permit(&self, ask: &GateAsk) -> Result<(), GateError> {
        (**self).permit(ask).await
    }
}

/// Why a gate could not answer.
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
    fn an_error_has_the_message_of_its_cause() {
        assert_eq!(GateError::new("no network").to_string(), "no network");
        let io = GateError::new(std::io::Error::other("reset"));
        assert_eq!((io.to_string(), format!("{io:?}").contains("GateError")), ("reset".to_owned(), true));
    }
}
