//! [`Bot`], the builder. [`Bot::run`] turns it into a [`BotFuture`], which also hands out a [`BotHandle`].

mod commands;
mod intents;
#[cfg(feature = "cache")]
mod load_members;
mod options;
#[cfg(feature = "sandbox")]
mod own_sandbox;
mod run;
mod state_directory;
mod tasks;

use std::{
    fmt,
    sync::{Arc, OnceLock},
    thread,
    time::Duration,
};

use tokio::{runtime::Handle as RuntimeHandle, sync::mpsc};

#[cfg(feature = "cache")]
pub use self::load_members::LoadMembers;
#[cfg(feature = "cache")]
use self::load_members::MemberLoader;
use self::state_directory::{StateDirectory, StatePlace};
pub use self::{
    commands::IntoCommand,
    run::{BotFuture, BotGuard},
};
#[cfg(feature = "cache")]
use crate::cache::{Cache, CacheConfig, MemberPolicy};
use crate::{
    clock::Clock,
    command::Command,
    context::ContextFactory,
    dispatch::{KeyedExecutor, Receiver, Receivers, RouterSpec},
    error::{Error, Result},
    event::{EventKind, EventKinds, EventTypes},
    gateway::{GatewayUrl, Intents, ShardConfig, Token},
    handle::{self, BotHandle, RuntimeRequest},
    handler::{Interests, OnError},
    identify::{GateClient, IdentifyOptions, IdentifySpec, gate::IdentifyGate},
    interactions::{self, CommandConfig, CommandState},
    prefix::PrefixCommands,
    program::install_log,
    reshard::CurrentHoldback,
    rest::{Http, HttpConfig, HttpError},
    runtime::{BotConfig, Deadlines, Runtime, Sharding, Signals},
    session::{FileSessionStore, SessionSaving, SessionStore},
    shard::{ConnectOptions, InterestFilter, Marker},
    state::{BotState, ExecutorConfig, GuildTrackers, HandlerId, Services, Subscriptions},
    store::{MemoryStore, ValueStore, Values},
    switches::SwitchedOff,
    tls::ConnectTimeouts,
};
#[cfg(feature = "sandbox")]
use crate::{failure_log::FailureLog, sandbox::Sandbox};

