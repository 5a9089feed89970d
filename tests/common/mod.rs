//! What the tests over real sockets share: a sandbox with short intervals, a bot to match, and a handler that keeps a
//! diary.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses some of it")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use greenroom::{
    Bot,
    gateway::{Backoff, Compression, Encoding, Timeouts},
    prelude::*,
    sandbox::{Sandbox, SandboxBuilder, SandboxChannel},
};
use tokio::sync::Notify;

/// How long a test waits for something that should happen at once.
pub const SOON: Duration = Duration::from_secs(10);

/// The heartbeat interval of [`sandbox`].
pub const BEAT: Duration = Duration::from_millis(200);

/// Every way of talking that Discord has (gateway.md section 4) and this build knows.
pub const WIRES: [(Encoding, Compression); if cfg!(feature = "etf") { 7 } else { 4 }] = [
    (Encoding::Json, Compression::None),
    (Encoding::Json, Compression::Payload),
    (Encoding::Json, Compression::ZlibStream),
    (Encoding::Json, Compression::ZstdStream),
    #[cfg(feature = "etf")]
    (Encoding::Etf, Compression::None),
    #[cfg(feature = "etf")]
    (Encoding::Etf, Compression::ZlibStream),
    #[cfg(feature = "etf")]
    (Encoding::Etf, Compression::ZstdStream),
];

/// A sandbox that is as strict as ever, in less time.
pub fn builder() -> SandboxBuilder {
    Sandbox::builder().heartbeat_interval(BEAT).identify_window(Duration::from_millis(50)).session_starts(1000, 1000)
}

/// As [`builder`], started.
pub async fn sandbox() -> Sandbox {
    builder().start().await.unwrap()
}

/// A bot for `sandbox` whose patience is short.
pub fn bot(sandbox: &Sandbox) -> Bot {
    let timeouts = Timeouts {
        connect: Duration::from_millis(500),
        write: Duration::from_millis(500),
        hello: Duration::from_millis(500),
        permit: SOON,
        ready: Duration::from_millis(500),
        resumed: Duration::from_millis(500),
        close: Duration::from_millis(200),
        read_grace: Duration::from_millis(300),
    };
    Bot::sandbox(sandbox)
        .identify_window(Duration::from_millis(60))
        .timeouts(timeouts)
        .backoff(Backoff { base: Duration::from_millis(40), cap: Duration::from_millis(200) })
        .configure_shards(|config| config.invalid_session_wait = Duration::from_millis(20)..=Duration::from_millis(60))
        .handlers_deadline(Duration::from_secs(2))
        .requests_deadline(Duration::from_secs(2))
}

/// A sandbox for tests in which no connection may be lost, however busy the machine is: its intervals are longer.
pub async fn patient_sandbox() -> Sandbox {
    builder().heartbeat_interval(BEAT * 3).start().await.unwrap()
}

/// As [`bot`], with the patience that bots have with Discord.
pub fn patient(sandbox: &Sandbox) -> Bot {
    bot(sandbox).timeouts(Timeouts::default()).handlers_deadline(SOON).requests_deadline(SOON)
}

/// A bot that accepts the short heartbeat intervals of [`sandbox`], although it was not made by [`Bot::sandbox`].
pub fn any_interval(bot: Bot) -> Bot {
    bot.configure_shards(|config| config.heartbeat_interval = Duration::from_millis(1)..=Duration::from_secs(3600))
}

/// The channel that every sandbox begins with.
pub fn general(sandbox: &Sandbox) -> SandboxChannel {
    sandbox.guild("Greenroom").channel("general")
}

/// What a [`Witness`] has seen, line by line.
#[derive(Debug, Clone, Default)]
pub struct Diary(Arc<(Mutex<Vec<String>>, Notify)>);

impl Diary {
    /// Adds a line.
    pub fn write(&self, line: impl Into<String>) {
        self.0.0.lock().unwrap().push(line.into());
        self.0.1.notify_waiters();
    }

    /// All lines so far.
    pub fn lines(&self) -> Vec<String> {
        self.0.0.lock().unwrap().clone()
    }

