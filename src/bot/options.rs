//! The options of a [`Bot`], each a method of the builder. Their defaults are in the table of [`Bot`].

use std::{path::PathBuf, sync::Arc, time::Duration};

use serde::de::DeserializeOwned;

use super::{Bot, Memory};
#[cfg(feature = "cache")]
use crate::cache::CacheConfig;
use crate::{
    dispatch::Events,
    event::EventKinds,
    gateway::{Backoff, Compression, Encoding, Intents, PresenceUpdate, ShardConfig, Timeouts},
    handler::EventHandler,
    identify::gate::IdentifyGate,
    rest::HttpConfig,
    runtime::Sharding,
    session::SessionStore,
    state::{EventOrder, Overflow, WhenFull},
};
#[cfg(doc)]
use crate::{error::Error, handle::BotHandle};

impl Bot {
    /// Adds a handler. Several may be added; each gets every event that it has a method for.
    pub fn handler(mut self, handler: impl EventHandler) -> Self {
        self.handlers.push(Arc::new(handler));
        self
    }

    /// Adds a handler that the caller keeps a share of.
    pub fn shared_handler(mut self, handler: Arc<impl EventHandler>) -> Self {
        self.handlers.push(handler);
        self
    }

    /// All events as a stream, in place of a handler or beside it: see [`Events`], which also says what happens if you do not keep up.
    ///
    /// As for handlers, the intents that deliver them are asked for without the privileged ones: those are for [`intents`](Self::intents).
    /// [`events_of`](Self::events_of) wants less and costs less.
    pub fn events(&mut self) -> Events {
        self.events_of(EventKinds::EVERY)
    }

    /// Events of these kinds as a stream. What neither it nor anybody else wants is not even decoded.
    pub fn events_of(&mut self, kinds: impl Into<EventKinds>) -> Events {
        let kinds = kinds.into();
        self.streamed |= kinds;
        Events::new(self.subscriptions.subscribe(kinds, WhenFull::AsHandlers), Arc::clone(&self.handle))
    }

