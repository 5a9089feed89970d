//! Events as a stream, for programs that use a loop instead of a trait: counts the events, and answers `!events`.
use std::collections::BTreeMap;

use greenroom::{Events, Result, prelude::*};

/// Counts the events until the bot stops.
///
/// # Errors
/// The error of a reply.
pub async fn count(mut events: Events) -> Result<()> {
    let mut counts = BTreeMap::new();
    while let Some(ShardEvent { context, event }) = events.next().await {
        *counts.entry(event.name().to_owned()).or_insert(0) += 1;
        if let Event::MessageCreate(message) = &*event
            && message.content == "!events"
        {
            let counts: Vec<_> = counts.iter().map(|(name, count)| format!("{name}: {count}")).collect();
            message.reply(&context, counts.join(", ")).await?;
        }
    }
    Ok(())
}

#[greenroom::main]
async fn main() -> Result<()> {
    let mut bot = Bot::from_env()?.intents(Intents::NON_PRIVILEGED | Intents::MESSAGE_CONTENT);
    let events = bot.events();
    tokio::try_join!(bot.run(), count(events))?;
    Ok(())
}
