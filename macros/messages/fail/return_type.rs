#![allow(unused_imports)]

use greenroom::Context;
use greenroom::event::{MessageCreate, Ready, Resumed};
use greenroom::event_handler;
use greenroom::handler::{EventHandler, HandlerResult};

struct Ping;

#[event_handler]
impl EventHandler for Ping {
    async fn ready(&self, _ctx: &Context, _ready: &Ready) -> Result<(), std::fmt::Error> {
        Ok(())
    }

    async fn message_create(&self, _ctx: &Context, message: &MessageCreate) -> String {
        if message.content.is_empty() {
            return String::new();
        }
        message.content.to_string()
    }

    async fn resumed(&self, _ctx: &Context, _event: &Resumed) {}

    async fn error(&self, _ctx: &Context, _failure: &greenroom::handler::Failure) -> HandlerResult {
        Ok(())
    }
}

fn main() {}
