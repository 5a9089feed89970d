//! The HTTP API as a test sets and reads it: rate limits, attachments, answers to interactions.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::sandbox::Sandbox;
use crate::model::InteractionId;
use crate::sandbox::rest::{Bucket, RestBucket, unnamed_bucket};

impl Sandbox {
    /// Sets how many requests a bucket allows in how much time. Open windows stay as they are.
    pub fn set_rest_limit(&self, bucket: RestBucket, limit: u32, per: Duration) {
        self.act(|state| state.rest.limits.set_rule(Bucket::Named(bucket), limit, per));
    }

    /// Sets how many requests a route without a [`RestBucket`] allows in how much time, such as `GET` and
    /// `/guilds/{guild_id}/audit-logs`. Default: 50 in 5 s. Returns whether there is such a route.
    pub fn set_route_limit(&self, method: &str, path: &str, limit: u32, per: Duration) -> bool {
        let Some(bucket) = unnamed_bucket(method, path) else { return false };
        self.act(|state| state.rest.limits.set_rule(bucket, limit, per));
        true
    }

    /// Switches the rate limits of all routes off, for tests of a bot that writes more than Discord would let it.
    /// Limits that are set later hold. Invalid requests are still counted.
    pub fn without_rate_limits(&self) {
        self.act(|state| state.rest.limits.switch_off());
    }

    /// Sets how many requests per second are allowed over all routes. Default: 50, as at Discord.
    pub fn set_global_rest_limit(&self, per_second: usize) {
        self.act(|state| state.rest.limits.set_global(per_second));
    }

    /// Sets how many invalid requests (401, 403, 429) within the window lead to a ban of the address by Cloudflare, and
    /// how long the ban lasts. Default: 10,000, and one hour.
    pub fn set_invalid_request_limit(&self, requests: usize, ban: Duration) {
        self.act(|state| state.rest.limits.set_invalid_limit(requests, ban));
    }

    /// Sets for how long an invalid request is counted. Default: ten minutes.
    pub fn set_invalid_request_window(&self, window: Duration) {
        self.act(|state| state.rest.limits.set_invalid_window(window));
    }

    /// The number of invalid requests that are counted at the moment.
    #[must_use]
    pub fn invalid_requests(&self) -> usize {
        self.look(|state| state.rest.limits.invalid(Instant::now()))
    }

    /// Bans the client's address for this time: every request is answered with Cloudflare's page, status 429 and
    /// `Retry-After`. [`Duration::ZERO`] ends a ban.
    pub fn ban_address(&self, time: Duration) {
        self.act(|state| state.rest.limits.ban_until(Instant::now() + time));
    }

    /// The bytes of an attachment, by its `url`. The newest 256 MiB of attachments are kept.
    #[must_use]
    pub fn attachment(&self, url: &str) -> Option<bytes::Bytes> {
        let (_, path) = url.split_once("/attachments/")?;
        let path = path.split('?').next()?;
        self.look(|state| state.world.files.get(&format!("attachments/{path}")).map(|it| it.bytes.clone()))
    }

    /// The token of an interaction, which the bot gets in INTERACTION_CREATE: for tests that answer without a bot.
    #[must_use]
    pub fn interaction_token(&self, id: InteractionId) -> Option<String> {
        self.look(|state| state.world.interactions.get(&id).map(|interaction| interaction.token.clone()))
    }

    /// The accepted first answers to an interaction, unchanged: none or one.
    #[must_use]
    pub fn interaction_callbacks(&self, id: InteractionId) -> Vec<Value> {
        let callbacks = self
            .shared()
            .look(|state| state.world.interactions.get(&id).map(|interaction| interaction.callbacks.clone()));
        callbacks.unwrap_or_default()
    }
}
