//! Streams: all events in place of handlers, and every payload for who watches the gateway itself.

mod events;
mod ops;

pub(crate) use self::ops::OpsDesk;
pub use self::{
    events::Events,
    ops::{DEFAULT_OPS_CAPACITY, MissedOps, Ops, ReceivedOp},
};
