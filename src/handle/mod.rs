//! [`BotHandle`]: the running bot as the rest of your program sees it.
//!
//! A handle holds no actor. It reads what the shards have posted on the [`Board`] and writes [`Order`]s, which the stage
//! carries out; both outlive every actor, so that a handle stays good when one of them is rebuilt.

mod board;
mod order;
mod shards;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};
use std::time::Duration;

use futures_util::future::try_join_all;
use serde::Serialize;
use serde_json::value::to_raw_value;
use tokio::{
    runtime::Handle as Runtime,
    sync::{mpsc, oneshot, watch},
};

#[cfg(feature = "sandbox")]
pub use self::order::Part;
pub use self::{board::ShardInfo, order::Shards, shards::ShardFilter};
pub(crate) use self::{
    board::{Board, Post, Start},
    order::Order,
};
#[cfg(feature = "sandbox")]
use crate::diagnose::Diagnostics;
use crate::{
    collect::Audience,
    error::{Error, Result},
    gateway::{
        ChannelInfoField, Command, CommandError, Encoding, Intents, MAX_REQUESTED_SOUNDBOARDS, PresenceUpdate,
        RequestMembers,
    },
    members::{Members, MembersRequest, Waiting},
    model::{ChannelId, GuildId},
    store::Kept,
    stream::OpsDesk,
};

/// Orders that may wait for the stage. A program that gives more at once waits in its call.
pub(crate) const ORDERS: usize = 256;

/// Where the bot is in its life.
#[derive(Debug, Clone, Default)]
pub(crate) enum Phase {
    #[default]
    Starting,
    Ready,
    Ended(Result<()>),
}

/// What has gone through the handlers so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HandlerStats {
    /// Calls of a handler that ended well.
    pub handled: u64,
    /// Calls that ended with an error.
    pub failed: u64,
    /// Calls that panicked.
    pub panicked: u64,
    /// Dispatches that were decoded, because a handler, the cache, a collector, a stream or the bot itself wanted them. What nobody
    /// wants is not.
    pub decoded: u64,
    /// Events that were dropped because too many waited; always 0 unless [`Overflow::DropNewest`](crate::Overflow) was chosen.
    pub dropped: u64,
    /// Calls that wait or run now.
    pub waiting: usize,
}

/// The counters behind [`HandlerStats`].
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) handled: AtomicU64,
    pub(crate) failed: AtomicU64,
    pub(crate) panicked: AtomicU64,
    pub(crate) dropped: AtomicU64,
    pub(crate) waiting: AtomicUsize,
    pub(crate) decoded: Apart,
}

/// A counter that shards count with, apart from those that the handlers' threads do: in one line of the processors' caches they would
/// delay each other with every event.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(crate) struct Apart(pub(crate) AtomicU64);

/// What handles share with the stage.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) board: Board,
    pub(crate) tally: Tally,
    pub(crate) members: Waiting,
    /// Who collects and streams events.
    pub(crate) audience: Arc<Audience>,
    /// Who watches every payload.
    pub(crate) ops: OpsDesk,
    pub(crate) phase: watch::Sender<Phase>,
    pub(crate) intents: Intents,
    pub(crate) members_timeout: Duration,
    /// What the bot runs on, once it does.
    pub(crate) runtime: OnceLock<Runtime>,
}

impl Shared {
    pub(crate) fn new(
        intents: Intents,
        members_timeout: Duration,
        audience: Arc<Audience>,
        kept: Option<Arc<Kept>>,
    ) -> Self {
        Self {
            board: Board::new(kept),
            tally: Tally::default(),
            members: Waiting::default(),
            audience,
            ops: OpsDesk::default(),
            phase: watch::Sender::default(),
            intents,
            members_timeout,
            runtime: OnceLock::new(),
        }
    }
}

impl Shared {
    /// The bot is ready, for the first time.
    pub(crate) fn now_ready(&self) {
        self.phase.send_if_modified(|phase| {
            let starting = matches!(phase, Phase::Starting);
            if starting {
                *phase = Phase::Ready;
            }
            starting
        });
    }
}

/// A handle to a running bot: cheap to clone, usable from any thread and any runtime.
///
/// It comes from [`Run::handle`](crate::Run::handle) and from [`Context::bot`](crate::Context::bot). Its calls return once the order is carried out, or with
/// [`Error::NotRunning`] when the bot has ended.
#[derive(Debug, Clone)]
pub struct BotHandle {
    orders: mpsc::Sender<Order>,
    shared: Arc<Shared>,
}

