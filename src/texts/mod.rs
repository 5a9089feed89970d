//! Texts in the languages of users and guilds: those of a bot from Fluent files (feature `fluent`), and those of the
//! library.
//!
#![cfg_attr(feature = "fluent", doc = include_str!("guide.md"))]
//! # Texts of the library
//!
//! Refusals, errors and labels that the library writes are English. [`ENGLISH`] lists them all, with their ids and
//! arguments.

#![allow(clippy::test_attr_in_doctest, reason = "an example shows a test, and runs the same lines")]

#[cfg(feature = "fluent")]
mod argument;
#[cfg(feature = "fluent")]
mod catalog;
mod fallback;
mod language;
pub(crate) mod own;
#[cfg(feature = "fluent")]
mod report;
#[cfg(feature = "fluent")]
mod source;

#[cfg(feature = "fluent")]
pub use self::{
    argument::{TextArgument, TextValue},
    report::TextReport,
    source::Texts,
};
pub(crate) use self::{
    fallback::{localized, with_fallback},
    language::BotTexts,
    own::OwnText,
};
#[cfg(all(test, feature = "fluent"))]
mod tests;

pub use self::{language::Language, own::ENGLISH};