/// A bot, before it runs.
///
/// ```no_run
/// use greenroom::prelude::*;
///
/// struct Ping;
///
/// #[event_handler(intents(MESSAGE_CONTENT))]
/// impl EventHandler for Ping {
///     async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
///         if message.content == "!ping" {
///             message.reply(ctx, "Pong!").await?;
///         }
///         Ok(())
///     }
/// }
///
/// #[greenroom::main]
/// async fn main() -> greenroom::Result<()> {
///     Bot::from_env()?.handler(Ping).run().await
/// }
/// ```
///
/// Every option has a default. An invalid value is an error of [`run`](Self::run), before any socket is opened.
///
/// | option | default |
/// |---|---|
/// | [`intents`](Self::intents) | those that the handlers' methods need; privileged ones only if requested by name |
/// | [`sharding`](Self::sharding) | the number of shards that Discord recommends |
/// | [`presence`](Self::presence) | online |
/// | [`allowed_mentions`](Self::allowed_mentions) | everybody who is mentioned |
/// | [`load_members`](Self::load_members) | no guilds |
/// | [`encoding`](Self::encoding) | json |
/// | [`compression`](Self::compression) | zstd-stream, or zlib-stream without the feature `zstd` |
/// | [`ordering`](Self::ordering) | by guild |
/// | [`max_waiting`](Self::max_waiting) | 16384 events |
/// | [`overflow`](Self::overflow) | shards stop reading until fewer events wait |
/// | [`max_parallel`](Self::max_parallel) | 1024 handlers |
/// | [`max_interactions`](Self::max_interactions) | 256 calls of handlers for interactions |
/// | [`slow_after`](Self::slow_after) | 5 s |
/// | [`router_queue`](Self::router_queue) | 64 batches |
/// | [`guilds_timeout`](Self::guilds_timeout) | 30 s |
/// | [`members_timeout`](Self::members_timeout) | 30 s |
/// | [`handlers_deadline`](Self::handlers_deadline) | 4 s |
/// | [`shutdown_deadline`](Self::shutdown_deadline) | 4 s |
/// | [`requests_deadline`](Self::requests_deadline) | 1.5 s |
/// | [`handle_signals`](Self::handle_signals) | yes |
/// | [`identify_window`](Self::identify_window) | 5 s |
/// | [`identify_reserve`](Self::identify_reserve) | 50, at most a tenth of the daily session starts |
/// | [`identify_gate`](Self::identify_gate), [`gate_timeout`](Self::gate_timeout) | none, 60 s |
/// | [`state_directory`](Self::state_directory) | `greenroom` in the user's state directory; none with a `rest_url` |
/// | [`gateway_info_lifetime`](Self::gateway_info_lifetime) | 30 s |
/// | [`max_frame_size`](Self::max_frame_size) | 64 MiB, also after inflating |
/// | [`session_store`](Self::session_store), [`store_sessions`](Self::store_sessions) | none: new sessions |
/// | [`save_sessions_every`](Self::save_sessions_every) | 5 s |
/// | [`session_max_age`](Self::session_max_age) | 5 min |
/// | [`auto_reshard`](Self::auto_reshard) | yes if Discord chose the number of shards, otherwise no |
/// | [`reshard_settle`](Self::reshard_settle) | 2 s |
/// | `root_certificates` | those of the system |
/// | [`threads`](Self::threads) | one for each core, at most one for each shard |
/// | other options of a shard | [`ShardConfig`], through [`configure_shards`](Self::configure_shards) |
/// | other options of REST | [`HttpConfig`], through [`configure_http`](Self::configure_http) |
#[must_use = "a bot does nothing until it is run"]
pub struct Bot {
    token: String,
    target: Target,
    handlers: Vec<Receiver>,
    commands: Vec<Command>,
    command_config: CommandConfig,
    prefix_commands: Option<PrefixCommands>,
    switched_off: Vec<SwitchedOff>,
    value_store: Arc<dyn ValueStore>,
    clock: Clock,
    on_error: Option<OnError>,
    /// Where failures are noted for a test on the sandbox.
    #[cfg(feature = "sandbox")]
    failures: Option<FailureLog>,
    subscriptions: Arc<Subscriptions>,
    /// Set by `run`. The streams of events read it.
    handle: Arc<OnceLock<BotHandle>>,
    /// The kinds of events that streams were made for.
    streamed: EventKinds,
    event_types: EventTypes,
    intents: Option<Intents>,
    sharding: Sharding,
    /// Whether the interactions come over HTTP.
    is_over_http: bool,
    gateway_url: Option<String>,
    rest_url: Option<String>,
    headers: Vec<(String, String)>,
    shard_settings: Vec<ShardSetting>,
    http_settings: Vec<HttpSetting>,
    executor: ExecutorConfig,
    #[cfg(feature = "cache")]
    cache: CacheConfig,
    #[cfg(feature = "cache")]
    loads_members: bool,
    router_queue: usize,
    guilds_timeout: Duration,
    members_timeout: Duration,
    handlers_deadline: Duration,
    shutdown_deadline: Duration,
    requests_deadline: Duration,
    handle_signals: bool,
    identify_window: Duration,
    identify_reserve: u32,
    state_directory: StateDirectory,
    /// Whether sessions are stored in the state directory.
    stores_sessions: bool,
    identify_gate: Option<Arc<dyn IdentifyGate>>,
    gate_timeout: Duration,
    gateway_info_lifetime: Duration,
    max_frame_size: usize,
    threads: Option<usize>,
    store: Option<Arc<dyn SessionStore>>,
    save_sessions_every: Duration,
    session_max_age: Duration,
    auto_reshard: Option<bool>,
    reshard_settle: Duration,
}

