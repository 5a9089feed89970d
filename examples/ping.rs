//! The smallest bot: it answers `!ping`.
use greenroom::prelude::*;

/// Answers `!ping`.
#[derive(Debug)]
pub struct Ping;

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Ping {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        if message.content == "!ping" {
            message.reply(ctx, "Pong!").await?;
        }
        Ok(())
    }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.handler(Ping).run().await
}
