//! Private parts of the library, for the tests, benches and fuzz targets of this workspace.
//!
//! Not public API: it exists only with the feature `__internals`, and anything in it may change at any time.

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
pub use crate::rest::type_every;
pub use crate::state::open_waits::Waits;
use crate::{
    event::{DecodeError, Event, EventKind},
    gateway::Data,
    json,
    session::{self, StoredShard},
};

/// Reads JSON with the reader for the data of payloads.
///
/// # Errors
/// The reader's message, if `text` is not valid JSON or does not have the shape of `T`.
pub fn read_json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    json::from_str(text).map_err(|problem| problem.message)
}

/// As [`read_json`], for a value that the other members of an object may follow.
///
/// # Errors
/// The reader's message, if `text` does not begin with valid JSON of the shape of `T`.
pub fn read_json_start<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    json::read_start(text).map(|read| read.value).map_err(|problem| problem.message)
}

/// Reads the `d` of a dispatch as [`Event::decode`] does. The second value names what was left out because it could
/// not be read.
///
/// # Errors
/// [`DecodeError`], if the payload does not have the shape of its event.
pub fn read_event(kind: EventKind, data: &[u8]) -> Result<(Event, Option<DecodeError>), DecodeError> {
    Event::read(kind, Data::whole(data)).map(|(event, left_out)| (event, left_out.map(|error| *error)))
}

/// Writes a payload in ETF, as it would be sent.
///
/// # Errors
/// A message, if the data cannot be written as JSON or as ETF.
#[cfg(feature = "etf")]
pub fn write_etf<T: Serialize + ?Sized>(op: u8, data: &T) -> Result<Vec<u8>, String> {
    crate::gateway::encoding::etf::write(op, data)
}

/// Reads the file of a [`FileSessionStore`](crate::FileSessionStore): the shards, and the number of bytes up to the end
/// of the last valid record.
///
/// # Errors
/// If the first line cannot be read.
pub fn parse_session_file(bytes: &[u8]) -> io::Result<(Vec<StoredShard>, usize)> {
    session::parse_file(bytes)
}
