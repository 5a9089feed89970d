//! The sandbox as a test or a program holds it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::faults::Faults;
use crate::gateway::Intents;
use crate::model::{ChannelId, GuildId, InteractionId, UserId};
use crate::sandbox::people::{SandboxChannel, SandboxGuild, SandboxInteraction, SandboxMessage, SandboxUser, Timeout};
use crate::sandbox::server::{Server, Shared, State};

/// A running sandbox. Clones are handles to the same one; it stops when the last of them is dropped.
///
/// Its methods may be called from any thread and any runtime. None of them blocks for longer than it takes to change a few
/// tables in memory.
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
            state.world.create_guild_with_bot(id, name);
            id
        });
        SandboxGuild::new(self.shared(), id)
    }

    /// A new guild that lives on this shard of so many, with the bot in it.
    pub fn create_guild_on_shard(&self, name: &str, shard: u32, shards: u32) -> SandboxGuild {
        let id = self.act(|state| {
            let id = GuildId::new(state.world.ids.next_guild_on(shard, shards));
            state.world.create_guild_with_bot(id, name);
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
}
