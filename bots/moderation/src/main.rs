//! Runs the bot. `DISCORD_TOKEN` is its token, `DATABASE` the path of its file, `moderation.sqlite` by default.
use greenroom::prelude::*;
use moderation_bot::{Moderation, Store};

#[greenroom::main]
async fn main() -> CommandResult {
    let path = std::env::var("DATABASE").unwrap_or_else(|_| "moderation.sqlite".to_owned());
    let store = Store::open(path).await?;
    Ok(Bot::from_env()?.handler(Moderation::new(&store)).run().await?)
}
