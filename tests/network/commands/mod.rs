//! Commands, components and modals of a bot, used by the users of a sandbox.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests are tests")]

mod built;
mod cases_answers;
mod cases_data;
mod cases_options;
mod cases_registration;
mod cases_time;
mod limits;
mod pages;
mod prefix;
mod prefix_hostile;
mod registration;
mod response;
mod stored;
mod switching;
#[cfg(feature = "fluent")]
mod texts;
mod written;

use std::{sync::Arc, time::Duration};

use greenroom::command::CallContext;
use greenroom::sandbox::{RequestRecord, Sandbox, SandboxChannel, SandboxMessage, SandboxUser, SentUse};
use greenroom::{Bot, BotGuard};
use serde_json::Value;
use tokio::sync::Notify;

/// A sandbox with a bot.
pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) bot: BotGuard,
    pub(crate) general: SandboxChannel,
    pub(crate) alice: SandboxUser,
    pub(crate) bob: SandboxUser,
}

impl World {
    /// Starts a bot to which `add` adds what is tested.
    pub(crate) async fn start(add: impl FnOnce(Bot) -> Bot) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        Self::on(sandbox, add).await
    }

    /// Starts a bot on this sandbox.
    pub(crate) async fn on(sandbox: Sandbox, add: impl FnOnce(Bot) -> Bot) -> Self {
        let bot = add(Bot::sandbox(&sandbox)).spawn().await.unwrap();
        let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
        let bob = sandbox.user("bob");
        Self { bot, general, alice, bob, sandbox }
    }
}

pub(crate) type Outcome<T> = greenroom::command::CommandResult<T>;

/// Waits until something holds, at most 5 s.
pub(crate) async fn eventually(mut holds: impl FnMut() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not become true within 5 s");
}

/// The text that the compiler is expected to print for a wrong use: a file in `macros/messages/fail`, which has a test
/// of its own.
pub(crate) fn message_of_the_compiler(file: &str) -> String {
    let path = format!("{}/macros/messages/fail/{file}.stderr", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The message that the bot answers to an interaction of alice that no client of Discord sends.
pub(crate) async fn answer_to(world: &World, kind: u8, data: Value) -> SandboxMessage {
    let id = world.alice.interacts(&world.general, kind, data);
    let message = || world.general.message(world.sandbox.interaction(id)?.original?);
    eventually(|| message().is_some()).await;
    message().unwrap()
}

/// The first answer of the bot to an interaction of alice that no client of Discord sends.
pub(crate) async fn callback_to(world: &World, kind: u8, data: Value) -> Value {
    let id = world.alice.interacts(&world.general, kind, data);
    eventually(|| !world.sandbox.interaction_callbacks(id).is_empty()).await;
    world.sandbox.interaction_callbacks(id).remove(0)
}

/// Where a call waits until its answer has been deferred automatically.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wait(Arc<Notify>);

impl Wait {
    /// How long the call waits. The deferral has come long before, however slow the machine is.
    const LONG: Duration = Duration::from_secs(60);

    /// Waits, in the call.
    pub(crate) async fn here(&self, ctx: &CallContext) {
        self.here_for(ctx, Self::LONG).await;
    }

    /// Waits for this time, in the call.
    pub(crate) async fn here_for(&self, ctx: &CallContext, time: Duration) {
        self.0.notify_one();
        ctx.sleep(time).await;
    }

    /// Waits until the call waits, in the test.
    pub(crate) async fn begins(&self) {
        self.0.notified().await;
    }

    /// Lets the time pass, in the test: until the answer is deferred, then until the call goes on. Returns the
    /// deferral.
    pub(crate) async fn passes(&self, world: &World, sent: &SentUse) -> Value {
        self.begins().await;
        world.sandbox.advance(Duration::from_millis(2100));
        let callbacks = || world.sandbox.interaction_callbacks(sent.id());
        eventually(|| !callbacks().is_empty()).await;
        world.sandbox.advance(Self::LONG);
        callbacks().remove(0)
    }
}

/// The requests that the bot has sent, as `METHOD operation`, without those before the `from`th.
pub(crate) fn requests(world: &World, from: usize) -> Vec<String> {
    let text = |it: &RequestRecord| format!("{} {}", it.method, it.operation.unwrap_or_default());
    world.sandbox.requests().iter().skip(from).map(text).collect()
}
