//! What each event does.