    /// How many lines begin like this.
    pub fn count(&self, beginning: &str) -> usize {
        self.lines().iter().filter(|line| line.starts_with(beginning)).count()
    }

    /// Waits until a line begins like this, and returns it.
    pub async fn expect(&self, beginning: &str) -> String {
        self.expect_times(beginning, 1).await
    }

    /// Waits until `times` lines begin like this, and returns the last of them.
    pub async fn expect_times(&self, beginning: &str, times: usize) -> String {
        let found = async {
            loop {
                let mut written = std::pin::pin!(self.0.1.notified());
                written.as_mut().enable();
                let lines = self.lines();
                if let Some(line) = lines.iter().filter(|line| line.starts_with(beginning)).nth(times - 1) {
                    return line.clone();
                }
                written.await;
            }
        };
        match tokio::time::timeout(SOON, found).await {
            Ok(line) => line,
            Err(_) => panic!("`{beginning}` was not seen {times} times; the diary says {:#?}", self.lines()),
        }
    }
}

/// Answers `!ping`, and writes down everything that happens to the shards and every message.
pub struct Witness(pub Diary);

#[event_handler(intents(MESSAGE_CONTENT, GUILDS))]
impl EventHandler for Witness {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        self.0.write(format!("message {}", message.content));
        if message.content == "!ping" {
            message.reply(ctx, "Pong!").await?;
        }
        Ok(())
    }

    async fn shard_connected(&self, _: &Context, event: &ShardConnected) -> HandlerResult {
        self.0.write(format!("connected {}", event.shard));
        Ok(())
    }

    async fn shard_ready(&self, _: &Context, event: &ShardReady) -> HandlerResult {
        self.0.write(format!("ready {}", event.shard));
        Ok(())
    }

    async fn shard_resumed(&self, _: &Context, event: &ShardResumed) -> HandlerResult {
        self.0.write(format!("resumed {} replayed {}", event.shard, event.replayed));
        Ok(())
    }

    async fn shard_reconnecting(&self, _: &Context, event: &ShardReconnecting) -> HandlerResult {
        let ShardReconnecting { shard, reason, attempt, resumable, .. } = event;
        let kind = reason.kind();
        self.0.write(format!("reconnecting {shard} {kind} attempt {attempt} resumable {resumable}"));
        Ok(())
    }

    async fn shard_disconnected(&self, _: &Context, event: &ShardDisconnected) -> HandlerResult {
        self.0.write(format!("disconnected {} {}", event.shard, event.reason));
        Ok(())
    }

    async fn all_shards_ready(&self, _: &Context, event: &AllShardsReady) -> HandlerResult {
        self.0.write(format!("all {} ready", event.shards));
        Ok(())
    }

    async fn guilds_available(&self, _: &Context, event: &GuildsAvailable) -> HandlerResult {
        self.0.write(format!("guilds available {} missing {}", event.shard, event.missing));
        Ok(())
    }

    async fn shutdown(&self, _: &Context, _: &Shutdown) -> HandlerResult {
        self.0.write("shutdown");
        Ok(())
    }

    async fn error(&self, _: &Context, failure: &Failure) {
        self.0.write(format!("failure {failure}"));
    }
}

/// A running bot with a [`Witness`], ready.
pub async fn witness(sandbox: &Sandbox) -> (greenroom::BotGuard, Diary) {
    let diary = Diary::default();
    let running = bot(sandbox).handler(Witness(diary.clone())).spawn().await.unwrap();
    diary.expect("ready 0").await;
    (running, diary)
}

/// Says `!ping` and waits for the answer: the proof that the bot lives, hears and speaks.
pub async fn ping(sandbox: &Sandbox) {
    let general = general(sandbox);
    let said = sandbox.user("alice").say(&general, "!ping");
    let answered =
        general.expect_within(SOON, |it| it.author_id == sandbox.bot().id() && it.reply_to == Some(said)).await;
    assert_eq!(answered.unwrap().content, "Pong!");
}
