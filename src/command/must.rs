//! [`must`]: conditions that the compiler checks.

/// Fails the build with `message` if the condition is false. The macros put it at the user's code.
#[doc(hidden)]
#[track_caller]
pub const fn must(condition: bool, message: &'static str) {
    assert!(condition, "{}", message);
}
