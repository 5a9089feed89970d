//! [`BotHandle`]: the running bot, as the rest of a program uses it.
//!
//! A handle holds no actor. It reads the [`BotState`] and sends [`RuntimeRequest`]s, which the supervisor carries out. Both outlive
//! every actor, so that a handle stays valid when one of them is restarted.

#[cfg(feature = "sandbox")]
mod diagnostics;
#[cfg(feature = "sandbox")]
mod fault;
mod request;
mod shard_filter;
mod shards;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use futures_util::future::try_join_all;
use serde::Serialize;
use serde_json::value::to_raw_value;
use tokio::sync::{mpsc, oneshot};

#[cfg(feature = "sandbox")]
pub(crate) use self::fault::FaultInjection;
pub(crate) use self::request::RuntimeRequest;
pub use self::shard_filter::{ShardFilter, Shards};
#[cfg(feature = "sandbox")]
pub use self::{diagnostics::Diagnostics, fault::Frame, request::Part};
use crate::{
    error::{Error, Result},
    gateway::{
        ChannelInfoField, Command, CommandError, Encoding, MAX_REQUESTED_SOUNDBOARDS, PresenceUpdate, RequestMembers,
    },
    model::{ChannelId, GuildId},
    state::{BotState, HandlerStats, Members, MembersRequest, Phase, ShardInfo},
};

/// Requests that may wait for the supervisor. A program that sends more at once waits in its call.
pub(crate) const MAX_REQUESTS: usize = 256;

/// A handle to a running bot: cheap to clone, usable from any thread and any runtime.
///
/// It comes from [`BotFuture::handle`](crate::BotFuture::handle) and from [`Context::bot`](crate::Context::bot). Its calls return once the
/// request is carried out, or with [`Error::NotRunning`] if the bot has ended.
#[derive(Debug, Clone)]
pub struct BotHandle(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    requests: mpsc::Sender<RuntimeRequest>,
    state: Arc<BotState>,
}

impl BotHandle {
    pub(crate) fn new(requests: mpsc::Sender<RuntimeRequest>, state: Arc<BotState>) -> Self {
        Self(Arc::new(Inner { requests, state }))
    }

    pub(crate) fn state(&self) -> &Arc<BotState> {
        &self.0.state
    }

    /// A snapshot of every shard, in the order of their ids. Never waits for a shard.
    #[must_use]
    pub fn shards(&self) -> Vec<ShardInfo> {
        self.state().registry.all().iter().map(|entry| entry.info()).collect()
    }

    /// A snapshot of the shard `id`, if this bot runs it.
    #[must_use]
    pub fn shard(&self, id: u32) -> Option<ShardInfo> {
        self.state().registry.get(id).map(|entry| entry.info())
    }

    /// The id of the shard that `guild` belongs to (`(guild_id >> 22) % total`), if this bot runs it.
    ///
    /// # Errors
    /// [`Error::ForeignGuild`] when another process runs that shard, [`Error::NotRunning`] before the shards are known.
    pub fn shard_of(&self, guild: GuildId) -> Result<u32> {
        let total = self.state().registry.all().first().ok_or(Error::NotRunning)?.info().total;
        // `total` is a u32, so that the remainder is one too.
        let id = ((guild.get() >> 22) % u64::from(total.max(1))) as u32;
        if self.state().registry.get(id).is_some() { Ok(id) } else { Err(Error::ForeignGuild { guild, shard: id }) }
    }

    /// Counters of the handlers.
    #[must_use]
    pub fn stats(&self) -> HandlerStats {
        self.state().counters.snapshot()
    }

    /// Resolves when every shard has been ready once.
    ///
    /// # Errors
    /// What ended the bot, if it ended before.
    pub async fn ready(&self) -> Result<()> {
        match self.phase(|phase| !matches!(phase, Phase::Starting)).await {
            Phase::Ended(Err(error)) => Err(error),
            Phase::Ended(Ok(())) => Err(Error::NotRunning),
            Phase::Starting | Phase::Ready => Ok(()),
        }
    }

    /// Resolves when the bot has ended.
    ///
    /// # Errors
    /// What `run()` returns, state.
    pub async fn wait(&self) -> Result<()> {
        match self.phase(|phase| matches!(phase, Phase::Ended(_))).await {
            Phase::Ended(end) => end,
            Phase::Starting | Phase::Ready => Ok(()),
        }
    }

    async fn phase(&self, wanted: impl FnMut(&Phase) -> bool) -> Phase {
        let mut phases = self.state().phase.subscribe();
        // The sender lives in `state`, which `self` holds: the channel is open for as long as this call lasts.
        phases.wait_for(wanted).await.map(|phase| phase.clone()).unwrap_or_default()
    }

