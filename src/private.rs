//! Items for the code that our macros generate. Not public API: anything here may change at any time.

pub use async_trait::async_trait;

use crate::handler::HandlerResult;
pub use crate::{
    handler::method,
    program::{ExitByDisplay, ExitByError, ExitByInnerError, ExitByTermination, Outcome, run_main, run_test},
};

/// The return type of a method of an event handler. It exists for the message of the compiler.
#[diagnostic::on_unimplemented(
    message = "a method of an event handler returns `HandlerResult`, not `{Self}`",
    label = "write `HandlerResult` here",
    note = "`?` converts every error into that of `HandlerResult`; end the method with `Ok(())`"
)]
pub trait MethodResult {
    /// The same value.
    fn into_result(self) -> HandlerResult;
}

impl MethodResult for HandlerResult {
    fn into_result(self) -> HandlerResult {
        self
    }
}

/// Checks the return type of a method that is not written as `HandlerResult`.
///
/// # Errors
/// The error of the method.
pub fn handler_result<R: MethodResult>(result: R) -> HandlerResult {
    result.into_result()
}
