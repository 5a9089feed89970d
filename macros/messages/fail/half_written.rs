#![allow(unused_imports)]

use greenroom::Context;
use greenroom::event::{MessageCreate, Ready};
use greenroom::event_handler;
use greenroom::handler::{EventHandler, HandlerResult};

struct Ping;

#[event_handler]
impl EventHandler for Ping {
    async fn ready(&self, _ctx: &Context, _ready: &Ready) -> HandlerResult {
        let name = ;
        Ok(())
    }

    async fn message_create(&self, _ctx: &Context, message: &MessageCreate) -> HandlerResult {
        let length: u64 = message.content;
        Ok(())
    }
}

fn main() {
    // The impl is there: nothing but the two bodies is wrong.
    let _: &dyn EventHandler = &Ping;
}
