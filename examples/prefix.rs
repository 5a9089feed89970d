//! Prefix commands: the same function answers `/roll` and `!roll`, and others exist as messages only.
use greenroom::{PrefixCommands, command::Replied, prelude::*};

/// Games for a channel.
#[derive(Debug)]
pub struct Games;

#[handlers]
impl Games {
    /// Rolls dice
    #[command(slash, prefix(aliases("r")))]
    async fn roll(
        &self,
        #[option("How many dice", range = 1..=10)] dice: u32,
        #[option("Only the highest", flag, default = false)] highest: bool,
        #[option("What for", rest)] why: Option<String>,
    ) -> String {
        let kind = if highest { "the highest" } else { "all" };
        format!("{dice} dice, {kind}: {}", why.unwrap_or_else(|| "just so".to_owned()))
    }

    /// Quotes the message that you reply to
    #[command(prefix(aliases("q")))]
    async fn quote(&self, #[from] message: Replied) -> String {
        format!("{}: {}", message.author.display_name(), message.content)
    }
}

/// The prefix is `!`, or a mention of the bot.
pub fn commands() -> PrefixCommands {
    PrefixCommands::new().prefix("!")
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.handler(Games).prefix_commands(commands()).run().await
}