impl Bot {
    /// Default of [`handlers_deadline`](Self::handlers_deadline): 4 s.
    pub const DEFAULT_HANDLERS_DEADLINE: Duration = Duration::from_secs(4);
    /// Default of [`shutdown_deadline`](Self::shutdown_deadline): 4 s.
    pub const DEFAULT_SHUTDOWN_DEADLINE: Duration = Duration::from_secs(4);
    /// Default of [`requests_deadline`](Self::requests_deadline): 1.5 s.
    pub const DEFAULT_REQUESTS_DEADLINE: Duration = Duration::from_millis(1500);
    /// Default of [`members_timeout`](Self::members_timeout): 30 s.
    pub const DEFAULT_MEMBERS_TIMEOUT: Duration = Duration::from_secs(30);
    /// Default of [`guilds_timeout`](Self::guilds_timeout): 30 s.
    pub const DEFAULT_GUILDS_TIMEOUT: Duration = Duration::from_secs(30);
    /// Default of [`max_waiting`](Self::max_waiting): 16384 events.
    pub const DEFAULT_MAX_WAITING: usize = ExecutorConfig::DEFAULT_CAPACITY;
    /// Default of [`max_parallel`](Self::max_parallel): 1024 handlers.
    pub const DEFAULT_MAX_PARALLEL: usize = ExecutorConfig::DEFAULT_PARALLEL;
    /// Default of [`max_interactions`](Self::max_interactions): 256.
    pub const DEFAULT_MAX_INTERACTIONS: usize = ExecutorConfig::DEFAULT_INTERACTIONS;
    /// Default of [`slow_after`](Self::slow_after): 5 s.
    pub const DEFAULT_SLOW_AFTER: Duration = ExecutorConfig::DEFAULT_SLOW_AFTER;
    /// Default of [`router_queue`](Self::router_queue): 64 batches.
    pub const DEFAULT_ROUTER_QUEUE: usize = 64;
    /// Default of [`identify_window`](Self::identify_window): 5 s, the window that Discord documents.
    pub const DEFAULT_IDENTIFY_WINDOW: Duration = Duration::from_secs(5);
    /// Default of [`identify_reserve`](Self::identify_reserve): 50, at most a tenth of the daily session starts.
    pub const DEFAULT_IDENTIFY_RESERVE: u32 = 50;
    /// Default of [`gate_timeout`](Self::gate_timeout): 60 s.
    pub const DEFAULT_GATE_TIMEOUT: Duration = Duration::from_secs(60);
    /// Default of [`gateway_info_lifetime`](Self::gateway_info_lifetime): 30 s.
    pub const DEFAULT_GATEWAY_INFO_LIFETIME: Duration = Duration::from_secs(30);
    /// Default of [`reshard_settle`](Self::reshard_settle): 2 s.
    pub const DEFAULT_RESHARD_SETTLE: Duration = Duration::from_secs(2);
    /// Default of [`max_frame_size`](Self::max_frame_size): 64 MiB.
    pub const DEFAULT_MAX_FRAME_SIZE: usize = 64 << 20;
    /// Default of [`save_sessions_every`](Self::save_sessions_every): 5 s.
    pub const DEFAULT_SAVE_SESSIONS_EVERY: Duration = Duration::from_secs(5);
    /// Default of [`session_max_age`](Self::session_max_age): 5 min.
    ///
    /// Discord keeps a session without a connection for a few minutes, and does not document for how many. The default
    /// is at the upper end: a RESUME of a session that has expired costs one round trip and no session start, while a
    /// new session loses the events since the last connection.
    pub const DEFAULT_SESSION_MAX_AGE: Duration = Duration::from_secs(300);
}

type ShardSetting = Box<dyn FnOnce(&mut ShardConfig) + Send>;
type HttpSetting = Box<dyn FnOnce(&mut HttpConfig) + Send>;

