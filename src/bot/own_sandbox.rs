//! A bot without a token runs against a sandbox of its own.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{Bot, Memory, run_at};
use crate::{
    error::{Error, Result},
    handle::{BotHandle, RuntimeRequest},
    sandbox::Sandbox,
    state::BotState,
};

/// Starts a sandbox, runs the bot in it, and makes the terminal a chat with it. The end of stdin ends the bot.
pub(super) async fn run_in_own_sandbox(
    mut bot: Bot,
    handle: BotHandle,
    state: Arc<BotState>,
    requests: mpsc::Receiver<RuntimeRequest>,
) -> Result<()> {
    let sandbox = Sandbox::start().await.map_err(|error| Error::Sandbox(Arc::new(error)))?;
    bot.token = sandbox.token();
    bot.rest_url = Some(sandbox.rest_url());
    bot.identify_memory = Memory::Nowhere;
    #[allow(clippy::print_stderr, reason = "a bot that is started at a terminal tells where it runs")]
    {
        eprintln!("{}", sandbox.greeting());
    }
    let chat = async {
        if handle.ready().await.is_ok() {
            if let Err(error) = sandbox.chat(std::io::stdin(), std::io::stdout()).await {
                tracing::warn!(%error, "the terminal cannot be written to any more");
            }
            handle.request_stop(false).await;
        }
        std::future::pending().await
    };
    // If the bot ends for another reason, the chat ends with it.
    tokio::select! {
        result = run_at(bot, handle.clone(), state, requests) => result,
        result = chat => result,
    }
}
