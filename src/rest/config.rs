//! What the REST side can be told, and what it does untold.

use std::{fmt, time::Duration};

use super::HttpError;
use crate::gateway::Token;

/// Where Discord's HTTP API lives: version 10, the one this library speaks.
pub const DEFAULT_BASE_URL: &str = "https://discord.com/api/v10";
/// Who we say we are, in the form that Discord demands (reference, "User Agent").
pub const DEFAULT_USER_AGENT: &str = concat!("DiscordBot (https://docs.rs/greenroom, ", env!("CARGO_PKG_VERSION"), ")");
/// Time to resolve the name and to open the TCP connection: 10 s.
pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Time for the TLS handshake: 10 s.
pub const DEFAULT_HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// Time from sending a request to having its whole answer: 30 s.
pub const DEFAULT_RESPONSE_TIMEOUT: Duration = Duration::from_secs(30);
/// Largest answer that is read: 32 MiB.
pub const DEFAULT_BODY_LIMIT: usize = 32 * 1024 * 1024;
/// Requests per second over all routes, as Discord grants to every bot.
pub const DEFAULT_GLOBAL_RATE: u32 = 50;
/// Requests on the wire at the same time; each has a connection of its own.
pub const DEFAULT_MAX_IN_FLIGHT: usize = 100;
/// Requests waiting for their turn before further ones are refused.
pub const DEFAULT_MAX_WAITING: usize = 10_000;
/// How often a request is repeated after a server error or a lost connection.
pub const DEFAULT_RETRIES: u32 = 4;
/// How often a request is repeated after a 429 that could not be foreseen.
pub const DEFAULT_RATE_LIMIT_RETRIES: u32 = 20;
/// First pause before a repetition: 500 ms. It doubles each time, and each is shortened by a random part of up to a half.
pub const DEFAULT_BACKOFF_BASE: Duration = Duration::from_millis(500);
/// Longest pause before a repetition.
pub const DEFAULT_BACKOFF_CAP: Duration = Duration::from_secs(10);
/// How long everything stops when Discord's firewall turns us away without saying for how long.
pub const DEFAULT_BAN_PAUSE: Duration = Duration::from_secs(300);
/// Invalid requests (401, 403, 429) per ten minutes after which Discord bans the address.
pub const DEFAULT_INVALID_REQUEST_LIMIT: u32 = 10_000;
/// How long a call waits for the REST actor to come (back) up before it gives up.
pub const DEFAULT_ACTOR_TIMEOUT: Duration = Duration::from_secs(10);

/// How to reach Discord's HTTP API and how hard to try. `HttpConfig::new(token)` is complete; the fields may be changed
/// before it is given to [`Http::new`](super::Http::new).
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpConfig {
    /// The bot's token.
    pub token: Token,
    /// Where the API lives, with its version and without a slash at the end. An API proxy or the sandbox goes here.
    /// `http` or `https`. Default: [`DEFAULT_BASE_URL`].
    ///
    /// Forward proxies (HTTP `CONNECT`, SOCKS) are not supported, and `HTTPS_PROXY` is not looked at: the HTTP client knows
    /// none. Where one is the only way out, run an API proxy that goes through it, and put its address here.
    pub base_url: String,
    /// The `User-Agent` header. It must begin like [`DEFAULT_USER_AGENT`], the default, or Discord may block the
    /// request (code 40333).
    pub user_agent: String,
    /// Headers for every request beside those the library sets itself, as an API proxy may want.
    pub headers: Vec<(String, String)>,
    /// Time to open the TCP connection. Default: [`DEFAULT_CONNECT_TIMEOUT`].
    pub connect_timeout: Duration,
    /// Time for the TLS handshake. Default: [`DEFAULT_HANDSHAKE_TIMEOUT`].
    pub handshake_timeout: Duration,
    /// Time from sending a request to having its whole answer. Default: [`DEFAULT_RESPONSE_TIMEOUT`].
    pub response_timeout: Duration,
    /// Largest answer that is read, in bytes. Default: [`DEFAULT_BODY_LIMIT`].
    pub body_limit: usize,
    /// Requests per second over all routes; large bots may be granted more. Interactions do not count. At least 1.
    /// Default: [`DEFAULT_GLOBAL_RATE`].
    pub global_rate: u32,
    /// Requests on the wire at once, at least 1. From ten on, a tenth of them is kept for interactions. Default:
    /// [`DEFAULT_MAX_IN_FLIGHT`].
    pub max_in_flight: usize,
    /// Requests that may wait for their turn, at least 1. Default: [`DEFAULT_MAX_WAITING`].
    pub max_waiting: usize,
    /// How long a call waits for its turn at most, unless it says otherwise with [`Call::max_wait`](super::Call::max_wait). Some
    /// limits last long, as slow mode or renaming a channel. Default: none, calls wait as long as the limits demand.
    pub max_wait: Option<Duration>,
    /// Repetitions after a server error or a lost connection. Default: [`DEFAULT_RETRIES`].
    pub retries: u32,
    /// Repetitions after a 429. Default: [`DEFAULT_RATE_LIMIT_RETRIES`].
    pub rate_limit_retries: u32,
    /// First pause before a repetition. Default: [`DEFAULT_BACKOFF_BASE`].
    pub backoff_base: Duration,
    /// Longest pause before a repetition. Default: [`DEFAULT_BACKOFF_CAP`].
    pub backoff_cap: Duration,
    /// How long everything stops after a ban that does not say how long it lasts. Default: [`DEFAULT_BAN_PAUSE`].
    pub ban_pause: Duration,
    /// Invalid requests per ten minutes that lead to a ban. At half of it a warning is logged, at nine tenths of it
    /// everything but interactions is held. Default: [`DEFAULT_INVALID_REQUEST_LIMIT`].
    pub invalid_request_limit: u32,
    /// How long a call waits for the actor behind it to come (back) up. Default: [`DEFAULT_ACTOR_TIMEOUT`].
    pub actor_timeout: Duration,
    /// Whether requests are held against the limits that Discord documents before they are sent, so that one that would be refused costs
    /// nothing and says why. Default: yes.
    pub validate: bool,
}

