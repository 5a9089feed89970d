//! The engine, for the tests, benches and fuzz targets of this workspace: what they take apart piece by piece, and no
//! user needs.
//!
//! Not public API: it is there with the feature `__internals` alone, and anything in it may change at any time.

use std::{
    io,
    sync::{Arc, atomic::AtomicUsize},
    task::{Context, Poll, Waker},
};

use serde::Deserialize;
#[cfg(feature = "etf")]
use serde::Serialize;

#[cfg(feature = "cache")]
use crate::cache::{Cache, CacheConfig};
#[cfg(feature = "sandbox")]
pub use crate::gateway::protocol::FaultInjection;
pub use crate::gateway::{
    budget::{IdentifyAnswer, IdentifyLedger, IdentifyMemory},
    command::Command,
    compression::{InflateError, Inflater, ZLIB_SUFFIX},
    encoding::{EnvelopeReader, Payload},
    envelope::{Envelope, EnvelopeError},
    heartbeat::{HeartbeatState, Tick},
    protocol::{Action, Input, Outcome, Protocol, Report},
};
pub use crate::rest::made_up::{MadeUpAnswer, MadeUpHeaders, objections, tell_limiter};
use crate::{
    Result as BotResult,
    event::{DecodeError, Event, EventKind, EventKinds},
    gateway::Data,
    json,
    model::{ChannelId, MessageId, UserId},
    rest::{Http, HttpConfig},
    session::{self, StoredShard},
    state::{Delivery, ExecutorConfig, Services, Subscription, Subscriptions, WhenFull},
};

/// Reads JSON as the data of a payload is read, and says what is wrong with it if that cannot be done.
///
/// # Errors
/// If it is no JSON or does not have the shape of `T`.
pub fn read_json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    json::from_str(text).map_err(|problem| problem.message)
}

/// Does the same with a value behind which other members of an object may stand.
///
/// # Errors
/// If it is no JSON or does not have the shape of `T`.
pub fn read_json_start<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    json::read_start(text).map(|read| read.value).map_err(|problem| problem.message)
}

/// Reads the `d` of a dispatch as [`Event::decode`] does, and says what was left out because it could not be read.
///
/// # Errors
/// If the payload does not have the shape of its event.
pub fn read_event(kind: EventKind, data: &[u8]) -> Result<(Event, Option<DecodeError>), DecodeError> {
    Event::read(kind, Data::whole(data)).map(|(event, left_out)| (event, left_out.map(|error| *error)))
}

/// Writes a payload in ETF, as those that are sent, and says what is wrong with its data if that cannot be done.
///
/// # Errors
/// If the data cannot be written as JSON or as ETF.
#[cfg(feature = "etf")]
pub fn write_etf<T: Serialize + ?Sized>(op: u8, data: &T) -> Result<Vec<u8>, String> {
    crate::gateway::encoding::etf::write(op, data)
}

/// What the file of a [`FileSessionStore`](crate::FileSessionStore) says, and how many of its bytes do.
///
/// # Errors
/// If its first line cannot be read.
pub fn parse_session_file(bytes: &[u8]) -> io::Result<(Vec<StoredShard>, usize)> {
    session::parse_file(bytes)
}

/// Open waits, as collectors open them, and the delivery of events to them, for the bench of what they cost an event.
#[derive(Debug)]
pub struct Waits {
    subscriptions: Arc<Subscriptions>,
    open: Vec<Subscription>,
    services: Arc<Services>,
    bounds: ExecutorConfig,
}

impl Waits {
    /// No waits yet.
    ///
    /// # Errors
    /// If the HTTP client cannot be made, which is part of the context of an event. It sends nothing.
    pub fn new() -> BotResult<Self> {
        let mut config = HttpConfig::new(crate::gateway::Token::new("a.b.c")?);
        config.base_url = "http://127.0.0.1:1".to_owned();
        let services = Services {
            http: Http::new(config)?,
            #[cfg(feature = "cache")]
            cache: Cache::new(CacheConfig::none()),
        };
        Ok(Self {
            subscriptions: Arc::default(),
            open: Vec::new(),
            services: Arc::new(services),
            bounds: ExecutorConfig::default(),
        })
    }

    /// Opens a wait for events of one kind, with those parts of a scope that are not `None`.
    pub fn open(
        &mut self,
        kind: EventKind,
        channel: Option<ChannelId>,
        user: Option<UserId>,
        message: Option<MessageId>,
    ) {
        let when_full = WhenFull::Drop(AtomicUsize::new(1));
        let subscription = self.subscriptions.subscribe(EventKinds::only(kind), when_full);
        subscription.narrow(|scope| (scope.channel, scope.user, scope.message) = (channel, user, message));
        self.open.push(subscription);
    }

    /// Delivers an event to the waits that it fits, as the router does.
    pub fn deliver(&self, event: &Arc<Event>) {
        let delivery = Delivery {
            services: Arc::clone(&self.services),
            shard: 0,
            #[cfg(feature = "cache")]
            old: None,
            event: Arc::clone(event),
        };
        self.subscriptions.deliver(&delivery, &self.bounds);
    }

    /// Takes the events out of all queues, and returns how many there were.
    pub fn received(&self) -> usize {
        let task = &mut Context::from_waker(Waker::noop());
        self.open.iter().filter(|wait| matches!(wait.poll_next(task), Poll::Ready(Some(_)))).count()
    }
}
