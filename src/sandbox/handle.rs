//! The sandbox as a test or a program holds it.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::faults::Faults;
use super::journal::{ConnectionRecord, HeartbeatRecord, IdentifyRecord, RequestRecord, ResumeRecord, SentRecord};
use super::people::{SandboxChannel, SandboxGuild, SandboxInteraction, SandboxMessage, SandboxUser, Timeout};
use super::server::Server;
use super::settings::Settings;
use super::shared::{Shared, State};
use super::world::ChannelKind;
use crate::gateway::Intents;
use crate::model::{ChannelId, GuildId, InteractionId, MessageId, UserId};

/// The guild of the default world.
const DEFAULT_GUILD: &str = "Greenroom";

/// How long [`Sandbox::wait_until`] waits at most before it looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

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
        let sandbox = Sandbox { server: Arc::new(Server::start(self.settings).await?) };
        if default_world {
            let guild = sandbox.create_guild(DEFAULT_GUILD);
            guild.channel("general");
            guild.voice_channel("Lounge");
            sandbox.user("alice").join(&guild);
        }
        Ok(sandbox)
    }
}

/// A running sandbox. Clones are handles to the same one; it stops when the last of them is dropped.
///
/// Its methods may be called from any thread and any runtime. None of them blocks for longer than it takes to change a few
/// tables in memory.
#[derive(Clone)]
pub struct Sandbox {
    server: Arc<Server>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("url", &self.url()).finish_non_exhaustive()
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

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.server.shared
    }

    fn look<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        self.server.shared.look(look)
    }

    fn act<R>(&self, act: impl FnOnce(&mut State) -> R) -> R {
        self.server.shared.act(act)
    }

    /// `http://127.0.0.1:port`; `/sandbox` under it says what curl can do.
    #[must_use]
    pub fn url(&self) -> String {
        self.look(|state| format!("http://{}", state.address))
    }

    /// The entry URL of the gateway, as `GET /gateway/bot` tells it.
    #[must_use]
    pub fn gateway_url(&self) -> String {
        self.look(|state| format!("ws://{}", state.address))
    }

    /// Names another place, a `ws://` URL, whenever somebody asks where the gateway is (`GET /gateway`, `GET /gateway/bot`). The sandbox's own
    /// gateway stays open.
    pub fn announce_gateway(&self, url: impl Into<String>) {
        self.act(|state| state.announced = Some(url.into()));
    }

    /// The base URL of the HTTP API; ends with `/api/v10`.
    #[must_use]
    pub fn rest_url(&self) -> String {
        format!("{}/api/v10", self.url())
    }

    /// The bot's token.
    #[must_use]
    pub fn token(&self) -> String {
        self.look(|state| state.world.application.token.clone())
    }

    /// Replaces the token, as its owner can in the developer portal. Sessions that are open stay; what identifies, resumes or
    /// asks over HTTP with the old one is refused.
    pub fn reset_token(&self) {
        self.act(|state| state.world.reset_token());
    }

    /// Switches privileged intents on and off in the pretended developer portal.
    pub fn set_privileged_intents(&self, intents: Intents) {
        self.act(|state| state.world.application.privileged = intents);
    }

    /// The bot's user.
    #[must_use]
    pub fn bot(&self) -> SandboxUser {
        SandboxUser::new(self.shared(), self.look(|state| state.world.bot))
    }

    /// The number of shards `GET /gateway/bot` recommends, and `max_concurrency`.
    #[must_use]
    pub fn recommended_shards(&self) -> u32 {
        self.look(|state| state.settings.recommended_shards)
    }

    // People and places

    /// A new guild, with the bot in it. The n-th guild of a sandbox lives on shard n (counted from 0) modulo the number of
    /// shards.
    pub fn create_guild(&self, name: &str) -> SandboxGuild {
        let id = self.act(|state| {
            let id = GuildId::new(state.world.ids.next_guild());
            state.world.found_guild(id, name);
            id
        });
        SandboxGuild::new(self.shared(), id)
    }

    /// A new guild that lives on this shard of so many, with the bot in it.
    pub fn create_guild_on_shard(&self, name: &str, shard: u32, shards: u32) -> SandboxGuild {
        let id = self.act(|state| {
            let id = GuildId::new(state.world.ids.next_guild_on(shard, shards));
            state.world.found_guild(id, name);
            id
        });
        SandboxGuild::new(self.shared(), id)
    }

    /// The guild of that name, made if there is none.
    pub fn guild(&self, name: &str) -> SandboxGuild {
        let found =
            self.look(|state| state.world.guilds.values().find(|guild| guild.name == name).map(|guild| guild.id));
        found.map_or_else(|| self.create_guild(name), |id| SandboxGuild::new(self.shared(), id))
    }

    /// The guild with that id, which may not exist.
    #[must_use]
    pub fn guild_by_id(&self, id: GuildId) -> SandboxGuild {
        SandboxGuild::new(self.shared(), id)
    }

    /// All guilds, oldest first.
    #[must_use]
    pub fn guilds(&self) -> Vec<SandboxGuild> {
        let ids: Vec<GuildId> = self.look(|state| state.world.guilds.keys().copied().collect());
        ids.into_iter().map(|id| SandboxGuild::new(self.shared(), id)).collect()
    }

    /// The channel with that id, which may not exist.
    #[must_use]
    pub fn channel_by_id(&self, id: ChannelId) -> SandboxChannel {
        SandboxChannel::new(self.shared(), id)
    }

    /// The person of that name, made if there is none. Whoever is new is in no guild yet.
    pub fn user(&self, name: &str) -> SandboxUser {
        SandboxUser::new(self.shared(), self.act(|state| state.world.user_named(name)))
    }

    /// The user with that id, who may not exist.
    #[must_use]
    pub fn user_by_id(&self, id: UserId) -> SandboxUser {
        SandboxUser::new(self.shared(), id)
    }

    /// What became of an interaction.
    #[must_use]
    pub fn interaction(&self, id: InteractionId) -> Option<SandboxInteraction> {
        self.look(|state| state.world.interactions.get(&id).map(SandboxInteraction::of))
    }

    /// The messages of a channel, oldest first (at most the newest 10,000).
    pub fn messages(&self, channel: impl Into<ChannelId>) -> Vec<SandboxMessage> {
        self.channel_by_id(channel.into()).messages()
    }

    /// Waits for the bot to say something in a channel. Every message is handed out once: a second call waits for a second
    /// message.
    ///
    /// # Errors
    ///
    /// If the bot said nothing within the limit.
    pub async fn wait_for_bot_message(
        &self,
        channel: impl Into<ChannelId>,
        limit: Duration,
    ) -> Result<SandboxMessage, Timeout> {
        self.channel_by_id(channel.into()).expect_within(limit, |_| true).await
    }

    // What goes wrong

    /// The switchboard of everything that can go wrong.
    #[must_use]
    pub fn faults(&self) -> Faults {
        Faults::new(self.shared().clone())
    }

    // What the bot did

    /// The websocket connections, oldest first, the ended ones too.
    #[must_use]
    pub fn connections(&self) -> Vec<ConnectionRecord> {
        self.look(|state| state.journal.connections.iter().cloned().collect())
    }

    /// How many websocket connections are open. One that was made [half open](Faults::half_open) counts as gone only when
    /// the client gave it up.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.look(|state| state.hub.connections.len())
    }

    /// How many TCP connections are open, those of HTTP requests included.
    #[must_use]
    pub fn open_sockets(&self) -> usize {
        self.server.sockets.load(Ordering::Relaxed)
    }

    /// How many sessions there are, connected or resumable.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.look(|state| state.hub.sessions.len())
    }

    /// The presence a shard shows, as the bot sent it last.
    #[must_use]
    pub fn presence(&self, shard: u32) -> Option<serde_json::Value> {
        self.look(|state| {
            let of_shard = state.hub.sessions.values().filter(|it| it.shard == shard && it.connection.is_some());
            of_shard.filter_map(|it| it.presence.clone()).next()
        })
    }

    /// Every IDENTIFY and what became of it.
    #[must_use]
    pub fn identifies(&self) -> Vec<IdentifyRecord> {
        self.look(|state| state.journal.identifies.iter().cloned().collect())
    }

    /// Every RESUME and what became of it.
    #[must_use]
    pub fn resumes(&self) -> Vec<ResumeRecord> {
        self.look(|state| state.journal.resumes.iter().cloned().collect())
    }

    /// Every payload the bot sent, except heartbeats.
    #[must_use]
    pub fn sent(&self) -> Vec<SentRecord> {
        self.look(|state| state.journal.sent.iter().cloned().collect())
    }

    /// Every heartbeat.
    #[must_use]
    pub fn heartbeats(&self) -> Vec<HeartbeatRecord> {
        self.look(|state| state.journal.heartbeats.iter().copied().collect())
    }

    /// The codes of the close frames that the bot sent of its own accord, in order of the connections. `None` stands for a
    /// close frame without a code.
    #[must_use]
    pub fn close_codes(&self) -> Vec<Option<u16>> {
        self.look(|state| {
            let closed = state.journal.connections.iter().filter_map(|it| it.closed_by_client.as_ref());
            closed.map(|(code, _)| *code).collect()
        })
    }

    /// Every HTTP request.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.look(|state| state.journal.requests.iter().cloned().collect())
    }

    /// How many session starts are left today.
    #[must_use]
    pub fn session_starts_left(&self) -> u32 {
        self.look(|state| state.budget.remaining)
    }

    /// How often the token was replaced because the session starts were used up. Discord does the same, and writes an email.
    #[must_use]
    pub fn token_resets(&self) -> u32 {
        self.look(|state| state.journal.token_resets)
    }

    /// Waits until something is true of the sandbox, looking again whenever something happens in it.
    ///
    /// # Errors
    ///
    /// If it is not true within the limit.
    pub async fn wait_until(&self, limit: Duration, mut is_true: impl FnMut(&Self) -> bool) -> Result<(), Timeout> {
        let deadline = tokio::time::Instant::now() + limit;
        loop {
            let changed = self.shared().changed();
            let mut changed = std::pin::pin!(changed);
            changed.as_mut().enable();
            if is_true(self) {
                return Ok(());
            }
            let now = tokio::time::Instant::now();
            if now >= deadline {
                return Err(Timeout::new(limit, "what was waited for"));
            }
            // Not everything rings: the end of a TCP connection does not. Look again soon in any case.
            let _ = tokio::time::timeout_at(deadline.min(now + LOOK_AGAIN), changed).await;
        }
    }

    // Counting what was handled

    /// A handler reports that it has handled something, by any number of its own; the id of a message, say.
    pub fn tally(&self, id: impl Into<u64>) {
        self.shared().tally(id.into());
    }

    /// What was reported, and how often.
    #[must_use]
    pub fn tallies(&self) -> HashMap<u64, u32> {
        self.shared().tallies().clone()
    }

    /// Whether each of these messages was reported exactly once.
    ///
    /// # Errors
    ///
    /// Which were not reported, and which more than once.
    pub fn handled_exactly_once(&self, messages: &[MessageId]) -> Result<(), TallyError> {
        let tallies = self.shared().tallies();
        let count = |id: &MessageId| tallies.get(&id.get()).copied().unwrap_or(0);
        let error = TallyError {
            missing: messages.iter().copied().filter(|id| count(id) == 0).collect(),
            repeated: messages.iter().copied().filter(|id| count(id) > 1).map(|id| (id, count(&id))).collect(),
        };
        if error.missing.is_empty() && error.repeated.is_empty() { Ok(()) } else { Err(error) }
    }
}

/// Messages that were not handled exactly once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyError {
    /// Handled by nobody.
    pub missing: Vec<MessageId>,
    /// Handled more than once, and how often.
    pub repeated: Vec<(MessageId, u32)>,
}

impl fmt::Display for TallyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.missing.iter().take(5).collect::<Vec<_>>();
        let twice = self.repeated.iter().take(5).collect::<Vec<_>>();
        write!(
            f,
            "{} messages were never handled (such as {first:?}) and {} more than once (such as {twice:?})",
            self.missing.len(),
            self.repeated.len()
        )
    }
}

impl std::error::Error for TallyError {}

impl super::world::World {
    /// Founds a guild with the bot in it from its first day; a bot that is online is told.
    pub(super) fn found_guild(&mut self, id: GuildId, name: &str) {
        let owner = self.user_named("owner");
        self.create_guild(id, name, owner, true);
        self.tell_guild(id);
    }

    /// The channel of that name and kind, made if there is none.
    pub(super) fn channel_or_new(&mut self, guild: GuildId, name: &str, kind: ChannelKind) -> Option<ChannelId> {
        self.channel_named(guild, name, kind).or_else(|| self.create_channel(guild, name, kind).ok())
    }
}
