//! [`Bot`] (what you build) → [`Run`] (what you await) → [`BotHandle`] (what you steer it with).

mod options;
#[cfg(feature = "sandbox")]
mod own_sandbox;

use std::{fmt, path::PathBuf, sync::Arc, thread, time::Duration};

use tokio::{runtime::Handle as Runtime, sync::mpsc};

#[cfg(feature = "cache")]
use crate::cache::{Cache, CacheConfig};
#[cfg(feature = "sandbox")]
use crate::sandbox::Sandbox;
use crate::{
    actor::{Gatekeeper, IdentifyOptions, Play, ShardPlan, Stage},
    collect::Audience,
    error::{Error, Result},
    event::{EventKinds, EventTypes},
    gate::IdentifyGate,
    gateway::{GatewayUrl, Intents, ShardConfig, Token},
    handle::{self, BotHandle, Order, Phase, Shared},
    handler::{EventHandler, Interests},
    lane::LaneConfig,
    rest::{Http, HttpConfig},
    run::{Run, Running},
    signal::Signals,
    store::{DEFAULT_SAVE_SESSIONS_EVERY, DEFAULT_SESSION_MAX_AGE, Kept, SessionStore},
};

/// How long handlers may take to end after the shards have, unless [`Bot::handlers_deadline`] says otherwise.
pub const DEFAULT_HANDLERS_DEADLINE: Duration = Duration::from_secs(10);
/// How long REST requests may take to end after the handlers have, unless [`Bot::requests_deadline`] says otherwise.
pub const DEFAULT_REQUESTS_DEADLINE: Duration = Duration::from_secs(5);
/// How long a request for members waits for each chunk, unless [`Bot::members_timeout`] says otherwise.
pub const DEFAULT_MEMBERS_TIMEOUT: Duration = Duration::from_secs(30);
/// How long after READY the guilds of a shard may take before they are announced without the missing ones, unless
/// [`Bot::guilds_timeout`] says otherwise.
pub const DEFAULT_GUILDS_TIMEOUT: Duration = Duration::from_secs(30);
/// Batches of events that may wait for the router, unless [`Bot::router_queue`] says otherwise.
pub const DEFAULT_ROUTER_QUEUE: usize = 64;
/// Time between two identifies of the same key, unless [`Bot::identify_window`] says otherwise. Discord's is 5 s.
pub const DEFAULT_IDENTIFY_WINDOW: Duration = Duration::from_secs(5);
/// Session starts that are never used, unless [`Bot::identify_reserve`] says otherwise; at most a tenth of the day's.
pub const DEFAULT_IDENTIFY_RESERVE: u32 = 50;
/// How long a call of the identify gate may take, unless [`Bot::gate_timeout`] says otherwise.
pub const DEFAULT_GATE_TIMEOUT: Duration = Duration::from_secs(60);
/// How old Discord's word on the day's session starts may be when a shard has to identify after a failure, unless
/// [`Bot::gateway_info_lifetime`] says otherwise.
pub const DEFAULT_GATEWAY_INFO_LIFETIME: Duration = Duration::from_secs(30);
/// How long the old shards go on after all the new ones of a reshard are ready, at the least, unless [`Bot::reshard_settle`] says otherwise.
pub const DEFAULT_RESHARD_SETTLE: Duration = Duration::from_secs(2);
/// The longest websocket message that is accepted, unless [`Bot::max_frame_size`] says otherwise: 64 MiB.
pub const DEFAULT_MAX_FRAME_SIZE: usize = 64 << 20;

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
/// Every option has a default; a wrong one is refused by [`run`](Self::run) before any socket is opened.
///
/// | option | default |
/// |---|---|
/// | [`intents`](Self::intents) | what the handlers' methods need, without the privileged ones that were not asked for |
/// | [`shards`](Self::shards), [`shard_count`](Self::shard_count) | as many as Discord recommends |
/// | [`presence`](Self::presence) | online |
/// | [`encoding`](Self::encoding) | json |
/// | [`compression`](Self::compression) | zstd-stream, or zlib-stream without the feature `zstd` |
/// | [`ordering`](Self::ordering) | by guild |
/// | [`max_waiting`](Self::max_waiting) | 16384 events |
/// | [`overflow`](Self::overflow) | shards stop reading until there is room |
/// | [`max_parallel`](Self::max_parallel) | 1024 handlers |
/// | [`slow_after`](Self::slow_after) | 5 s |
/// | [`router_queue`](Self::router_queue) | 64 batches |
/// | [`guilds_timeout`](Self::guilds_timeout) | 30 s |
/// | [`members_timeout`](Self::members_timeout) | 30 s |
/// | [`handlers_deadline`](Self::handlers_deadline) | 10 s |
/// | [`requests_deadline`](Self::requests_deadline) | 5 s |
/// | [`handle_signals`](Self::handle_signals) | yes |
/// | [`identify_window`](Self::identify_window) | 5 s |
/// | [`identify_reserve`](Self::identify_reserve) | 50, at most a tenth of the day's session starts |
/// | [`identify_gate`](Self::identify_gate), [`gate_timeout`](Self::gate_timeout) | none, 60 s |
/// | [`remember_identifies`](Self::remember_identifies) | in a file of the user's state directory; only with Discord itself |
/// | [`gateway_info_lifetime`](Self::gateway_info_lifetime) | 30 s |
/// | [`max_frame_size`](Self::max_frame_size) | 64 MiB, also after inflating |
/// | [`session_store`](Self::session_store) | none: a start begins new sessions |
/// | [`save_sessions_every`](Self::save_sessions_every) | 5 s |
/// | [`session_max_age`](Self::session_max_age) | 5 min |
/// | [`auto_reshard`](Self::auto_reshard) | yes where Discord chose the number of shards, no where you did |
/// | [`reshard_settle`](Self::reshard_settle) | 2 s |
/// | [`threads`](Self::threads) | one for each core, at most one for each shard |
/// | all others of a shard | [`ShardConfig`], through [`configure_shards`](Self::configure_shards) |
/// | all others of REST | [`HttpConfig`], through [`configure_http`](Self::configure_http) |
#[must_use = "a bot does nothing until it is run"]
pub struct Bot {
    token: String,
    venue: Venue,
    handlers: Vec<Arc<dyn EventHandler>>,
    audience: Arc<Audience>,
    /// What the streams were made for.
    streamed: EventKinds,
    event_types: EventTypes,
    intents: Option<Intents>,
    plan: ShardPlan,
    gateway_url: Option<String>,
    rest_url: Option<String>,
    headers: Vec<(String, String)>,
    shard_settings: Vec<ShardSetting>,
    http_settings: Vec<HttpSetting>,
    lanes: LaneConfig,
    #[cfg(feature = "cache")]
    cache: CacheConfig,
    router_queue: usize,
    guilds_timeout: Duration,
    members_timeout: Duration,
    handlers_deadline: Duration,
    requests_deadline: Duration,
    handle_signals: bool,
    identify_window: Duration,
    identify_reserve: u32,
    identify_memory: Memory,
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

type ShardSetting = Box<dyn FnOnce(&mut ShardConfig) + Send>;
type HttpSetting = Box<dyn FnOnce(&mut HttpConfig) + Send>;

/// Which Discord the bot plays with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Venue {
    Discord,
    #[cfg(feature = "sandbox")]
    OwnSandbox,
}

