//! The options of the HTTP client, and their defaults.

use std::{fmt, time::Duration};

use super::HttpError;
use crate::{gateway::Token, model::AllowedMentions, tls::Tls};

/// The address of Discord's HTTP API, version 10.
pub const DEFAULT_BASE_URL: &str = "https://discord.com/api/v10";
/// The `User-Agent` header, in the form that Discord requires (Discord's docs, reference, "User Agent").
pub const DEFAULT_USER_AGENT: &str = concat!("DiscordBot (https://docs.rs/greenroom, ", env!("CARGO_PKG_VERSION"), ")");
/// Timeout of resolving the name and opening the TCP connection: 10 s.
pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Timeout of the TLS handshake: 10 s.
pub const DEFAULT_HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// Timeout from sending a request to receiving its whole answer, without the 1 s that is added for each 256 KiB sent or
/// received: 30 s.
pub const DEFAULT_RESPONSE_TIMEOUT: Duration = Duration::from_secs(30);
/// Largest answer that is accepted: 32 MiB.
pub const DEFAULT_BODY_LIMIT: usize = 32 * 1024 * 1024;
/// Requests per second over all routes: 50, Discord's limit for every bot.
pub const DEFAULT_GLOBAL_RATE: u32 = 50;
/// Requests in flight at the same time: 100. Each has a connection of its own.
pub const DEFAULT_MAX_IN_FLIGHT: usize = 100;
/// Requests that may wait before further ones fail: 10,000.
pub const DEFAULT_MAX_WAITING: usize = 10_000;
/// How often a request is repeated after a server error or a lost connection: 4 times.
pub const DEFAULT_RETRIES: u32 = 4;
/// How often a request is repeated after a 429: 20 times.
pub const DEFAULT_RATE_LIMIT_RETRIES: u32 = 20;
/// First pause before a repetition: 500 ms. It is doubled each time, and each pause is shortened by a random part of up
/// to a half.
pub const DEFAULT_BACKOFF_BASE: Duration = Duration::from_millis(500);
/// Longest pause before a repetition: 10 s.
pub const DEFAULT_BACKOFF_CAP: Duration = Duration::from_secs(10);
/// How long nothing is sent after a ban by Discord's firewall without `Retry-After`: 300 s.
pub const DEFAULT_BAN_PAUSE: Duration = Duration::from_secs(300);
/// Invalid requests (401, 403, 429) per ten minutes after which Discord bans the address: 10,000.
pub const DEFAULT_INVALID_REQUEST_LIMIT: u32 = 10_000;
/// How long a call waits for the actor of the HTTP client to be started: 30 s.
pub const DEFAULT_ACTOR_TIMEOUT: Duration = Duration::from_secs(10);

/// The options of [`Http`](super::Http): addresses, timeouts, limits and repetitions. `HttpConfig::new(token)` has the
/// defaults.
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpConfig {
    /// The bot's token.
    pub token: Token,
    /// The address of the API, of an API proxy or of the sandbox: `http` or `https`, with the version of the API.
    /// Default: [`DEFAULT_BASE_URL`].
    ///
    /// REST and the gateway connect through the HTTP proxies that the environment names when the handle is made:
    /// `HTTPS_PROXY` for `https` and `wss`, `ALL_PROXY` for every connection that has no other, each as
    /// `http://user:password@host:port`, and `NO_PROXY` with the hosts, domains and networks that are reached directly,
    /// separated by commas. Other kinds of proxies (SOCKS, and proxies that are reached with TLS) are reported by a
    /// warning and not used.
    pub base_url: String,
    /// The `User-Agent` header. Discord may block one of another form than [`DEFAULT_USER_AGENT`], the default (code
    /// 40333).
    pub user_agent: String,
    /// Additional headers of every request, for example for an API proxy.
    pub headers: Vec<(String, String)>,
    /// Root certificates that are trusted beside those of the system, each in PEM (one or more certificates) or DER.
    /// They are for a server with certificates of its own, and apply to this client and to the shards of its bot.
    /// Default: none.
    pub root_certificates: Vec<Vec<u8>>,
    /// Timeout of resolving the name and opening the TCP connection. Default: [`DEFAULT_CONNECT_TIMEOUT`].
    pub connect_timeout: Duration,
    /// Timeout of the TLS handshake. Default: [`DEFAULT_HANDSHAKE_TIMEOUT`].
    pub handshake_timeout: Duration,
    /// Timeout from sending a request to receiving its whole answer. It is 1 s longer for each 256 KiB that is sent or
    /// received. Default: [`DEFAULT_RESPONSE_TIMEOUT`].
    pub response_timeout: Duration,
    /// Largest answer that is accepted, in bytes. Default: [`DEFAULT_BODY_LIMIT`].
    pub body_limit: usize,
    /// Requests per second over all routes, at least 1; Discord may grant large bots more. Interactions do not count.
    /// Default: [`DEFAULT_GLOBAL_RATE`].
    pub global_rate: u32,
    /// Requests in flight at the same time, at least 1. From ten on, a tenth of them is kept for interactions. Default:
    /// [`DEFAULT_MAX_IN_FLIGHT`].
    pub max_in_flight: usize,
    /// Requests that may wait before further ones fail, at least 1. Default: [`DEFAULT_MAX_WAITING`].
    pub max_waiting: usize,
    /// The longest wait of a call for the rate limits, unless it has its own by
    /// [`Call::max_wait`](super::Call::max_wait). Some limits last for minutes, such as those of slow mode and of
    /// renaming a channel. Default: none.
    pub max_wait: Option<Duration>,
    /// Repetitions after a server error or a lost connection. Default: [`DEFAULT_RETRIES`].
    pub retries: u32,
    /// Repetitions after a 429. Default: [`DEFAULT_RATE_LIMIT_RETRIES`].
    pub rate_limit_retries: u32,
    /// First pause before a repetition. Default: [`DEFAULT_BACKOFF_BASE`].
    pub backoff_base: Duration,
    /// Longest pause before a repetition. Default: [`DEFAULT_BACKOFF_CAP`].
    pub backoff_cap: Duration,
    /// How long nothing is sent after a ban without `Retry-After`; a day at most. Default: [`DEFAULT_BAN_PAUSE`].
    pub ban_pause: Duration,
    /// Invalid requests per ten minutes that lead to a ban. At a half of it a warning is logged; from nine tenths on,
    /// all requests but those of interactions wait. Default: [`DEFAULT_INVALID_REQUEST_LIMIT`].
    pub invalid_request_limit: u32,
    /// How long a call waits for the actor to be started. Default: [`DEFAULT_ACTOR_TIMEOUT`].
    pub actor_timeout: Duration,
    /// Whether requests are checked against the limits in Discord's documentation before they are sent: one that breaks
    /// a limit then fails with [`HttpError::Invalid`], which names it. Default: `true`.
    /// [`Call::unchecked`](super::Call::unchecked) switches it off for one request.
    pub validate: bool,
    /// The users and roles that a message may notify if it has no `allowed_mentions` of its own. It applies to
    /// messages, answers to interactions, webhooks and first messages of posts, and to changes of a message's text.
    /// Default: none, so that everybody who is mentioned is notified.
    pub allowed_mentions: Option<AllowedMentions>,
}

