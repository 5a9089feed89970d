//! Runs a bot that has no token against a new sandbox.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{Bot, run_at, state_directory::StatePlace};
use crate::{
    error::{Error, Result},
    handle::{BotHandle, RuntimeRequest},
    sandbox::Sandbox,
    state::BotState,
};

/// Starts a sandbox, runs the bot in it, and connects stdin and stdout to a chat with the bot. The end of stdin stops
/// the bot.
pub(super) async fn run_in_own_sandbox(
    mut bot: Bot,
    handle: BotHandle,
    state: Arc<BotState>,
    requests: mpsc::Receiver<RuntimeRequest>,
) -> Result<()> {
    let sandbox = Sandbox::start().await.map_err(|error| Error::Sandbox(Arc::new(error)))?;
    bot.token = sandbox.token();
    bot.clock = sandbox.clock();
    bot.rest_url = Some(sandbox.rest_url());
    #[allow(clippy::print_stderr, reason = "the user at the terminal needs to see that the bot runs in a sandbox")]
    {
        eprintln!("{}", sandbox.greeting());
    }
    let chat = async {
        if handle.ready().await.is_ok() {
            if let Err(error) = sandbox.chat(std::io::stdin(), std::io::stdout()).await {
                tracing::warn!(%error, "the chat with the sandbox ended: stdin or stdout failed");
            }
            handle.request_stop(false).await;
        }
        std::future::pending().await
    };
    // If the bot ends for another reason, the chat is dropped.
    tokio::select! {
        result = run_at(bot, &StatePlace::Unwanted, handle.clone(), state, requests) => result,
        result = chat => result,
    }
}
