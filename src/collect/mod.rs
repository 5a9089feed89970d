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
use crate::event::Event;

/// An event and the shard it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct ShardEvent {
    /// The id of the shard over which it came.
    pub shard: u32,
    /// The event, which everybody who sees it shares.
    pub event: Arc<Event>,
}
