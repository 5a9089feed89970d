//! One shard: its connection to the gateway, its heartbeat, and the delivery of its events to the router.
//!
//! The [`inbox`] of a [`socket`] reads frames and joins them to messages. [`actor`] inflates each message and scans its
//! envelope. [`payload`] passes the envelope to the protocol, and decodes the dispatch if the [`interest`] filter finds
//! a use for it. [`forwarder`] sends the events of one read as one [`batch`] to the router, and waits until the router
//! can take more.

mod actor;
mod barrier;
mod batch;
mod connection;
#[cfg(feature = "sandbox")]
mod fault_injection;
mod fingerprint;
mod forwarder;
mod heartbeat;
mod heartbeat_control;
mod inbox;
mod interest;
mod mark;
mod payload;
mod permit;
mod report;
mod request;
mod socket;
#[cfg(test)]
mod tests;
mod traffic;
mod trouble;

pub(crate) use self::{
    actor::{ShardActor, ShardSpec},
    batch::{Batch, BatchItem, BatchSource},
    fingerprint::Fingerprint,
    interest::InterestFilter,
    mark::{Mark, Marker},
    request::ShardRequest,
    socket::ConnectOptions,
};
