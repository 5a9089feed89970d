//! Changing the number of shards while events flow.
//!
//! A new set of shards is started beside the present one. [`Coordinator`] decides what happens when. Until the new set takes over,
//! [`Holdback`] keeps its events back; [`overlap`] finds those that the handlers have seen already. All of it is without I/O: the
//! supervisor carries out what the coordinator decides, and the router uses the holdback.

mod coordinator;
mod holdback;
mod overlap;

pub(crate) use self::{
    coordinator::{Action, Cause, Coordinator, Input},
    holdback::{CurrentHoldback, Held, Holdback, TakenOver},
};
