//! [`Bot`] (what you build) → [`Run`] (what you await) → [`BotHandle`] (what you steer it with).

use std::{fmt, path::PathBuf, sync::Arc, thread, time::Duration};

use tokio::{runtime::Handle as Runtime, sync::mpsc};

#[cfg(feature = "cache")]
use crate::cache::{Cache, CacheConfig};
#[cfg(feature = "sandbox")]
use crate::sandbox::Sandbox;
use crate::{
    actor::{Play, ShardPlan, Stage},
    error::{Error, Result},
    gateway::{Backoff, Compression, GatewayUrl, Intents, PresenceUpdate, ShardConfig, Timeouts, Token},
    handle::{self, BotHandle, Order, Phase, Shared},
    handler::{EventHandler, Interests},
    lane::{LaneConfig, Ordering, Overflow},
    rest::{Http, HttpConfig},
    run::{Run, Running},
    signal::Signals,
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
/// How old Discord's word on the day's session starts may be when a shard has to identify after a failure, unless
/// [`Bot::gateway_info_lifetime`] says otherwise.
pub const DEFAULT_GATEWAY_INFO_LIFETIME: Duration = Duration::from_secs(30);
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
/// | [`compression`](Self::compression) | zlib-stream |
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
/// | [`remember_identifies`](Self::remember_identifies) | in a file of the user's state directory; only with Discord itself |
/// | [`gateway_info_lifetime`](Self::gateway_info_lifetime) | 30 s |
/// | [`max_frame_size`](Self::max_frame_size) | 64 MiB |
/// | [`threads`](Self::threads) | one for each core, at most one for each shard |
/// | all others of a shard | [`ShardConfig`], through [`configure_shards`](Self::configure_shards) |
/// | all others of REST | [`HttpConfig`], through [`configure_http`](Self::configure_http) |
#[must_use = "a bot does nothing until it is run"]
pub struct Bot {
    token: String,
    venue: Venue,
    handlers: Vec<Arc<dyn EventHandler>>,
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
    gateway_info_lifetime: Duration,
    max_frame_size: usize,
    threads: Option<usize>,
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
            gateway_info_lifetime: DEFAULT_GATEWAY_INFO_LIFETIME,
            max_frame_size: DEFAULT_MAX_FRAME_SIZE,
            threads: None,
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

    /// Sets the intents, in place of those that the handlers need.
    pub fn intents(mut self, intents: Intents) -> Self {
        self.intents = Some(intents);
        self
    }

    /// Runs these shards, of `total` over all processes. Ids are from 0 and below `total`.
    pub fn shards(mut self, ids: impl IntoIterator<Item = u32>, total: u32) -> Self {
        self.plan = ShardPlan::Some { ids: ids.into_iter().collect(), total };
        self
    }

    /// Runs `total` shards, at least 1.
    pub fn shard_count(mut self, total: u32) -> Self {
        self.plan = ShardPlan::Total(total);
        self
    }

    /// The presence that each shard begins with.
    pub fn presence(self, presence: PresenceUpdate) -> Self {
        self.configure_shards(|config| config.presence = Some(presence))
    }

    /// How Discord compresses what it sends.
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
    pub fn ordering(mut self, ordering: Ordering) -> Self {
        self.lanes.ordering = ordering;
        self
    }

    /// How many events may wait for their handlers, at least 1, before [`overflow`](Self::overflow) decides. A batch for each shard may pass the bound.
    pub fn max_waiting(mut self, events: usize) -> Self {
        self.lanes.capacity = events;
        self
    }

    /// What happens when too many events wait for their handlers.
    pub fn overflow(mut self, overflow: Overflow) -> Self {
        self.lanes.overflow = overflow;
        self
    }

    /// How many calls of handlers may be under way at the same time, at least 1.
    pub fn max_parallel(mut self, calls: usize) -> Self {
        self.lanes.parallel = calls;
        self
    }

    /// After what time a call of a handler is called slow in a warning.
    pub fn slow_after(mut self, time: Duration) -> Self {
        self.lanes.slow_after = time;
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

    /// The bot as a future, which can be asked for a [handle](Run::handle) before it is awaited. Nothing happens until it is.
    pub fn run(self) -> Run {
        let (orders, taken) = mpsc::channel(handle::ORDERS);
        let intents = self.effective_intents();
        let shared = Arc::new(Shared::new(intents, self.members_timeout));
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
            let needed = self.interests().iter().fold(Intents::empty(), |all, one| all | one.derived_intents());
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
        if self.handlers.is_empty() {
            return option("handler", "a bot without a handler would do nothing; add one with `.handler(..)`");
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
        let cache = Cache::new(self.cache);
        let identify_file = match std::mem::replace(&mut self.identify_memory, Memory::Nowhere) {
            Memory::File(file) => Some(file),
            Memory::Default if with_discord => crate::actor::identify_file(&shard.token),
            Memory::Default | Memory::Nowhere => None,
        };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Ok(Play {
            shard,
            plan: self.plan,
            gateway_url,
            headers,
            max_frame_size: self.max_frame_size,
            interests: self.handlers.iter().map(|handler| handler.interests()).collect(),
            handlers: self.handlers.into(),
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
            identify_window: self.identify_window,
            identify_reserve: self.identify_reserve,
            identify_file,
            gateway_info_lifetime: self.gateway_info_lifetime,
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
    }
}

async fn perform(bot: Bot, handle: BotHandle, end: End, orders: mpsc::Receiver<Order>) -> Result<()> {
    let shared = Arc::clone(&end.0);
    let result = match bot.venue {
        Venue::Discord => perform_at(bot, handle, shared, orders).await,
        #[cfg(feature = "sandbox")]
        Venue::OwnSandbox => perform_in_own_sandbox(bot, handle, shared, orders).await,
    };
    end.0.phase.send_replace(Phase::Ended(result.clone()));
    result
}

/// Starts a sandbox, lets the bot play in it, and makes the terminal its audience. The end of stdin ends the bot.
#[cfg(feature = "sandbox")]
async fn perform_in_own_sandbox(
    mut bot: Bot,
    handle: BotHandle,
    shared: Arc<Shared>,
    orders: mpsc::Receiver<Order>,
) -> Result<()> {
    let sandbox = Sandbox::start().await.map_err(|error| Error::Sandbox(Arc::new(error)))?;
    bot.token = sandbox.token();
    bot.rest_url = Some(sandbox.rest_url());
    bot.identify_memory = Memory::Nowhere;
    #[allow(clippy::print_stderr, reason = "whoever starts a bot at a terminal is to learn where it plays")]
    {
        eprintln!("{}", sandbox.greeting());
    }
    let chat = async {
        if handle.ready().await.is_ok() {
            if let Err(error) = sandbox.chat(std::io::stdin(), std::io::stdout()).await {
                tracing::warn!(%error, "the terminal cannot be written to any more");
            }
            handle.order_stop().await;
        }
        std::future::pending().await
    };
    // A bot that ends for another reason leaves its audience talking.
    tokio::select! {
        result = perform_at(bot, handle.clone(), shared, orders) => result,
        result = chat => result,
    }
}

async fn perform_at(bot: Bot, handle: BotHandle, shared: Arc<Shared>, orders: mpsc::Receiver<Order>) -> Result<()> {
    let runtime = Runtime::try_current().map_err(|_| Error::NoRuntime)?;
    // Set once: a run is awaited once.
    let _ = shared.runtime.set(runtime.clone());
    let mut signals = Signals::new(bot.handle_signals);
    let mut stage = Stage::raise(bot.play(handle.clone(), shared, runtime)?, orders)?;
    tokio::select! {
        result = stage.ended() => return result,
        () = signals.next() => tracing::info!("a signal came: stopping in good order; another one stops at once"),
    }
    let stop = async {
        handle.order_stop().await;
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
