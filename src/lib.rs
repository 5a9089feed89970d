//! An actor-based Discord bot framework.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
#[cfg(feature = "cache")]
pub mod cache;
pub mod context;
pub mod error;
pub mod event;
pub mod gateway;
pub mod handler;
pub mod model;
pub mod rest;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod tls;

pub use async_trait::async_trait;
#[cfg(feature = "macros")]
pub use greenroom_macros::{event_handler, main, test};
