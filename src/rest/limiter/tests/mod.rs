//! The limiter in single scenarios, and against a model of Discord.

mod model;
mod scenarios;
mod simulation;
mod waits;

use std::time::{Duration, Instant};

use super::*;
use crate::rest::operation::Method;

const POST: RouteId = (Method::Post, "/channels/{channel_id}/messages", 0);
const GET: RouteId = (Method::Get, "/channels/{channel_id}/messages", 0);
const CALLBACK: RouteId = (Method::Post, "/interactions/{interaction_id}/{interaction_token}/callback", 0);

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn key(route: RouteId, channel: u64) -> RouteKey {
    RouteKey { route, major: Major::Channel(channel), exempt: false }
}

fn callback(interaction: u64) -> RouteKey {
    RouteKey { route: CALLBACK, major: Major::Interaction(interaction), exempt: true }
}

fn limits(hash: &str, limit: u32, remaining: u32, reset_after: u64, reset: u64) -> Limits {
    Limits { hash: Some(hash.into()), limit, remaining, reset_after: ms(reset_after), reset: Some(reset) }
}

fn answered(limits: Option<Limits>) -> Outcome {
    Outcome::Answered { limits, success: true, invalid: false }
}

fn limited(retry_after: u64, scope: Scope) -> Outcome {
    Outcome::Limited { hash: None, retry_after: ms(retry_after), scope, invalid: scope != Scope::Shared }
}

fn ready(limiter: &mut Limiter, now: Instant) -> Vec<u64> {
    std::iter::from_fn(|| limiter.next(now, false)).collect()
}

/// Queues a request without a deadline.
fn ask_for(limiter: &mut Limiter, ticket: u64, key: RouteKey, now: Instant) {
    limiter.enqueue(ticket, key, None, now).unwrap();
}

fn limiter(start: Instant) -> Limiter {
    Limiter::new(50, 10_000, start)
}