impl HttpConfig {
    /// The defaults with this token.
    pub fn new(token: Token) -> Self {
        Self {
            token,
            base_url: DEFAULT_BASE_URL.to_owned(),
            user_agent: DEFAULT_USER_AGENT.to_owned(),
            headers: Vec::new(),
            root_certificates: Vec::new(),
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
            allowed_mentions: None,
        }
    }

    /// The defaults for operations that need no token. Others fail with the code 401.
    pub(super) fn without_token() -> Self {
        Self::new(Token::absent())
    }

    /// Checks the values, and removes the slash at the end of the base URL. For `https`, builds the configuration of
    /// `tls`.
    ///
    /// # Errors
    /// [`HttpError::Config`] names the option, and [`HttpError::Tls`] says why `https` cannot be used.
    pub(super) fn checked(mut self, tls: &Tls) -> Result<Self, HttpError> {
        let refuse = |option, reason: String| Err(HttpError::Config { option, reason });

        let base = self.base_url.trim().trim_end_matches('/').to_owned();
        // The address is logged and shown in errors.
        if base.contains('@') {
            return refuse("base_url", "it must not contain a user name or a password".to_owned());
        }
        let address: http::Uri = match base.parse() {
            Ok(address) => address,
            Err(error) => return refuse("base_url", format!("`{base}` is not an address: {error}")),
        };
        if address.host().is_none_or(str::is_empty) || address.query().is_some() {
            return refuse("base_url", format!("`{base}` should look like {DEFAULT_BASE_URL}"));
        }
        match address.scheme_str() {
            Some("https") => tls.check()?,
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

    /// Whether the API is at Discord's own host.
    pub(super) fn is_of_discord(&self) -> bool {
        let address: Option<http::Uri> = self.base_url.parse().ok();
        let host = address.as_ref().and_then(|address| address.host()).unwrap_or_default();
        host == "discord.com" || host.ends_with(".discord.com")
    }

    /// Whether the API is reached over TLS.
    pub(super) fn encrypted(&self) -> bool {
        self.base_url.starts_with("https:")
    }
}

impl fmt::Debug for HttpConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values of additional headers may be secret, such as a password of a proxy. `Token` hides itself.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::ApiError;

    #[test]
    fn a_base_url_with_a_password_is_refused_without_showing_it() {
        for url in ["https://user:secret@x/api/v10", "http://secret@x", "user:secret@x y", "ftp://user:secret@x"] {
            let mut config = HttpConfig::without_token();
            config.base_url = url.to_owned();
            let error = config.checked(&Tls::default()).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        }
    }

    #[test]
    fn only_discords_own_errors_point_to_its_status_page() {
        for (url, is_of_discord) in [
            (DEFAULT_BASE_URL, true),
            ("https://canary.discord.com/api/v10", true),
            ("https://discord.com.evil.test/api/v10", false),
            ("http://127.0.0.1:8080/api/v10", false),
        ] {
            let mut config = HttpConfig::without_token();
            config.base_url = url.to_owned();
            assert_eq!(config.is_of_discord(), is_of_discord, "{url}");
            let mut error = ApiError::read("get_my_user", "GET /users/@me".to_owned(), 502, b"");
            error.is_of_discord = config.is_of_discord();
            assert_eq!(error.to_string().contains("discordstatus.com"), is_of_discord, "{error}");
            assert_eq!(error.to_string().contains("`rest_url`"), !is_of_discord, "{error}");
        }
    }
}
