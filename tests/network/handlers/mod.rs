//! Handlers: what they are told, in which order, and that nothing they do harms the bot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests fail by panicking"
)]

mod blocking;
mod bounds;
mod cached;
mod calls;
mod guilds;
mod intents;
mod interactions;
mod isolation;
mod lookup;
mod methods;
mod order;
mod other;
mod panics;
mod seen;
mod threads;

use std::future::Future;

use greenroom::{
    prelude::*,
    sandbox::{Sandbox, SandboxChannel},
};

use crate::common::SOON;

/// Does the same for every message.
pub(crate) struct OnMessage<F>(pub(crate) F);

#[event_handler(intents(MESSAGE_CONTENT))]
impl<F, R> EventHandler for OnMessage<F>
where
    F: Fn(Context, MessageCreate) -> R + Send + Sync + 'static,
    R: Future<Output = HandlerResult> + Send + 'static,
{
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        (self.0)(ctx.clone(), message.clone()).await
    }
}

/// Waits until something is true of the bot or the sandbox.
pub(crate) async fn until(sandbox: &Sandbox, what: &str, mut is_true: impl FnMut() -> bool) {
    assert!(sandbox.wait_until(SOON, |_| is_true()).await.is_ok(), "waited in vain until {what}");
}

/// Says so many messages, numbered from `from`, and returns their texts.
pub(crate) fn say(sandbox: &Sandbox, channel: &SandboxChannel, word: &str, count: usize) -> Vec<String> {
    let texts: Vec<_> = (0..count).map(|n| format!("{word} {n}")).collect();
    sandbox.user("alice").say_all(channel, &texts);
    texts
}

/// The bot has had one connection, which is open.
pub(crate) fn never_lost(sandbox: &Sandbox) {
    let connections = sandbox.connections();
    assert!(connections.len() == 1 && connections[0].closed.is_none(), "{connections:?}");
}
