//! [`Program`]: the code of one command, component or modal, whoever wrote it.

use futures_util::future::BoxFuture;

use super::{
    call::{Call, Running},
    context::CallContext,
    failure::{CommandFailure, Outcome},
    refused::Refused,
    reply::Reply,
    rules::Cooldown,
    tell::CommandResult,
};
use crate::model::CommandChoice;

/// The code of one command, component or modal, with its hooks. The default of each hook does nothing.
pub(crate) trait Program: Send + Sync {
    /// See [`Commands::run`](super::Commands::run).
    fn run<'a>(&'a self, call: &'a Call) -> Result<Running<'a>, Refused>;

    /// See [`Commands::complete`](super::Commands::complete).
    fn complete<'a>(&'a self, option: &'a str, call: &'a Call) -> BoxFuture<'a, CommandResult<Vec<CommandChoice>>> {
        let _ = (option, call);
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Runs before the call. `None`: there is no hook.
    fn before<'a>(&'a self, ctx: &'a CallContext) -> Option<BoxFuture<'a, CommandResult>> {
        let _ = ctx;
        None
    }

    /// The checks, in their order.
    fn checks<'a>(&'a self, ctx: &'a CallContext) -> Vec<BoxFuture<'a, CommandResult<bool>>> {
        let _ = ctx;
        Vec::new()
    }

    /// Runs after the call.
    fn after<'a>(&'a self, ctx: &'a CallContext, outcome: &'a Outcome<'a>) -> Option<BoxFuture<'a, ()>> {
        let _ = (ctx, outcome);
        None
    }

    /// The hooks that decide what the user is told of a failure, in their order.
    fn errors<'a>(&'a self, ctx: &'a CallContext, failure: &'a CommandFailure) -> Vec<BoxFuture<'a, Option<Reply>>> {
        let _ = (ctx, failure);
        Vec::new()
    }

    /// The cooldown, if it is computed for each call.
    fn cooldown<'a>(&'a self, ctx: &'a CallContext) -> Option<BoxFuture<'a, CommandResult<Option<Cooldown>>>> {
        let _ = ctx;
        None
    }
}
