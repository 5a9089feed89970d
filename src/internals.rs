//! The engine, for the tests, benches and fuzz targets of this workspace: what they take apart piece by piece, and no
//! user needs.
//!
//! Not public API: it is there with the feature `__internals` alone, and anything in it may change at any time.

use std::io;

use serde::Deserialize;
#[cfg(feature = "etf")]
use serde::Serialize;

#[cfg(feature = "sandbox")]
pub use crate::gateway::protocol::FaultInjection;
pub use crate::gateway::{
    budget::{IdentifyAnswer, IdentifyLedger, IdentifyMemory},
    command::Command,
    compression::{InflateError, Inflater, ZLIB_SUFFIX},
    encoding::{EnvelopeReader, Payload},
    envelope::{Envelope, EnvelopeError},
    heartbeat::{HeartbeatState, Tick},
    protocol::{Action, Input, Outcome, Protocol, Report},
};
pub use crate::rest::made_up::{MadeUpAnswer, MadeUpHeaders, objections, tell_limiter};
pub use crate::state::open_waits::Waits;
use crate::{
    event::{DecodeError, Event, EventKind},
    gateway::Data,
    json,
    session::{self, StoredShard},
};

/// Reads JSON as the data of a payload is read, and says what is wrong with it if that cannot be done.
///
/// # Errors
/// If it is no JSON or does not have the shape of `T`.
pub fn read_json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    json::from_str(text).map_err(|problem| problem.message)
}

/// Does the same with a value behind which other members of an object may stand.
///
/// # Errors
/// If it is no JSON or does not have the shape of `T`.
pub fn read_json_start<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    json::read_start(text).map(|read| read.value).map_err(|problem| problem.message)
}

/// Reads the `d` of a dispatch as [`Event::decode`] does, and says what was left out because it could not be read.
///
/// # Errors
/// If the payload does not have the shape of its event.
pub fn read_event(kind: EventKind, data: &[u8]) -> Result<(Event, Option<DecodeError>), DecodeError> {
    Event::read(kind, Data::whole(data)).map(|(event, left_out)| (event, left_out.map(|error| *error)))
}

/// Writes a payload in ETF, as those that are sent, and says what is wrong with its data if that cannot be done.
///
/// # Errors
/// If the data cannot be written as JSON or as ETF.
#[cfg(feature = "etf")]
pub fn write_etf<T: Serialize + ?Sized>(op: u8, data: &T) -> Result<Vec<u8>, String> {
    crate::gateway::encoding::etf::write(op, data)
}

/// What the file of a [`FileSessionStore`](crate::FileSessionStore) says, and how many of its bytes do.
///
/// # Errors
/// If its first line cannot be read.
pub fn parse_session_file(bytes: &[u8]) -> io::Result<(Vec<StoredShard>, usize)> {
    session::parse_file(bytes)
}
