//! The options of a [`Bot`], each a method of the builder. Their defaults are in the table of [`Bot`].

use std::{path::PathBuf, sync::Arc, time::Duration};

use actix::{Actor, Addr, Handler, dev::ToEnvelope};
use futures_util::future::BoxFuture;
use serde::de::DeserializeOwned;

use super::{Bot, StateDirectory};
#[cfg(feature = "cache")]
use super::{LoadMembers, MemberLoader};
#[cfg(feature = "cache")]
use crate::cache::CacheConfig;
use crate::{
    context::Context,
    dispatch::{Events, Receiver, ShardEvent},
    event::EventKinds,
    gateway::{Backoff, BotPresence, Compression, Encoding, Intents, ShardConfig, Timeouts},
    handler::{EventHandler, Failure, Interests, OnError, Part},
    identify::gate::IdentifyGate,
    model::AllowedMentions,
    rest::HttpConfig,
    runtime::Sharding,
    session::SessionStore,
    state::{EventOrder, Overflow, WhenFull},
};
#[cfg(doc)]
use crate::{error::Error, handle::BotHandle};

impl Bot {
    /// Adds a handler. A bot may have several; each gets every event that it has a method for.
    pub fn handler(self, handler: impl EventHandler) -> Self {
        self.shared_handler(Arc::new(handler))
    }

    /// Adds a handler that the caller keeps a reference to.
    pub fn shared_handler(mut self, handler: Arc<impl EventHandler>) -> Self {
        let parts = Arc::clone(&handler).parts();
        if parts.is_none() || handler.commands().is_some() {
            self.handlers.push(Receiver::Handler(Part::whole(handler)));
        }
        self.handlers.extend(parts.into_iter().flatten().map(Receiver::Handler));
        self
    }

    /// Adds an actor of yours as a receiver of events: each event is sent to it as a [`ShardEvent`]. `interests` are
    /// kinds of events, or [`Interests`] with intents beside them; lifecycle and raw events are not sent to actors.
    ///
    /// A call ends when the actor has handled the event. So events of one guild reach the actor one after the other,
    /// and a full mailbox delays them like a slow handler. When the actor has stopped, this is reported once.
    ///
    /// ```
    /// use actix::{Actor, Context, Handler};
    /// use greenroom::{Bot, ShardEvent, event::EventKind};
    ///
    /// struct Counter(u64);
    ///
    /// impl Actor for Counter {
    ///     type Context = Context<Self>;
    /// }
    ///
    /// impl Handler<ShardEvent> for Counter {
    ///     type Result = ();
    ///
    ///     fn handle(&mut self, _: ShardEvent, _: &mut Self::Context) {
    ///         self.0 += 1;
    ///     }
    /// }
    ///
    /// # actix::System::new().block_on(async {
    /// let counter = Counter(0).start();
    /// let bot = Bot::new("token").actor(counter, EventKind::MessageCreate);
    /// # });
    /// ```
    pub fn actor<A>(mut self, address: Addr<A>, interests: impl Into<Interests>) -> Self
    where
        A: Actor + Handler<ShardEvent>,
        A::Context: ToEnvelope<A, ShardEvent>,
    {
        self.handlers.push(Receiver::actor(address, interests.into()));
        self
    }

    /// Sets what is called when a handler fails or panics, or when an event cannot be decoded. Handlers with an
    /// [`error`](EventHandler::error) method of their own are excepted; they may pass a failure on with
    /// [`Failure::report`]. By default, failures are logged.
    ///
    /// ```
    /// # use greenroom::prelude::*;
    /// # let bot = Bot::new("token");
    /// bot.on_error(|ctx, failure| {
    ///     Box::pin(async move {
    ///         eprintln!("shard {}: {} failed at {}", ctx.shard(), failure.handler, failure.event);
    ///     })
    /// })
    /// # ;
    /// ```
    pub fn on_error<F>(mut self, function: F) -> Self
    where
        F: for<'a> Fn(&'a Context, &'a Failure) -> BoxFuture<'a, ()> + Send + Sync + 'static,
    {
        self.on_error = Some(OnError(Arc::new(function)));
        self
    }

