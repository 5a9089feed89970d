//! Which dispatches are decoded at all.

use std::sync::{Arc, atomic::Ordering};

use super::{router::Occurrence, spent::Spent};
use crate::{
    collect::Wish,
    event::{Event, EventKind, EventKinds, EventTypes, LifecycleKinds, Undecoded, UnknownEvent},
    gateway::Envelope,
    handle::Shared,
    handler::Interests,
};

/// What the handlers, the cache, the collectors, the streams and the bot itself want to see. An event that nobody wants costs its
/// inflating and the scan of its envelope.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    shared: Arc<Shared>,
    /// The types that the user has named for dispatches.
    types: Arc<EventTypes>,
    raw: bool,
    /// Whether a handler watches every payload.
    pub(super) payloads: bool,
    /// Whether a handler wants to know of each heartbeat.
    pub(super) heartbeats: bool,
    /// What is wanted for as long as the bot runs.
    _wish: Arc<Wish>,
}

impl Wanted {
    pub(super) fn new(handlers: &[Interests], cache: EventKinds, types: EventTypes, shared: Arc<Shared>) -> Self {
        // Member requests and the roster of guilds are the bot's own business.
        let mut kinds = cache | EventKind::Ready | EventKind::MembersChunk | EventKind::RateLimited;
        let mut lifecycle = LifecycleKinds::empty();
        for interests in handlers {
            kinds |= interests.events;
            lifecycle |= interests.lifecycle;
        }
        if lifecycle.contains(LifecycleKinds::GUILDS_AVAILABLE) {
            kinds = kinds | EventKind::GuildCreate | EventKind::GuildDelete;
        }
        Self {
            types: Arc::new(types),
            raw: handlers.iter().any(|interests| interests.raw),
            payloads: lifecycle.contains(LifecycleKinds::PAYLOAD),
            heartbeats: lifecycle.contains(LifecycleKinds::HEARTBEAT),
            _wish: Arc::new(shared.audience.demand.join(kinds)),
            shared,
        }
    }

    /// Shows a payload to those who watch the gateway itself.
    pub(super) fn received(&self, shard: u32, envelope: &Envelope<'_>) {
        self.shared.ops.received(shard, envelope);
    }

    /// Whether anybody looks at the data of a dispatch of this name.
    pub(super) fn wants(&self, name: &str) -> bool {
        let wanted = self.shared.audience.demand.kinds();
        self.raw
            || wanted.contains(EventKind::from_name(name).unwrap_or(EventKind::Unknown))
            || (wanted.contains(EventKind::Custom) && self.types.contains(name))
            || self.shared.ops.is_watched()
    }

    /// Decodes the dispatch in `envelope`, if somebody wants it, once.
    pub(super) fn take(&self, envelope: &Envelope<'_>, batch: &mut Vec<Occurrence>, spent: &mut Spent) {
        let Some(name) = envelope.name else { return };
        if self.raw {
            let json = String::from_utf8_lossy(envelope.data()).into();
            batch.push(Occurrence::Raw { name: name.into(), json });
        }
        let wanted = self.shared.audience.demand.kinds();
        match EventKind::from_name(name) {
            Some(kind) if wanted.contains(kind) => {
                spent.free_one(kind);
                self.decode(kind, envelope, batch);
            }
            None if wanted.contains(EventKind::Unknown) && !self.types.contains(name) => {
                batch.push(Occurrence::Event(UnknownEvent::event(name, envelope.data())));
            }
            Some(_) | None => {}
        }
        if wanted.contains(EventKind::Custom)
            && let Some(custom) = self.types.event(name, envelope.data())
        {
            batch.push(Occurrence::Event(Event::Custom(custom)));
        }
    }

    fn decode(&self, kind: EventKind, envelope: &Envelope<'_>, batch: &mut Vec<Occurrence>) {
        self.shared.tally.decoded.0.fetch_add(1, Ordering::Relaxed);
        let error = match Event::read(kind, envelope.unread()) {
            Ok((event, left_out)) => {
                batch.push(Occurrence::Event(event));
                let Some(error) = left_out else { return };
                tracing::warn!(event = kind.name(), seq = envelope.seq, %error, "values were left out of an event");
                *error
            }
            Err(error) => {
                tracing::warn!(event = kind.name(), seq = envelope.seq, %error, "an event could not be decoded");
                error
            }
        };
        batch.push(Occurrence::Event(Event::Undecoded(Box::new(Undecoded::from_error(error, envelope.data())))));
    }
}