/// The server that the bot connects to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Discord,
    #[cfg(feature = "sandbox")]
    OwnSandbox,
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let handlers: Vec<_> = self.handlers.iter().map(Receiver::name).collect();
        f.debug_struct("Bot")
            .field("target", &self.target)
            .field("handlers", &handlers)
            .field("intents", &self.intents)
            .field("sharding", &self.sharding)
            .finish_non_exhaustive()
    }
}

impl Bot {
    /// A bot with this token. Surrounding white space and quotation marks and a leading `Bot ` are removed.
    pub fn new(token: impl Into<String>) -> Self {
        Self {
            token: token.into(),
            target: Target::Discord,
            handlers: Vec::new(),
            commands: Vec::new(),
            command_config: CommandConfig::default(),
            prefix_commands: None,
            switched_off: Vec::new(),
            value_store: Arc::new(MemoryStore::default()),
            clock: Clock::system(),
            on_error: None,
            #[cfg(feature = "sandbox")]
            failures: None,
            subscriptions: Arc::default(),
            handle: Arc::default(),
            streamed: EventKinds::NONE,
            event_types: EventTypes::default(),
            intents: None,
            sharding: Sharding::default(),
            is_over_http: false,
            gateway_url: None,
            rest_url: None,
            headers: Vec::new(),
            shard_settings: Vec::new(),
            http_settings: Vec::new(),
            executor: ExecutorConfig::default(),
            #[cfg(feature = "cache")]
            cache: CacheConfig::default(),
            #[cfg(feature = "cache")]
            loads_members: false,
            router_queue: Self::DEFAULT_ROUTER_QUEUE,
            guilds_timeout: Self::DEFAULT_GUILDS_TIMEOUT,
            members_timeout: Self::DEFAULT_MEMBERS_TIMEOUT,
            handlers_deadline: Self::DEFAULT_HANDLERS_DEADLINE,
            shutdown_deadline: Self::DEFAULT_SHUTDOWN_DEADLINE,
            requests_deadline: Self::DEFAULT_REQUESTS_DEADLINE,
            handle_signals: true,
            identify_window: Self::DEFAULT_IDENTIFY_WINDOW,
            identify_reserve: Self::DEFAULT_IDENTIFY_RESERVE,
            state_directory: StateDirectory::OfUser,
            stores_sessions: false,
            identify_gate: None,
            gate_timeout: Self::DEFAULT_GATE_TIMEOUT,
            gateway_info_lifetime: Self::DEFAULT_GATEWAY_INFO_LIFETIME,
            max_frame_size: Self::DEFAULT_MAX_FRAME_SIZE,
            threads: None,
            store: None,
            save_sessions_every: Self::DEFAULT_SAVE_SESSIONS_EVERY,
            session_max_age: Self::DEFAULT_SESSION_MAX_AGE,
            auto_reshard: None,
            reshard_settle: Self::DEFAULT_RESHARD_SETTLE,
        }
    }

    /// A bot with the token in the environment variable `DISCORD_TOKEN`.
    ///
    /// If the variable is unset or empty and the feature `sandbox` is on, [`run`](Self::run) starts a sandbox and
    /// connects the bot to it: each line on stdin becomes a message of a user, and the bot's messages are printed.
    ///
    /// # Errors
    /// [`Error::NoToken`] if the variable is unset or empty and the feature `sandbox` is off.
    pub fn from_env() -> Result<Self> {
        match std::env::var("DISCORD_TOKEN") {
            Ok(token) if !token.trim().is_empty() => Ok(Self::new(token)),
            #[cfg(feature = "sandbox")]
            _ => Ok(Self { target: Target::OwnSandbox, ..Self::new(String::new()) }),
            #[cfg(not(feature = "sandbox"))]
            _ => Err(Error::NoToken),
        }
    }

