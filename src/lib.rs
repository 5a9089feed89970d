//! An actor-based Discord bot framework.

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
