//! The handle of a sandbox: its addresses, guilds, channels and users.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::faults::Faults;
use crate::clock::Clock;
use crate::failure_log::FailureLog;
use crate::gateway::Intents;
use crate::model::{ChannelId, GuildId, InteractionId, UserId};
use crate::sandbox::people::{SandboxChannel, SandboxGuild, SandboxInteraction, SandboxMessage, SandboxUser, Timeout};
use crate::sandbox::server::{Server, Shared, State};

/// A running sandbox. Clones are handles to the same one; it stops when the last of them is dropped.
///
/// Its methods may be called from any thread and any runtime. They change or read memory under a lock, and do not block
/// otherwise.
#[derive(Clone)]
pub struct Sandbox {
    pub(super) server: Arc<Server>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("url", &self.url()).finish_non_exhaustive()
    }
}

impl Sandbox {
    pub(in crate::sandbox) fn shared(&self) -> &Arc<Shared> {
        &self.server.shared
    }

    pub(super) fn look<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        self.server.shared.look(look)
    }

    pub(super) fn act<R>(&self, act: impl FnOnce(&mut State) -> R) -> R {
        self.server.shared.act(act)
    }

    /// `http://127.0.0.1:port`. `GET /sandbox` there lists what curl can do.
    #[must_use]
    pub fn url(&self) -> String {
        self.look(|state| format!("http://{}", state.address))
    }

    /// The entry URL of the gateway, as `GET /gateway/bot` has it.
    #[must_use]
    pub fn gateway_url(&self) -> String {
        self.look(|state| format!("ws://{}", state.address))
    }

    /// Sets another `ws://` URL in the answers to `GET /gateway` and `GET /gateway/bot`. The sandbox's own gateway
    /// stays open.
    pub fn announce_gateway(&self, url: impl Into<String>) {
        self.act(|state| state.announced = Some(url.into()));
    }

    /// The base URL of the HTTP API. It ends with `/api/v10`.
    #[must_use]
    pub fn rest_url(&self) -> String {
        format!("{}/api/v10", self.url())
    }

    /// The bot's token.
    #[must_use]
    pub fn token(&self) -> String {
        self.look(|state| state.world.application.token.clone())
    }

    /// Replaces the token, as its owner can in the developer portal. Open sessions stay; IDENTIFY, RESUME and HTTP
    /// requests with the old token are refused.
    pub fn reset_token(&self) {
        self.act(|state| state.world.reset_token());
    }

    /// Sets the privileged intents that are enabled in the simulated developer portal.
    pub fn set_privileged_intents(&self, intents: Intents) {
        self.act(|state| state.world.application.privileged = intents);
    }

    /// The bot's user.
    #[must_use]
    pub fn bot(&self) -> SandboxUser {
        SandboxUser::new(self.shared(), self.look(|state| state.world.bot))
    }

    /// The user who owns the application and the guilds of the sandbox, and may use commands for owners only.
    #[must_use]
    pub fn owner(&self) -> SandboxUser {
        SandboxUser::new(self.shared(), self.look(|state| state.world.owner))
    }

    /// Lets the application have Activities, which callback type 12 launches.
    pub fn enable_activities(&self) {
        self.act(|state| state.world.enable_activities());
    }

    /// The number of shards that `GET /gateway/bot` recommends.
    #[must_use]
    pub fn recommended_shards(&self) -> u32 {
        self.look(|state| state.settings.recommended_shards)
    }

    // Guilds, channels, users

    /// Creates a guild with the bot as a member. The n-th guild of a sandbox (counted from 0) is on shard `n % shards`.
    pub fn create_guild(&self, name: &str) -> SandboxGuild {
        let id = self.act(|state| {
            let id = GuildId::new(state.world.ids.next_guild());
            state.world.create_guild_with_bot(id, name);
            id
        });
        SandboxGuild::new(self.shared(), id)
    }

    /// Creates a guild with the bot as a member, on this shard of `shards`.
    pub fn create_guild_on_shard(&self, name: &str, shard: u32, shards: u32) -> SandboxGuild {
        let id = self.act(|state| {
            let id = GuildId::new(state.world.ids.next_guild_on(shard, shards));
            state.world.create_guild_with_bot(id, name);
            id
        });
        SandboxGuild::new(self.shared(), id)
    }

    /// The guild with this name, created if there is none.
    pub fn guild(&self, name: &str) -> SandboxGuild {
        let found =
            self.look(|state| state.world.guilds.values().find(|guild| guild.name == name).map(|guild| guild.id));
        found.map_or_else(|| self.create_guild(name), |id| SandboxGuild::new(self.shared(), id))
    }

    /// The guild with this id. It need not exist.
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

    /// The channel with this id. It need not exist.
    #[must_use]
    pub fn channel_by_id(&self, id: ChannelId) -> SandboxChannel {
        SandboxChannel::new(self.shared(), id)
    }

    /// The user with this name, created if there is none. A new user is not a member of any guild.
    pub fn user(&self, name: &str) -> SandboxUser {
        SandboxUser::new(self.shared(), self.act(|state| state.world.user_named(name)))
    }

    /// The user with this id. They need not exist.
    #[must_use]
    pub fn user_by_id(&self, id: UserId) -> SandboxUser {
        SandboxUser::new(self.shared(), id)
    }

    /// An interaction and how it was answered.
    #[must_use]
    pub fn interaction(&self, id: InteractionId) -> Option<SandboxInteraction> {
        self.look(|state| state.world.interactions.get(&id).map(SandboxInteraction::of))
    }

    /// The messages of a channel, oldest first (at most the newest 10,000).
    pub fn messages(&self, channel: impl Into<ChannelId>) -> Vec<SandboxMessage> {
        self.channel_by_id(channel.into()).messages()
    }

    /// Waits for a message of the bot in a channel. Every message is returned once: a second call waits for another
    /// message.
    ///
    /// # Errors
    ///
    /// If there is none within the limit.
    pub async fn wait_for_bot_message(
        &self,
        channel: impl Into<ChannelId>,
        limit: Duration,
    ) -> Result<SandboxMessage, Timeout> {
        self.channel_by_id(channel.into()).expect_within(limit, |_| true).await
    }

    /// The clock of the sandbox: of ids, timestamps and the deadlines of interactions. Heartbeats, sessions and rate
    /// limits go by the time of the system, so that [`advance`](Self::advance) loses no connection.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.look(|state| state.clock.clone())
    }

    /// Moves the [`clock`](Self::clock) forward: an interaction that is not answered yet may be too old afterwards.
    pub fn advance(&self, by: Duration) {
        self.clock().advance(by);
        // Wakes what waits for a deadline.
        self.act(|_| ());
    }

    /// Where a bot in this process notes what its handlers and commands failed with.
    pub(crate) fn failures(&self) -> FailureLog {
        self.look(|state| state.failures.clone())
    }

    /// The faults of this sandbox.
    #[must_use]
    pub fn faults(&self) -> Faults {
        Faults::new(self.shared().clone())
    }
}
