//! What a handler is handed.

/// What a handler is handed beside its event.
#[derive(Debug, Clone)]
pub struct Context {}
