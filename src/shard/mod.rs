//! One connection to the gateway: its socket, its heartbeat, and the way of its events to the router.
//!
//! The [`inbox`] of a [`socket`] reads frames. [`actor`] inflates each message, scans its envelope, passes it to the protocol, and
//! decodes it if the [`interest`] filter says that it is used. [`forwarder`] sends the events of one read as one [`batch`] to the
//! router, and waits until the router has room.

mod actor;
mod barrier;
mod batch;
#[cfg(feature = "sandbox")]
mod fault_injection;
mod fingerprint;
mod forwarder;
mod heartbeat;
mod inbox;
mod interest;
mod mark;
mod payload;
mod report;
mod request;
mod socket;
#[cfg(test)]
mod tests;
mod traffic;

pub(crate) use self::{
    actor::{ShardActor, ShardSpec},
    batch::{Batch, BatchItem, BatchSource},
    fingerprint::Fingerprint,
    interest::InterestFilter,
    mark::{Mark, Marker},
    request::ShardRequest,
    socket::ConnectOptions,
};
