//! [`InterestFilter`]: which dispatches are decoded.

use std::{
    num::NonZeroU64,
    sync::{Arc, atomic::Ordering},
};

use super::batch::BatchItem;
use crate::{
    event::{Event, EventKind, EventKinds, EventTypes, LifecycleKinds, Undecoded, UnknownEvent},
    event_path::event_path,
    gateway::Envelope,
    handler::{Interests, Recycler},
    state::{BotState, DemandGuard},
};

/// The dispatches that handlers, cache, collectors, streams and the bot itself use. An unused dispatch is inflated, and
/// its envelope is scanned, but its data is not parsed.
#[derive(Debug, Clone)]
pub(crate) struct InterestFilter {
    state: Arc<BotState>,
    /// The types that the user has registered for dispatches.
    types: Arc<EventTypes>,
    /// Whether a handler receives all dispatches undecoded.
    raw: bool,
    /// Whether a handler observes every payload.
    pub(super) payloads: bool,
    /// Whether a handler observes heartbeats.
    pub(super) heartbeats: bool,
    /// The kinds that are used for as long as the bot runs.
    _demand: Arc<DemandGuard>,
}

/// What one dispatch is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Interest {
    /// A handler receives it undecoded.
    raw: bool,
    /// Its kind, if it is to be decoded.
    kind: Option<EventKind>,
    /// Its kind is unknown, and something uses unknown kinds.
    unknown: bool,
    /// The user has registered a type for its name, and something uses registered types.
    custom: bool,
    /// A stream of all payloads receives it.
    streamed: bool,
}

impl Interest {
    pub(super) const NONE: Self = Self { raw: false, kind: None, unknown: false, custom: false, streamed: false };

    pub(super) fn is_any(&self) -> bool {
        *self != Self::NONE
    }
}

impl InterestFilter {
    pub(crate) fn new(handlers: &[Interests], cache: EventKinds, types: EventTypes, state: Arc<BotState>) -> Self {
        // The bot itself needs these for member requests and to track its guilds.
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
            _demand: Arc::new(state.subscriptions.demand.join(kinds)),
            state,
        }
    }

    /// Passes a payload to the streams of all payloads.
    pub(super) fn received(&self, shard: u32, envelope: &Envelope<'_>) {
        self.state.payloads.received(shard, envelope);
    }

    /// What a dispatch with this name is used for.
    pub(super) fn interest(&self, name: &str) -> Interest {
        let used = self.state.subscriptions.demand.kinds();
        let kind = EventKind::from_name(name);
        let is_custom = self.types.contains(name);
        Interest {
            raw: self.raw,
            kind: kind.filter(|kind| used.contains(*kind)),
            unknown: kind.is_none() && !is_custom && used.contains(EventKind::Unknown),
            custom: is_custom && used.contains(EventKind::Custom),
            streamed: self.state.payloads.is_subscribed(),
        }
    }

    /// Decodes the dispatch in `envelope` as `interest` requires, and appends the results to `batch`.
    pub(super) fn decode(
        &self,
        interest: Interest,
        envelope: &Envelope<'_>,
        batch: &mut Vec<BatchItem>,
        recycler: &mut Recycler,
    ) {
        event_path!("decodes what is used");
        let Some(name) = envelope.name else { return };
        let seq = envelope.seq.and_then(NonZeroU64::new);
        if interest.raw {
            let json = String::from_utf8_lossy(envelope.data()).into();
            batch.push(BatchItem::Raw { name: name.into(), json, seq });
        }
        if let Some(kind) = interest.kind {
            recycler.free_one(kind);
            self.decode_kind(kind, envelope, batch);
        }
        if interest.unknown {
            batch.push(BatchItem::Event(UnknownEvent::event(name, envelope.data()), seq));
        }
        if interest.custom
            && let Some(custom) = self.types.event(name, envelope.data())
        {
            batch.push(BatchItem::Event(Event::Custom(custom), seq));
        }
    }

    fn decode_kind(&self, kind: EventKind, envelope: &Envelope<'_>, batch: &mut Vec<BatchItem>) {
        let seq = envelope.seq.and_then(NonZeroU64::new);
        self.state.counters.decoded.0.fetch_add(1, Ordering::Relaxed);
        let error = match Event::read(kind, envelope.unread()) {
            Ok((event, left_out)) => {
                batch.push(BatchItem::Event(event, seq));
                let Some(error) = left_out else { return };
                tracing::warn!(event = kind.name(), seq = envelope.seq, %error, "values were left out of an event");
                *error
            }
            Err(error) => {
                tracing::warn!(event = kind.name(), seq = envelope.seq, %error, "an event could not be decoded");
                error
            }
        };
        let undecoded = Undecoded::from_error(error, envelope.data());
        batch.push(BatchItem::Event(Event::Undecoded(Box::new(undecoded)), seq));
    }
}
