//! What the benches that compare greenroom with its peers share. See `benches/README.md`.
//!
//! The peers are built with the feature `peers` alone, so that whoever builds or tests the workspace does not build them.

#![recursion_limit = "256"]

pub mod corpus;
#[cfg(feature = "peers")]
pub mod decoders;
pub mod replay;
pub mod statistics;
