//! The handler trait.