/// Where identifies are remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Memory {
    Default,
    File(PathBuf),
    Nowhere,
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let handlers: Vec<_> = self.handlers.iter().map(|handler| handler.name()).collect();
        f.debug_struct("Bot")
            .field("venue", &self.venue)
            .field("handlers", &handlers)
            .field("intents", &self.intents)
            .field("plan", &self.plan)
            .finish_non_exhaustive()
    }
}

impl Bot {
    /// A bot with this token. White space round it and a leading `Bot ` do no harm.
    pub fn new(token: impl Into<String>) -> Self {
        Self {
            token: token.into(),
            venue: Venue::Discord,
            handlers: Vec::new(),
            audience: Arc::default(),
            streamed: EventKinds::NONE,
            event_types: EventTypes::default(),
            intents: None,
            plan: ShardPlan::default(),
            gateway_url: None,
            rest_url: None,
            headers: Vec::new(),
            shard_settings: Vec::new(),
            http_settings: Vec::new(),
            lanes: LaneConfig::default(),
            #[cfg(feature = "cache")]
            cache: CacheConfig::default(),
            router_queue: DEFAULT_ROUTER_QUEUE,
            guilds_timeout: DEFAULT_GUILDS_TIMEOUT,
            members_timeout: DEFAULT_MEMBERS_TIMEOUT,
            handlers_deadline: DEFAULT_HANDLERS_DEADLINE,
            requests_deadline: DEFAULT_REQUESTS_DEADLINE,
            handle_signals: true,
            identify_window: DEFAULT_IDENTIFY_WINDOW,
            identify_reserve: DEFAULT_IDENTIFY_RESERVE,
            identify_memory: Memory::Default,
            identify_gate: None,
            gate_timeout: DEFAULT_GATE_TIMEOUT,
            gateway_info_lifetime: DEFAULT_GATEWAY_INFO_LIFETIME,
            max_frame_size: DEFAULT_MAX_FRAME_SIZE,
            threads: None,
            store: None,
            save_sessions_every: DEFAULT_SAVE_SESSIONS_EVERY,
            session_max_age: DEFAULT_SESSION_MAX_AGE,
            auto_reshard: None,
            reshard_settle: DEFAULT_RESHARD_SETTLE,
        }
    }