    /// Names a type of yours for the dispatch called `name`. It is handed to [`custom_event`](EventHandler::custom_event), to
    /// [collectors](crate::Collector) of [`CustomEvent`](crate::event::CustomEvent) and to [streams](Self::events).
    ///
    /// For dispatches that this version of greenroom does not know, and for fields that its own types leave out: where the name is one of the
    /// [table](crate::event::EventKind), its own event comes as well. The last type named for a name counts.
    ///
    /// ```
    /// # use greenroom::prelude::*;
    /// #[derive(serde::Deserialize)]
    /// struct Applause {
    ///     guild_id: GuildId,
    ///     hands: u32,
    /// }
    ///
    /// struct Stage;
    ///
    /// #[event_handler(intents(GUILDS))]
    /// impl EventHandler for Stage {
    ///     async fn custom_event(&self, _: &Context, event: &CustomEvent) -> HandlerResult {
    ///         if let Some(applause) = event.get::<Applause>() {
    ///             println!("{} hands in {}", applause.hands, applause.guild_id);
    ///         }
    ///         Ok(())
    ///     }
    /// }
    ///
    /// # let _ =
    /// Bot::new("token").event_type::<Applause>("APPLAUSE").handler(Stage)
    /// # ;
    /// ```
    pub fn event_type<T: DeserializeOwned + Send + Sync + 'static>(mut self, name: &str) -> Self {
        self.event_types.insert::<T>(name);
        self
    }

    /// Sets the intents, in place of those that the handlers need.
    pub fn intents(mut self, intents: Intents) -> Self {
        self.intents = Some(intents);
        self
    }

    /// Which shards this process runs, of how many in all. Unset, as many as Discord recommends.
    pub fn sharding(mut self, sharding: Sharding) -> Self {
        self.sharding = sharding;
        self
    }

    /// Keeps the sessions in `store` over a restart, so that the next start resumes them and is sent what happened meanwhile. A start
    /// costs no session starts then.
    ///
    /// They are saved every [few seconds](Self::save_sessions_every), when one begins, and at the end. A signal that ends the bot then leaves the
    /// sessions alive, as [`BotHandle::stop_for_restart`] does: a bot with a store is one that comes back, and a deployment loses
    /// nothing. For the few minutes that Discord keeps a session the bot is shown online. [`BotHandle::stop`] is for good:
    /// it ends the sessions, and the store is told that there are none.
    ///
    /// At a start a session is resumed when it is of this bot, of the same number of shards, and [young enough](Self::session_max_age); else a new one is
    /// begun. Where Discord recommends the number of shards and all shards have a stored session, their number is kept.
    ///
    /// After a crash too every dispatch is handled once: with [`FileSessionStore`](crate::FileSessionStore) a call is made again only if the process was killed
    /// in the very middle of it. The cache begins empty with a resumed session, since Discord sends guilds in new ones only.
    pub fn session_store(mut self, store: impl SessionStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// How often sessions are saved in the [store](Self::session_store); more than 0.
    pub fn save_sessions_every(mut self, time: Duration) -> Self {
        self.save_sessions_every = time;
        self
    }

    /// How old a session in the [store](Self::session_store) may be to be resumed. Discord keeps a session without a connection for a
    /// few minutes; to try one that is gone costs a round trip.
    pub fn session_max_age(mut self, age: Duration) -> Self {
        self.session_max_age = age;
        self
    }

    /// Whether the bot reshards by itself when Discord closes a shard with 4011, because it has too many guilds: to the number that is recommended
    /// then, or to twice as many if that is no more than before. If not, `run()` returns [`Error::Closed`]. In either case
    /// `resharding_required` is called.
    ///
    /// Unset, it does so where Discord has chosen the number of shards, and not where you did.
    pub fn auto_reshard(mut self, reshard: bool) -> Self {
        self.auto_reshard = Some(reshard);
        self
    }

    /// How long, at the least, the old shards go on after all the new ones of a [reshard](BotHandle::reshard) are ready. Each old shard has a heartbeat
    /// acknowledged meanwhile, however long this is, so that what Discord had sent before has come.
    pub fn reshard_settle(mut self, time: Duration) -> Self {
        self.reshard_settle = time;
        self
    }

    /// The presence that each shard begins with.
    pub fn presence(self, presence: PresenceUpdate) -> Self {
        self.configure_shards(|config| config.presence = Some(presence))
    }

    /// How payloads are written, in both directions. [`Encoding::Etf`] needs the feature `etf`.
    ///
    /// Names such as `"etf"`, from the environment or a file, become an [`Encoding`] with [`str::parse`].
    pub fn encoding(self, encoding: Encoding) -> Self {
        self.configure_shards(move |config| config.encoding = encoding)
    }

    /// How Discord compresses what it sends. [`Compression::Payload`] goes with JSON only.
    ///
    /// Names such as `"zlib-stream"`, from the environment or a file, become a [`Compression`] with [`str::parse`].
    pub fn compression(self, compression: Compression) -> Self {
        self.configure_shards(move |config| config.compression = compression)
    }

    /// From how many members on, 50 to 250, GUILD_CREATE leaves out those who are offline. Discord's own default is 50.
    pub fn large_threshold(self, members: u8) -> Self {
        self.configure_shards(move |config| config.large_threshold = Some(members))
    }

    /// How long each phase of a shard's connection may take.
    pub fn timeouts(self, timeouts: Timeouts) -> Self {
        self.configure_shards(move |config| config.timeouts = timeouts)
    }

    /// The pauses between attempts to reconnect.
    pub fn backoff(self, backoff: Backoff) -> Self {
        self.configure_shards(move |config| config.backoff = backoff)
    }

    /// How often in a row a shard tries to reconnect before `run()` returns [`Error::GaveUp`]. Unset, it never gives up.
    pub fn max_reconnect_attempts(self, attempts: u32) -> Self {
        self.configure_shards(move |config| config.max_reconnect_attempts = Some(attempts))
    }

    /// Whether a heartbeat that is not acknowledged ends its connection (yes, by default) or is only measured.
    pub fn check_heartbeat_acks(self, check: bool) -> Self {
        self.configure_shards(move |config| config.check_acks = check)
    }

    /// Changes any setting of the shards.
    pub fn configure_shards(mut self, setting: impl FnOnce(&mut ShardConfig) + Send + 'static) -> Self {
        self.shard_settings.push(Box::new(setting));
        self
    }

    /// Changes any setting of REST.
    pub fn configure_http(mut self, setting: impl FnOnce(&mut HttpConfig) + Send + 'static) -> Self {
        self.http_settings.push(Box::new(setting));
        self
    }

    /// Connects to this gateway, in place of the one that Discord names: a `ws://` or `wss://` URL.
    pub fn gateway_url(mut self, url: impl Into<String>) -> Self {
        self.gateway_url = Some(url.into());
        self
    }

    /// Sends REST requests here: an `http://` or `https://` URL with the API's version and without a slash at the end.
    pub fn rest_url(mut self, url: impl Into<String>) -> Self {
        self.rest_url = Some(url.into());
        self
    }

    /// Adds a header to every REST request and to the opening of every websocket.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Which events reach a handler in order.
    pub fn ordering(mut self, order: EventOrder) -> Self {
        self.executor.order = order;
        self
    }

    /// How many events may wait for their handlers, at least 1, before [`overflow`](Self::overflow) decides. A batch for each shard may pass the bound.
    pub fn max_waiting(mut self, events: usize) -> Self {
        self.executor.capacity = events;
        self
    }

    /// What happens when too many events wait for their handlers.
    pub fn overflow(mut self, overflow: Overflow) -> Self {
        self.executor.overflow = overflow;
        self
    }

    /// How many calls of handlers may be under way at the same time, at least 1.
    pub fn max_parallel(mut self, calls: usize) -> Self {
        self.executor.parallel = calls;
        self
    }

    /// After what time a call of a handler is called slow in a warning.
    pub fn slow_after(mut self, time: Duration) -> Self {
        self.executor.slow_after = time;
        self
    }

    /// What is cached. A kind that is named here adds the intents that it lives on.
    #[cfg(feature = "cache")]
    pub fn cache(mut self, config: CacheConfig) -> Self {
        self.cache = config;
        self
    }

    /// How many batches of events may wait for the router, at least 1. A shard whose batch waits reads no further.
    pub fn router_queue(mut self, batches: usize) -> Self {
        self.router_queue = batches;
        self
    }

    /// How long after READY the guilds of a shard may take before `guilds_available` is called without the missing ones.
    pub fn guilds_timeout(mut self, timeout: Duration) -> Self {
        self.guilds_timeout = timeout;
        self
    }

    /// How long [`BotHandle::request_members`] waits for each chunk.
    pub fn members_timeout(mut self, timeout: Duration) -> Self {
        self.members_timeout = timeout;
        self
    }

    /// How long handlers may go on after the shards have closed.
    pub fn handlers_deadline(mut self, deadline: Duration) -> Self {
        self.handlers_deadline = deadline;
        self
    }

    /// How long `shutdown` handlers may run. They run while the other handlers end.
    pub fn shutdown_deadline(mut self, deadline: Duration) -> Self {
        self.shutdown_deadline = deadline;
        self
    }

    /// How long REST requests may go on after the handlers have ended.
    pub fn requests_deadline(mut self, deadline: Duration) -> Self {
        self.requests_deadline = deadline;
        self
    }

    /// Whether SIGINT (Ctrl-C) and SIGTERM stop the bot: the first in good order, the second at once.
    pub fn handle_signals(mut self, handle: bool) -> Self {
        self.handle_signals = handle;
        self
    }

    /// Time between two identifies of the same key. Discord's is 5 s; shorter ones are for the sandbox.
    pub fn identify_window(mut self, window: Duration) -> Self {
        self.identify_window = window;
        self
    }

    /// Session starts of the day that are kept back, so that a bot that crashes and restarts for ever does not get its token reset.
    pub fn identify_reserve(mut self, identifies: u32) -> Self {
        self.identify_reserve = identifies;
        self
    }

    /// Where the identifies of the last 24 hours are remembered over restarts: in `file`, or with `None` nowhere.
    pub fn remember_identifies(mut self, file: impl Into<Option<PathBuf>>) -> Self {
        self.identify_memory = file.into().map_or(Memory::Nowhere, Memory::File);
        self
    }

    /// Lets a gate have a say in when a shard may identify, on top of the bot's own window and budget: for processes that share a
    /// token. See [`gate`](crate::gate).
    pub fn identify_gate(mut self, gate: impl IdentifyGate) -> Self {
        self.identify_gate = Some(Arc::new(gate));
        self
    }

    /// How long a call of the identify gate may take before it is given up and made again. Where more shards of one key start than there are windows in
    /// it, those behind ask several times.
    pub fn gate_timeout(mut self, timeout: Duration) -> Self {
        self.gate_timeout = timeout;
        self
    }

    /// How old Discord's word on the day's session starts may be when a shard has to identify after a failure; if it is older,
    /// `GET /gateway/bot` is asked again.
    pub fn gateway_info_lifetime(mut self, lifetime: Duration) -> Self {
        self.gateway_info_lifetime = lifetime;
        self
    }

    /// The longest websocket message that is accepted, in bytes, and the longest payload after inflating.
    pub fn max_frame_size(mut self, bytes: usize) -> Self {
        self.max_frame_size = bytes;
        self
    }

    /// How many threads the shards share, at least 1.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }
}
