//! Events as a stream, for programs that would rather loop than implement a trait: counts what comes, and answers `!events`.
use std::collections::BTreeMap;

use greenroom::{Events, Result, prelude::*};

/// Reads the events until the bot ends.
///
/// # Errors
/// What a reply may end with.
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
