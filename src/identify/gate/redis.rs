//! A gate in a Redis server.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use ::redis::{AsyncConnectionConfig, Client, aio::MultiplexedConnection};
use async_trait::async_trait;

use super::{GateAsk, GateError, IdentifyGate};

/// Takes the place of a key for a window, by the server's clock. Answers 0, or how many milliseconds the place is still taken.
/// A place without an end, which is none of ours, is given one.
const TAKE: &str = "\
if redis.call('SET', KEYS[1], ARGV[2], 'NX', 'PX', ARGV[1]) then return 0 end
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return math.max(left, 1)";
/// How long the server may take, unless [`RedisGate::timeout`] says otherwise.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);
/// How far those who wait for the same moment are spread behind it at most, so that they do not come as one.
const SPREAD: Duration = Duration::from_millis(50);

/// A gate in a Redis server, for processes on several machines that share a token (feature `redis`).
///
/// Each key is one entry of the server that lives for a window: whoever can set it may identify. Setting it is one step of the server, by the
/// server's clock, so that neither races nor clocks that differ let two through. A process that dies holds nothing up: its
/// entry ends with the window.
///
/// The bot asks again when the server cannot be reached; nobody identifies meanwhile, and sessions that can be resumed need no gate. A
/// server that fails over to a replica may forget an entry, and let one through too early; Discord answers that with op 9,
/// and the shard comes again.
///
/// ```no_run
/// # use greenroom::prelude::*;
/// use greenroom::gate::RedisGate;
///
/// # struct Ping; impl EventHandler for Ping {}
/// # async fn run() -> greenroom::Result<()> {
/// let gate = RedisGate::new("redis://10.0.0.5/", "my-bot").expect("a Redis URL");
/// Bot::from_env()?.shards(0..16, 64).handler(Ping).identify_gate(gate).run().await
/// # }
/// ```
#[derive(Clone)]
pub struct RedisGate {
    client: Client,
    /// What the names of the entries begin with.
    name: Arc<str>,
    timeout: Duration,
    connection: Arc<Mutex<Option<MultiplexedConnection>>>,
}

impl RedisGate {
    /// A gate in the server at `url`: `redis://[user:password@]host[:port][/database]`. Nothing is connected before the first ask.
    ///
    /// `name` tells the tokens apart that share a server: everybody with the same token needs the same name, everybody else another one. The entries are
    /// called `{name}:identify:{key}`.
    ///
    /// # Errors
    /// A URL that cannot be read. (`rediss://` needs one of the TLS features of the crate `redis`.)
    pub fn new(url: &str, name: impl Into<String>) -> Result<Self, GateError> {
        let client = Client::open(url).map_err(GateError::new)?;
        Ok(Self { client, name: name.into().into(), timeout: DEFAULT_TIMEOUT, connection: Arc::default() })
    }

    /// How long the server may take to be connected to, and to answer: 5 s by default.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    fn entry(&self, ask: &GateAsk) -> String {
        format!("{}:identify:{}", self.name, ask.key())
    }

    async fn connection(&self) -> Result<MultiplexedConnection, GateError> {
        if let Some(connection) = self.known() {
            return Ok(connection);
        }
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(self.timeout).set_response_timeout(self.timeout);
        let connection =
            self.client.get_multiplexed_async_connection_with_config(&config).await.map_err(GateError::new)?;
        *self.connection.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection.clone());
        Ok(connection)
    }

    fn known(&self) -> Option<MultiplexedConnection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tries to take the place of the key. Where somebody has it, says for how long.
    async fn take(&self, ask: &GateAsk) -> Result<Option<Duration>, GateError> {
        let mut connection = self.connection().await?;
        let window = u64::try_from(ask.window.as_millis()).unwrap_or(u64::MAX).max(1);
        let holder = format!("shard {} of {}", ask.shard, ask.total);
        let mut command = ::redis::cmd("EVAL");
        command.arg(TAKE).arg(1).arg(self.entry(ask)).arg(window).arg(holder);
        match command.query_async::<u64>(&mut connection).await {
            Ok(0) => Ok(None),
            Ok(left) => Ok(Some(Duration::from_millis(left))),
            Err(error) => {
                // Whatever it was, the next ask begins with a connection of its own.
                *self.connection.lock().unwrap_or_else(PoisonError::into_inner) = None;
                Err(GateError::new(error))
            }
        }
    }
}

#[async_trait]
impl IdentifyGate for RedisGate {
    async fn permit(&self, ask: &GateAsk) -> Result<(), GateError> {
        while let Some(left) = self.take(ask).await? {
            // A place that is taken while we sleep is seen when we wake.
            tokio::time::sleep(left + SPREAD.min(ask.window / 10).mul_f64(fastrand::f64())).await;
        }
        Ok(())
    }
}

impl fmt::Debug for RedisGate {
    /// Without the URL, which may hold a password.
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
    async fn a_server_that_is_not_there_is_an_error() {
        let gate = RedisGate::new("redis://127.0.0.1:1/", "bot").unwrap().timeout(Duration::from_secs(2));
        let error = gate.permit(&GateAsk::new(0, 1, 1, Duration::from_secs(5))).await.unwrap_err();
        assert!(!error.to_string().is_empty());
    }
}
