//! Passes the events of batches to the handlers.
//!
//! The [`router`] receives the batches of all shards. It tracks the guilds, applies each event to the cache, delivers
//! it to collectors and streams, and queues one call for each handler in the keyed [`executor`]. A [`call`] runs on the
//! runtime of the user.

mod call;
mod collect;
mod collector;
mod event_stream;
mod executor;
mod message;
mod overlap;
mod payload_stream;
mod poll_watch;
#[cfg(feature = "http-interactions")]
mod posted;
mod queues;
mod receiver;
mod router;
mod shard_event;
mod stall_watchdog;
#[cfg(test)]
mod tests;

#[cfg(feature = "http-interactions")]
pub(crate) use self::message::HandlePosted;
pub use self::{
    collector::{Collected, Collector, WaitFor},
    event_stream::Events,
    payload_stream::Ops,
    shard_event::ShardEvent,
};
pub(crate) use self::{
    executor::KeyedExecutor,
    message::{Announce, CallShutdown, DrainHandlers, Forget, SetHoldback, TakeOver},
    receiver::{Receiver, Receivers},
    router::{Router, RouterSpec},
};
