//! Reads JSON: values straight into their types, and where a value ends.
//!
//! A type asks for more than serde has words for by the name of a newtype: [`request`] lists what the reader answers.
//! Any other deserializer takes them for plain newtypes.

mod access;
mod attempt;
mod by_type;
mod path;
mod quoted;
mod reader;
mod skip;
mod text;

use serde::Deserialize;

pub(crate) use self::{
    attempt::LeftOut,
    path::path_at,
    quoted::quoted,
    reader::{Problem, Read},
    skip::value_end,
    text::string_end,
};

/// What a type can ask of the reader, as the name of a newtype.
pub(crate) mod request {
    /// The text of the value, as borrowed bytes.
    pub(crate) const RAW: &str = "$greenroom::Raw";
    /// A value that is left out if it cannot be read, and where it is null. What comes is a list of one element, or of
    /// none; or nothing.
    pub(crate) const FIELD: &str = "$greenroom::Field";
    /// The same where null is a value that can be read.
    pub(crate) const NULLABLE_FIELD: &str = "$greenroom::NullableField";
    /// The same for what users' programs write, of which nothing is reported.
    pub(crate) const UNCHECKED_FIELD: &str = "$greenroom::UncheckedField";
    /// An element of a list, which is left out if it cannot be read.
    pub(crate) const ELEMENT: &str = "$greenroom::Element";
    /// An object whose `type` comes first, wherever it stands.
    pub(crate) const BY_TYPE: &str = "$greenroom::ByType";
}

/// Reads a text, and says what was left out.
pub(crate) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<Read<T>, Problem> {
    reader::read(text, false)
}

/// Reads a value behind which other members of an object may stand, and says what was left out.
pub(crate) fn read_start<'a, T: Deserialize<'a>>(text: &'a str) -> Result<Read<T>, Problem> {
    reader::read(text, true)
}

/// Reads a text. What was left out is not said.
pub(crate) fn from_str<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Problem> {
    read(text).map(|read| read.value)
}

/// Reads bytes. What was left out is not said.
pub(crate) fn from_slice<'a, T: Deserialize<'a>>(data: &'a [u8]) -> Result<T, String> {
    let text = std::str::from_utf8(data).map_err(|error| error.to_string())?;
    from_str(text).map_err(|problem| problem.message)
}

#[cfg(test)]
mod tests;