    /// A bot that connects to `sandbox`, for tests: with the token, the addresses and the clock of the sandbox. It does
    /// not record identifies over restarts, does not handle signals, and accepts heartbeat intervals from 1 ms on.
    ///
    /// A second bot on the same sandbox waits 5 s for its session start, as at Discord, unless the sandbox is built
    /// with `Sandbox::builder().identify_window(Duration::ZERO)`.
    #[cfg(feature = "sandbox")]
    pub fn sandbox(sandbox: &Sandbox) -> Self {
        let bot = Self::new(sandbox.token()).rest_url(sandbox.rest_url()).handle_signals(false);
        let bot = bot.configure_shards(|config| {
            config.heartbeat_interval = Duration::from_millis(1)..=*config.heartbeat_interval.end();
        });
        Self { clock: sandbox.clock(), failures: Some(sandbox.failures()), ..bot.state_directory(None) }
    }

    /// Turns the bot into a future that runs it. Nothing happens until the future is awaited; its
    /// [handle](BotFuture::handle) is available before that.
    ///
    /// The future resolves with `Ok` after a stop, by a signal or by the handle, and with the error that ended the bot
    /// otherwise.
    pub fn run(mut self) -> BotFuture {
        let (requests, received) = mpsc::channel(handle::MAX_REQUESTS);
        let intents = self.effective_intents();
        let place = self.state_place();
        if let (true, None, Ok(token)) = (self.stores_sessions, &self.store, Token::new(&self.token)) {
            self.store =
                place.sessions(&token).map(|file| -> Arc<dyn SessionStore> { Arc::new(FileSessionStore::new(file)) });
        }
        let saving = self
            .store
            .clone()
            .map(|store| Arc::new(SessionSaving::new(store, self.save_sessions_every, self.session_max_age)));
        let state = BotState::new(intents, self.members_timeout, Arc::clone(&self.subscriptions), saving);
        let state = Arc::new(state);
        let handle = BotHandle::new(requests, Arc::clone(&state));
        // `run` consumes the bot, so that the handle has not been set before.
        let _ = self.handle.set(handle.clone());
        // Made before the future, so that the bot is marked as ended even if the future is dropped before its first
        // poll.
        let guard = EndGuard(state);
        let future = Box::pin(run(self, place, handle.clone(), guard, received));
        BotFuture::new(handle, future)
    }

    /// Runs the bot in a task of the current Tokio runtime, and resolves when every shard has been ready once.
    ///
    /// Dropping the returned [`BotGuard`] aborts the bot; [`stop().await`](BotHandle::stop) ends it in good order.
    ///
    /// # Errors
    /// [`Error::NoRuntime`] outside a Tokio runtime. If the bot ends before every shard is ready: the error that
    /// `run()` would return, or [`Error::NotRunning`] if it was stopped.
    pub async fn spawn(self) -> Result<BotGuard> {
        RuntimeHandle::try_current().map_err(|_| Error::NoRuntime)?;
        let guard = BotGuard::spawn(self.run());
        guard.handle().ready().await?;
        Ok(guard)
    }

    /// Prepares the bot for interactions that come over HTTP: no shard runs unless the shards were set. Returns also
    /// its clock, and whether a shard will register the commands.
    #[cfg(feature = "http-interactions")]
    pub(crate) fn over_http(mut self) -> (Self, Clock, bool) {
        self.is_over_http = true;
        if self.sharding == Sharding::Recommended {
            self.sharding = Sharding::Standby;
        }
        let (clock, has_shard_0) = (self.clock.clone(), self.sharding.has_shard_0());
        (self, clock, has_shard_0)
    }

    /// The directory for what the bot keeps over restarts. The default is for bots that connect to Discord.
    fn state_place(&self) -> StatePlace {
        let is_with_discord = self.target == Target::Discord && self.rest_url.is_none();
        match &self.state_directory {
            StateDirectory::OfUser if !is_with_discord => StatePlace::Unwanted,
            directory => directory.open(),
        }
    }