    /// Sets the presence on all shards, or on those named. At most 5 updates in 20 s reach Discord; of those that
    /// wait only the latest is sent. It is repeated by itself after a reconnect.
    ///
    /// See [Update Presence](https://discord.com/developers/docs/events/gateway-events#update-presence).
    ///
    /// # Errors
    /// [`Error::UnknownShard`], [`Error::Command`] (over 4096 bytes), [`Error::NotRunning`].
    pub async fn set_presence(&self, shards: impl Into<Shards> + Send, presence: PresenceUpdate) -> Result<()> {
        self.command(shards.into(), Command::Presence(presence)).await
    }

    /// Joins, moves between or (with `None`) leaves voice channels, on the shard that has the guild. Discord answers with
    /// `voice_state_update` and `voice_server_update`, or not at all when the channel is full.
    ///
    /// See [Update Voice State](https://discord.com/developers/docs/events/gateway-events#update-voice-state).
    ///
    /// # Errors
    /// [`Error::ForeignGuild`] when another process has the guild, [`Error::NotRunning`].
    pub async fn set_voice_state(
        &self,
        guild_id: GuildId,
        channel_id: Option<ChannelId>,
        self_mute: bool,
        self_deaf: bool,
    ) -> Result<()> {
        let shard = self.shard_of(guild_id)?;
        self.command(shard.into(), Command::VoiceState { guild_id, channel_id, self_mute, self_deaf }).await
    }

    /// Asks for members of a guild, on the shard that has it, and collects the chunks of the answer.
    ///
    /// Resolves with all of them once the last chunk is there. It waits for a chunk as long as
    /// [`Bot::members_timeout`](crate::Bot::members_timeout) says; dropping the future gives up. Discord allows one request for *all* members
    /// (empty prefix, limit 0) in 30 s for each guild.
    ///
    /// See [Request Guild Members](https://discord.com/developers/docs/events/gateway-events#request-guild-members).
    ///
    /// # Errors
    /// [`Error::Command`] before anything is sent when all members are asked for without `GUILD_MEMBERS`, or presences without `GUILD_PRESENCES`;
    /// [`Error::MembersRateLimited`], [`Error::MembersTimeout`], [`Error::ForeignGuild`], [`Error::NotRunning`].
    pub async fn request_members(&self, request: RequestMembers) -> Result<Members> {
        Command::RequestMembers(request.clone()).check_intents(self.state().intents)?;
        loop {
            let set = self.state().registry.set();
            let shard = self.shard_of(request.guild_id)?;
            let MembersRequest { request, collector } = self.state().member_requests.enter(request.clone());
            self.command(shard.into(), Command::RequestMembers(request)).await?;
            let runtime = self.state().runtime.get().ok_or(Error::NotRunning)?;
            tokio::select! {
                biased;
                _ = self.wait() => return Err(Error::NotRunning),
                found = collector.collect(self.state().members_timeout, runtime) => return found,
                // After a reshard another session has the guild, and must be asked anew.
                () = self.state().registry.until_set_changes(set) => {}
            }
        }
    }

    /// Asks for the fields of a guild's channels that no channel object has, on the shard that has the guild. One `channel_info` event answers.
    ///
    /// See [Request Channel Info](https://discord.com/developers/docs/events/gateway-events#request-channel-info).
    ///
    /// # Errors
    /// [`Error::Command`] when no field is named, [`Error::ForeignGuild`], [`Error::NotRunning`].
    pub async fn request_channel_info(
        &self,
        guild_id: GuildId,
        fields: impl IntoIterator<Item = ChannelInfoField> + Send,
    ) -> Result<()> {
        let command = Command::RequestChannelInfo { guild_id, fields: fields.into_iter().collect() };
        let shard = self.shard_of(guild_id)?;
        self.command(shard.into(), command).await
    }

    /// Asks for the soundboard sounds of guilds, each on the shard that has it, as many at once as fit into a payload. One
    /// `soundboard_sounds` event answers for each guild.
    ///
    /// See [Request Soundboard Sounds](https://discord.com/developers/docs/events/gateway-events#request-soundboard-sounds).
    ///
    /// # Errors
    /// [`Error::Command`] when no guild is named, and [`Error::ForeignGuild`] when another process has one of them; nothing is sent then.
    /// [`Error::NotRunning`].
    pub async fn request_soundboard_sounds(&self, guild_ids: impl IntoIterator<Item = GuildId> + Send) -> Result<()> {
        let mut by_shard = BTreeMap::<u32, BTreeSet<GuildId>>::new();
        for guild_id in guild_ids {
            by_shard.entry(self.shard_of(guild_id)?).or_default().insert(guild_id);
        }
        if by_shard.is_empty() {
            return Err(CommandError::NoGuilds.into());
        }
        let requests = by_shard.into_iter().flat_map(|(shard, guilds)| {
            let guilds: Vec<_> = guilds.into_iter().collect();
            let parts: Vec<_> = guilds.chunks(MAX_REQUESTED_SOUNDBOARDS).map(<[GuildId]>::to_vec).collect();
            parts.into_iter().map(move |guild_ids| (shard, Command::RequestSoundboardSounds { guild_ids }))
        });
        try_join_all(requests.map(|(shard, command)| self.command(shard.into(), command))).await?;
        Ok(())
    }

