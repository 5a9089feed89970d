//! The handle of a sandbox, for tests and programs.

mod acts;
mod builder;
mod chat;
mod control;
mod faults;
#[cfg(feature = "http-interactions")]
mod posting;
mod records;
mod rest;
mod sandbox;
mod tally;
mod terminal;

pub use self::builder::SandboxBuilder;
pub use self::faults::Faults;
#[cfg(feature = "http-interactions")]
pub use self::posting::UrlRefused;
pub use self::sandbox::Sandbox;
pub use self::tally::TallyError;
