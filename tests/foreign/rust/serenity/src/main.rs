//! Bots on serenity, pointed at the sandbox. Only the address of the API differs from a bot at Discord: serenity gets
//! that of the gateway by itself, at `GET /gateway/bot`.
//!
//! The argument is the bot: `messages` (which also answers `!ping`) or `commands`. They are the same bots as
//! `messages.mjs`, `messages.py`, `commands.mjs` and `commands.py`.

mod commands;
mod messages;

use std::env;
use std::error::Error;

use serenity::all::{ClientBuilder, GatewayIntents, HttpBuilder};

pub(crate) type Failure = Box<dyn Error + Send + Sync>;
pub(crate) type Done<T = ()> = Result<T, Failure>;

#[tokio::main]
async fn main() -> Done {
    let bot = env::args().nth(1).unwrap_or_default();
    let rest = env::var("GREENROOM_REST")?;
    // serenity appends `/api/v10` itself. Its rate limiter ignores the proxy, and so has to be off.
    let host = rest.split("/api").next().unwrap_or_default();
    let http = HttpBuilder::new(env::var("GREENROOM_TOKEN")?).proxy(host).ratelimiter_disabled(true).build();
    let intents = GatewayIntents::GUILDS
        | GatewayIntents::GUILD_MESSAGES
        | GatewayIntents::MESSAGE_CONTENT
        | GatewayIntents::GUILD_MEMBERS
        | GatewayIntents::GUILD_MESSAGE_REACTIONS;
    let client = ClientBuilder::new_with_http(http, intents);
    let mut client = match bot.as_str() {
        "messages" => client.event_handler(messages::Bot).await?,
        "commands" => client.event_handler(commands::Bot).await?,
        other => return Err(format!("there is no bot `{other}`").into()),
    };
    Ok(client.start().await?)
}