    /// A bot with the token in the environment variable `DISCORD_TOKEN`. Where that is unset or empty and the feature `sandbox` is on, the bot starts a
    /// Discord of its own in the process and plays there: lines on stdin are said by a user, and the bot's answers are printed.
    ///
    /// # Errors
    /// [`Error::NoToken`] without either.
    pub fn from_env() -> Result<Self> {
        match std::env::var("DISCORD_TOKEN") {
            Ok(token) if !token.trim().is_empty() => Ok(Self::new(token)),
            #[cfg(feature = "sandbox")]
            _ => Ok(Self { venue: Venue::OwnSandbox, ..Self::new(String::new()) }),
            #[cfg(not(feature = "sandbox"))]
            _ => Err(Error::NoToken),
        }
    }

    /// A bot that plays in `sandbox`, as its tests do: with the sandbox's token and addresses, without a memory of identifies, and without an ear for the
    /// process's signals.
    #[cfg(feature = "sandbox")]
    pub fn sandbox(sandbox: &Sandbox) -> Self {
        Self::new(sandbox.token()).rest_url(sandbox.rest_url()).handle_signals(false).remember_identifies(None)
    }

    /// The bot as a future, which can be asked for a [handle](Run::handle) before it is awaited. Nothing happens until it is.
    pub fn run(self) -> Run {
        let (orders, taken) = mpsc::channel(handle::ORDERS);
        let intents = self.effective_intents();
        let kept = self.store.clone().map(|store| {
            Arc::new(Kept { every: self.save_sessions_every, max_age: self.session_max_age, ..Kept::new(store) })
        });
        let shared = Arc::new(Shared::new(intents, self.members_timeout, Arc::clone(&self.audience), kept));
        let handle = BotHandle::new(orders, Arc::clone(&shared));
        // Made here, so that a run which is dropped before it is polled has ended as well.
        let end = End(shared);
        let future = Box::pin(perform(self, handle.clone(), end, taken));
        Run::new(handle, future)
    }

    /// Runs the bot in a task of its own, and resolves when every shard has been ready once.
    ///
    /// # Errors
    /// What `run()` would return, when it ends before that.
    pub async fn start(self) -> Result<Running> {
        Runtime::try_current().map_err(|_| Error::NoRuntime)?;
        let running = Running::spawn(self.run());
        running.handle().ready().await?;
        Ok(running)
    }

    fn interests(&self) -> Vec<Interests> {
        self.handlers.iter().map(|handler| handler.interests()).collect()
    }

    /// What was set, or what handlers and cache need.
    fn effective_intents(&self) -> Intents {
        let derived = || {
            let streamed = Interests { events: self.streamed, ..Interests::NOTHING }.derived_intents();
            let needed = self.interests().iter().fold(streamed, |all, one| all | one.derived_intents());
            #[cfg(feature = "cache")]
            let needed = needed | self.cache.intents();
            needed
        };
        self.intents.unwrap_or_else(derived)
    }

    fn warn_the_blind(&self, intents: Intents) {
        for handler in &self.handlers {
            for blind in handler.interests().blind(intents) {
                tracing::warn!(
                    handler = handler.name(),
                    method = blind.method,
                    needs = %blind.needs,
                    "this method will see nothing, or messages without their content: ask for the intent with \
                     #[event_handler(intents(..))] and switch it on at https://discord.com/developers/applications, \
                     or say that you know with #[event_handler(without(..))]"
                );
            }
        }
    }