    /// Puts the commands together, and adds the handler that receives their interactions.
    fn add_dispatcher(&mut self, state: &BotState) -> Result<Option<Arc<CommandState>>> {
        let (built, config) = (std::mem::take(&mut self.commands), self.command_config.clone());
        #[cfg(feature = "sandbox")]
        let config = CommandConfig { failures: self.failures.clone(), ..config };
        let handlers: Vec<_> = self.handlers.iter().filter_map(Receiver::handler).cloned().collect();
        // The state is new, so that they have not been counted yet.
        let _ = state.own_handlers.set(self.handlers.len());
        let Some(commands) = interactions::gather(&handlers, built, config, self.clock.clone())? else {
            if self.prefix_commands.is_some() {
                tracing::warn!("the bot has a prefix, and no commands that messages could call");
            }
            return Ok(None);
        };
        let has_others = self.interests().iter().any(|it| it.raw || it.events.contains(EventKind::InteractionCreate));
        if commands.is_registered_by(self.is_over_http || self.sharding.has_shard_0()) {
            state.registered.send_replace(false);
        }
        // The state is new, so that it has no commands yet.
        let _ = state.commands.set(Arc::clone(&commands) as Arc<_>);
        self.handlers.push(Receiver::Handler(interactions::dispatcher(&commands, has_others)));
        self.add_prefix_dispatcher(&commands)?;
        Ok(Some(commands))
    }

    /// Checks that the members which are to be loaded can be, and warns of a cache that stays empty.
    #[cfg(feature = "cache")]
    fn check_cache(&self, intents: Intents) -> Result<()> {
        let option = |reason: &str| Err(Error::Option { option: "load_members", reason: reason.to_owned() });
        if self.loads_members && self.cache.member_policy() != MemberPolicy::All {
            return option("the cache does not keep all members; set `MemberPolicy::All` in `.cache(..)`");
        }
        if self.loads_members && !intents.contains(MemberLoader::INTENTS) {
            return option("it needs the intents GUILDS and GUILD_MEMBERS; add them to `.intents(..)`");
        }
        if self.cache.needs_guilds() && !intents.contains(Intents::GUILDS) {
            tracing::warn!(
                "the cache of guilds, channels, roles and members stays empty, because `.intents(..)` lacks GUILDS: \
                 add it, or turn the cache off with `.cache(CacheConfig::none())`"
            );
        }
        Ok(())
    }

