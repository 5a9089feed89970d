//! Open waits without a bot, for the bench of what they cost an event.

use std::{
    sync::{Arc, atomic::AtomicUsize},
    task::{Context, Poll, Waker},
};

use super::{Delivery, ExecutorConfig, Services, Subscription, Subscriptions, WhenFull};
#[cfg(feature = "cache")]
use crate::cache::{Cache, CacheConfig};
use crate::{
    error::Result,
    event::{Event, EventKind, EventKinds},
    gateway::Token,
    model::{ChannelId, MessageId, UserId},
    rest::{Http, HttpConfig},
};

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
    pub fn new() -> Result<Self> {
        let mut config = HttpConfig::new(Token::new("a.b.c")?);
        config.base_url = "http://127.0.0.1:1".to_owned();
        let services = Services {
            http: Http::new(config)?,
            #[cfg(feature = "cache")]
            cache: Cache::new(CacheConfig::none()),
            handlers: Arc::new([]),
            session: None,
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
            seq: None,
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
