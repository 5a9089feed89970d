#![allow(unused_imports)]

use greenroom::Context;
use greenroom::event::{MemberAdd, MessageCreate};
use greenroom::event_handler;
use greenroom::handler::{EventHandler, HandlerResult};

struct Ping;

#[event_handler]
impl EventHandler for Ping {
    async fn mesage_create(&self, _ctx: &Context, _message: &MessageCreate) -> HandlerResult {
        Ok(())
    }

    async fn message(&self, _ctx: &Context, _message: &MessageCreate) -> HandlerResult {
        Ok(())
    }

    async fn guild_member_add(&self, _ctx: &Context, _member: &MemberAdd) -> HandlerResult {
        Ok(())
    }

    fn greet(&self) {}

    fn interests(&self) -> greenroom::handler::Interests {
        greenroom::handler::Interests::everything()
    }
}

fn main() {}
