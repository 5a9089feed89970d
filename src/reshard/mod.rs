//! Changing the number of shards while events flow.
//!
//! A new set of shards starts beside the present one. The [`Coordinator`] decides the steps. The [`Holdback`] holds
//! back the events of the new set until it takes over; [`overlap`] finds those that the handlers have received already.
//! Nothing here does I/O: the supervisor carries out the actions of the coordinator, and the router uses the holdback.

mod coordinator;
mod holdback;
mod overlap;

pub(crate) use self::{
    coordinator::{Action, Cause, Coordinator, Input},
    holdback::{CurrentHoldback, Held, Holdback, TakenOver, Treatment},
};
