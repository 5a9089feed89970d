//! The life of the shards, and the bot's presence: says in the log what happens to the connections, and shows in Discord how
//! long a heartbeat takes.
#![allow(clippy::print_stdout, reason = "this is what it does")]
use greenroom::{gateway::PresenceUpdate, prelude::*};

/// Keeps a diary of the shards.
#[derive(Debug)]
pub struct Diary;

#[event_handler]
impl EventHandler for Diary {
    async fn shard_connected(&self, _: &Context, event: &ShardConnected) -> HandlerResult {
        println!("shard {} is connected", event.shard);
        Ok(())
    }

    async fn shard_ready(&self, ctx: &Context, event: &ShardReady) -> HandlerResult {
        println!("shard {} is ready", event.shard);
        let presence = PresenceUpdate::doing(Activity::watching("the curtain rise"));
        ctx.bot().set_presence(event.shard, presence).await?;
        Ok(())
    }

    async fn shard_reconnecting(&self, _: &Context, event: &ShardReconnecting) -> HandlerResult {
        println!("shard {} reconnects (attempt {}): {}", event.shard, event.attempt, event.reason);
        Ok(())
    }

    async fn shard_resumed(&self, _: &Context, event: &ShardResumed) -> HandlerResult {
        println!("shard {} has resumed; {} events were replayed", event.shard, event.replayed);
        Ok(())
    }

    async fn all_shards_ready(&self, _: &Context, _: &AllShardsReady) -> HandlerResult {
        println!("all shards are ready");
        Ok(())
    }

    async fn heartbeat(&self, _: &Context, event: &HeartbeatAcked) -> HandlerResult {
        println!("shard {}: a heartbeat took {:?}", event.shard, event.latency);
        Ok(())
    }

    async fn shutdown(&self, _: &Context, _: &Shutdown) -> HandlerResult {
        println!("good night");
        Ok(())
    }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.handler(Diary).run().await
}
