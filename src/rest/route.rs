//! Every operation, one line each; and what becomes of it when its path is filled in.

/// The verbs that Discord's API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}
