//! The JSON reader: reads values straight into their types, and finds where a value ends.
//!
//! Some types need more than serde's data model offers. They request it with a newtype of a special name: [`request`]
//! lists the names. Other deserializers treat these as plain newtypes.

mod access;
mod attempt;
mod by_type;
mod deserialize;
mod error;
mod path;
mod quoted;
mod reader;
mod skip;
mod text;

use serde::Deserialize;

pub(crate) use self::{
    deserialize::Read,
    error::{LeftOut, Problem},
    path::path_at,
    quoted::quoted,
    skip::value_end,
    text::string_end,
};

/// The names of newtypes with which a type requests special treatment.
pub(crate) mod request {
    /// The text of the value, as borrowed bytes.
    pub(crate) const RAW: &str = "$greenroom::Raw";
    /// An optional value, which is left out if it is null or cannot be read. The visitor receives nothing for null, and
    /// otherwise a list with one element, or an empty list if the value cannot be read.
    pub(crate) const FIELD: &str = "$greenroom::Field";
    /// The same for a type that accepts null as a value.
    pub(crate) const NULLABLE_FIELD: &str = "$greenroom::NullableField";
    /// The same for data that users' programs write. What is left out of it is not reported.
    pub(crate) const UNCHECKED_FIELD: &str = "$greenroom::UncheckedField";
    /// An element of a list, which is left out if it cannot be read.
    pub(crate) const ELEMENT: &str = "$greenroom::Element";
    /// An object whose `type` is delivered as the first member, at whatever position it is.
    pub(crate) const BY_TYPE: &str = "$greenroom::ByType";
}

/// Reads a text. The result includes what was left out.
pub(crate) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<Read<T>, Problem> {
    deserialize::read(text, false)
}

/// Reads a value that further members of an object may follow. The result includes what was left out.
pub(crate) fn read_start<'a, T: Deserialize<'a>>(text: &'a str) -> Result<Read<T>, Problem> {
    deserialize::read(text, true)
}

/// Reads a text. What was left out is not reported.
pub(crate) fn from_str<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Problem> {
    read(text).map(|read| read.value)
}

/// Reads bytes. What was left out is not reported.
pub(crate) fn from_slice<'a, T: Deserialize<'a>>(data: &'a [u8]) -> Result<T, String> {
    let text = std::str::from_utf8(data).map_err(|error| error.to_string())?;
    from_str(text).map_err(|problem| problem.message)
}

#[cfg(test)]
mod tests;