    /// Returns all events as a stream, instead of handlers or beside them. See [`Events`] for what happens if the
    /// stream is read too slowly.
    ///
    /// The unprivileged intents that deliver the events are requested. Request privileged ones with
    /// [`intents`](Self::intents). [`events_of`](Self::events_of) requests and decodes fewer events.
    pub fn events(&mut self) -> Events {
        self.events_of(EventKinds::EVERY)
    }

    /// Returns the events of these kinds as a stream. Kinds that nothing in the bot uses are not decoded.
    pub fn events_of(&mut self, kinds: impl Into<EventKinds>) -> Events {
        let kinds = kinds.into();
        self.streamed |= kinds;
        Events::new(self.subscriptions.subscribe(kinds, WhenFull::AsHandlers), Arc::clone(&self.handle))
    }

    /// Decodes the dispatch called `name` into the type `T`. The value goes to
    /// [`custom_event`](EventHandler::custom_event), to [collectors](crate::Collector) of
    /// [`CustomEvent`](crate::event::CustomEvent) and to [streams](Self::events).
    ///
    /// This is for dispatches that this version of Greenroom does not define, and for fields that its own types lack.
    /// If `name` is in the [table of events](crate::event::EventKind), its own event is delivered as well. A second
    /// type for the same name replaces the first.
    ///
    /// ```
    /// # use greenroom::prelude::*;
    /// #[derive(serde::Deserialize)]
    /// struct Cheer {
    ///     guild_id: GuildId,
    ///     count: u32,
    /// }
    ///
    /// struct Cheers;
    ///
    /// #[event_handler(intents(GUILDS))]
    /// impl EventHandler for Cheers {
    ///     async fn custom_event(&self, _: &Context, event: &CustomEvent) -> HandlerResult {
    ///         if let Some(cheer) = event.get::<Cheer>() {
    ///             println!("{} cheers in {}", cheer.count, cheer.guild_id);
    ///         }
    ///         Ok(())
    ///     }
    /// }
    ///
    /// # let _ =
    /// Bot::new("token").event_type::<Cheer>("CHEER").handler(Cheers)
    /// # ;
    /// ```
    pub fn event_type<T: DeserializeOwned + Send + Sync + 'static>(mut self, name: &str) -> Self {
        self.event_types.insert::<T>(name);
        self
    }

    /// Sets the intents, instead of those that handlers, streams and cache need.
    pub fn intents(mut self, intents: Intents) -> Self {
        self.intents = Some(intents);
        self
    }

    /// Sets which shards this process runs, and how many there are in all processes. Default: as many as Discord
    /// recommends, all of them.
    pub fn sharding(mut self, sharding: Sharding) -> Self {
        self.sharding = sharding;
        self
    }

    /// Saves the sessions in `store`, so that the next start resumes them and receives the events since. Such a start
    /// uses no session starts.
    ///
    /// Sessions are saved [every few seconds](Self::save_sessions_every), when one begins, and when the bot stops. A
    /// signal and [`BotHandle::stop_for_restart`] keep the sessions alive: they close the shards with a resumable code
    /// and save the sessions before they wait for handlers. Discord shows the bot as online for the few minutes that it
    /// keeps a session without a connection. [`BotHandle::stop`] ends the sessions, and saves that there are none.
    ///
    /// At a start a stored session is resumed if it belongs to this bot and to the same number of shards, and if it is
    /// at most [`session_max_age`](Self::session_max_age) old. Otherwise the shard begins a new session. If Discord
    /// recommends the number of shards and all shards have a stored session, the stored number of shards is kept.
    ///
    /// After a crash every dispatch is still handled: with [`FileSessionStore`](crate::FileSessionStore) only the calls
    /// that were running when the process was killed are repeated. The cache is empty at first when a session is
    /// resumed, because Discord sends guilds only in new sessions.
    pub fn session_store(mut self, store: impl SessionStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Sets how often sessions are saved in the [store](Self::session_store): more than 0, 5 s by default. They are
    /// also saved when a session begins, when a shard is removed, and when the bot stops.
    pub fn save_sessions_every(mut self, time: Duration) -> Self {
        self.save_sessions_every = time;
        self
    }

    /// Sets how old a session in the [store](Self::session_store) may be to be resumed: 5 min by default. Discord keeps
    /// a session without a connection for a few minutes; resuming an expired one costs one round trip.
    pub fn session_max_age(mut self, age: Duration) -> Self {
        self.session_max_age = age;
        self
    }

    /// Sets whether the bot reshards when Discord closes a shard with 4011, because the shard has too many guilds. The
    /// new number of shards is the recommended one, or twice the present number if the recommended one is not higher.
    /// If this is off, `run()` returns [`Error::Closed`]. In either case `resharding_required` is called.
    ///
    /// Default: on if Discord chose the number of shards, otherwise off.
    pub fn auto_reshard(mut self, reshard: bool) -> Self {
        self.auto_reshard = Some(reshard);
        self
    }

    /// Sets for how long the old shards continue after all new shards of a [reshard](BotHandle::reshard) are ready: 2 s
    /// by default. This is a minimum: each old shard also waits until one of its heartbeats is acknowledged, so that
    /// everything that Discord sent before has arrived.
    pub fn reshard_settle(mut self, time: Duration) -> Self {
        self.reshard_settle = time;
        self
    }

    /// Sets the presence that each shard begins with. Default: online.
    pub fn presence(self, presence: BotPresence) -> Self {
        self.configure_shards(|config| config.presence = Some(presence))
    }

    /// Sets the encoding of payloads, in both directions. [`Encoding::Etf`] needs the feature `etf`.
    ///
    /// [`str::parse`] turns a name such as `"etf"` into an [`Encoding`].
    pub fn encoding(self, encoding: Encoding) -> Self {
        self.configure_shards(move |config| config.encoding = encoding)
    }

    /// Sets how Discord compresses what it sends. [`Compression::Payload`] works with JSON only.
    ///
    /// [`str::parse`] turns a name such as `"zlib-stream"` into a [`Compression`].
    pub fn compression(self, compression: Compression) -> Self {
        self.configure_shards(move |config| config.compression = compression)
    }

    /// Sets from how many members on, 50 to 250, GUILD_CREATE leaves out offline members. Discord's default is 50.
    pub fn large_threshold(self, members: u8) -> Self {
        self.configure_shards(move |config| config.large_threshold = Some(members))
    }

    /// Sets how long each phase of a shard's connection may take.
    pub fn timeouts(self, timeouts: Timeouts) -> Self {
        self.configure_shards(move |config| config.timeouts = timeouts)
    }

    /// Sets the pauses between attempts to reconnect.
    pub fn backoff(self, backoff: Backoff) -> Self {
        self.configure_shards(move |config| config.backoff = backoff)
    }

    /// Sets how many times in a row a shard tries to reconnect before `run()` returns [`Error::GaveUp`]. Default:
    /// without limit.
    pub fn max_reconnect_attempts(self, attempts: u32) -> Self {
        self.configure_shards(move |config| config.max_reconnect_attempts = Some(attempts))
    }

    /// Sets whether a heartbeat that is not acknowledged ends its connection (the default), or is only measured.
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

    /// Sets the users and roles that the bot's messages may notify, for all messages without `allowed_mentions` of
    /// their own: messages, answers to interactions, webhooks. Default: everybody who is mentioned.
    ///
    /// ```
    /// # use greenroom::prelude::*;
    /// # let _ =
    /// Bot::new("token").allowed_mentions(AllowedMentions::none().all_users().replied_user(true))
    /// # ;
    /// ```
    pub fn allowed_mentions(self, mentions: AllowedMentions) -> Self {
        self.configure_http(move |config| config.allowed_mentions = Some(mentions))
    }

    /// Connects to this gateway, instead of the one that Discord names: a `ws://` or `wss://` URL.
    pub fn gateway_url(mut self, url: impl Into<String>) -> Self {
        self.gateway_url = Some(url.into());
        self
    }

    /// Sends REST requests to this URL: `http://` or `https://`, with the API version and without a slash at the end.
    pub fn rest_url(mut self, url: impl Into<String>) -> Self {
        self.rest_url = Some(url.into());
        self
    }

    /// Adds a header to every REST request and to every websocket handshake.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Trusts these root certificates beside those of the system: PEM text with one or more certificates, or one
    /// certificate in DER. They apply to REST and to the gateway of this bot alone. This is for a server with
    /// certificates of its own; other certificates are refused as before. It can be called several times.
    ///
    /// `run()` returns [`HttpError::Tls`](crate::rest::HttpError::Tls) if they cannot be read.
    #[cfg(feature = "rustls")]
    pub fn root_certificates(self, certificates: impl Into<Vec<u8>>) -> Self {
        let certificates = certificates.into();
        self.configure_http(move |config| config.root_certificates.push(certificates))
    }

    /// Sets which events are handled in order. Default: the events of one guild.
    pub fn ordering(mut self, order: EventOrder) -> Self {
        self.executor.order = order;
        self
    }

    /// Sets how many events may wait for their handlers: at least 1, 16384 by default. Above that,
    /// [`overflow`](Self::overflow) applies. The number may be exceeded by one batch for each shard.
    pub fn max_waiting(mut self, events: usize) -> Self {
        self.executor.capacity = events;
        self
    }

    /// Sets what happens when too many events wait for their handlers. Default: shards stop reading.
    pub fn overflow(mut self, overflow: Overflow) -> Self {
        self.executor.overflow = overflow;
        self
    }

    /// Sets how many calls of handlers may run at the same time, without those for interactions: at least 1, 1024 by
    /// default.
    pub fn max_parallel(mut self, calls: usize) -> Self {
        self.executor.parallel = calls;
        self
    }

    /// Sets how many calls of handlers for interactions may run at the same time: at least 1, 256 by default. They do
    /// not wait for the calls for other events. Above the bound an interaction waits for its turn, and is counted in
    /// [`HandlerStats::interactions_delayed`](crate::HandlerStats::interactions_delayed).
    pub fn max_interactions(mut self, calls: usize) -> Self {
        self.executor.interactions = calls;
        self
    }

    /// Sets after how long a warning is logged for a call of a handler: 5 s by default.
    pub fn slow_after(mut self, time: Duration) -> Self {
        self.executor.slow_after = time;
        self
    }

    /// Sets what is cached. The intents that the named kinds need are added.
    #[cfg(feature = "cache")]
    pub fn cache(mut self, config: CacheConfig) -> Self {
        self.cache = config;
        self
    }

    /// Loads all members of guilds into the cache: [`LoadMembers::All`], or the ids of the guilds.
    ///
    /// Discord sends only some members of a large guild unless all are requested. This requests them for each guild
    /// that arrives: when the bot starts, when it joins a guild, and when a new session has replaced what was cached.
    /// Each shard requests one guild after the other, at most one in 600 ms, so that a bot in many guilds has all
    /// members only after a while. Guilds that arrive with all their members are not requested.
    ///
    /// The privileged intent GUILD_MEMBERS and GUILDS are requested. The cache must keep
    /// [all members](crate::cache::MemberPolicy::All), which is the default; otherwise `run()` returns
    /// [`Error::Option`].
    #[cfg(feature = "cache")]
    pub fn load_members(mut self, guilds: impl Into<LoadMembers>) -> Self {
        self.loads_members = true;
        self.handler(MemberLoader::new(guilds.into()))
    }

    /// Sets how many batches of events may wait for the router: at least 1, 64 by default. A shard stops reading while
    /// its batch waits.
    pub fn router_queue(mut self, batches: usize) -> Self {
        self.router_queue = batches;
        self
    }

    /// Sets how long after READY the guilds of a shard may take to arrive: 30 s by default. After that,
    /// `guilds_available` is called without the missing ones.
    pub fn guilds_timeout(mut self, timeout: Duration) -> Self {
        self.guilds_timeout = timeout;
        self
    }

    /// Sets how long [`BotHandle::request_members`] waits for each chunk: 30 s by default.
    pub fn members_timeout(mut self, timeout: Duration) -> Self {
        self.members_timeout = timeout;
        self
    }

    /// Sets how long handlers may continue after the shards have closed: 4 s by default. Those that still run then are
    /// dropped.
    pub fn handlers_deadline(mut self, deadline: Duration) -> Self {
        self.handlers_deadline = deadline;
        self
    }

    /// Sets how long `shutdown` handlers may run: 4 s by default. They run while the other handlers end, so that the
    /// two deadlines overlap.
    pub fn shutdown_deadline(mut self, deadline: Duration) -> Self {
        self.shutdown_deadline = deadline;
        self
    }

    /// Sets how long REST requests may continue after the handlers have ended: 1.5 s by default.
    pub fn requests_deadline(mut self, deadline: Duration) -> Self {
        self.requests_deadline = deadline;
        self
    }

    /// Sets whether SIGINT (Ctrl-C) and SIGTERM stop the bot: the first signal in good order, the second at once.
    /// Default: on. On Windows, closing the console, the end of the user's session and the shutdown of the system count
    /// as well; that is untried, and Windows ends the process after some seconds in any case.
    ///
    /// With a [session store](Self::session_store) the first signal acts as [`BotHandle::stop_for_restart`], without
    /// one as [`BotHandle::stop`]. `run()` returns `Ok` in both cases. With the default deadlines that takes less than
    /// 9 s.
    pub fn handle_signals(mut self, handle: bool) -> Self {
        self.handle_signals = handle;
        self
    }

    /// Sets the time between two identifies with the same rate limit key (`shard_id % max_concurrency`). The default is
    /// Discord's, 5 s; shorter ones are for the sandbox.
    pub fn identify_window(mut self, window: Duration) -> Self {
        self.identify_window = window;
        self
    }

    /// Sets how many of the daily session starts are never used: 50 by default, at most a tenth of them. Discord resets
    /// the token of a bot that uses all, for instance in a crash loop.
    pub fn identify_reserve(mut self, identifies: u32) -> Self {
        self.identify_reserve = identifies;
        self
    }

    /// Sets the directory for what the bot keeps over restarts. `None`: it keeps nothing.
    ///
    /// | file | contents |
    /// |---|---|
    /// | `identifies-<id of the bot>.json` | the session starts of the last 24 hours, so that a crash loop is noticed |
    /// | `sessions-<id of the bot>` | the sessions, with [`store_sessions`](Self::store_sessions) |
    ///
    /// The default is `greenroom` in `$XDG_STATE_HOME`, `$HOME/.local/state` or `%LOCALAPPDATA%`, and nothing for a bot
    /// with a [`rest_url`](Self::rest_url). If the environment names no such directory or it cannot be written to, as
    /// in a container without a home or with a read-only file system, one line is logged at the start, and the bot runs
    /// without it. In a container, name a directory on a volume.
    pub fn state_directory(mut self, directory: impl Into<Option<PathBuf>>) -> Self {
        self.state_directory = directory.into().map_or(StateDirectory::None, StateDirectory::At);
        self
    }

    /// Saves the sessions in the [state directory](Self::state_directory), and resumes them at the next start: as
    /// [`session_store`](Self::session_store) with a [`FileSessionStore`](crate::FileSessionStore).
    pub fn store_sessions(mut self) -> Self {
        self.stores_sessions = true;
        self
    }

    /// Adds a gate that also decides when a shard may identify, beside the bot's own window and budget. It is for
    /// processes that share a token. See [`gate`](crate::gate).
    pub fn identify_gate(mut self, gate: impl IdentifyGate) -> Self {
        self.identify_gate = Some(Arc::new(gate));
        self
    }

    /// Sets how long a call of the identify gate may take before it is dropped and repeated: 60 s by default. If more
    /// shards of one key start than there are windows in this time, the last ones call the gate several times.
    pub fn gate_timeout(mut self, timeout: Duration) -> Self {
        self.gate_timeout = timeout;
        self
    }

    /// Sets how old Discord's last answer about session starts may be when a shard must identify after a failure: 30 s
    /// by default. If it is older, `GET /gateway/bot` is requested again.
    pub fn gateway_info_lifetime(mut self, lifetime: Duration) -> Self {
        self.gateway_info_lifetime = lifetime;
        self
    }

    /// Sets the size of the longest websocket message that is accepted, and of the longest payload after inflating, in
    /// bytes: at least 1, 64 MiB by default.
    pub fn max_frame_size(mut self, bytes: usize) -> Self {
        self.max_frame_size = bytes;
        self
    }

    /// Sets how many threads the shards share: at least 1. Default: one for each core, and at most one for each shard.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }
}
