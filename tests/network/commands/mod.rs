//! Commands, components and modals of a bot, used by the users of a sandbox.

mod built;
mod limits;
mod registration;
mod response;
mod written;

use greenroom::sandbox::{Sandbox, SandboxChannel, SandboxUser};
use greenroom::{Bot, BotGuard};

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
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it did not become true within 5 s");
}
