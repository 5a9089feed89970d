//! Bots on twilight, pointed at the sandbox. Only the two addresses differ from a bot at Discord.
//!
//! The argument is the bot: `messages` (which also answers `!ping`) or `commands`. They are the same bots as
//! `messages.mjs`, `messages.py`, `commands.mjs` and `commands.py`.

// One builder for the data of all responses is shorter than one for each kind.
#[allow(deprecated)]
mod commands;
mod messages;

use std::env;
use std::error::Error;
use std::sync::Arc;

use twilight_gateway::{ConfigBuilder, EventTypeFlags, Intents, Shard, ShardId, StreamExt as _};
use twilight_http::Client;

pub(crate) type Failure = Box<dyn Error + Send + Sync>;
pub(crate) type Done<T = ()> = Result<T, Failure>;

#[tokio::main]
async fn main() -> Done {
    let bot = env::args().nth(1).unwrap_or_default();
    let token = env::var("GREENROOM_TOKEN")?;
    let rest = env::var("GREENROOM_REST")?;
    // twilight appends `/api/v10` itself.
    let host = rest.trim_start_matches("http://").split('/').next().unwrap_or_default().to_owned();
    let http = Arc::new(Client::builder().token(token.clone()).proxy(host, true).build());
    let intents = Intents::GUILDS
        | Intents::GUILD_MESSAGES
        | Intents::MESSAGE_CONTENT
        | Intents::GUILD_MEMBERS
        | Intents::GUILD_MESSAGE_REACTIONS;
    let config = ConfigBuilder::new(token, intents).proxy_url(env::var("GREENROOM_GATEWAY")?).build();
    let shard = Shard::with_config(ShardId::ONE, config);
    match bot.as_str() {
        "commands" => run(shard, Arc::new(commands::Bot::new(http)), commands::Bot::event).await,
        "messages" => run(shard, Arc::new(messages::Bot::new(http)), messages::Bot::event).await,
        other => return Err(format!("there is no bot `{other}`").into()),
    }
    Ok(())
}

/// Calls `handle` for each event, in a task of its own.
async fn run<B, H, F>(mut shard: Shard, bot: Arc<B>, handle: H)
where
    B: Send + Sync + 'static,
    H: Fn(Arc<B>, twilight_gateway::Event, twilight_gateway::MessageSender) -> F,
    F: Future<Output = Done> + Send + 'static,
{
    while let Some(event) = shard.next_event(EventTypeFlags::all()).await {
        match event {
            Ok(event) => {
                let handled = handle(bot.clone(), event, shard.sender());
                tokio::spawn(async move {
                    if let Err(error) = handled.await {
                        println!("{error:?}");
                    }
                });
            }
            Err(error) => println!("{error:?}"),
        }
    }
}
