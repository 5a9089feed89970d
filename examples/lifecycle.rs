//! Lifecycle events of shards, and the presence of the bot: prints what happens to the connections, and sets the
//! presence.
#![allow(clippy::print_stdout, reason = "the example prints")]
use greenroom::{gateway::BotPresence, prelude::*};

/// Prints the lifecycle events.
#[derive(Debug)]
pub struct LifecycleLog;

#[event_handler]
impl EventHandler for LifecycleLog {
    async fn shard_connected(&self, _: &Context, event: &ShardConnected) -> HandlerResult {
        println!("shard {} is connected", event.shard);
        Ok(())
    }

    async fn shard_ready(&self, ctx: &Context, event: &ShardReady) -> HandlerResult {
        println!("shard {} is ready", event.shard);
        let presence = BotPresence::doing(Activity::watching("the shards"));
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
        println!("shutting down");
        Ok(())
    }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.handler(LifecycleLog).run().await
}
