//! Settings of a sandbox, and its start.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::control;
use super::sandbox::Sandbox;
use crate::gateway::Intents;
use crate::sandbox::server::Server;
use crate::sandbox::settings::Settings;

/// The guild of the default world.
const DEFAULT_GUILD: &str = "Greenroom";

/// What a sandbox is to be like. Made by [`Sandbox::builder`]; every setter has a documented default.
#[derive(Debug, Clone, Default)]
#[must_use = "a builder does nothing until start() is awaited"]
pub struct SandboxBuilder {
    settings: Settings,
}

impl SandboxBuilder {
    /// What HELLO asks for. Default: 41.25 s, as Discord.
    pub fn heartbeat_interval(mut self, interval: Duration) -> Self {
        self.settings.heartbeat_interval = interval;
        self
    }

    /// How long after its last heartbeat a connection is dropped. Default: one and a half intervals, but at least a second more
    /// than one.
    pub fn heartbeat_patience(mut self, patience: Duration) -> Self {
        self.settings.heartbeat_patience = Some(patience);
        self
    }

    /// Asks for a heartbeat (op 1) after every so many of them. Default: never.
    pub fn heartbeat_request_every(mut self, beats: u32) -> Self {
        self.settings.heartbeat_request_every = Some(beats);
        self
    }

    /// How long one rate-limit key must wait between two IDENTIFYs. Default: 5 s. A tenth of it is forgiven, since the network
    /// may hold the first one up longer than the second.
    pub fn identify_window(mut self, window: Duration) -> Self {
        self.settings.identify_window = window;
        self
    }

    /// How many rate-limit keys there are (`max_concurrency`). Default: 1.
    pub fn max_concurrency(mut self, keys: u32) -> Self {
        self.settings.max_concurrency = keys.max(1);
        self
    }

    /// Session starts per day, and how many of them are left. Default: 1000 of 1000.
    pub fn session_starts(mut self, total: u32, remaining: u32) -> Self {
        self.settings.session_starts_total = total;
        self.settings.session_starts_remaining = remaining;
        self
    }

    /// How long a "day" of session starts is. Default: 24 h.
    pub fn session_starts_window(mut self, window: Duration) -> Self {
        self.settings.session_starts_window = window;
        self
    }

    /// The number of shards that `GET /gateway/bot` recommends. Default: 1.
    pub fn shards(mut self, recommended: u32) -> Self {
        self.settings.recommended_shards = recommended;
        self
    }

    /// What the number of shards must be a multiple of, as for large bots; else 4010. Default: 1.
    pub fn shard_multiple(mut self, multiple: u32) -> Self {
        self.settings.shard_multiple = multiple;
        self
    }

    /// How many guilds one session may carry; more are 4011. Default: 2500.
    pub fn max_guilds_per_shard(mut self, guilds: usize) -> Self {
        self.settings.max_guilds_per_shard = guilds;
        self
    }

    /// Which privileged intents are switched on in the pretended developer portal. Default: all of them.
    pub fn privileged_intents(mut self, intents: Intents) -> Self {
        self.settings.privileged = intents;
        self
    }

    /// How long a session without a connection stays resumable. Default: 3 minutes.
    pub fn session_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.session_lifetime = lifetime;
        self
    }

    /// How many dispatches of a session are kept for a resume; one that missed more is refused. Default: 100,000.
    pub fn replay_capacity(mut self, dispatches: usize) -> Self {
        self.settings.replay_capacity = dispatches.max(1);
        self
    }

    /// How many payloads may wait for a client that does not read before its connection is dropped. Default: 100,000.
    pub fn outbox_capacity(mut self, payloads: usize) -> Self {
        self.settings.outbox_capacity = payloads.max(1);
        self
    }

    /// How many payloads a client may send in how much time; one more is 4008. Default: 120 in 60 s.
    pub fn command_limit(mut self, payloads: usize, per: Duration) -> Self {
        self.settings.command_limit = (payloads, per);
        self
    }

    /// How many presence updates of a session are applied in how much time. Default: 5 in 20 s.
    pub fn presence_limit(mut self, updates: usize, per: Duration) -> Self {
        self.settings.presence_limit = (updates, per);
        self
    }

    /// How long one guild must wait between two requests for all its members. Default: 30 s.
    pub fn members_window(mut self, window: Duration) -> Self {
        self.settings.members_window = window;
        self
    }

    /// Every how many payloads of a zlib-stream one is spread over two websocket messages; 0 means never. Default: 16.
    pub fn split_every(mut self, payloads: u64) -> Self {
        self.settings.split_every = payloads;
        self
    }

    /// How long the sandbox waits for the echo of its close frame. Default: 2 s.
    pub fn close_patience(mut self, patience: Duration) -> Self {
        self.settings.close_patience = patience;
        self
    }

    /// Whether there is a guild "Greenroom" with a text channel `general`, a voice channel `Lounge` and a member `alice`.
    /// Default: yes.
    pub fn default_world(mut self, wanted: bool) -> Self {
        self.settings.default_world = wanted;
        self
    }

    /// The bot's token. Default: a new one of Discord's shape.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.settings.token = Some(token.into());
        self
    }

    /// The port on 127.0.0.1. Default: 0, which takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.settings.port = port;
        self
    }

    /// Starts the sandbox on a thread of its own.
    ///
    /// # Errors
    ///
    /// If the port is taken, or the system gives out no thread or no port.
    pub async fn start(self) -> io::Result<Sandbox> {
        let default_world = self.settings.default_world;
        let sandbox = Sandbox { server: Arc::new(Server::start(self.settings, control::configure).await?) };
        if default_world {
            let guild = sandbox.create_guild(DEFAULT_GUILD);
            guild.channel("general");
            guild.voice_channel("Lounge");
            sandbox.user("alice").join(&guild);
        }
        Ok(sandbox)
    }
}

impl Sandbox {
    /// Starts a sandbox with default settings.
    ///
    /// # Errors
    ///
    /// See [`SandboxBuilder::start`].
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Settings other than the defaults.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }
}
