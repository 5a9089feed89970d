//! Differences between what the sandbox sends and what is documented, with their reasons.

/// Object, key, what differs, and why.
pub const ALLOWED: &[(&str, &str, &str, &str)] = &[];
