//! The sandbox as a test or a program holds it.

mod builder;
mod chat;
mod control;
mod faults;
mod records;
mod rest;
mod sandbox;
mod tally;

pub use self::builder::SandboxBuilder;
pub use self::faults::Faults;
pub use self::sandbox::Sandbox;
pub use self::tally::TallyError;
