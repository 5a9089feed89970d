#![allow(unused_imports)]

use greenroom::Context;
use greenroom::event::{InteractionCreate, MemberAdd, MessageCreate};
use greenroom::event_handler;
use greenroom::handler::{EventHandler, HandlerResult};

struct Ping;

#[event_handler]
impl EventHandler for Ping {
    // serenity
    async fn guild_member_addition(&self, _ctx: &Context, _member: &MemberAdd) -> HandlerResult {
        Ok(())
    }

    async fn ratelimit(&self, _ctx: &Context) -> HandlerResult {
        Ok(())
    }

    // discord.py
    async fn on_member_join(&self, _ctx: &Context, _member: &MemberAdd) -> HandlerResult {
        Ok(())
    }

    async fn on_message(&self, _ctx: &Context, _message: &MessageCreate) -> HandlerResult {
        Ok(())
    }

    // discord.js
    async fn messageCreate(&self, _ctx: &Context, _message: &MessageCreate) -> HandlerResult {
        Ok(())
    }

    async fn interactionCreate(&self, _ctx: &Context, _interaction: &InteractionCreate) -> HandlerResult {
        Ok(())
    }
}

fn main() {}
