//! The settings and the start of a sandbox.

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

/// The settings of a sandbox. Created by [`Sandbox::builder`].
#[derive(Debug, Clone, Default)]
#[must_use = "a builder does nothing until start() is awaited"]
pub struct SandboxBuilder {
    settings: Settings,
}

impl SandboxBuilder {
    /// The heartbeat interval in HELLO. Default: 41.25 s, as at Discord.
    pub fn heartbeat_interval(mut self, interval: Duration) -> Self {
        self.settings.heartbeat_interval = interval;
        self
    }

    /// How long after its last heartbeat a connection is dropped. Default: one and a half intervals, but at least one
    /// interval and a second.
    pub fn heartbeat_patience(mut self, patience: Duration) -> Self {
        self.settings.heartbeat_patience = Some(patience);
        self
    }

    /// Requests a heartbeat (op 1) after every `beats` heartbeats of a connection. Default: never.
    pub fn heartbeat_request_every(mut self, beats: u32) -> Self {
        self.settings.heartbeat_request_every = Some(beats);
        self
    }

    /// The time between two IDENTIFYs of one rate-limit key. Default: 5 s. A tenth of it is forgiven, since the packets
    /// of the first IDENTIFY may take longer than those of the second.
    pub fn identify_window(mut self, window: Duration) -> Self {
        self.settings.identify_window = window;
        self
    }

    /// The number of rate-limit keys (`max_concurrency`), at least 1. Default: 1.
    pub fn max_concurrency(mut self, keys: u32) -> Self {
        self.settings.max_concurrency = keys.max(1);
        self
    }

    /// The session starts per day, and how many of them are left. Default: 1000 and 1000.
    pub fn session_starts(mut self, total: u32, remaining: u32) -> Self {
        self.settings.session_starts_total = total;
        self.settings.session_starts_remaining = remaining;
        self
    }

    /// The length of a day of session starts. Default: 24 h.
    pub fn session_starts_window(mut self, window: Duration) -> Self {
        self.settings.session_starts_window = window;
        self
    }

    /// The number of shards that `GET /gateway/bot` recommends. Default: 1.
    pub fn shards(mut self, recommended: u32) -> Self {
        self.settings.recommended_shards = recommended;
        self
    }

    /// The number of shards must be a multiple of this, as for large bots; otherwise IDENTIFY is answered with 4010.
    /// Default: 1.
    pub fn shard_multiple(mut self, multiple: u32) -> Self {
        self.settings.shard_multiple = multiple;
        self
    }

    /// The limit of guilds per session; above it IDENTIFY is answered with 4011. Default: 2500.
    pub fn max_guilds_per_shard(mut self, guilds: usize) -> Self {
        self.settings.max_guilds_per_shard = guilds;
        self
    }

    /// The privileged intents that are enabled in the simulated developer portal. Default: all of them.
    pub fn privileged_intents(mut self, intents: Intents) -> Self {
        self.settings.privileged = intents;
        self
    }

    /// How long a session without a connection stays resumable. Default: 3 minutes.
    pub fn session_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.session_lifetime = lifetime;
        self
    }

    /// The limit of dispatches kept per session for a resume, at least 1. A client that missed more cannot resume.
    /// Default: 100,000.
    pub fn replay_capacity(mut self, dispatches: usize) -> Self {
        self.settings.replay_capacity = dispatches.max(1);
        self
    }

    /// The limit of queued payloads per connection, at least 1. A client that does not read loses its connection there.
    /// Default: 100,000.
    pub fn outbox_capacity(mut self, payloads: usize) -> Self {
        self.settings.outbox_capacity = payloads.max(1);
        self
    }

    /// The limit of payloads that a connection may send within `per`; above it the connection is closed with 4008.
    /// Default: 120 in 60 s.
    pub fn command_limit(mut self, payloads: usize, per: Duration) -> Self {
        self.settings.command_limit = (payloads, per);
        self
    }

    /// The limit of presence updates per session within `per`; more are ignored. Default: 5 in 20 s.
    pub fn presence_limit(mut self, updates: usize, per: Duration) -> Self {
        self.settings.presence_limit = (updates, per);
        self
    }

    /// The time between two requests for all members of one guild. Default: 30 s.
    pub fn members_window(mut self, window: Duration) -> Self {
        self.settings.members_window = window;
        self
    }

    /// Every how many payloads of a zlib-stream one is split over two websocket messages; 0: none is. Default: 16.
    pub fn split_every(mut self, payloads: u64) -> Self {
        self.settings.split_every = payloads;
        self
    }

    /// How long a test waits after it has seen a message or a form of the bot, as a person needs time to react: the
    /// waits of channels and of commands resolve that much later. Until then the bot has received the response to its
    /// request, and waits for clicks and forms. Default: 10 ms. A bot in another process may need more on a busy
    /// machine.
    pub fn reaction_time(mut self, time: Duration) -> Self {
        self.settings.reaction_time = time;
        self
    }

    /// How long the sandbox waits for the client's answer to its close frame. Default: 2 s.
    pub fn close_patience(mut self, patience: Duration) -> Self {
        self.settings.close_patience = patience;
        self
    }

    /// Whether there is a guild "Greenroom" with a text channel `general`, a voice channel `Lounge` and a member
    /// `alice`. Default: `true`.
    pub fn default_world(mut self, wanted: bool) -> Self {
        self.settings.default_world = wanted;
        self
    }

    /// The bot's token. Default: a random one in Discord's format.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.settings.token = Some(token.into());
        self
    }

    /// The port on 127.0.0.1. Default: 0, which selects a free port.
    pub fn port(mut self, port: u16) -> Self {
        self.settings.port = port;
        self
    }

    /// Starts the sandbox on its own thread.
    ///
    /// # Errors
    ///
    /// If the port is in use, or the system cannot provide a thread or a port.
    pub async fn start(self) -> io::Result<Sandbox> {
        let default_world = self.settings.default_world;
        let sandbox = Sandbox { server: Arc::new(Server::start(self.settings, control::configure).await?) };
        if default_world {
            let guild = sandbox.create_guild(DEFAULT_GUILD);
            // There is no channel yet in which it would be announced that she joins.
            sandbox.user("alice").join(&guild);
            guild.channel("general");
            guild.voice_channel("Lounge");
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

    /// A builder, for settings other than the defaults.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }
}
