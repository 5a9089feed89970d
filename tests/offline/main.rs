//! Everything that needs no socket: what is documented, the macros, the protocol and the cache.

mod cache_concurrency;
mod commands;
mod doc_examples;
mod documented;
mod macros;
mod memory;
#[path = "../../benches/population/mod.rs"]
mod population;
mod protocol_replay;
mod recorded;
