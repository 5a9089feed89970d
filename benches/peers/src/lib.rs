//! The shared code of the benches that compare Greenroom with its peers. See `benches/README.md`.
//!
//! The peers are only built with the feature `peers`, so that building or testing the workspace does not build them.

#![recursion_limit = "256"]

pub mod corpus;
#[cfg(feature = "peers")]
pub mod decoders;
pub mod replay;
pub mod statistics;
