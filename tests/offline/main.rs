//! Everything that needs no socket: what is documented, the macros, the protocol and the cache.

mod cache_concurrency;
mod cache_memory;
mod documented;
mod macros;
#[path = "../../benches/population/mod.rs"]
mod population;
mod protocol_replay;
