//! [`BotHandle`]: controls a running bot.
//!
//! A handle does not contain the address of an actor. It reads the [`BotState`] and sends [`RuntimeRequest`]s to the
//! supervisor through a channel. State and channel outlive every actor, so that a handle stays valid when an actor is
//! restarted.

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
#[cfg(feature = "http-interactions")]
pub(crate) use self::request::Posted;
pub(crate) use self::request::RuntimeRequest;
pub use self::shard_filter::{ShardFilter, Shards};
#[cfg(feature = "sandbox")]
pub use self::{diagnostics::Diagnostics, fault::Frame, request::Part};
#[cfg(feature = "cache")]
use crate::cache::Cache;
use crate::{
    error::{Error, Result},
    gateway::{
        BotPresence, ChannelInfoField, Command, CommandError, Encoding, MAX_REQUESTED_SOUNDBOARDS, RequestMembers,
    },
    model::{Application, ApplicationId, ChannelId, GuildId},
    rest::Http,
    state::{BotState, HandlerStats, Members, MembersRequest, Phase, ShardInfo},
};

/// How many requests may wait for the supervisor. Further calls of the handle wait until there are fewer.
pub(crate) const MAX_REQUESTS: usize = 256;

/// A handle to a running bot. It is cheap to clone, and works on any thread and any runtime.
///
/// It comes from [`BotFuture::handle`](crate::BotFuture::handle), [`BotGuard`](crate::BotGuard) and
/// [`Context::bot`](crate::Context::bot). Its calls return when the request has been carried out, or with
/// [`Error::NotRunning`] if the bot has ended.
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

    /// A snapshot of every shard, in the order of their ids. It does not wait for the shards.
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
    /// [`Error::ForeignGuild`] if another process runs that shard, [`Error::NotRunning`] before the shards are known.
    pub fn shard_of(&self, guild: GuildId) -> Result<u32> {
        let total = self.state().registry.all().first().ok_or(Error::NotRunning)?.info().total;
        // `total` is a `u32`, so that the remainder fits into one.
        let id = ((guild.get() >> 22) % u64::from(total.max(1))) as u32;
        if self.state().registry.get(id).is_some() { Ok(id) } else { Err(Error::ForeignGuild { guild, shard: id }) }
    }

    /// Discord's REST API, as the bot uses it: with its connections and its rate limits.
    ///
    /// # Errors
    /// [`Error::NotRunning`] before the bot runs.
    pub fn http(&self) -> Result<&Http> {
        self.state().services.get().map(|services| &services.http).ok_or(Error::NotRunning)
    }

    /// The cache of the bot.
    ///
    /// # Errors
    /// [`Error::NotRunning`] before the bot runs.
    #[cfg(feature = "cache")]
    pub fn cache(&self) -> Result<&Cache> {
        self.state().services.get().map(|services| &services.cache).ok_or(Error::NotRunning)
    }

    /// The application of the bot. It is requested from Discord by the first call, and kept.
    ///
    /// # Errors
    /// [`Error::NotRunning`] before the bot runs, and [`Error::Http`] if the request fails.
    pub async fn application(&self) -> Result<&Application> {
        let http = self.http()?;
        let request = || async { Ok(http.current_application().await?) };
        self.state().application.get_or_try_init(request).await
    }

    /// The id of the application of the bot. `None` before a session has begun.
    #[must_use]
    pub fn application_id(&self) -> Option<ApplicationId> {
        self.state().application_id.get().copied()
    }

    /// Resolves when the bot begins to stop or has ended. Tasks of your own end with the bot if they wait for it:
    ///
    /// ```
    /// # use std::time::Duration;
    /// # async fn example(bot: greenroom::BotHandle) {
    /// tokio::spawn(async move {
    ///     let mut interval = tokio::time::interval(Duration::from_secs(60));
    ///     loop {
    ///         tokio::select! {
    ///             () = bot.stopping() => break,
    ///             _ = interval.tick() => println!("{} shards", bot.shards().len()),
    ///         }
    ///     }
    /// });
    /// # }
    /// ```
    pub async fn stopping(&self) {
        // `self` keeps the sender in `state` alive, so that the channel stays open during this call.
        let _ = self.state().stopping.subscribe().wait_for(|stopping| *stopping).await;
    }

    /// Counters of the handlers.
    #[must_use]
    pub fn stats(&self) -> HandlerStats {
        self.state().counters.snapshot()
    }

    /// Resolves when every shard has been ready once, and the commands have been registered.
    ///
    /// # Errors
    /// If the bot ends before that: the error that ended it, or [`Error::NotRunning`] if it was stopped.
    pub async fn ready(&self) -> Result<()> {
        self.started().await?;
        self.registered().await
    }

    /// Resolves when every shard has been ready once. Errors as those of [`ready`](Self::ready).
    pub(crate) async fn started(&self) -> Result<()> {
        match self.phase(|phase| !matches!(phase, Phase::Starting)).await {
            Phase::Ended(Err(error)) => Err(error),
            Phase::Ended(Ok(())) => Err(Error::NotRunning),
            Phase::Starting | Phase::Ready => Ok(()),
        }
    }

    /// Calls the handlers for what Discord has posted.
    ///
    /// # Errors
    /// [`Error::NotRunning`] if the bot is stopping or has ended.
    #[cfg(feature = "http-interactions")]
    pub(crate) async fn post(&self, posted: Posted) -> Result<()> {
        if *self.state().stopping.borrow() {
            return Err(Error::NotRunning);
        }
        self.0.requests.send(RuntimeRequest::Posted(posted)).await.map_err(|_| Error::NotRunning)
    }

    /// Resolves when the commands have been registered, if the bot has any.
    async fn registered(&self) -> Result<()> {
        let mut registered = self.state().registered.subscribe();
        tokio::select! {
            _ = registered.wait_for(|is_registered| *is_registered) => Ok(()),
            end = self.wait() => Err(end.err().unwrap_or(Error::NotRunning)),
        }
    }

    /// Resolves when the bot has ended.
    ///
    /// # Errors
    /// The error that `run()` returns.
    pub async fn wait(&self) -> Result<()> {
        match self.phase(|phase| matches!(phase, Phase::Ended(_))).await {
            Phase::Ended(end) => end,
            Phase::Starting | Phase::Ready => Ok(()),
        }
    }

    async fn phase(&self, wanted: impl FnMut(&Phase) -> bool) -> Phase {
        let mut phases = self.state().phase.subscribe();
        // `self` keeps the sender in `state` alive, so that the channel stays open during this call.
        phases.wait_for(wanted).await.map(|phase| phase.clone()).unwrap_or_default()
    }

    /// Sets the presence on all or some shards. At most 5 updates in 20 s are sent for each shard; of the updates that
    /// wait only the latest is sent. The presence is sent again with every new session.
    ///
    /// See [Update Presence](https://discord.com/developers/docs/events/gateway-events#update-presence).
    ///
    /// # Errors
    /// [`Error::UnknownShard`], [`Error::Command`] if the payload is longer than 4096 bytes, [`Error::NotRunning`].
    pub async fn set_presence(&self, shards: impl Into<Shards> + Send, presence: BotPresence) -> Result<()> {
        self.command(shards.into(), Command::Presence(presence)).await
    }

    /// Joins a voice channel, moves to another one, or (with `channel_id` `None`) leaves it, on the shard of the guild.
    /// Discord answers with `voice_state_update` and `voice_server_update`. If the channel is full, it does not answer.
    ///
    /// See [Update Voice State](https://discord.com/developers/docs/events/gateway-events#update-voice-state).
    ///
    /// # Errors
    /// [`Error::ForeignGuild`] if another process runs the shard of the guild, [`Error::NotRunning`].
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

    /// Requests members of a guild, on the shard of the guild, and collects the chunks of the answer.
    ///
    /// Resolves with all members when the last chunk has arrived. It waits for each chunk at most
    /// [`Bot::members_timeout`](crate::Bot::members_timeout); dropping the future cancels the collection. Discord
    /// allows one request for *all* members of a guild (empty prefix, limit 0) in 30 s.
    ///
    /// See [Request Guild Members](https://discord.com/developers/docs/events/gateway-events#request-guild-members).
    ///
    /// # Errors
    /// [`Error::Command`], before anything is sent, if all members are requested without the intent `GUILD_MEMBERS`, or
    /// presences without `GUILD_PRESENCES`; [`Error::MembersRateLimited`], [`Error::MembersTimeout`],
    /// [`Error::ForeignGuild`], [`Error::NotRunning`].
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
                // After a reshard another session receives the guild's events: the request is sent again there.
                () = self.state().registry.until_set_changes(set) => {}
            }
        }
    }

    /// Requests fields of a guild's channels that channel objects do not contain, on the shard of the guild. Discord
    /// answers with one `channel_info` event.
    ///
    /// See [Request Channel Info](https://discord.com/developers/docs/events/gateway-events#request-channel-info).
    ///
    /// # Errors
    /// [`Error::Command`] if `fields` is empty, [`Error::ForeignGuild`], [`Error::NotRunning`].
    pub async fn request_channel_info(
        &self,
        guild_id: GuildId,
        fields: impl IntoIterator<Item = ChannelInfoField> + Send,
    ) -> Result<()> {
        let command = Command::RequestChannelInfo { guild_id, fields: fields.into_iter().collect() };
        let shard = self.shard_of(guild_id)?;
        self.command(shard.into(), command).await
    }

    /// Requests the soundboard sounds of guilds, each on the shard of the guild, with as many guilds in a payload as
    /// Discord allows. Discord answers with one `soundboard_sounds` event for each guild.
    ///
    /// See [Request Soundboard
    /// Sounds](https://discord.com/developers/docs/events/gateway-events#request-soundboard-sounds).
    ///
    /// # Errors
    /// [`Error::Command`] if `guild_ids` is empty, and [`Error::ForeignGuild`] if another process runs the shard of one
    /// of the guilds; nothing is sent then. [`Error::NotRunning`].
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

    /// Causes faults in the shard `id`, for tests: reconnects, resumes from any number, lost connections, any payloads
    /// and frames. Needs the feature `sandbox`.
    #[cfg(feature = "sandbox")]
    #[must_use]
    pub fn diagnose(&self, id: u32) -> Diagnostics {
        Diagnostics::new(self.clone(), id)
    }

    /// Sends any payload: the opcode `op` with `data` as its `d`. It is for payloads that have no method here, and
    /// counts towards the limit of 120 payloads in 60 s.
    ///
    /// # Errors
    /// [`Error::Option`] if `data` cannot be written as JSON; [`Error::Command`] if the payload is longer than 4096
    /// bytes, and for the opcodes that the shard itself sends (heartbeat, identify, resume); [`Error::UnknownShard`],
    /// [`Error::NotRunning`].
    pub async fn send_raw(&self, shards: impl Into<Shards> + Send, op: u8, data: impl Serialize + Send) -> Result<()> {
        let data = to_raw_value(&data).map_err(|error| Error::Option { option: "data", reason: error.to_string() })?;
        self.command(shards.into(), Command::Raw { op, data }).await
    }

    async fn command(&self, shards: Shards, command: Command) -> Result<()> {
        // Checks the command early, in JSON. The shard checks it again in the encoding of its connection.
        command.encode(Encoding::Json)?;
        self.request(|reply| RuntimeRequest::Command { shards, command, reply }).await
    }

    /// Reconnects shards at once, without backoff. With `resume` they resume their sessions, otherwise they begin new
    /// ones.
    ///
    /// # Errors
    /// [`Error::UnknownShard`], [`Error::NotRunning`].
    pub async fn reconnect(&self, shards: impl Into<Shards> + Send, resume: bool) -> Result<()> {
        let shards = shards.into();
        self.request(|reply| RuntimeRequest::Reconnect { shards, resume, reply }).await
    }

    /// Ends the backoff of every shard that waits to reconnect. Call it when you detect that the network is available
    /// again.
    pub async fn reconnect_now(&self) {
        self.send(RuntimeRequest::ReconnectNow).await;
    }

    /// Sets whether a heartbeat that is not acknowledged ends its connection (the default), or is only measured.
    pub async fn check_heartbeat_acks(&self, check: bool) {
        self.send(RuntimeRequest::CheckAcks(check)).await;
    }

    /// Stops the bot in good order, and resolves when it has ended. `run()` then returns `Ok`.
    ///
    /// 1. The shards close with code 1000. This ends the sessions, and Discord shows the bot as offline at once.
    /// 2. The handlers that run may continue until [`handlers_deadline`](crate::Bot::handlers_deadline). At the same
    ///    time the `shutdown` handlers run, until [`shutdown_deadline`](crate::Bot::shutdown_deadline).
    /// 3. Open REST requests may continue until [`requests_deadline`](crate::Bot::requests_deadline).
    /// 4. With a [session store](crate::Bot::session_store), it is saved that there are no sessions.
    ///
    /// With the default deadlines this takes less than 9 s.
    pub async fn stop(&self) {
        self.request_stop(false).await;
        let _ = self.wait().await;
    }

    /// Requests a stop without waiting for it. `resumable`: as [`stop_for_restart`](Self::stop_for_restart).
    pub(crate) async fn request_stop(&self, resumable: bool) {
        self.send(RuntimeRequest::Stop { resumable }).await;
    }

    /// As [`stop`](Self::stop), but keeps the sessions alive, so that the next process can resume them.
    ///
    /// The shards close with a resumable code; Discord keeps their sessions for a few minutes. With a
    /// [session store](crate::Bot::session_store) the sessions are saved before the handlers are waited for, so that
    /// they are not lost if the process is killed meanwhile, and once more at the end.
    pub async fn stop_for_restart(&self) {
        self.request_stop(true).await;
        let _ = self.wait().await;
    }

    /// Ends the bot at once: drops sockets, handlers and requests without waiting for them. Resolves when that is done.
    pub async fn abort(&self) {
        self.send(RuntimeRequest::Abort).await;
        let _ = self.wait().await;
    }

    /// Makes an actor of the bot panic, for tests of the recovery. Only with the feature `sandbox`.
    #[cfg(feature = "sandbox")]
    pub async fn crash(&self, part: Part) {
        self.send(RuntimeRequest::Crash(part)).await;
    }

    /// Sends a request that has no answer.
    async fn send(&self, request: RuntimeRequest) {
        // The channel is closed if the bot has ended; then there is nothing to do.
        let _ = self.0.requests.send(request).await;
    }

    /// Sends a request, and waits for its answer.
    async fn request<T>(&self, request: impl FnOnce(oneshot::Sender<Result<T>>) -> RuntimeRequest) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.0.requests.send(request(reply)).await.map_err(|_| Error::NotRunning)?;
        answer.await.unwrap_or(Err(Error::NotRunning))
    }
}
