#![allow(unused_imports)]

use greenroom::Context;
use greenroom::event::{MessageCreate, MessageDelete, Ready, Resumed, RoleCreate, Shutdown, TypingStart};
use greenroom::event_handler;
use greenroom::handler::{EventHandler, HandlerResult};

struct Ping;

#[event_handler]
impl EventHandler for Ping {
    fn ready(&self, _ctx: &Context, _ready: &Ready) -> HandlerResult {
        Ok(())
    }

    async fn resumed(&self, _event: &Resumed) -> HandlerResult {
        Ok(())
    }

    async fn message_create(&self, _ctx: Context, _message: MessageCreate) -> HandlerResult {
        Ok(())
    }

    async fn typing_start(&mut self, _ctx: &Context, _typing: &TypingStart) -> HandlerResult {
        Ok(())
    }

    async fn message_update(&self, _ctx: &Context, _message: &MessageDelete) -> HandlerResult {
        Ok(())
    }

    async fn role_create(&self, _ctx: &Context, _role: &mut RoleCreate) -> HandlerResult {
        Ok(())
    }

    async fn shutdown(&self, _ctx: &Context, _event: &Shutdown) {}

    async fn raw_event(_ctx: &Context, _name: &str, _json: &str) -> HandlerResult {
        Ok(())
    }
}

fn main() {}