    /// Drills for the shard `id`: reconnects, forged resumes, broken transports, strange payloads and frames. For tests, and for those who want to
    /// see a bot stumble before Discord makes it. Needs the feature `sandbox`.
    #[cfg(feature = "sandbox")]
    #[must_use]
    pub fn diagnose(&self, id: u32) -> Diagnostics {
        Diagnostics::new(self.clone(), id)
    }

    /// Sends any payload: `op` with the JSON of `d`. The escape hatch for what has no method yet; counted by the limit of 120
    /// in 60 s as everything else is.
    ///
    /// # Errors
    /// [`Error::Option`] for data that cannot be written as JSON; [`Error::Command`] for over 4096 bytes, and for the opcodes that belong to the session itself (identify, resume).
    pub async fn send_raw(&self, shards: impl Into<Shards> + Send, op: u8, data: impl Serialize + Send) -> Result<()> {
        let data = to_raw_value(&data).map_err(|error| Error::Option { option: "data", reason: error.to_string() })?;
        self.command(shards.into(), Command::Raw { op, data }).await
    }

    async fn command(&self, shards: Shards, command: Command) -> Result<()> {
        // As JSON, since no shard is asked yet: what the shard really sends it measures again.
        command.encode(Encoding::Json)?;
        self.ask(|reply| RuntimeRequest::Command { shards, command, reply }).await
    }

    /// Reconnects shards at once, without backoff: with `resume` the session goes on, without it a new one is begun.
    ///
    /// # Errors
    /// [`Error::UnknownShard`], [`Error::NotRunning`].
    pub async fn reconnect(&self, shards: impl Into<Shards> + Send, resume: bool) -> Result<()> {
        let shards = shards.into();
        self.ask(|reply| RuntimeRequest::Reconnect { shards, resume, reply }).await
    }

    /// Cuts through the backoff of every shard that waits to reconnect. Call it when you know that the network is back.
    pub async fn reconnect_now(&self) {
        self.tell(RuntimeRequest::ReconnectNow).await;
    }

    /// Whether a heartbeat that is not acknowledged ends its connection (the default), or is only measured.
    pub async fn check_heartbeat_acks(&self, check: bool) {
        self.tell(RuntimeRequest::CheckAcks(check)).await;
    }

    /// Ends the bot in good order: closes every session with 1000 (the bot goes offline at once), waits for the handlers and for REST requests
    /// that are under way, each as long as their deadlines allow, then `run()` returns `Ok`. Resolves when that is done.
    pub async fn stop(&self) {
        self.request_stop(false).await;
        let _ = self.wait().await;
    }

    /// Orders the end without waiting for it.
    pub(crate) async fn request_stop(&self, resumable: bool) {
        self.tell(RuntimeRequest::Stop { resumable }).await;
    }

    /// As [`stop`](Self::stop), but closes with a code that keeps the sessions alive at Discord for some minutes, so that another process may resume
    /// them.
    pub async fn stop_for_restart(&self) {
        self.request_stop(true).await;
        let _ = self.wait().await;
    }

    /// Ends the bot at once: drops sockets, handlers and requests where they are. Resolves when that is done.
    pub async fn abort(&self) {
        self.tell(RuntimeRequest::Abort).await;
        let _ = self.wait().await;
    }

    /// Makes one of the bot's own actors panic, for tests of the recovery. Only where the sandbox is compiled in.
    #[cfg(feature = "sandbox")]
    pub async fn crash(&self, part: Part) {
        self.tell(RuntimeRequest::Crash(part)).await;
    }

    async fn tell(&self, order: RuntimeRequest) {
        // A stage that no longer takes requests has ended, which is what there is to know.
        let _ = self.0.requests.send(order).await;
    }

    pub(crate) async fn ask<T>(&self, order: impl FnOnce(oneshot::Sender<Result<T>>) -> RuntimeRequest) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.0.requests.send(order(reply)).await.map_err(|_| Error::NotRunning)?;
        answer.await.unwrap_or(Err(Error::NotRunning))
    }
}
