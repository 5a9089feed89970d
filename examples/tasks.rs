//! Tasks: code that runs in periods, and at times of the day.
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU32, Ordering},
};

use greenroom::prelude::*;

/// A plant that dries out.
#[derive(Debug, Default)]
pub struct Plant {
    /// How many hours ago it was watered.
    hours: AtomicU32,
    /// Where it is reported on.
    channel: Mutex<Option<ChannelId>>,
}

#[handlers]
impl Plant {
    /// Waters the plant
    #[command]
    async fn water(&self) -> &'static str {
        self.hours.store(0, Ordering::Relaxed);
        "The plant is watered."
    }

    /// Reports on the plant in this channel, each day at 9:00
    #[command]
    async fn report(&self, ctx: &CommandContext) -> Ephemeral<&'static str> {
        *self.channel.lock().unwrap_or_else(PoisonError::into_inner) = ctx.channel_id();
        Ephemeral("The first report comes at 9:00.")
    }

    /// Looks at the plant
    #[command]
    async fn look(&self) -> String {
        self.state()
    }

    #[task(every = "1h")]
    async fn dry(&self) -> HandlerResult {
        self.hours.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Its name is `Plant.morning`. An error is logged with this name, and the next run comes a day later.
    #[task(cron = "0 9 * * *", zone = "Europe/Berlin")]
    async fn morning(&self, ctx: &TaskContext) -> HandlerResult {
        let channel = *self.channel.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channel {
            ctx.http().create_message(channel).content(format!("Good morning! {}", self.state())).await?;
        }
        Ok(())
    }

    fn state(&self) -> String {
        match self.hours.load(Ordering::Relaxed) {
            hours @ 0..24 => format!("The plant is green, and was watered {hours} h ago."),
            hours => format!("The plant is dry: it was watered {hours} h ago."),
        }
    }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.handler(Plant::default()).run().await
}
