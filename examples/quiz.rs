//! Waiting for an answer: `!quiz` asks a question, and the next message of the same user is the answer.
//!
//! Events are in order for each user, so that a player waits for no other one.
use std::time::Duration;

use greenroom::{EventOrder, prelude::*};

/// Asks a question and checks the answer.
#[derive(Debug)]
pub struct Quiz;

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Quiz {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        if message.content != "!quiz" {
            return Ok(());
        }
        let (channel, player) = (message.channel_id, message.author.id);
        // The wait begins here, so that an immediate answer is not missed.
        let answer = ctx.wait_for::<MessageCreate>(|_| true, Duration::from_secs(30)).channel(channel).user(player);
        message.reply(ctx, "What is six times seven?").await?;
        match answer.await {
            Some(answer) if answer.content.trim() == "42" => answer.reply(ctx, "Right!").await?,
            Some(answer) => answer.reply(ctx, "No, it is 42.").await?,
            None => message.reply(ctx, "Too late!").await?,
        };
        Ok(())
    }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.ordering(EventOrder::User).handler(Quiz).run().await
}
