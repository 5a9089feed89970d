//! Who may begin a session, and when: the queue, the budget of the day, and the gate that processes share.

pub mod gate;
mod gate_client;
mod memory_file;
mod permit;
mod queue;
mod spec;

pub(crate) use self::{
    gate_client::{GateClient, PermitWanted},
    memory_file::state_file,
    queue::{IdentifyQueue, PermitRequest, RefreshGateway},
    spec::{IdentifyOptions, IdentifySpec},
};
