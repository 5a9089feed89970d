//! A bot without a token plays in a Discord of its own.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{Bot, Memory, perform_at};
use crate::{
    error::{Error, Result},
    handle::{BotHandle, Order, Shared},
    sandbox::Sandbox,
};

/// Starts a sandbox, lets the bot play in it, and makes the terminal its audience. The end of stdin ends the bot.
pub(super) async fn perform_in_own_sandbox(
    mut bot: Bot,
    handle: BotHandle,
    shared: Arc<Shared>,
    orders: mpsc::Receiver<Order>,
) -> Result<()> {
    let sandbox = Sandbox::start().await.map_err(|error| Error::Sandbox(Arc::new(error)))?;
    bot.token = sandbox.token();
    bot.rest_url = Some(sandbox.rest_url());
    bot.identify_memory = Memory::Nowhere;
    #[allow(clippy::print_stderr, reason = "whoever starts a bot at a terminal is to learn where it plays")]
    {
        eprintln!("{}", sandbox.greeting());
    }
    let chat = async {
        if handle.ready().await.is_ok() {
            if let Err(error) = sandbox.chat(std::io::stdin(), std::io::stdout()).await {
                tracing::warn!(%error, "the terminal cannot be written to any more");
            }
            handle.order_stop(false).await;
        }
        std::future::pending().await
    };
    // A bot that ends for another reason leaves its audience talking.
    tokio::select! {
        result = perform_at(bot, handle.clone(), shared, orders) => result,
        result = chat => result,
    }
}
