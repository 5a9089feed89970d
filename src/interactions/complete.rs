//! Suggests values while the user types.

use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use futures_util::FutureExt;

use super::{routes::Route, state::CommandState};
use crate::{
    actors::panic_text,
    command::{Call, CallContext, fit},
    model::{CommandChoice, InteractionResponse},
};

/// After this time the list of suggestions is empty. Discord waits 3 s.
const DEADLINE: Duration = Duration::from_millis(2500);

/// Answers with the suggestions of the command.
pub(super) async fn complete(state: Arc<CommandState>, route: Route, ctx: CallContext) {
    let user = ctx.user().id;
    let (id, replaced) = state.typing.begin(user);
    let suggestions = tokio::select! {
        suggestions = suggestions(&route, &ctx) => Some(suggestions),
        () = ctx.clock().sleep_until(ctx.arrived() + DEADLINE) => {
            tracing::warn!(command = ctx.name(), "the suggestions took more than 2.5 s, and none were shown");
            Some(Vec::new())
        }
        // The sender is dropped, and sends nothing.
        _ = replaced => None,
    };
    state.typing.end(user, id);
    let Some(suggestions) = suggestions else { return };
    if let Err(error) = ctx.suggest(&InteractionResponse::autocomplete(suggestions)).await {
        tracing::debug!(%error, command = ctx.name(), "the suggestions could not be sent");
    }
}

async fn suggestions(route: &Route, ctx: &CallContext) -> Vec<CommandChoice> {
    if ctx.bot().state().switches.is_command_off(ctx.name(), route.entry.handler, ctx.guild_id()) {
        return Vec::new();
    }
    let call = Call::new(ctx.clone());
    let (option, _) = call.typed();
    let suggested = async { route.entry.program.complete(option, &call).await };
    match AssertUnwindSafe(suggested).catch_unwind().await {
        Ok(Ok(mut suggestions)) => {
            if fit(&mut suggestions) && !route.entry.is_warned.swap(true, Ordering::Relaxed) {
                tracing::warn!(
                    command = ctx.name(),
                    option,
                    "a suggestion was too long: a name of more than 100 characters is cut, and a suggestion whose \
                     value is such a text is left out"
                );
            }
            return suggestions;
        }
        Ok(Err(error)) => tracing::error!(command = ctx.name(), option, error = &*error, "suggesting values failed"),
        Err(panic) => {
            let message = panic_text(&*panic);
            tracing::error!(command = ctx.name(), option, message, "suggesting values panicked");
        }
    }
    Vec::new()
}
