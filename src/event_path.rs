//! The files that one event passes between the socket and the handler, as trace events of the target
//! `greenroom::event_path`.
//!
//! `CONTRIBUTING.md` lists them. A test compares the list with what is traced.

/// Says that an event passes this file, and what happens to it here.
macro_rules! event_path {
    ($step:literal) => {
        tracing::trace!(target: "greenroom::event_path", $step)
    };
}
pub(crate) use event_path;