    /// Checks all options and puts them into their places.
    fn play(mut self, handle: BotHandle, shared: Arc<Shared>, runtime: Runtime) -> Result<Play> {
        let option = |option, reason: &str| Err(Error::Option { option, reason: reason.to_owned() });
        if self.handlers.is_empty() && self.streamed.is_empty() {
            let reason =
                "a bot without a handler would do nothing; add one with `.handler(..)`, or take its `events()`";
            return option("handler", reason);
        }
        for (name, number) in [
            ("max_waiting", self.lanes.capacity),
            ("max_parallel", self.lanes.parallel),
            ("router_queue", self.router_queue),
            ("max_frame_size", self.max_frame_size),
            ("threads", self.threads.unwrap_or(1)),
        ] {
            if number == 0 {
                return option(name, "0 would let nothing through; it must be at least 1");
            }
        }
        if self.save_sessions_every.is_zero() {
            return option("save_sessions_every", "0 would save without a pause; it must be more");
        }
        self.plan.check()?;
        self.warn_the_blind(shared.intents);

        let token = Token::new(&self.token)?;
        let mut rest = HttpConfig::new(token.clone());
        let mut shard = ShardConfig::new(token, shared.intents);
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
        let with_discord = rest.base_url == crate::rest::DEFAULT_BASE_URL;
        let mut headers = vec![("User-Agent".to_owned(), rest.user_agent.clone())];
        headers.append(&mut self.headers);
        let http = Http::new(rest)?;

        #[cfg(feature = "cache")]
        let cache = {
            let decoded = self.interests().iter().fold(self.streamed, |all, one| all | one.events);
            Cache::with_decoded(self.cache, decoded)
        };
        #[cfg(feature = "cache")]
        http.explained_by(Arc::new(cache.clone()));
        let identify_file = match std::mem::replace(&mut self.identify_memory, Memory::Nowhere) {
            Memory::File(file) => Some(file),
            Memory::Default if with_discord => crate::actor::identify_file(&shard.token),
            Memory::Default | Memory::Nowhere => None,
        };
        let gate = self.identify_gate.map(|gate| {
            let (runtime, timeout, backoff) = (runtime.clone(), self.gate_timeout, shard.backoff);
            Gatekeeper { gate, runtime, timeout, backoff }
        });
        let identify = IdentifyOptions {
            window: self.identify_window,
            reserve: self.identify_reserve,
            file: identify_file,
            info_lifetime: self.gateway_info_lifetime,
            gate,
            fixed_url: gateway_url.is_some(),
        };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Ok(Play {
            shard,
            auto_reshard: self.auto_reshard.unwrap_or(self.plan == ShardPlan::Recommended),
            reshard_settle: self.reshard_settle,
            plan: self.plan,
            gateway_url,
            headers,
            max_frame_size: self.max_frame_size,
            interests: self.handlers.iter().map(|handler| handler.interests()).collect(),
            handlers: self.handlers.into(),
            event_types: self.event_types,
            runtime,
            lanes: self.lanes,
            #[cfg(feature = "cache")]
            cache,
            http,
            handle,
            shared,
            router_queue: self.router_queue,
            guilds_timeout: self.guilds_timeout,
            handlers_deadline: self.handlers_deadline,
            requests_deadline: self.requests_deadline,
            identify,
            threads: self.threads.unwrap_or(cores),
        })
    }
}

/// Says how the bot ended, also when its future is dropped before it did.
struct End(Arc<Shared>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.phase.send_if_modified(|phase| {
            let open = !matches!(phase, Phase::Ended(_));
            if open {
                *phase = Phase::Ended(Ok(()));
            }
            open
        });
        self.0.audience.close();
        self.0.ops.close();
    }
}

async fn perform(bot: Bot, handle: BotHandle, end: End, orders: mpsc::Receiver<Order>) -> Result<()> {
    let shared = Arc::clone(&end.0);
    let result = match bot.venue {
        Venue::Discord => perform_at(bot, handle, shared, orders).await,
        #[cfg(feature = "sandbox")]
        Venue::OwnSandbox => own_sandbox::perform_in_own_sandbox(bot, handle, shared, orders).await,
    };
    end.0.phase.send_replace(Phase::Ended(result.clone()));
    result
}

async fn perform_at(bot: Bot, handle: BotHandle, shared: Arc<Shared>, orders: mpsc::Receiver<Order>) -> Result<()> {
    let runtime = Runtime::try_current().map_err(|_| Error::NoRuntime)?;
    // Set once: a run is awaited once.
    let _ = shared.runtime.set(runtime.clone());
    let mut signals = Signals::new(bot.handle_signals);
    // Whoever keeps its sessions comes back for them.
    let comes_back = bot.store.is_some();
    let mut stage = Stage::raise(bot.play(handle.clone(), shared, runtime)?, orders)?;
    tokio::select! {
        result = stage.ended() => return result,
        () = signals.next() => tracing::info!("a signal came: stopping in good order; another one stops at once"),
    }
    let stop = async {
        handle.order_stop(comes_back).await;
        stage.ended().await
    };
    tokio::select! {
        result = stop => result,
        () = signals.next() => {
            tracing::warn!("a second signal came: stopping at once");
            Ok(())
        }
    }
}
