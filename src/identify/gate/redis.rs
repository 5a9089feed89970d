//! [`RedisGate`]: a gate in a Redis server.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use ::redis::{AsyncConnectionConfig, Client, aio::MultiplexedConnection};
use async_trait::async_trait;

use super::{GateAsk, GateError, IdentifyGate};

/// Sets the entry of a key for a window, by the server's clock. Returns 0, or the milliseconds until the present entry
/// expires. An entry without expiry, which this gate does not make, is given one.
const TAKE: &str = "\
if redis.call('SET', KEYS[1], ARGV[2], 'NX', 'PX', ARGV[1]) then return 0 end
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return math.max(left, 1)";
/// How long the server may take, unless [`RedisGate::timeout`] sets another time.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest random delay of the next attempt, so that not all waiting processes retry at the same moment.
const SPREAD: Duration = Duration::from_millis(50);

/// A gate in a Redis server, for processes on several machines that share a token (feature `redis`).
///
/// For each key there is one entry, which expires after a window: the process that can set it may identify. The server
/// sets it atomically and by its own clock, so that neither races nor different clocks permit two at once. If a process
/// dies, its entry expires with the window.
///
/// If the server cannot be reached, the bot asks again, and no shard identifies in the meantime. Resuming a session
/// needs no gate. A server that fails over to a replica may lose an entry and permit an identify too early. Discord
/// answers that with op 9, and the shard tries again.
///
/// ```no_run
/// # use greenroom::prelude::*;
/// use greenroom::gate::RedisGate;
///
/// # struct Ping;
/// # #[event_handler] impl EventHandler for Ping {}
/// # async fn run() -> greenroom::Result<()> {
/// let gate = RedisGate::new("redis://10.0.0.5/", "my-bot").expect("a Redis URL");
/// Bot::from_env()?.sharding(Sharding::shards(0..16, 64)).handler(Ping).identify_gate(gate).run().await
/// # }
/// ```
#[derive(Clone)]
pub struct RedisGate {
    client: Client,
    /// The beginning of the names of the entries.
    name: Arc<str>,
    timeout: Duration,
    connection: Arc<Mutex<Option<MultiplexedConnection>>>,
}

impl RedisGate {
    /// A gate in the server at `url`: `redis://[user:password@]host[:port][/database]`. It connects at the first ask.
    ///
    /// `name` distinguishes tokens that share a server: bots with the same token need the same name, other bots need
    /// other names. The entries are called `{name}:identify:{key}`.
    ///
    /// # Errors
    /// If the URL is invalid. (`rediss://` needs one of the TLS features of the crate `redis`.)
    pub fn new(url: &str, name: impl Into<String>) -> Result<Self, GateError> {
        let client = Client::open(url).map_err(GateError::new)?;
        Ok(Self { client, name: name.into().into(), timeout: DEFAULT_TIMEOUT, connection: Arc::default() })
    }

    /// How long connecting to the server may take, and each of its answers: 5 s by default.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    fn entry(&self, ask: &GateAsk) -> String {
        format!("{}:identify:{}", self.name, ask.key())
    }

    async fn connection(&self) -> Result<MultiplexedConnection, GateError> {
        if let Some(connection) = self.open_connection() {
            return Ok(connection);
        }
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(self.timeout).set_response_timeout(self.timeout);
        let connection =
            self.client.get_multiplexed_async_connection_with_config(&config).await.map_err(GateError::new)?;
        *self.connection.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection.clone());
        Ok(connection)
    }

    fn open_connection(&self) -> Option<MultiplexedConnection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tries to set the entry of the key. If it exists, returns the time until it expires.
    async fn try_permit(&self, ask: &GateAsk) -> Result<Option<Duration>, GateError> {
        let mut connection = self.connection().await?;
        let window = u64::try_from(ask.window.as_millis()).unwrap_or(u64::MAX).max(1);
        let holder = format!("shard {} of {}", ask.shard, ask.total);
        let mut command = ::redis::cmd("EVAL");
        command.arg(TAKE).arg(1).arg(self.entry(ask)).arg(window).arg(holder);
        match command.query_async::<u64>(&mut connection).await {
            Ok(0) => Ok(None),
            Ok(left) => Ok(Some(Duration::from_millis(left))),
            Err(error) => {
                // After any error, the next ask makes a new connection.
                *self.connection.lock().unwrap_or_else(PoisonError::into_inner) = None;
                Err(GateError::new(error))
            }
        }
    }
}

#[async_trait]
impl IdentifyGate for RedisGate {
    async fn permit(&self, ask: &GateAsk) -> Result<(), GateError> {
        while let Some(left) = self.try_permit(ask).await? {
            // If another process sets the entry in the meantime, the next attempt fails as well.
            tokio::time::sleep(left + SPREAD.min(ask.window / 10).mul_f64(fastrand::f64())).await;
        }
        Ok(())
    }
}

impl fmt::Debug for RedisGate {
    /// Without the URL, which may contain a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisGate").field("name", &self.name).field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_url_is_refused_and_a_password_is_not_shown() {
        assert!(RedisGate::new("http://example.com", "bot").is_err());
        let gate = RedisGate::new("redis://user:hunter2@127.0.0.1:1/", "bot").unwrap();
        assert!(!format!("{gate:?}").contains("hunter2"));
        assert_eq!(gate.entry(&GateAsk::new(5, 8, 4, Duration::ZERO)), "bot:identify:1");
    }

    #[tokio::test]
    async fn a_server_that_cannot_be_reached_is_an_error() {
        let gate = RedisGate::new("redis://127.0.0.1:1/", "bot").unwrap().timeout(Duration::from_secs(2));
        let error = gate.permit(&GateAsk::new(0, 1, 1, Duration::from_secs(5))).await.unwrap_err();
        assert!(!error.to_string().is_empty());
    }
}
