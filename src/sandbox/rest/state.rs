//! The state that the HTTP API works on.

use std::collections::HashMap;

use super::limits::Limits;
use crate::model::{ChannelId, MessageId};
use crate::sandbox::budget::Budget;
use crate::sandbox::fault::Rules;
use crate::sandbox::journal::Journal;
use crate::sandbox::recording::Recording;
use crate::sandbox::settings::Settings;
use crate::sandbox::world::World;

/// The state of the HTTP API beside the world.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct RestState {
    pub(in crate::sandbox) limits: Limits,
    /// The nonces of messages with `enforce_nonce`: the message each led to, and when (Unix microseconds).
    pub(super) nonces: HashMap<(ChannelId, String), (MessageId, i64)>,
    pub(super) recording: Recording,
}

/// The parts of the sandbox's state that the HTTP API works on, borrowed while the lock is held.
#[derive(Debug)]
pub(in crate::sandbox) struct ApiState<'a> {
    pub(in crate::sandbox) settings: &'a Settings,
    /// `127.0.0.1:port`.
    pub(in crate::sandbox) address: &'a str,
    /// The URL that `GET /gateway` gives instead of the sandbox's own.
    pub(in crate::sandbox) announced: Option<&'a str>,
    pub(in crate::sandbox) world: &'a mut World,
    pub(in crate::sandbox) rest: &'a mut RestState,
    pub(in crate::sandbox) rules: &'a mut Rules,
    pub(in crate::sandbox) journal: &'a mut Journal,
    pub(in crate::sandbox) budget: &'a mut Budget,
}

impl ApiState<'_> {
    /// The `url` of `GET /gateway` and `GET /gateway/bot`.
    pub(super) fn gateway_url(&self) -> String {
        self.announced.map_or_else(|| format!("ws://{}", self.address), str::to_owned)
    }
}
