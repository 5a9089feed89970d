//! The whole of what a user writes, with every kind of method there is.

use std::sync::atomic::{AtomicU64, Ordering};

use greenroom::Context;
use greenroom::event::{HeartbeatAcked, InteractionCreate, MessageCreate, Shutdown};
use greenroom::event_handler;
use greenroom::handler::{EventHandler, Failure, HandlerResult};

struct Counter<T>(AtomicU64, T);

#[event_handler(intents(MESSAGE_CONTENT, GUILD_MEMBERS,), without(DIRECT_MESSAGES))]
impl<T: Clone + Send + Sync + 'static> EventHandler for Counter<T> {
    fn name(&self) -> &'static str {
        "counter"
    }

    /// Counts.
    async fn message_create(&self, _ctx: &Context, message: &MessageCreate) -> HandlerResult {
        let added: u64 = message.content.parse()?;
        self.0.fetch_add(added, Ordering::Relaxed);
        Ok(())
    }

    async fn interaction_create(&self, _: &Context, _: &InteractionCreate) -> HandlerResult {
        Err("not yet")?
    }

    async fn heartbeat(&self, _ctx: &Context, beat: &HeartbeatAcked) -> HandlerResult {
        let _ = (beat.latency, self.1.clone());
        Ok(())
    }

    async fn shutdown(&self, _ctx: &Context, _event: &Shutdown) -> HandlerResult {
        Ok(())
    }

    async fn raw_event(&self, _ctx: &Context, _name: &str, _json: &str) -> HandlerResult {
        Ok(())
    }

    async fn error(&self, _ctx: &Context, failure: &Failure) {
        let _ = failure.to_string();
    }
}

#[greenroom::main]
async fn program() -> Result<(), std::num::ParseIntError> {
    let handler: Box<dyn EventHandler> = Box::new(Counter(AtomicU64::new("0".parse()?), "x"));
    assert_eq!(handler.name(), "counter");
    Ok(())
}

#[greenroom::main]
async fn program_without_a_result() {}

#[test]
fn every_kind_of_method_and_a_main_with_an_error() {
    assert_eq!(program(), std::process::ExitCode::SUCCESS);
    assert_eq!(program_without_a_result(), std::process::ExitCode::SUCCESS);
}