impl HttpConfig {
    /// The defaults, for this token.
    pub fn new(token: Token) -> Self {
        Self {
            token,
            base_url: DEFAULT_BASE_URL.to_owned(),
            user_agent: DEFAULT_USER_AGENT.to_owned(),
            headers: Vec::new(),
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            handshake_timeout: DEFAULT_HANDSHAKE_TIMEOUT,
            response_timeout: DEFAULT_RESPONSE_TIMEOUT,
            body_limit: DEFAULT_BODY_LIMIT,
            global_rate: DEFAULT_GLOBAL_RATE,
            max_in_flight: DEFAULT_MAX_IN_FLIGHT,
            max_waiting: DEFAULT_MAX_WAITING,
            max_wait: None,
            retries: DEFAULT_RETRIES,
            rate_limit_retries: DEFAULT_RATE_LIMIT_RETRIES,
            backoff_base: DEFAULT_BACKOFF_BASE,
            backoff_cap: DEFAULT_BACKOFF_CAP,
            ban_pause: DEFAULT_BAN_PAUSE,
            invalid_request_limit: DEFAULT_INVALID_REQUEST_LIMIT,
            actor_timeout: DEFAULT_ACTOR_TIMEOUT,
            validate: true,
        }
    }

    /// Refuses what cannot work before anything is opened, and brings the base URL into shape.
    ///
    /// # Errors
    /// [`HttpError::Config`] names the option, and [`HttpError::Tls`] says why an `https` address is out of reach.
    pub(super) fn checked(mut self) -> Result<Self, HttpError> {
        let refuse = |option, reason: String| Err(HttpError::Config { option, reason });

        let base = self.base_url.trim().trim_end_matches('/').to_owned();
        let address: http::Uri = match base.parse() {
            Ok(address) => address,
            Err(error) => return refuse("base_url", format!("`{base}` is not an address: {error}")),
        };
        if address.host().is_none_or(str::is_empty) || address.query().is_some() {
            return refuse("base_url", format!("`{base}` should look like {DEFAULT_BASE_URL}"));
        }
        match address.scheme_str() {
            Some("https") => crate::tls::check()?,
            Some("http") => {}
            _ => return refuse("base_url", format!("`{base}` must begin with https:// or http://")),
        }
        self.base_url = base;

        if http::HeaderValue::from_str(&self.user_agent).is_err() || self.user_agent.trim().is_empty() {
            return refuse("user_agent", "it must be printable ASCII and not empty".to_owned());
        }
        for (name, value) in &self.headers {
            if http::HeaderName::try_from(name.as_str()).is_err() || http::HeaderValue::from_str(value).is_err() {
                return refuse("headers", format!("`{name}` and its value do not make a header"));
            }
        }
        if self.global_rate == 0 {
            return refuse(
                "global_rate",
                "0 requests per second would never send anything; allowed: 1 and more".into(),
            );
        }
        if self.max_in_flight == 0 {
            return refuse("max_in_flight", "0 would never send anything; allowed: 1 and more".into());
        }
        if self.max_waiting == 0 {
            return refuse("max_waiting", "0 would refuse every request; allowed: 1 and more".into());
        }
        Ok(self)
    }

    /// Whether the API is reached over TLS.
    pub(super) fn encrypted(&self) -> bool {
        self.base_url.starts_with("https:")
    }
}

impl fmt::Debug for HttpConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values of extra headers (a proxy's password, say) stay out of logs, as the token does by itself.
        f.debug_struct("HttpConfig")
            .field("base_url", &self.base_url)
            .field("user_agent", &self.user_agent)
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("global_rate", &self.global_rate)
            .field("max_in_flight", &self.max_in_flight)
            .field("max_waiting", &self.max_waiting)
            .finish_non_exhaustive()
    }
}