    /// Checks all options, and builds the parts of the bot.
    fn build(
        mut self,
        place: &StatePlace,
        handle: &BotHandle,
        state: Arc<BotState>,
        runtime: RuntimeHandle,
    ) -> Result<BotConfig> {
        let option = |option, reason: &str| Err(Error::Option { option, reason: reason.to_owned() });
        if self.handlers.is_empty() && self.streamed.is_empty() && self.commands.is_empty() {
            let reason =
                "a bot without a handler would do nothing; add one with `.handler(..)`, or read its `events()`";
            return option("handler", reason);
        }
        for (name, number) in [
            ("max_waiting", self.executor.capacity),
            ("max_parallel", self.executor.parallel),
            ("max_interactions", self.executor.interactions),
            ("router_queue", self.router_queue),
            ("max_frame_size", self.max_frame_size),
            ("threads", self.threads.unwrap_or(1)),
        ] {
            if number == 0 {
                return option(name, "it is 0; it must be at least 1");
            }
        }
        if self.save_sessions_every.is_zero() {
            return option("save_sessions_every", "it is 0; it must be more than 0");
        }
        self.sharding.check()?;
        if let StatePlace::Missing(reason) = place {
            let kept = if self.stores_sessions { "neither session starts nor sessions" } else { "no session starts" };
            tracing::info!("{kept} are kept over restarts, because {reason}; `Bot::state_directory` sets the place");
        }
        self.report_intents(state.intents);
        self.warn_of_missing_intents(state.intents);
        let commands = self.add_dispatcher(&state)?;
        let values = Values { store: Arc::clone(&self.value_store), clock: self.clock.clone() };
        // The state is new, so that it has no values yet.
        let _ = state.values.set(values);
        std::mem::take(&mut self.switched_off).into_iter().for_each(|it| state.switches.set_off(it));
        #[cfg(feature = "cache")]
        self.check_cache(state.intents)?;

        let interests: Arc<[Interests]> = self.interests().into();
        let token = Token::new(&self.token)?;
        if let Some(id) = token.bot_id() {
            // The state is new, so that it has no id yet.
            let _ = state.bot_id.set(id);
        }
        let mut rest = HttpConfig::new(token.clone());
        let mut shard = ShardConfig::new(token, state.intents);
        shard.max_payload = self.max_frame_size;
        for setting in std::mem::take(&mut self.shard_settings) {
            setting(&mut shard);
        }
        let gateway_url = self.gateway_url.as_deref().map(GatewayUrl::parse).transpose()?;
        shard.validate()?;

        if let Some(url) = self.rest_url.take() {
            rest.base_url = url;
        }
        rest.headers.extend(self.headers.iter().cloned());
        for setting in std::mem::take(&mut self.http_settings) {
            setting(&mut rest);
        }
        let mut headers = vec![("User-Agent".to_owned(), rest.user_agent.clone())];
        headers.append(&mut self.headers);
        let http = Http::new(rest).map_err(named_as_in_the_builder)?;
        if let Some(commands) = &commands {
            commands.set_http(http.clone());
        }

        #[cfg(feature = "cache")]
        let cache = {
            let decoded = self.interests().iter().fold(self.streamed, |all, one| all | one.events);
            Cache::with_decoded(self.cache, decoded)
        };
        #[cfg(feature = "cache")]
        http.explained_by(Arc::new(cache.clone()));
        #[cfg(feature = "cache")]
        cache.use_server_clock(http.server_clock());
        let shards = Arc::downgrade(&state);
        http.set_gateway_accepts(move || shards.upgrade().is_some_and(|state| state.registry.is_any_active()));
        let gate = self.identify_gate.map(|gate| {
            let (runtime, timeout, backoff) = (runtime.clone(), self.gate_timeout, shard.backoff);
            GateClient { gate, runtime, timeout, backoff }
        });
        let identify = IdentifyOptions {
            window: self.identify_window,
            reserve: self.identify_reserve,
            file: place.identifies(&shard.token),
            info_lifetime: self.gateway_info_lifetime,
            gate,
            fixed_url: gateway_url.is_some(),
        };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let timeouts = shard.timeouts;
        // The protocol has a deadline for the whole connection attempt, and names it in the reason of the reconnect.
        // The client's timeouts for the single steps are longer, so that the protocol's deadline passes first.
        let step = timeouts.connect.saturating_mul(2);
        #[cfg(feature = "cache")]
        let cached = cache.wanted();
        #[cfg(not(feature = "cache"))]
        let cached = EventKinds::NONE;
        let services = Services {
            http: http.clone(),
            #[cfg(feature = "cache")]
            cache,
            handlers: HandlerId::all(self.handlers.iter().map(Receiver::name)),
            session: None,
        };
        // A bot runs once, so that they have not been set before.
        let _ = state.services.set(services.clone());
        let shared = self.handlers.iter().filter(|it| it.is_actor()).map(|it| it.interests().events);
        let shared = shared.fold(EventKinds::NONE, EventKinds::union);
        let receivers = Receivers {
            list: self.handlers.into(),
            on_error: self.on_error,
            #[cfg(feature = "sandbox")]
            failures: self.failures,
        };
        let handlers = Arc::clone(&receivers.list);
        let executor = KeyedExecutor::new(receivers, runtime.clone(), self.executor, Arc::clone(&state));
        let contexts = ContextFactory::new(services, handle.clone());
        let has_no_gateway = self.is_over_http && self.sharding == Sharding::Standby;
        let (contexts_of_tasks, calls) = (contexts.clone(), executor.clone());
        tasks::start_tasks(&handlers, self.clock, contexts_of_tasks, calls, handle, &state, has_no_gateway)?;
        let router = RouterSpec {
            executor,
            shared,
            order: self.executor.order,
            interests: Arc::clone(&interests),
            contexts,
            state: Arc::clone(&state),
            trackers: GuildTrackers::default(),
            holdback: CurrentHoldback::default(),
            guilds_timeout: self.guilds_timeout,
            mailbox: self.router_queue,
        };
        Ok(BotConfig {
            auto_reshard: self.auto_reshard.unwrap_or(self.sharding == Sharding::Recommended),
            reshard_settle: self.reshard_settle,
            sharding: self.sharding,
            gateway_url,
            connect_timeouts: ConnectTimeouts { connect: step, handshake: step, response: step },
            tls: http.tls(),
            connect_options: ConnectOptions {
                write_timeout: timeouts.write,
                max_frame_size: self.max_frame_size,
                headers,
            },
            filter: InterestFilter::new(&interests, cached, self.event_types, Arc::clone(&state)),
            marker: Marker::new(state.registry.saving().is_some()),
            router,
            identify: IdentifySpec::new(identify),
            shard,
            http,
            state,
            runtime,
            deadlines: Deadlines {
                handlers: self.handlers_deadline,
                shutdown: self.shutdown_deadline,
                requests: self.requests_deadline,
            },
            threads: self.threads.unwrap_or(cores),
        })
    }
}

