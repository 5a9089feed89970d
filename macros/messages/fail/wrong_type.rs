#![allow(unused_imports)]

use greenroom::Context;
use greenroom::event_handler;
use greenroom::handler::{EventHandler, HandlerResult};
use greenroom::model::Message;

struct Ping;

#[event_handler]
impl EventHandler for Ping {
    async fn message_create(&self, _ctx: &Context, _message: &Message) -> HandlerResult {
        Ok(())
    }
}

fn main() {}
