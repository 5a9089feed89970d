//! Collectors: events for who waits for them, beside the handlers.
//!
//! A collector takes a seat in the [`Audience`]: from then on its kinds are in [`Demand`], so that shards decode them, and the router hands it
//! each event which fits its scope, before and beside the lanes of the handlers. Its filter is code of the user and runs where the
//! collector is awaited. When it is dropped, the seat is free and the demand is gone.

mod audience;
mod collector;
mod demand;
mod handle;
mod queue;

use std::sync::Arc;

pub use self::collector::{Collected, Collector, DEFAULT_COLLECTOR_CAPACITY, WaitFor};
pub(crate) use self::{
    audience::{Audience, Policy, Seat},
    demand::{Demand, Wish},
    queue::Queue,
};
use crate::{context::Context, event::Event};

/// An event, and what a handler would be handed beside it.
#[derive(Debug, Clone)]
pub struct ShardEvent {
    /// The way to Discord's REST API, the cache, and the bot; it also knows the shard over which the event came, and what the cache held before.
    pub context: Context,
    /// The event, which everybody who sees it shares.
    pub event: Arc<Event>,
}