/// Gives an option of REST that has a method of [`Bot`] the name of that method.
fn named_as_in_the_builder(error: HttpError) -> Error {
    match error {
        HttpError::Config { option: "base_url", reason } => Error::Option { option: "rest_url", reason },
        HttpError::Config { option: "headers", reason } => Error::Option { option: "header", reason },
        error => error.into(),
    }
}

/// Marks the bot as ended when it is dropped, so that this also happens if the future is dropped early.
struct EndGuard(Arc<BotState>);

impl Drop for EndGuard {
    fn drop(&mut self) {
        self.0.set_ended(Ok(()));
    }
}

async fn run(
    bot: Bot,
    place: StatePlace,
    handle: BotHandle,
    guard: EndGuard,
    requests: mpsc::Receiver<RuntimeRequest>,
) -> Result<()> {
    install_log();
    let state = Arc::clone(&guard.0);
    let result = match bot.target {
        Target::Discord => run_at(bot, &place, handle, state, requests).await,
        #[cfg(feature = "sandbox")]
        Target::OwnSandbox => own_sandbox::run_in_own_sandbox(bot, handle, state, requests).await,
    };
    guard.0.set_ended(result.clone());
    result
}

async fn run_at(
    bot: Bot,
    place: &StatePlace,
    handle: BotHandle,
    state: Arc<BotState>,
    requests: mpsc::Receiver<RuntimeRequest>,
) -> Result<()> {
    let runtime = RuntimeHandle::try_current().map_err(|_| Error::NoRuntime)?;
    // A bot runs once, so that the runtime has not been set before.
    let _ = state.runtime.set(runtime.clone());
    let mut signals = Signals::new(bot.handle_signals);
    // A bot with a session store resumes its sessions at the next start.
    let resumable = bot.store.is_some();
    let mut running = Runtime::start(bot.build(place, &handle, state, runtime)?, requests)?;
    tokio::select! {
        result = running.ended() => return result,
        () = signals.next() => tracing::info!("received a signal: stopping the bot; another signal aborts it"),
    }
    let stop = async {
        handle.request_stop(resumable).await;
        running.ended().await
    };
    tokio::select! {
        result = stop => result,
        () = signals.next() => {
            tracing::warn!("received a second signal: aborting the bot");
            Ok(())
        }
    }
}
