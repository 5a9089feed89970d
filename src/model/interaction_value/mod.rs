//! The values that a user gave with an interaction, read as types of Rust: options, selected values, fields of modals.

mod error;
mod from_value;
mod getters;
mod given;
mod kind;
#[cfg(test)]
mod tests;

pub(crate) use self::given::MAX_INTEGER;
pub use self::{error::ValueError, from_value::FromValue, getters::FocusedOption, given::GivenValue, kind::ValueKind};
