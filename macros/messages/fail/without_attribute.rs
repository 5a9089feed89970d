#![allow(unused_imports)]

use greenroom::Context;
use greenroom::event::{MessageCreate, Ready};
use greenroom::event_handler;
use greenroom::handler::{EventHandler, HandlerResult};

struct Ping;

impl EventHandler for Ping {
    async fn ready(&self, _ctx: &Context, _ready: &Ready) -> HandlerResult {
        Ok(())
    }

    async fn message_create(&self, _ctx: &Context, _message: &MessageCreate) -> HandlerResult {
        Ok(())
    }
}

fn main() {}
