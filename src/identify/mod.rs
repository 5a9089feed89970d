//! Permits to identify: the queue, the daily budget of session starts, and the gate that processes share.

pub mod gate;
mod gate_client;
mod memory_file;
mod permit;
mod queue;
mod spec;

pub(crate) use self::{
    gate_client::{GateClient, RequestStatus},
    queue::{IdentifyQueue, PermitRequest, RefreshGateway},
    spec::{IdentifyOptions, IdentifySpec},
};
