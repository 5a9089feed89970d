//! JSON: written by serde_json, read by our own reader.

mod access;
mod reader;
mod skip;
mod text;

use serde::{Deserialize, Serialize};

pub(crate) use self::reader::Problem;
pub(in crate::gateway) use self::{skip::value_end, text::string_end};

#[derive(Serialize)]
struct Outgoing<'a, T: Serialize + ?Sized> {
    op: u8,
    d: &'a T,
}

/// Writes a payload.
#[expect(clippy::expect_used, reason = "proven below")]
pub(crate) fn write<T: Serialize + ?Sized>(op: u8, d: &T) -> String {
    // serde_json refuses maps whose keys are no strings and passes on the errors of hand-written impls. What is sent
    // from here are the types of this module's parent: their maps have strings for keys, and none of their impls makes
    // errors.
    try_write(op, d).expect("payload types always serialise")
}

/// Writes a payload, and says what is wrong with its data if that cannot be done.
pub(crate) fn try_write<T: Serialize + ?Sized>(op: u8, d: &T) -> Result<String, String> {
    serde_json::to_string(&Outgoing { op, d }).map_err(|error| error.to_string())
}

/// Reads a text.
pub(crate) fn from_str<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Problem> {
    reader::read(text, false)
}

/// Reads a value behind which other members of an object may stand.
pub(crate) fn from_str_start<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Problem> {
    reader::read(text, true)
}

/// Reads the data of a payload.
pub(crate) fn read<'a, T: Deserialize<'a>>(data: &'a [u8]) -> Result<T, String> {
    let text = std::str::from_utf8(data).map_err(|error| error.to_string())?;
    from_str(text).map_err(|problem| problem.message)
}

#[cfg(test)]
mod tests;