impl BotHandle {
    pub(crate) fn new(orders: mpsc::Sender<Order>, shared: Arc<Shared>) -> Self {
        Self { orders, shared }
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// A snapshot of every shard, in the order of their ids. Never waits for a shard.
    #[must_use]
    pub fn shards(&self) -> Vec<ShardInfo> {
        self.shared.board.all().iter().map(|post| post.info()).collect()
    }

    /// A snapshot of the shard `id`, if this bot runs it.
    #[must_use]
    pub fn shard(&self, id: u32) -> Option<ShardInfo> {
        self.shared.board.get(id).map(|post| post.info())
    }

    /// The id of the shard that `guild` belongs to (`(guild_id >> 22) % total`), if this bot runs it.
    ///
    /// # Errors
    /// [`Error::ForeignGuild`] when another process runs that shard, [`Error::NotRunning`] before the shards are known.
    pub fn shard_of(&self, guild: GuildId) -> Result<u32> {
        let total = self.shared.board.all().first().ok_or(Error::NotRunning)?.info().total;
        // `total` is a u32, so that the remainder is one too.
        let id = ((guild.get() >> 22) % u64::from(total.max(1))) as u32;
        if self.shared.board.get(id).is_some() { Ok(id) } else { Err(Error::ForeignGuild { guild, shard: id }) }
    }

    /// Counters of the handlers.
    #[must_use]
    pub fn stats(&self) -> HandlerStats {
        let tally = &self.shared.tally;
        HandlerStats {
            handled: tally.handled.load(Ordering::Relaxed),
            failed: tally.failed.load(Ordering::Relaxed),
            panicked: tally.panicked.load(Ordering::Relaxed),
            decoded: tally.decoded.0.load(Ordering::Relaxed),
            dropped: tally.dropped.load(Ordering::Relaxed),
            waiting: tally.waiting.load(Ordering::Relaxed),
        }
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
    /// What `run()` returns, shared.
    pub async fn wait(&self) -> Result<()> {
        match self.phase(|phase| matches!(phase, Phase::Ended(_))).await {
            Phase::Ended(end) => end,
            Phase::Starting | Phase::Ready => Ok(()),
        }
    }

    async fn phase(&self, wanted: impl FnMut(&Phase) -> bool) -> Phase {
        let mut phases = self.shared.phase.subscribe();
        // The sender lives in `shared`, which `self` holds: the channel is open for as long as this call lasts.
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
        Command::RequestMembers(request.clone()).check_intents(self.shared.intents)?;
        loop {
            let fleet = self.shared.board.fleet();
            let shard = self.shard_of(request.guild_id)?;
            let MembersRequest { request, collector } = self.shared.members.enter(request.clone());
            self.command(shard.into(), Command::RequestMembers(request)).await?;
            let runtime = self.shared.runtime.get().ok_or(Error::NotRunning)?;
            tokio::select! {
                biased;
                _ = self.wait() => return Err(Error::NotRunning),
                found = collector.collect(self.shared.members_timeout, runtime) => return found,
                // After a reshard another session has the guild, and must be asked anew.
                () = self.shared.board.until_fleet_changes(fleet) => {}
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
        self.ask(|reply| Order::Command { shards, command, reply }).await
    }

    /// Reconnects shards at once, without backoff: with `resume` the session goes on, without it a new one is begun.
    ///
    /// # Errors
    /// [`Error::UnknownShard`], [`Error::NotRunning`].
    pub async fn reconnect(&self, shards: impl Into<Shards> + Send, resume: bool) -> Result<()> {
        let shards = shards.into();
        self.ask(|reply| Order::Reconnect { shards, resume, reply }).await
    }

    /// Cuts through the backoff of every shard that waits to reconnect. Call it when you know that the network is back.
    pub async fn reconnect_now(&self) {
        self.tell(Order::ReconnectNow).await;
    }

    /// Whether a heartbeat that is not acknowledged ends its connection (the default), or is only measured.
    pub async fn check_heartbeat_acks(&self, check: bool) {
        self.tell(Order::CheckAcks(check)).await;
    }

    /// Ends the bot in good order: closes every session with 1000 (the bot goes offline at once), waits for the handlers and for REST requests
    /// that are under way, each as long as their deadlines allow, then `run()` returns `Ok`. Resolves when that is done.
    pub async fn stop(&self) {
        self.order_stop(false).await;
        let _ = self.wait().await;
    }

    /// Orders the end without waiting for it.
    pub(crate) async fn order_stop(&self, resumable: bool) {
        self.tell(Order::Stop { resumable }).await;
    }

    /// As [`stop`](Self::stop), but closes with a code that keeps the sessions alive at Discord for some minutes, so that another process may resume
    /// them.
    pub async fn stop_for_restart(&self) {
        self.order_stop(true).await;
        let _ = self.wait().await;
    }

    /// Ends the bot at once: drops sockets, handlers and requests where they are. Resolves when that is done.
    pub async fn abort(&self) {
        self.tell(Order::Abort).await;
        let _ = self.wait().await;
    }

    /// Makes one of the bot's own actors panic, for tests of the recovery. Only where the sandbox is compiled in.
    #[cfg(feature = "sandbox")]
    pub async fn crash(&self, part: Part) {
        self.tell(Order::Crash(part)).await;
    }

    async fn tell(&self, order: Order) {
        // A stage that no longer takes orders has ended, which is what there is to know.
        let _ = self.orders.send(order).await;
    }

    pub(crate) async fn ask<T>(&self, order: impl FnOnce(oneshot::Sender<Result<T>>) -> Order) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.orders.send(order(reply)).await.map_err(|_| Error::NotRunning)?;
        answer.await.unwrap_or(Err(Error::NotRunning))
    }
}
