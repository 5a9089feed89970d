//! What Discord's objects are. No I/O, no state: plain data that is read from JSON and written back.

mod id;
mod permissions;
mod timestamp;

pub use id::*;
pub use permissions::Permissions;
pub use timestamp::{Timestamp, TimestampError};
