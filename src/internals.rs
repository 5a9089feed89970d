//! The engine, for the tests, benches and fuzz targets of this workspace: what they take apart piece by piece, and no user needs.
//!
//! Not public API: it is there with the feature `__internals` alone, and anything in it may change at any time.

#[cfg(feature = "sandbox")]
pub use crate::gateway::protocol::Drill;
pub use crate::gateway::{
    budget::{IdentifyAnswer, IdentifyLedger, IdentifyMemory},
    command::Command,
    compression::{InflateError, Inflater, ZLIB_SUFFIX},
    encoding::{EnvelopeReader, Payload},
    envelope::{Envelope, EnvelopeError},
    heartbeat::{Pacemaker, Tick},
    protocol::{Action, Input, Outcome, Protocol, Report},
};
